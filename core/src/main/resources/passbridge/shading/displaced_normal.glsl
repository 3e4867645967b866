// SPDX-License-Identifier: Apache-2.0
// Uses: bumping.glsl
// Reads: NORMAL
// Displacement as bump: as Cycles has it where a material's displacement is "Bump Only" (scene/shader_graph.cpp, bump_from_displacement,
// as of Blender 5.2).

void displaceNormal(vec3 displacement) {
    surfaceNormal = bumpedNormal(dot(displacement, surfaceNormal), 1.0, surfaceNormal);
}
