#version 410 core
// SPDX-License-Identifier: Apache-2.0
// What a world's shader gives for a direction. Compiled with DRAW_MAP for all directions in a latitude-longitude map, else for those of a
// picture; in front of the shader's code, which reads the direction from globals that setDirection() sets.

out vec4 radiance;

uniform float mipmapBias;

#ifdef DRAW_MAP
uniform vec2 mapSize;
#else
uniform vec2 pictureSize;
uniform mat4 clipToCamera;
uniform mat3 cameraToWorld;
uniform bool isOrthographic;
#endif

void setDirection(vec3 direction);
vec3 worldRadiance();

void main() {
#ifdef DRAW_MAP
    vec2 angles = (gl_FragCoord.xy / mapSize - 0.5) * vec2(6.28318530717959, 3.14159265358979);
    vec3 direction = vec3(cos(angles.y) * cos(angles.x), cos(angles.y) * sin(angles.x), sin(angles.y));
#else
    vec4 inCamera = clipToCamera * vec4(gl_FragCoord.xy / pictureSize * 2.0 - 1.0, 0.0, 1.0);
    vec3 direction = normalize(cameraToWorld * (isOrthographic ? vec3(0.0, 0.0, -1.0) : inCamera.xyz / inCamera.w));
#endif
    setDirection(direction);
    vec3 light = worldRadiance();
    // What is not a number, as of a division by 0, shows nothing; what is not finite would spoil every average.
    radiance = vec4(light.r >= 0.0 ? min(light.r, 1e6) : 0.0, light.g >= 0.0 ? min(light.g, 1e6) : 0.0,
            light.b >= 0.0 ? min(light.b, 1e6) : 0.0, 1.0);
}
