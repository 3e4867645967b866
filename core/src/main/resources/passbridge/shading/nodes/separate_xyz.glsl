// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeSeparateXYZ
// Input: Vector vec3
// Output: X float
// Output: Y float
// Output: Z float
void separateXyz(vec3 vector, out float x, out float y, out float z) {
    x = vector.x;
    y = vector.y;
    z = vector.z;
}
