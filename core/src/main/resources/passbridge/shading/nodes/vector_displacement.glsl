// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeVectorDisplacement
// Enum: space = TANGENT, OBJECT, WORLD
// Input: Vector vec3
// Input: Midlevel float
// Input: Scale float
// Output: Displacement vec3
// Uses: arithmetic.glsl, tangent_space.glsl
// Reads: NORMAL, TANGENT, OBJECT_TO_WORLD
// Cycles' node_vector_displacement.osl, as of Blender 5.2.
void vectorDisplacement(int space, vec3 vector, float midlevel, float scale, out vec3 offset) {
    offset = (vector - midlevel) * scale;
    mat3 toWorld = mat3(objectToWorld);
    if (space == 0) {
        mat3 axes = tangentSpaceInObject(surfaceTangent, surfaceNormal);
        offset = safeNormalize(axes[0]) * offset.x + axes[2] * offset.y + safeNormalize(axes[1]) * offset.z;
    }
    offset = space == 2 ? offset : toWorld * offset;
}
