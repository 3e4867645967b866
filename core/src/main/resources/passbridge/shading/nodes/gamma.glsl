// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeGamma
// Input: Color vec3
// Input: Gamma float
// Output: Color vec3
// Raises to a power what is above 0. After Cycles' svm/math_util.h as of Blender 5.2.

void gamma(vec3 color, float exponent, out vec3 result) {
    vec3 raised = pow(max(color, vec3(0.0)), vec3(exponent));
    result = exponent == 0.0 ? vec3(1.0) : mix(color, raised, greaterThan(color, vec3(0.0)));
}
