// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeVectorRotate
// Enum: rotation_type = AXIS_ANGLE, X_AXIS, Y_AXIS, Z_AXIS, EULER_XYZ
// Flag: invert
// Input: Vector vec3
// Input: Center vec3
// Input: Axis vec3
// Input: Angle float
// Input: Rotation vec3
// Output: Vector vec3
// Uses: rotation.glsl
// After Cycles' svm/vector_rotate.h as of Blender 5.2.

void vectorRotate(int type, bool invert, vec3 vector, vec3 center, vec3 axis, float angle, vec3 rotation, out vec3 result) {
    vec3 way = vector - center;
    if (type == 4) {
        mat3 turn = eulerRotation(rotation);
        result = center + (invert ? way * turn : turn * way);
        return;
    }
    vec3 around = type == 0 ? axis : vec3(equal(ivec3(type), ivec3(1, 2, 3)));
    float size = length(around);
    if (size == 0.0) {
        result = vector;
        return;
    }
    result = center + rotatedAbout(way, around / size, invert ? -angle : angle);
}
