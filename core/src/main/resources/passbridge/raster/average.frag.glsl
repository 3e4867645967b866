#version 410 core
// SPDX-License-Identifier: Apache-2.0
// Hands a sample to the blending stage, which adds it to the film with its weight.

uniform sampler2D combinedSample;

layout(location = 0) out vec4 combinedOutput;

void main() {
    combinedOutput = texelFetch(combinedSample, ivec2(gl_FragCoord.xy), 0);
}
