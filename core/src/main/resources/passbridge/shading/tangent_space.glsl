// SPDX-License-Identifier: Apache-2.0
// Uses: arithmetic.glsl
// Reads: OBJECT_TO_WORLD, WORLD_TO_OBJECT
// Normal maps and vector displacement have their axes in the space of the object, as in Cycles (svm/tex_coord.h, svm_node_normal_map, as of
// Blender 5.2): they are as steep on an object that is scaled.

// Columns: where U and V of a UV map grow, and the normal. Of a tangent as SurfaceInput.TANGENT has it and of a normal, both in the world.
mat3 tangentSpaceInObject(vec4 tangent, vec3 normal) {
    mat3 toWorld = mat3(objectToWorld);
    vec3 up = safeNormalize(normal * toWorld);
    vec3 alongU = mat3(worldToObject) * tangent.xyz;
    float side = determinant(toWorld) < 0.0 ? -tangent.w : tangent.w; // what is mirrored in the world is not so in the object
    return mat3(alongU, side * cross(up, alongU), up);
}
