// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBlackbody
// Input: Temperature float
// Output: Color vec3
// Uses: blackbody.glsl
void blackbody(float temperature, out vec3 color) {
    color = blackbodyColor(temperature);
}
