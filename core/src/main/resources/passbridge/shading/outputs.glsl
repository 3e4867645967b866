// SPDX-License-Identifier: Apache-2.0
// What a surface, a world or a light gives besides what it reflects.

vec3 surfaceEmission;
vec3 surfaceTransparency;
float surfaceHoldout;
vec3 surfaceNormalSum;

void beginSurface() {
    surfaceEmission = vec3(0.0);
    surfaceTransparency = vec3(0.0);
    surfaceHoldout = 0.0;
    surfaceNormalSum = vec3(0.0);
}

void addEmission(vec3 radiance) {
    surfaceEmission += radiance;
}
