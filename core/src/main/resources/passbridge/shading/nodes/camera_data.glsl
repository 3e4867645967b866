// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeCameraData
// Output: View Vector vec3
// Output: View Z Depth float
// Output: View Distance float
// Uses: arithmetic.glsl
// Reads: CAMERA
// Cycles' node_camera.osl, as of Blender 5.2.
void cameraData(out vec3 viewVector, out float viewDepth, out float viewDistance) {
    viewVector = safeNormalize(surfaceCamera);
    viewDepth = surfaceCamera.z;
    viewDistance = length(surfaceCamera);
}
