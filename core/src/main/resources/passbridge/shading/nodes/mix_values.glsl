// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeMix
// Enum: data_type = FLOAT, VECTOR, RGBA, ROTATION
// Enum: factor_mode = UNIFORM, NON_UNIFORM
// Enum: blend_type = MIX, DARKEN, MULTIPLY, BURN, LIGHTEN, SCREEN, DODGE, ADD, OVERLAY, SOFT_LIGHT, LINEAR_LIGHT, DIFFERENCE, EXCLUSION,
//     SUBTRACT, DIVIDE, HUE, SATURATION, COLOR, VALUE
// Flag: clamp_factor
// Flag: clamp_result
// Input: Factor_Float float
// Input: Factor_Vector vec3 if factor_mode = NON_UNIFORM
// Input: A_Float float if data_type = FLOAT
// Input: B_Float float if data_type = FLOAT
// Input: A_Vector vec3 if data_type = VECTOR
// Input: B_Vector vec3 if data_type = VECTOR
// Input: A_Color vec3 if data_type = RGBA
// Input: B_Color vec3 if data_type = RGBA
// Output: Result_Float float
// Output: Result_Vector vec3
// Output: Result_Color vec3
// Uses: blending.glsl
// Cycles' node_mix_float.osl, node_mix_vector.osl and node_mix_color.osl, as of Blender 5.2.
void mixValues(
        int dataType, int factorMode, int blend, bool isFactorClamped, bool isResultClamped, float factor, vec3 factors, float numberA,
        float numberB, vec3 vectorA, vec3 vectorB, vec3 colorA, vec3 colorB, out float number, out vec3 vector, out vec3 color) {
    float t = isFactorClamped ? clamp(factor, 0.0, 1.0) : factor;
    vec3 ts = factorMode == 0 ? vec3(t) : isFactorClamped ? clamp(factors, 0.0, 1.0) : factors;
    number = numberA + t * (numberB - numberA);
    vector = vectorA + ts * (vectorB - vectorA);
    color = blended(blend, t, colorA, colorB);
    if (isResultClamped) {
        color = clamp(color, 0.0, 1.0);
    }
}
