#version 410 core
// SPDX-License-Identifier: Apache-2.0

uniform mat4 toCamera;
uniform mat4 projection;

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;

out vec3 cameraPosition;
out vec3 cameraNormal;

void main() {
    cameraPosition = (toCamera * vec4(position, 1)).xyz;
    cameraNormal = transpose(inverse(mat3(toCamera))) * normal;
    gl_Position = projection * vec4(cameraPosition, 1);
}
