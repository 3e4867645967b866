// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeVectorCurve
// Table: curves
// Property: min_x float
// Property: max_x float
// Flag: is_extrapolated
// Input: Fac float
// Input: Vector vec3
// Output: Vector vec3
// Uses: curves.glsl
// A curve of each axis.

void vectorCurve(int curves, float minX, float maxX, bool isExtrapolated, float factor, vec3 vector, out vec3 result) {
    result = mix(vector, curveValues(curves, vec2(minX, maxX), isExtrapolated, vector), factor);
}
