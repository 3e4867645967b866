// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeVolumeCoefficients
// Enum: phase = HENYEY_GREENSTEIN, FOURNIER_FORAND, DRAINE, RAYLEIGH, MIE
// Closure: volume
// Input: Absorption Coefficients vec3
// Input: Scatter Coefficients vec3
// Input: Emission Coefficients vec3
// Input: Anisotropy float if phase = HENYEY_GREENSTEIN|DRAINE
// Output: Volume shader
// Uses: volume.glsl
// Warning if phase = FOURNIER_FORAND|DRAINE|RAYLEIGH|MIE: scatters as Henyey-Greenstein does
void volumeCoefficients(int phase, vec3 absorption, vec3 scattering, vec3 emission, float anisotropy, float weight) {
    addAbsorption(absorption * weight);
    addScattering(scattering * weight, anisotropy);
    addEmission(emission * weight);
}
