// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeVolumePrincipled
// Closure: volume
// Input: Color vec3
// Input: Density float
// Input: Anisotropy float
// Input: Absorption Color vec3
// Input: Emission Strength float
// Input: Emission Color vec3
// Input: Blackbody Intensity float
// Input: Blackbody Tint vec3
// Input: Temperature float
// Output: Volume shader
// Uses: volume.glsl, blackbody.glsl
// Its attributes are those of grids: on meshes Cycles finds none, either. Black bodies shine by Stefan and Boltzmann's law.
void principledVolume(vec3 color, float density, float anisotropy, vec3 absorptionColor, float emissionStrength, vec3 emissionColor,
        float blackbodyIntensity, vec3 blackbodyTint, float temperature, float weight) {
    float thickness = max(density, 0.0) * weight;
    addScattering(color * thickness, anisotropy);
    addAbsorption(max(1.0 - color, 0.0) * max(1.0 - sqrt(max(absorptionColor, 0.0)), 0.0) * thickness);
    addEmission(max(emissionStrength, 0.0) * emissionColor * weight);
    if (blackbodyIntensity > 0.0) {
        float kelvins = max(temperature, 0.0);
        float radiance = 5.670373e-14 / 3.14159265358979 * mix(1.0, kelvins * kelvins * kelvins * kelvins, blackbodyIntensity);
        addEmission(blackbodyTint * blackbodyColor(kelvins) * (radiance * weight));
    }
}
