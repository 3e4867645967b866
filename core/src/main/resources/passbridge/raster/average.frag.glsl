#version 410 core
// SPDX-License-Identifier: Apache-2.0
// Hands a sample to the blending stage, which adds it to the film with its weight.

uniform sampler2D combinedSample;
uniform float exposure; // of the film

layout(location = 0) out vec4 combinedOutput;

void main() {
    combinedOutput = texelFetch(combinedSample, ivec2(gl_FragCoord.xy), 0) * vec4(vec3(exposure), 1.0);
}
