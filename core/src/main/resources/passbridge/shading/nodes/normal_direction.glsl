// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeNormal
// Property: Normal vec3
// Input: Normal vec3
// Output: Normal vec3
// Output: Dot float
// A direction that the user turned, and the cosine to another. After Cycles' svm/normal.h as of Blender 5.2.

void normalDirection(vec3 direction, vec3 vector, out vec3 result, out float cosine) {
    result = normalize(direction);
    cosine = dot(result, normalize(vector));
}
