// SPDX-License-Identifier: Apache-2.0
// Uses: outputs.glsl
// What a volume does to light on each metre: formulas are those of Cycles (intern/cycles/kernel/svm/closure.h, as of Blender 5.2).

vec3 volumeExtinction; // what is absorbed or scattered
vec3 volumeScattering;
vec3 volumeEmission;
float volumeAnisotropy; // Henyey and Greenstein's, the mean of all that scatters

void beginVolume() {
    volumeExtinction = vec3(0.0);
    volumeScattering = vec3(0.0);
    volumeAnisotropy = 0.0;
}

void addAbsorption(vec3 absorption) {
    volumeExtinction += absorption;
}

void addScattering(vec3 scattering, float anisotropy) {
    volumeExtinction += scattering;
    volumeScattering += scattering;
    volumeAnisotropy += clamp(anisotropy, -0.999, 0.999) * dot(scattering, vec3(1.0 / 3.0));
}

// What shader nodes have emitted so far is the volume's.
void endVolume() {
    volumeAnisotropy /= max(dot(volumeScattering, vec3(1.0 / 3.0)), 1e-30);
    volumeEmission = surfaceEmission;
    surfaceEmission = vec3(0.0);
}
