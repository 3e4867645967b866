// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodePointInfo
// Output: Position vec3
// Output: Radius float
// Output: Random float
// Reads: POINT_POSITION, POINT_RADIUS, POINT_RANDOM
// Warning of Random: is not known yet and taken as 0
// Cycles' node_point_info.osl, as of Blender 5.2.
void pointInfo(out vec3 position, out float radius, out float random) {
    position = pointPosition;
    radius = pointRadius;
    random = pointRandom;
}
