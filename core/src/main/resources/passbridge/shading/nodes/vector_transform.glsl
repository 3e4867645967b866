// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeVectorTransform
// Enum: vector_type = POINT, VECTOR, NORMAL
// Enum: convert_from = WORLD, OBJECT, CAMERA
// Enum: convert_to = WORLD, OBJECT, CAMERA
// Since: 400
// Input: Vector vec3
// Output: Vector vec3
// Reads: OBJECT_TO_WORLD, WORLD_TO_OBJECT, WORLD_TO_CAMERA
// The camera's space looks along +Z. After Cycles' svm/vector_transform.h as of Blender 5.2; before 4.0 a normal is turned as a
// vector is, and normalized where spaces are the same, too.

void vectorTransform(int type, int from, int to, bool isOf4, vec3 vector, out vec3 result) {
    result = vector;
    if (from == to) {
        result = type == 2 && !isOf4 ? normalize(vector) : vector;
        return;
    }
    bool isNormal = type == 2 && isOf4;
    bool isPoint = type == 0;
    mat3 cameraRotation = mat3(worldToCamera);
    if (from == 1) {
        result = isNormal ? normalize(result * mat3(worldToObject)) : objectToWorld * vec4(result, isPoint ? 1.0 : 0.0);
    } else if (from == 2) {
        vec3 way = isPoint ? result - worldToCamera[3] : result;
        result = way * cameraRotation;
        result = isNormal ? normalize(result) : result;
    }
    if (to == 1) {
        result = isNormal ? normalize(result * mat3(objectToWorld)) : worldToObject * vec4(result, isPoint ? 1.0 : 0.0);
    } else if (to == 2) {
        result = isNormal ? normalize(cameraRotation * result) : worldToCamera * vec4(result, isPoint ? 1.0 : 0.0);
    }
    if (type == 2 && !isOf4) {
        result = normalize(result);
    }
}
