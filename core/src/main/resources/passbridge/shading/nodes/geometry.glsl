// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeNewGeometry
// Output: Position vec3
// Output: Normal vec3
// Output: Tangent vec3
// Output: True Normal vec3
// Output: Incoming vec3
// Output: Parametric vec3
// Output: Backfacing float
// Output: Pointiness float
// Output: Random Per Island float
// Uses: radial_tangent.glsl, hash.glsl
// Reads: POSITION, NORMAL, TRUE_NORMAL, INCOMING, PARAMETRIC, BACK_FACING, POINTINESS, ISLAND
// Cycles' node_geometry.osl, as of Blender 5.2.
void geometry(
        out vec3 position, out vec3 normal, out vec3 tangent, out vec3 trueNormal, out vec3 incoming, out vec3 parametric,
        out float backFacing,
        out float pointiness, out float randomPerIsland) {
    position = surfacePosition;
    normal = surfaceNormal;
    trueNormal = surfaceTrueNormal;
    incoming = surfaceIncoming;
    parametric = surfaceParametric;
    backFacing = surfaceBackFacing;
    pointiness = surfacePointiness;
    randomPerIsland = surfaceIsland < 0.0 ? 0.0 : unitOf(jenkinsHash(uint(surfaceIsland)));
    tangent = radialTangent();
}
