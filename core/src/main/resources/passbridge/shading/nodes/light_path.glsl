// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeLightPath
// Output: Ray Length float
// Reads: RAY_LENGTH
// Cycles' node_light_path.osl, as of Blender 5.2. The other outputs are known when the code is made.
void lightPath(out float rayLength) {
    rayLength = surfaceRayLength;
}
