#version 410 core
// SPDX-License-Identifier: Apache-2.0
// Turns ribbons to the camera as Cycles does (kernel/geom/curve_intersect.h, ribbon_intersect, as of Blender 5.2): in object space, which
// matters where an object is scaled unevenly.

layout(location = 0) in vec3 stepCentre;
layout(location = 1) in vec4 stepTangentAndRadius;
layout(location = 2) in vec2 uv;
#ifdef DEFORMS
layout(location = 14) in vec3 nextCentre; // at the next motion step
layout(location = 15) in vec4 nextTangentAndRadius;
#endif

uniform mat4 worldToClip;
uniform vec4 eye;          // w 1: position; w 0: direction towards the camera

out vec3 ribbonPosition; // in the world, as
out vec3 worldDirection; // that from the camera to there
out vec2 textureCoordinates;
out float side; // -1 to 1 across the ribbon
out vec3 objectTangent;
out vec3 objectDirection; // the same in object space, and
out vec3 objectCentre;    // that to the middle of the ribbon; all are the rays' direction where those are parallel
out float worldRadius; // half the ribbon's width
flat out mat3 objectToWorldNormal;
flat out float handedness;

vec3 centre;
vec4 tangentAndRadius;

// Towards the edge of this vertex, of length 1; 0 where the ribbon is seen from its end.
vec3 sideways(vec3 direction) {
    vec3 across = cross(tangentAndRadius.xyz, -direction);
    float lengthSquared = dot(across, across);
    return lengthSquared > 0.0 ? across * inversesqrt(lengthSquared) * side : vec3(0.0);
}

void main() {
#ifdef DEFORMS
    centre = mix(stepCentre, nextCentre, poseShare);
    tangentAndRadius = mix(stepTangentAndRadius, nextTangentAndRadius, poseShare);
#else
    centre = stepCentre;
    tangentAndRadius = stepTangentAndRadius;
#endif
    mat3 linear = mat3(objectToWorld);
    mat3 cofactors = mat3(cross(linear[1], linear[2]), cross(linear[2], linear[0]), cross(linear[0], linear[1]));
    vec3 worldCentre = objectToWorld * vec4(centre, 1.0);
    vec3 centreDirection = eye.w * (worldCentre - eye.xyz) + (eye.w - 1.0) * eye.xyz;
    side = gl_VertexID % 2 == 0 ? -1.0 : 1.0;

    // The inverse, but for a factor that matters to no direction; of flattened curves there remains nothing.
    handedness = sign(dot(linear[0], cofactors[0]));
    mat3 worldToObject = transpose(cofactors) * handedness;
    vec3 offset = linear * sideways(worldToObject * centreDirection) * tangentAndRadius.w;
    worldRadius = length(offset);
    ribbonPosition = worldCentre + offset;
    worldDirection = centreDirection + eye.w * offset;
    objectCentre = worldToObject * centreDirection;
    objectTangent = tangentAndRadius.xyz;
    objectDirection = worldToObject * worldDirection;
    objectToWorldNormal = transpose(worldToObject);

    textureCoordinates = uv;
    passInstance();
    passAttributes();
    gl_Position = worldToClip * vec4(ribbonPosition, 1.0);
}
