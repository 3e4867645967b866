// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeMixRGB
// Enum: blend_type = MIX, DARKEN, MULTIPLY, BURN, LIGHTEN, SCREEN, DODGE, ADD, OVERLAY, SOFT_LIGHT, LINEAR_LIGHT, DIFFERENCE, EXCLUSION,
//     SUBTRACT, DIVIDE, HUE, SATURATION, COLOR, VALUE
// Flag: use_clamp
// Input: Fac float
// Input: Color1 vec3
// Input: Color2 vec3
// Output: Color vec3
// Uses: blending.glsl
// Cycles' node_mix.osl, as of Blender 5.2.
void mixRgb(int blend, bool isClamped, float factor, vec3 below, vec3 above, out vec3 color) {
    color = blended(blend, clamp(factor, 0.0, 1.0), below, above);
    if (isClamped) {
        color = clamp(color, 0.0, 1.0);
    }
}
