// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeInvert
// Input: Fac float
// Input: Color vec3
// Output: Color vec3
// Cycles' node_invert.osl, as of Blender 5.2.
void invert(float factor, vec3 color, out vec3 inverted) {
    inverted = color + factor * (1.0 - 2.0 * color);
}
