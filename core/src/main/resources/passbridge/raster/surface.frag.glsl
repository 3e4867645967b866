#version 410 core
// SPDX-License-Identifier: Apache-2.0
// Where a fragment lies. Compiled with the declarations of ShaderOutput and RayShader, and with DRAW_... for what is drawn: where that is
// no mesh, another file before this one declares worldPosition and the like, findSurface, which sets them, shadingNormal, trueNormal and
// surfaceThickness. Then come inputs.frag.glsl, the material's shader, light.frag.glsl and output.frag.glsl, as far as they are needed.

#ifdef DRAW_MESH
in vec3 worldPosition;
in vec3 fromCamera;
in vec3 worldNormal;
in vec2 textureCoordinates;
in float depth;
flat in float instanceObjectIndex;
flat in float handedness;
uniform float viewHandedness; // -1: the camera mirrors the picture
#if defined(READS_OBJECT_POSITION) || defined(READS_GENERATED)
in vec3 objectPosition;
#endif

bool isFrontFacing() {
    return gl_FrontFacing == (handedness * viewHandedness > 0.0);
}
#else
// Ribbons turn to the camera; of spheres the outside is drawn.
bool isFrontFacing() {
    return true;
}
#endif

uniform vec4 eye; // w 1: position; w 0: direction towards the camera
uniform float mipmapBias;
#if defined(WRITE_MATERIAL_INDEX) || defined(READS_MATERIAL_INDEX)
uniform float materialIndex;
#endif

vec3 towardsEye() {
#ifdef DRAW_MESH
    return normalize(eye.w == 1.0 ? -fromCamera : eye.xyz);
#else
    return normalize(eye.xyz - eye.w * worldPosition);
#endif
}

#ifdef DRAW_MESH
// The normal of the plane that the triangle lies in, turned to the side that is seen.
vec3 triangleNormal() {
    vec3 n = cross(dFdx(fromCamera), dFdy(fromCamera)) * viewHandedness;
    float lengthSquared = dot(n, n);
    // Seen from its very edge it has no extent in one direction: any normal across the view is as good.
    return lengthSquared > 0.0 ? n * inversesqrt(lengthSquared) : vec3(0.0, 0.0, 1.0);
}

vec3 trueNormal() {
    return triangleNormal();
}

// It has none.
float surfaceThickness() {
    return 0.0;
}

// The interpolated normal, turned to the side that is seen; where there is none the triangle is flat.
vec3 shadingNormal() {
    vec3 flatNormal = triangleNormal(); // derivatives are defined where all fragments ask for them
    float lengthSquared = dot(worldNormal, worldNormal);
    if (lengthSquared == 0.0) {
        return flatNormal;
    }
    vec3 n = worldNormal * inversesqrt(lengthSquared);
    return isFrontFacing() ? n : -n;
}
#endif
