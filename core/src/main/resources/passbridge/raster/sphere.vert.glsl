#version 410 core
// SPDX-License-Identifier: Apache-2.0
// Puts a square that faces the camera where the cone of rays that touch a sphere does so; the fragment shader finds the sphere in it.
// Points are spheres in object space, as Cycles has them: where an object is scaled unevenly they are ellipsoids in the world.

uniform samplerBuffer spheres; // centre, radius
#ifdef DEFORMS
uniform ivec2 firstSpheres; // of a motion step and of the next one
#endif
uniform mat4 worldToClip;
uniform vec4 eye; // w 1: position; w 0: direction towards the camera

flat out vec3 sphereCentre;     // in the world
flat out int sphereIndex;
flat out float sphereRadius;    // in object space, as what follows
flat out mat3 sphereToWorld;
out vec3 fromCentre;            // to the point on the square
out vec3 rayDirection;          // from the camera to there; any length

const vec2 CORNERS[6] = vec2[](vec2(-1, -1), vec2(1, -1), vec2(1, 1), vec2(-1, -1), vec2(1, 1), vec2(-1, 1));

void main() {
    sphereIndex = gl_VertexID / 6;
#ifdef DEFORMS
    vec4 sphere = mix(
        texelFetch(spheres, firstSpheres.x + sphereIndex), texelFetch(spheres, firstSpheres.y + sphereIndex), poseShare);
#else
    vec4 sphere = texelFetch(spheres, sphereIndex);
#endif
    mat3 linear = mat3(objectToWorld);
    mat3 cofactors = mat3(cross(linear[1], linear[2]), cross(linear[2], linear[0]), cross(linear[0], linear[1]));
    float determinant = dot(linear[0], cofactors[0]);
    sphereCentre = objectToWorld * vec4(sphere.xyz, 1.0);
    sphereToWorld = linear;
    sphereRadius = abs(sphere.w);
    passInstance();
    passAttributes();

    vec3 worldDirection = eye.w * (sphereCentre - eye.xyz) + (eye.w - 1.0) * eye.xyz;
    vec3 toCentre = transpose(cofactors) * worldDirection / determinant;
    float distance = length(toCentre);
    vec3 view = toCentre / distance;
    // Seen from a place, the rays that touch the sphere do so on a smaller circle before the centre; 0 in parallel.
    float sine = eye.w * sphereRadius / distance;
    if (determinant == 0.0 || sine >= 1.0) { // flat, or the camera is inside
        gl_Position = vec4(0.0, 0.0, 2.0, 1.0);
        return;
    }
    float halfSize = sphereRadius * sqrt(1.0 - sine * sine);
    vec3 across = normalize(cross(view, abs(view.z) < 0.7 ? vec3(0.0, 0.0, 1.0) : vec3(1.0, 0.0, 0.0)));
    vec3 upwards = cross(across, view);
    vec2 corner = CORNERS[gl_VertexID % 6] * halfSize;
    fromCentre = corner.x * across + corner.y * upwards - sphereRadius * sine * view;
    rayDirection = eye.w * (toCentre + fromCentre) + (1.0 - eye.w) * view;
    gl_Position = worldToClip * vec4(sphereCentre + sphereToWorld * fromCentre, 1.0);
    gl_Position.z = 0.5 * gl_Position.w; // the sphere may reach into the picture's depth where the square does not
}
