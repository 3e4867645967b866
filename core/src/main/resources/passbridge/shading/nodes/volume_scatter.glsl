// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeVolumeScatter
// Enum: phase = HENYEY_GREENSTEIN, FOURNIER_FORAND, DRAINE, RAYLEIGH, MIE
// Closure: volume if Color, Density
// Input: Color vec3
// Input: Density float
// Input: Anisotropy float if phase = HENYEY_GREENSTEIN|DRAINE
// Output: Volume shader
// Uses: volume.glsl
// Warning if phase = FOURNIER_FORAND|DRAINE|RAYLEIGH|MIE: scatters as Henyey-Greenstein does
void volumeScatter(int phase, vec3 color, float density, float anisotropy, float weight) {
    addScattering(color * (max(density, 0.0) * weight), anisotropy);
}
