#version 410 core
// SPDX-License-Identifier: Apache-2.0

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec2 uv;
#ifdef DEFORMS
layout(location = 14) in vec3 nextPosition; // at the next motion step
layout(location = 15) in vec3 nextNormal;
#endif

// The mesh has one instance. Cycles then moves it into the world first, and normals have unit length there before they are interpolated
// (intern/cycles/scene/object.cpp, apply_static_transforms); those of shared meshes are interpolated in object space.
uniform bool isOnlyInstance;
uniform vec3 cameraOrigin;
uniform mat4 worldToClip;
uniform vec4 worldToDepth; // row vector: distance along the camera's view axis

out vec3 worldPosition;
out vec3 fromCamera; // world axes; keeps its precision far from the world's origin
out vec3 worldNormal;
out vec2 textureCoordinates;
out float depth;
flat out float handedness;
#if defined(READS_OBJECT_POSITION) || defined(READS_GENERATED)
out vec3 objectPosition;
#endif

void main() {
#ifdef DEFORMS
    vec3 posedPosition = mix(position, nextPosition, poseShare);
    vec3 posedNormal = mix(normal, nextNormal, poseShare);
    float posedLength = length(posedNormal); // 0: the triangle is flat
    posedNormal = posedLength > 0.0 ? posedNormal / posedLength : posedNormal;
#else
    vec3 posedPosition = position;
    vec3 posedNormal = normal;
#endif
    worldPosition = objectToWorld * vec4(posedPosition, 1.0);

    // The cofactor matrix is the inverse transpose times the determinant; it exists for flattened objects too.
    mat3 linear = mat3(objectToWorld);
    mat3 cofactors = mat3(cross(linear[1], linear[2]), cross(linear[2], linear[0]), cross(linear[0], linear[1]));
    handedness = dot(linear[0], cofactors[0]) < 0.0 ? -1.0 : 1.0;
    worldNormal = cofactors * posedNormal * handedness;
    float normalLength = length(worldNormal);
    if (isOnlyInstance && normalLength > 0.0) {
        worldNormal /= normalLength;
    }
    fromCamera = worldPosition - cameraOrigin;

    textureCoordinates = uv;
    depth = dot(worldToDepth, vec4(worldPosition, 1.0));
#if defined(READS_OBJECT_POSITION) || defined(READS_GENERATED)
    objectPosition = posedPosition;
#endif
    passInstance();
    passAttributes();
    gl_Position = worldToClip * vec4(worldPosition, 1.0);
}
