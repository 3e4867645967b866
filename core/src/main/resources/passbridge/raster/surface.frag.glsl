#version 410 core
// SPDX-License-Identifier: Apache-2.0
// Compiled with the declarations of ShaderOutput, and with DRAW_... for what
// is drawn: where that is no mesh, another file before this one declares worldPosition and the like, findSurface,
// which sets them, shadingNormal, trueNormal and surfaceThickness.

#ifdef DRAW_MESH
in vec3 worldPosition;
in vec3 fromCamera;
in vec3 worldNormal;
in vec2 textureCoordinates;
in float depth;
flat in float instanceObjectIndex;
flat in float handedness;
uniform float viewHandedness; // -1: the camera mirrors the picture

bool isFrontFacing() {
    return gl_FrontFacing == (handedness * viewHandedness > 0.0);
}
#else
// Ribbons turn to the camera; of spheres the outside is drawn.
bool isFrontFacing() {
    return true;
}
#endif

flat in int instanceIndex;

uniform bool isHoldout; // drawn as where nothing is
uniform float backgroundDepth;

// void evaluateValues(out vec3 baseColor, out float alpha) is generated from the material and defined below.
void evaluateValues(out vec3 baseColor, out float alpha);

#ifdef COVERAGE_THRESHOLD
uniform float passAlphaThreshold;
uniform bool isInstanceHoldout; // not of the material alone
#endif

#ifdef COVERAGE_STOCHASTIC
uniform uint sampleIndex;
uniform uint surfaceSeed;

// Jarzynski and Olano 2020, "Hash Functions for GPU Rendering", pcg4d.
uvec4 hash(uvec4 v) {
    v = v * 1664525u + 1013904223u;
    v.x += v.y * v.w;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v.w += v.y * v.z;
    v ^= v >> 16u;
    v.x += v.y * v.w;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v.w += v.y * v.z;
    return v;
}

// Burley 2020, "Practical Hash-based Owen Scrambling", laine_karras_permutation: each bit changes by those below it.
uint permuted(uint x, uint seed) {
    x += seed;
    x ^= x * 0x6c50b47cu;
    x ^= x * 0xb82f1e52u;
    x ^= x * 0xc7afe638u;
    x ^= x * 0x8d22f6e6u;
    return x;
}

// From 0 to below 1, for each pixel and surface a sequence of its own: surfaces behind each other hide independently, and of a surface
// the first 2^n samples of a pixel are evenly spread. It is van der Corput's sequence, shuffled and scrambled after Burley.
float randomThreshold() {
    uvec2 pixel = uvec2(gl_FragCoord.xy);
    uvec4 key = uvec4(pixel.x | pixel.y << 16u, uint(gl_PrimitiveID), surfaceSeed, uint(instanceIndex));
    uvec4 seeds = hash(key);
    uint shuffledIndex = bitfieldReverse(permuted(bitfieldReverse(sampleIndex), seeds.x));
    return float(bitfieldReverse(permuted(shuffledIndex, seeds.y)) >> 8u) / 16777216.0;
}
#endif

#ifdef WRITE_NORMAL
uniform float bentNormalShare;
#endif

#if defined(WRITE_NORMAL) || defined(WRITE_COMBINED)
uniform vec4 eye; // w 1: position; w 0: direction towards the camera
#endif

#ifdef WRITE_UV
uniform bool hasUvs;
#endif
#ifdef WRITE_MATERIAL_INDEX
uniform float materialIndex;
#endif
#ifdef WRITE_PLANE
uniform vec3 cameraOrigin;
uniform vec2 clipRange; // metres from the camera
#endif

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

#if defined(DRAW_MESH) && defined(WRITE_NORMAL)
// The normal, where it reflects the view into the triangle turned towards the triangle's until the reflection leaves at a small angle:
// as Cycles has it for some closures (intern/cycles/kernel/closure/bsdf_util.h, ensure_valid_specular_reflection, as of Blender 5.2;
// ensure_valid_reflection up to 3.6).
vec3 bentNormal(vec3 n) {
    vec3 flatNormal = triangleNormal();
    vec3 toEye = normalize(eye.w == 1.0 ? -fromCamera : eye.xyz);
    float height = max(dot(toEye, flatNormal), 0.0);
    float leastHeight = min(0.9 * height, 0.01);
    vec3 aside = n - dot(n, flatNormal) * flatNormal;
    if (dot(reflect(-toEye, n), flatNormal) >= leastHeight || dot(aside, aside) == 0.0) {
        return n;
    }
    aside = normalize(aside);
    // In the plane of both normals the view has the angle a to the triangle's and the length l. At an angle b the normal sought
    // reflects it to the height l cos(2b - a).
    vec2 view = vec2(dot(toEye, aside), height);
    float b = 0.5 * (atan(view.x, view.y) + acos(min(leastHeight / length(view), 1.0)));
    return cos(b) * flatNormal + sin(b) * aside;
}
#endif

#ifdef WRITE_COMBINED
const float PI = 3.14159265358979;

uniform float metallic;
uniform float roughness;
uniform float specular;
uniform vec3 emission;

struct Surface {
    vec3 normal;
    vec3 toEye;
    float normalDotEye;
    vec3 diffuse;      // albedo
    vec3 reflectance0; // at normal incidence
    float reflectance90;
    float alpha;       // of GGX
} surface;

// Of light.frag.glsl: what the surface reflects of all lights and the world.
vec3 directLight(vec3 trueNormal, float thickness);

// What is reflected of light of irradiance 1 that comes from `toLight`, a vector of length 1, towards the eye: the surface's scattering
// function times the cosine at the light. `softness` is half the angle that the light's disc has, radians; the disc widens the
// highlight (Karis 2013, "Real Shading in Unreal Engine 4").
//
// GGX with height-correlated Smith masking and Schlick's Fresnel term (Heitz 2014, "Understanding the Masking-Shadowing
// Function in Microfacet-Based BRDFs"), plus Lambert.
vec3 reflectedLight(vec3 toLight, float softness) {
    Surface s = surface;
    float alpha = min(s.alpha + 0.5 * softness, 1.0);
    float normalDotLight = dot(s.normal, toLight);
    if (normalDotLight <= 0.0) {
        return vec3(0.0);
    }
    vec3 halfway = normalize(toLight + s.toEye);
    float normalDotHalf = clamp(dot(s.normal, halfway), 0.0, 1.0);
    vec3 sine = cross(s.normal, halfway);
    float alpha2 = alpha * alpha;
    float spread = dot(sine, sine) + normalDotHalf * normalDotHalf * alpha2;
    float distribution = alpha2 / (PI * spread * spread);
    float visibility = 0.5 / (normalDotLight * sqrt(s.normalDotEye * s.normalDotEye * (1.0 - alpha2) + alpha2)
            + s.normalDotEye * sqrt(normalDotLight * normalDotLight * (1.0 - alpha2) + alpha2));
    float grazing = pow(1.0 - clamp(dot(toLight, halfway), 0.0, 1.0), 5.0);
    vec3 fresnel = s.reflectance0 + (s.reflectance90 - s.reflectance0) * grazing;
    return (s.diffuse / PI + distribution * visibility * fresnel) * normalDotLight;
}

// Share of an evenly lit surrounding that GGX reflects: Karis 2014, "Physically Based Shading on Mobile", a fit of the
// split-sum table of Karis 2013.
vec3 environmentReflectance() {
    Surface s = surface;
    vec4 r = roughness * vec4(-1.0, -0.0275, -0.572, 0.022) + vec4(1.0, 0.0425, 1.04, -0.04);
    float a = min(r.x * r.x, exp2(-9.28 * s.normalDotEye)) * r.x + r.y;
    vec2 scaleBias = vec2(-1.04, 1.04) * a + r.zw;
    return max(s.reflectance0 * scaleBias.x + s.reflectance90 * scaleBias.y, vec3(0.0));
}

// What is reflected of surroundings of radiance 1.
vec3 environmentLight() {
    return surface.diffuse + environmentReflectance();
}

vec3 outgoingRadiance(vec3 normal, vec3 trueNormal, vec3 color) {
    surface.normal = normal;
    surface.toEye = normalize(eye.xyz - eye.w * worldPosition);
    surface.normalDotEye = max(dot(normal, surface.toEye), 1e-4);
    surface.diffuse = color * (1.0 - metallic);
    surface.reflectance0 = mix(vec3(0.08 * specular), color, metallic);
    // What reflects nothing at normal incidence reflects nothing at all, else rough black would shine at its edges.
    surface.reflectance90 = clamp(50.0 * dot(surface.reflectance0, vec3(1.0 / 3.0)), 0.0, 1.0);
    surface.alpha = max(roughness * roughness, 1e-3); // a mirror would show no light without size

    return emission + directLight(trueNormal, surfaceThickness());
}
#endif

#ifdef WRITE_PLANE
// The vector n of the surface's plane that gives n · p = 1 for all of its points p, which are counted from the camera.
vec3 planeOf(vec3 point) {
#ifdef DRAW_SPHERES
    vec3 normal = shadingNormal();
#else
    vec3 normal = cross(dFdx(point), dFdy(point));
#endif
    float cameraDistance = dot(normal, point);
    float pointDistance = length(point);
    // A plane that the camera lies in has none: one that faces the camera shows the same where it is seen.
    return abs(cameraDistance) > 1e-5 * pointDistance * length(normal)
            ? normal / cameraDistance : point / (pointDistance * pointDistance);
}
#endif

void main() {
#ifndef DRAW_MESH
    findSurface();
#endif
    // Derivatives are defined as long as nothing is discarded.
#if defined(WRITE_NORMAL) || defined(WRITE_COMBINED)
    vec3 normal = shadingNormal();
#endif
#ifdef WRITE_COMBINED
    vec3 planeNormal = trueNormal();
#endif
#ifdef WRITE_PLANE
#ifdef DRAW_MESH
    vec3 point = fromCamera;
#else
    vec3 point = worldPosition - cameraOrigin;
#endif
    vec3 plane = planeOf(point);
#endif
#ifdef WRITE_NORMAL
    vec3 passNormal = normal;
#ifdef DRAW_MESH
    if (bentNormalShare > 0.0) {
        passNormal = normalize(mix(normal, bentNormal(normal), bentNormalShare));
    }
#endif
#endif
#if defined(WRITE_COMBINED) || !defined(COVERAGE_OPAQUE)
    vec3 baseColor;
    float alpha;
    evaluateValues(baseColor, alpha);
#endif
#ifdef WRITE_PLANE
    float cameraDistance = length(point);
    if (cameraDistance < clipRange.x || cameraDistance > clipRange.y) {
        discard;
    }
#endif
    bool isHole = isHoldout;
#ifdef COVERAGE_THRESHOLD
    // As Cycles: intern/cycles/kernel/film/data_passes.h, film_write_data_passes, as of Blender 5.2. A holdout ends its ray only where
    // nothing shines through; elsewhere a held-out object is taken whatever its alpha is.
    if (alpha < passAlphaThreshold && !isInstanceHoldout) {
        discard;
    }
    isHole = isHoldout && alpha >= 1.0;
#endif
#ifdef COVERAGE_STOCHASTIC
    if (alpha <= randomThreshold()) {
        discard;
    }
#endif
#ifdef WRITE_PLANE
    planeOutput = isHole ? vec4(0.0) : vec4(plane, 0.0);
#endif
#ifdef WRITE_COMBINED
    combinedOutput = isHole ? vec4(0.0) : vec4(outgoingRadiance(normal, planeNormal, baseColor), 1.0);
#endif
#ifdef WRITE_NORMAL
    normalOutput = isHole ? vec4(0.0) : vec4(passNormal, 0.0);
#endif
#ifdef WRITE_UV
    uvOutput = hasUvs && !isHole ? vec4(textureCoordinates, 1.0, 0.0) : vec4(0.0);
#endif
#ifdef WRITE_DEPTH
    depthOutput = isHole ? backgroundDepth : depth;
#endif
#ifdef WRITE_POSITION
    positionOutput = isHole ? vec4(0.0) : vec4(worldPosition, 0.0);
#endif
#ifdef WRITE_OBJECT_INDEX
    objectIndexOutput = isHole ? 0.0 : instanceObjectIndex;
#endif
#ifdef WRITE_MATERIAL_INDEX
    materialIndexOutput = isHole ? 0.0 : materialIndex;
#endif
}
