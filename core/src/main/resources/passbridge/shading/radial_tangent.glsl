// SPDX-License-Identifier: Apache-2.0
// Uses: arithmetic.glsl
// Reads: NORMAL, GENERATED, OBJECT_TO_WORLD
// The tangent that Cycles takes where none is linked, and that the Geometry node has: around the object's Z axis, through the middle of its
// texture space (intern/cycles/kernel/svm/geometry.h, as of Blender 5.2).

vec3 radialTangent() {
    vec3 around = mat3(objectToWorld) * vec3(0.5 - surfaceGenerated.y, surfaceGenerated.x - 0.5, 0.0);
    return cross(surfaceNormal, safeNormalize(cross(around, surfaceNormal)));
}

// An input named Tangent, which is 0 where nothing is linked.
vec3 tangentOr(vec3 linked) {
    return linked == vec3(0.0) ? radialTangent() : linked;
}
