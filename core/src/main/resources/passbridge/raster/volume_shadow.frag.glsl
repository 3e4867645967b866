#version 410 core
// SPDX-License-Identifier: Apache-2.0
// The shadow of a volume in a map: in so many of all samples a texel is taken to block the light at a depth as the volume lets it pass no
// farther, so that the average is right before, in and behind the volume. Each colour has its turn from sample to sample. Compiled with
// viewing_ray.glsl.

uniform sampler2D volumeExtinctions; // and where it is entered
uniform sampler2D volumeEmissions;   // and metres in it
uniform int shadowColor;             // 0 to 2
uniform bool isEndless;              // towards the light
uniform float bodyNumber;            // 0 to 1, another one for each body

void main() {
    ivec2 pixel = ivec2(rayPixel());
    vec4 extinctions = texelFetch(volumeExtinctions, pixel, 0);
    float wayLength = texelFetch(volumeEmissions, pixel, 0).w;
    float extinction = extinctions[shadowColor];
    float passed = -log(max(1.0 - fract(rayNumber(STEP_OF_SHADOW) + bodyNumber), 1e-7));
    if (passed >= extinction) {
        discard;
    }
    float entry = extinctions.w < ENDLESS ? extinctions.w : nearestSeen; // else the light is in it
    float distance = isEndless ? nearestSeen : entry + passed / extinction * wayLength / rayScale();
    float depth = (drawnProjection.y - drawnProjection.x * distance) / (drawnProjection.w - drawnProjection.z * distance);
    gl_FragDepth = isDepthReversed ? depth : 0.5 * depth + 0.5;
}
