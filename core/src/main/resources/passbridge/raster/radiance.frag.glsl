#version 410 core
// SPDX-License-Identifier: Apache-2.0
// What a shader emits where there is no surface to be drawn. Compiled with MAP_OF_DIRECTIONS for all directions in a latitude-longitude
// map, with MAP_OF_UVS for all of a UV map, else for the directions that a picture shows; in front of the shader's code, which reads from
// globals what setInputs() sets.

out vec4 radiance;

uniform float mipmapBias;

#if defined(MAP_OF_DIRECTIONS) || defined(MAP_OF_UVS)
uniform vec2 mapSize;
#else
uniform vec2 pictureSize;
uniform mat4 clipToCamera;
uniform mat3 cameraToWorld;
uniform bool isOrthographic;
#endif

// at: a direction, or a UV
void setInputs(vec3 at);
vec3 emittedRadiance();

void main() {
#if defined(MAP_OF_DIRECTIONS)
    vec2 angles = (gl_FragCoord.xy / mapSize - 0.5) * vec2(6.28318530717959, 3.14159265358979);
    vec3 at = vec3(cos(angles.y) * cos(angles.x), cos(angles.y) * sin(angles.x), sin(angles.y));
#elif defined(MAP_OF_UVS)
    vec3 at = vec3(gl_FragCoord.xy / mapSize, 0.0);
#else
    vec4 inCamera = clipToCamera * vec4(gl_FragCoord.xy / pictureSize * 2.0 - 1.0, 0.0, 1.0);
    vec3 at = normalize(cameraToWorld * (isOrthographic ? vec3(0.0, 0.0, -1.0) : inCamera.xyz / inCamera.w));
#endif
    setInputs(at);
    vec3 light = emittedRadiance();
    // What is not a number, as of a division by 0, shows nothing; what is not finite would spoil every average.
    radiance = vec4(light.r >= 0.0 ? min(light.r, 1e6) : 0.0, light.g >= 0.0 ? min(light.g, 1e6) : 0.0,
            light.b >= 0.0 ? min(light.b, 1e6) : 0.0, 1.0);
}
