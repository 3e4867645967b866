// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfGlass
// Enum: distribution = MULTI_GGX, GGX, BECKMANN, SHARP
// Closure: microfacet if Color
// Closure: refraction if Color
// Input: Color vec3
// Input: Roughness float
// Input: IOR float
// Input: Normal vec3 = normal
// Input: Thin Film Thickness float = 0
// Output: BSDF shader
// Uses: closures.glsl
// Reads: BACK_FACING
// Warning if Thin Film Thickness: has a thin film, which is left out
// Cycles' node_glass_bsdf.osl, as of Blender 5.2.
void glassBsdf(
        int distribution, int reflectionPlace, int refractionPlace, vec3 color, float roughness, float ior, vec3 normal,
        float filmThickness,
        float weight) {
    vec3 base = max(color, 0.0);
    vec3 valid = validNormal(normal);
    float r = distribution == 3 ? 0.0 : clamp(roughness, 0.0, 1.0);
    float eta = surfaceBackFacing > 0.5 ? 1.0 / max(ior, 1e-5) : max(ior, 1e-5);
    Fresnel fresnel = Fresnel(FRESNEL_DIELECTRIC, vec3(reflectanceOfIndex(eta)), vec3(1.0), eta);
    addMicrofacet(reflectionPlace, fresnel, vec2(r * r), distribution == 2, distribution == 0, valid, surfaceNormal, base * weight);
    addRefraction(refractionPlace, r * r, distribution == 2, eta, true, valid, base * weight);
}
