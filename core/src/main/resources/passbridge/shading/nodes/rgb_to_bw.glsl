// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeRGBToBW
// Input: Color vec3
// Output: Val float
// Uses: color.glsl
// Cycles' node_rgb_to_bw.osl, as of Blender 5.2.
void rgbToBw(vec3 color, out float value) {
    value = luminance(color);
}
