#version 410 core
// SPDX-License-Identifier: Apache-2.0

uniform vec3 color;

in vec3 cameraPosition;
in vec3 cameraNormal;

layout(location = 0) out vec4 combined;

void main() {
    // Passbridge writes the normal (0, 0, 0) where a face is flat.
    vec3 faceNormal = cross(dFdx(cameraPosition), dFdy(cameraPosition));
    vec3 normal = normalize(cameraNormal == vec3(0) ? faceNormal : cameraNormal);
    combined = vec4(color * abs(normal.z), 1);
}
