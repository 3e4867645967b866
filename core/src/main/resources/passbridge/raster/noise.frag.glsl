#version 410 core
// SPDX-License-Identifier: Apache-2.0
// What the average of a tile's pixels differs by from that of half of the samples, as NoiseEstimate has it.

uniform sampler2D average;
uniform sampler2D averageOfHalf;

layout(location = 0) out float tileNoise;

float noiseAt(ivec2 pixel) {
    vec3 all = texelFetch(average, pixel, 0).rgb;
    vec3 difference = abs(all - texelFetch(averageOfHalf, pixel, 0).rgb);
    return dot(difference, vec3(1.0)) / (DARKEST + sqrt(max(dot(all, vec3(1.0)), 0.0)));
}

void main() {
    ivec2 first = ivec2(gl_FragCoord.xy) * TILE_PIXELS;
    ivec2 end = min(first + TILE_PIXELS, textureSize(average, 0));
    float sum = 0.0;
    for (int y = first.y; y < end.y; y++) {
        for (int x = first.x; x < end.x; x++) {
            sum += noiseAt(ivec2(x, y));
        }
    }
    ivec2 size = end - first;
    tileNoise = sum / float(size.x * size.y);
}
