// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeFresnel
// Input: IOR float
// Input: Normal vec3 = normal
// Output: Fac float
// Uses: fresnel.glsl
// Reads: INCOMING, BACK_FACING
// Cycles' node_fresnel.osl, as of Blender 5.2.
void fresnel(float ior, vec3 normal, out float factor) {
    float eta = max(ior, 1e-5);
    factor = fresnelDielectric(dot(surfaceIncoming, normal), surfaceBackFacing > 0.5 ? 1.0 / eta : eta);
}
