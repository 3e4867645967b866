// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeLightFalloff
// Input: Strength float
// Input: Smooth float
// Output: Quadratic float
// Output: Linear float
// Output: Constant float
// Reads: RAY_LENGTH
// Cycles' svm/light_path.h, svm_node_light_falloff, as of Blender 5.2.
void lightFalloff(float strength, float smoothness, out float quadratic, out float linear, out float constant) {
    if (isinf(surfaceRayLength)) { // of a sun
        quadratic = linear = constant = strength;
        return;
    }
    float squared = surfaceRayLength * surfaceRayLength;
    quadratic = smoothness > 0.0 ? strength * squared / (smoothness + squared) : strength;
    linear = quadratic * surfaceRayLength;
    constant = quadratic * squared;
}
