// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodePointInfo
// Output: Position vec3
// Output: Radius float
// Output: Random float
// Uses: hash.glsl
// Reads: POINT_POSITION, POINT_RADIUS, POINT_INDEX
// Cycles' node_point_info.osl, as of Blender 5.2; of random numbers blender/pointcloud.cpp, export_pointcloud.
void pointInfo(out vec3 position, out float radius, out float random) {
    position = pointPosition;
    radius = pointRadius;
    random = pointRadius > 0.0 ? unitOf(jenkinsHash(uvec2(uint(pointIndex), 0u))) : 0.0; // else it is no point
}
