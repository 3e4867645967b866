// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeValToRGB
// Enum: interpolation = LINEAR, CONSTANT, EASE, CARDINAL, B_SPLINE
// Table: ramp
// Input: Fac float
// Output: Color vec3
// Output: Alpha float
// Uses: tables.glsl
// Cycles' svm/ramp.h, as of Blender 5.2.
void colorRamp(int interpolation, int row, float factor, out vec3 color, out float alpha) {
    vec4 found = interpolation == 1 ? tableStep(row, factor) : tableValue(row, factor);
    color = found.rgb;
    alpha = found.a;
}
