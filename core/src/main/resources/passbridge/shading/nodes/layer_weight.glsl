// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeLayerWeight
// Input: Blend float
// Input: Normal vec3 = normal
// Output: Fresnel float
// Output: Facing float
// Uses: fresnel.glsl
// Reads: INCOMING, BACK_FACING
// Cycles' node_layer_weight.osl, as of Blender 5.2.
void layerWeight(float blend, vec3 normal, out float fresnel, out float facing) {
    float cosine = dot(surfaceIncoming, normal);
    float eta = max(1.0 - blend, 1e-5);
    fresnel = fresnelDielectric(cosine, surfaceBackFacing > 0.5 ? eta : 1.0 / eta);
    float b = clamp(blend, 0.0, 1.0 - 1e-5);
    float size = abs(cosine);
    facing = 1.0 - (blend == 0.5 ? size : size > 0.0 ? pow(size, b < 0.5 ? 2.0 * b : 0.5 / (1.0 - b)) : b > 0.0 ? 0.0 : 1.0);
}
