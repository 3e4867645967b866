// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfGlass
// Enum: distribution = MULTI_GGX, GGX, BECKMANN, SHARP
// Since: 400
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
// Cycles' node_glass_bsdf.osl, as of Blender 5.2. Before 4.0 the share that is reflected was that of a smooth surface.
void glassBsdf(
        int distribution, bool isOf4, int reflectionPlace, int refractionPlace, vec3 color, float roughness, float ior, vec3 normal,
        float filmThickness, float weight) {
    vec3 base = max(color, 0.0) * weight;
    vec3 valid = validNormal(normal);
    float r = distribution == 3 ? 0.0 : clamp(roughness, 0.0, 1.0);
    float eta = surfaceBackFacing > 0.5 ? 1.0 / max(ior, 1e-5) : max(ior, 1e-5);
    bool isBeckmann = distribution == 2;
    if (!isOf4) {
        float reflected = fresnelDielectric(dot(reflectingNormal(valid), surfaceIncoming), eta);
        Fresnel all = Fresnel(FRESNEL_NONE, vec3(1.0), vec3(1.0), 1.0);
        addMicrofacet(reflectionPlace, all, vec2(r * r), isBeckmann, distribution == 0, valid, surfaceNormal, reflected * base);
        addRefraction(refractionPlace, r * r, isBeckmann, eta, false, valid, (1.0 - reflected) * base);
    } else {
        Fresnel fresnel = Fresnel(FRESNEL_DIELECTRIC, vec3(reflectanceOfIndex(eta)), vec3(1.0), eta);
        addMicrofacet(reflectionPlace, fresnel, vec2(r * r), isBeckmann, distribution == 0, valid, surfaceNormal, base);
        addRefraction(refractionPlace, r * r, isBeckmann, eta, true, valid, base);
    }
}
