#version 410 core
// SPDX-License-Identifier: Apache-2.0
// What a volume does to a picture, as another file after this one goes on: the share of what is behind that comes through it, or the light
// that it adds.
// What light meets in the volume was drawn by volume.frag.glsl.
// Compiled with viewing_ray.glsl.

layout(location = 0) out vec4 combinedOutput;

uniform sampler2D volumeExtinctions; // and where it is entered
uniform sampler2D volumeEmissions;   // and metres in it
uniform sampler2D volumeScatterings; // and how often it is left more than entered
uniform sampler2D volumeAnisotropies;
uniform bool isOnlyBeforeNew;        // leave out where what was drawn is what was there
uniform sampler2D depthBefore;

vec3 extinction; // these of the whole way
vec3 emission;
vec3 scattering;
float anisotropy;
float wayLength; // metres
float entry;     // along the view's axis

void findVolume() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    if (isOnlyBeforeNew && texelFetch(depthBefore, pixel, 0).r == texelFetch(drawnDepth, pixel, 0).r) {
        discard;
    }
    vec4 extinctions = texelFetch(volumeExtinctions, pixel, 0);
    vec4 emissions = texelFetch(volumeEmissions, pixel, 0);
    vec4 scatterings = texelFetch(volumeScatterings, pixel, 0);
    wayLength = emissions.w;
    float scale = 1.0;
    if (scatterings.w < 0.0 && wayLength != 0.0) {
        // Never left: the volume goes on to where the ray ends. Where nothing is there, Cycles has none, either: the mesh has holes.
        float end = drawnDistance();
        float all = end < ENDLESS ? wayLength - scatterings.w * (end - nearestSeen) * rayScale() : 0.0;
        scale = all / wayLength;
        wayLength = all;
    }
    float scattered = dot(scatterings.rgb, vec3(1.0 / 3.0));
    anisotropy = scattered != 0.0 ? texelFetch(volumeAnisotropies, pixel, 0).r / scattered : 0.0;
    extinction = max(scale * extinctions.rgb, 0.0);
    emission = max(scale * emissions.rgb, 0.0);
    scattering = max(scale * scatterings.rgb, 0.0);
    entry = scatterings.w > 0.0 ? nearestSeen : extinctions.w;
    wayLength = max(wayLength, 0.0);
}
