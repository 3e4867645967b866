// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeCombineXYZ
// Input: X float
// Input: Y float
// Input: Z float
// Output: Vector vec3
void combineXyz(float x, float y, float z, out vec3 vector) {
    vector = vec3(x, y, z);
}
