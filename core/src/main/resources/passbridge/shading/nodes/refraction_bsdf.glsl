// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfRefraction
// Enum: distribution = GGX, BECKMANN, SHARP
// Closure: refraction
// Input: Color vec3
// Input: Roughness float
// Input: IOR float
// Input: Normal vec3 = normal
// Output: BSDF shader
// Uses: closures.glsl
// Reads: BACK_FACING
// Cycles' node_refraction_bsdf.osl, as of Blender 5.2.
void refractionBsdf(int distribution, int place, vec3 color, float roughness, float ior, vec3 normal, float weight) {
    float r = distribution == 2 ? 0.0 : clamp(roughness, 0.0, 1.0);
    float eta = surfaceBackFacing > 0.5 ? 1.0 / max(ior, 1e-5) : max(ior, 1e-5);
    addRefraction(place, r * r, distribution == 1, eta, false, validNormal(normal), max(color, 0.0) * weight);
}
