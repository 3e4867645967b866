// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeFloatCurve
// Table: curves
// Property: min_x float
// Property: max_x float
// Flag: is_extrapolated
// Input: Factor float
// Input: Value float
// Output: Value float
// Uses: curves.glsl
// One curve.

void floatCurve(int curves, float minX, float maxX, bool isExtrapolated, float factor, float value, out float result) {
    result = mix(value, curveValue(curves, vec2(minX, maxX), isExtrapolated, value, 0), factor);
}
