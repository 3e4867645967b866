// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeVolumeAbsorption
// Closure: volume if Density
// Input: Color vec3
// Input: Density float
// Output: Volume shader
// Uses: volume.glsl
void volumeAbsorption(vec3 color, float density, float weight) {
    addAbsorption((1.0 - color) * (max(density, 0.0) * weight));
}
