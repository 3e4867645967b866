// The last part of the surface's fragment shader: what it writes.

flat in int instanceIndex;

uniform bool isShadowCatcher;   // shows nothing but shadows
uniform bool isInstanceHoldout; // drawn as where nothing is, whatever the material
uniform float backgroundDepth;

#ifdef COVERAGE_THRESHOLD
uniform float passAlphaThreshold;
#endif

#if defined(COVERAGE_STOCHASTIC) || defined(COVERAGE_OPAQUE_SHADOW) || defined(COVERAGE_PASSED)
#define PICKS_FRAGMENTS
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

#ifdef WRITE_UV
uniform bool hasUvs;
#endif
#ifdef WRITE_PLANE
uniform vec3 cameraOrigin;
uniform vec2 clipRange; // metres from the camera
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

#ifdef WRITE_COMBINED
// Of each colour; of those that there is nothing of the mean of the others, where nothing is at all 1, as in Cycles
// (intern/cycles/kernel/film/read.h, film_calculate_shadow_catcher, as of Blender 5.2).
vec3 shareOfLight(vec3 part, vec3 all) {
    vec3 isLit = vec3(greaterThan(all, vec3(0.0)));
    vec3 share = isLit * part / max(all, 1e-12);
    float litCount = dot(isLit, vec3(1.0));
    return litCount > 0.0 ? share + (1.0 - isLit) * dot(share, vec3(1.0)) / litCount : vec3(1.0);
}
#endif

void main() {
#ifndef DRAW_MESH
    findSurface();
#endif
    // Derivatives are defined as long as nothing is discarded.
    float alpha = 1.0;
    float drawnShare = 1.0; // of the samples
    float hole = isInstanceHoldout ? 1.0 : 0.0; // its share of what is not seen through
#ifdef EVALUATE_SURFACE
    setSurfaceInputs();
    evaluateSurface();
    alpha = 1.0 - clamp(dot(surfaceTransparency, vec3(1.0 / 3.0)), 0.0, 1.0);
    hole = max(hole, min(surfaceHoldout / max(alpha, 1e-6), 1.0));
#ifndef COVERAGE_OPAQUE_SHADOW
    drawnShare = alpha;
#endif
#if defined(PICKS_FRAGMENTS) && defined(WRITE_COMBINED)
    // What shines is to be seen where all is seen through it, too: the brighter, the more often, and what is behind it so much brighter.
    float shining = max(dot(surfaceEmission, vec3(1.0 / 3.0)), 0.0);
    drawnShare = alpha < 1.0 ? max(alpha, min(shining / (shining + 1.0), 0.5)) : 1.0;
#endif
#if defined(SEEN_BY_LIGHT) && REFRACTION_COUNT > 0
    // Light goes on through what refracts as if that did not bend it: where it is gathered or spread, the mean is right. So it comes to the
    // back of a body as to its front.
    for (int i = 0; i < REFRACTION_COUNT; i++) {
        RefractionClosure closure = refractionClosures[i];
        float share = refractedShare(dot(closure.normal, surfaceIncoming), max(closure.eta, 1.0 / closure.eta), closure.hasFresnel);
        drawnShare = max(drawnShare - share * dot(closure.weight, vec3(1.0 / 3.0)), 0.0);
    }
#endif
#endif
#ifdef WRITE_COMBINED
    vec3 planeNormal = trueNormal();
#if REFRACTION_COUNT > 0
    isBodyCurved = any(greaterThan(fwidth(surfaceNormal), vec3(1e-5))); // less is rounding
#endif
#endif
#ifdef WRITE_PLANE
#ifdef DRAW_MESH
    vec3 point = fromCamera;
#else
    vec3 point = worldPosition - cameraOrigin;
#endif
    vec3 plane = planeOf(point);
    float cameraDistance = length(point);
    if (cameraDistance < clipRange.x || cameraDistance > clipRange.y) {
        discard;
    }
#endif
    bool isHole = hole >= 1.0;
#ifdef COVERAGE_THRESHOLD
    // As Cycles: intern/cycles/kernel/film/data_passes.h, film_write_data_passes, as of Blender 5.2. A holdout ends its ray only where
    // nothing shines through; elsewhere a held-out object is taken whatever its alpha is.
    if (alpha < passAlphaThreshold && !isInstanceHoldout) {
        discard;
    }
    isHole = isHole && alpha >= 1.0;
#endif
#if defined(COVERAGE_STOCHASTIC) || defined(COVERAGE_OPAQUE_SHADOW)
    if (drawnShare <= randomThreshold()) {
        discard;
    }
#endif
#ifdef COVERAGE_PASSED
    if (drawnShare > randomThreshold()) {
        discard;
    }
    combinedOutput = vec4(surfaceTransparency, 1.0 - alpha) / (1.0 - drawnShare);
#else
#ifdef WRITE_PLANE
    planeOutput = isHole ? vec4(0.0) : vec4(plane, 0.0);
#endif
#ifdef WRITE_COMBINED
    combinedOutput = vec4(0.0);
    if (!isHole) {
        vec3 light[2]; // as it is, and for shadow catchers as it would be without shadows
        for (int i = 0; i < (isShadowCatcher ? 2 : 1); i++) {
            isUnshadowed = i == 1;
            light[i] = surfaceEmission + directLight(surfacePlane(planeNormal, surfaceThickness()));
        }
        if (isShadowCatcher) {
            vec3 reaching = shareOfLight(light[0], light[1]);
            combinedOutput = vec4(reaching, 1.0 - clamp(dot(reaching, vec3(1.0 / 3.0)), 0.0, 1.0));
        } else {
            // What the closures weigh is a part of alpha.
            combinedOutput = vec4(light[0] / max(drawnShare, 1e-6), (1.0 - hole) * (drawnShare > 0.0 ? alpha / drawnShare : 1.0));
        }
    }
#endif
#endif
#ifdef WRITE_WIDE_ALBEDO
    wideAlbedoOutput = isHole ? vec4(0.0) : vec4(wideAlbedo() / max(drawnShare, 1e-6), 0.0);
#endif
#ifdef WRITE_NORMAL
    // As Cycles: intern/cycles/kernel/integrator/surface_shader.h, surface_shader_average_normal, as of Blender 5.2.
    vec3 passNormal = dot(surfaceNormalSum, surfaceNormalSum) > 0.0 ? normalize(surfaceNormalSum) : surfaceNormal;
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
