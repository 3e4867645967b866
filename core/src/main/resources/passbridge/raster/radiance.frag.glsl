#version 410 core
// SPDX-License-Identifier: Apache-2.0
// What a shader emits where there is no surface to be drawn. Compiled with MAP_OF_DIRECTIONS for all directions in a latitude-longitude
// map, with MAP_OF_CONE for those of a cone around -Z, seen on a plane, with MAP_OF_UVS for all of a UV map, with MAP_OF_DISTANCES for what
// reaches places along -Z, else for the directions that a picture shows; in front of the shader's code, which reads from globals what
// setInputs() sets.

out vec4 radiance;

uniform float mipmapBias;

#ifdef OF_LIGHT
uniform mat4x3 lightToWorld;
uniform vec2 lightShape; // of a spot: tangent of half the cone's angle, twice; of an area: sides, metres, in its own space
float rayLength = 1.0;   // from the light to what it lights, metres
const vec2 RANGE = vec2(-1e30, 1e30); // what takes light away does so; what is bright may be far away
#else
const vec2 RANGE = vec2(0.0, 1e6);
#endif

#ifndef PICTURE
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

// What is not a number, as of a division by 0, shows nothing; what is not finite would spoil every average.
float finite(float value) {
    return isnan(value) ? 0.0 : clamp(value, RANGE.x, RANGE.y);
}

void main() {
#if defined(MAP_OF_DIRECTIONS)
    vec2 angles = (gl_FragCoord.xy / mapSize - 0.5) * vec2(6.28318530717959, 3.14159265358979);
    vec3 at = vec3(cos(angles.y) * cos(angles.x), cos(angles.y) * sin(angles.x), sin(angles.y));
#elif defined(MAP_OF_CONE)
    vec3 at = normalize(vec3((2.0 * gl_FragCoord.xy / mapSize - 1.0) * lightShape, -1.0));
#elif defined(MAP_OF_DISTANCES)
    rayLength = exp2(mix(LEAST_DISTANCE_LOG2, MOST_DISTANCE_LOG2, gl_FragCoord.x / mapSize.x));
    vec3 at = vec3(0.0, 0.0, -1.0);
#elif defined(MAP_OF_UVS)
    vec3 at = vec3(gl_FragCoord.xy / mapSize, 0.0);
#else
    vec4 inCamera = clipToCamera * vec4(gl_FragCoord.xy / pictureSize * 2.0 - 1.0, 0.0, 1.0);
    vec3 at = normalize(cameraToWorld * (isOrthographic ? vec3(0.0, 0.0, -1.0) : inCamera.xyz / inCamera.w));
#endif
    setInputs(at);
    vec3 light = emittedRadiance();
    radiance = vec4(finite(light.r), finite(light.g), finite(light.b), 1.0);
}
