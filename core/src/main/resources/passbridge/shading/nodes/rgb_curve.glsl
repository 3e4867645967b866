// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeRGBCurve
// Table: curves
// Property: min_x float
// Property: max_x float
// Flag: is_extrapolated
// Input: Fac float
// Input: Color vec3
// Output: Color vec3
// Uses: curves.glsl
// A curve of each channel, after the combined one, which the table has in it.

void rgbCurve(int curves, float minX, float maxX, bool isExtrapolated, float factor, vec3 color, out vec3 result) {
    result = mix(color, curveValues(curves, vec2(minX, maxX), isExtrapolated, color), factor);
}
