// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeDisplacement
// Enum: space = OBJECT, WORLD
// Input: Height float
// Input: Midlevel float
// Input: Scale float
// Input: Normal vec3 = normal
// Output: Displacement vec3
// Uses: arithmetic.glsl
// Reads: OBJECT_TO_WORLD
// Cycles' node_displacement.osl, as of Blender 5.2.
void displacement(int space, float height, float midlevel, float scale, vec3 normal, out vec3 offset) {
    float distance = (height - midlevel) * scale;
    mat3 toWorld = mat3(objectToWorld);
    offset = space == 0 ? toWorld * (safeNormalize(normal * toWorld) * distance) : safeNormalize(normal) * distance;
}
