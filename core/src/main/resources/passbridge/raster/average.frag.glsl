#version 410 core
// SPDX-License-Identifier: Apache-2.0
// Hands a sample's averaged outputs to the blending stage, which adds them to the film with their weight.

uniform sampler2D combinedSample;
uniform sampler2D normalSample;
uniform sampler2D uvSample;

layout(location = 0) out vec4 combinedOutput;
layout(location = 1) out vec4 normalOutput;
layout(location = 2) out vec4 uvOutput;

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    combinedOutput = texelFetch(combinedSample, pixel, 0);
    normalOutput = texelFetch(normalSample, pixel, 0);
    uvOutput = texelFetch(uvSample, pixel, 0);
}
