// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfMetallic
// Enum: distribution = MULTI_GGX, GGX, BECKMANN
// Enum: fresnel_type = F82, PHYSICAL_CONDUCTOR
// Closure: microfacet
// Input: Base Color vec3 if fresnel_type = F82
// Input: Edge Tint vec3 if fresnel_type = F82
// Input: IOR vec3 if fresnel_type = PHYSICAL_CONDUCTOR
// Input: Extinction vec3 if fresnel_type = PHYSICAL_CONDUCTOR
// Input: Roughness float
// Input: Anisotropy float
// Input: Rotation float
// Input: Normal vec3 = normal
// Input: Tangent vec3
// Input: Thin Film Thickness float = 0
// Output: BSDF shader
// Uses: closures.glsl, rotation.glsl, radial_tangent.glsl
// Warning if Thin Film Thickness: has a thin film, which is left out
// Cycles' node_metallic_bsdf.osl, as of Blender 5.2.
void metallicBsdf(
        int distribution, int kind, int place, vec3 baseColor, vec3 edgeTint, vec3 ior, vec3 extinction, float roughness, float anisotropy,
        float rotation, vec3 normal, vec3 tangent, float filmThickness, float weight) {
    vec3 valid = validNormal(normal);
    float r = clamp(roughness, 0.0, 1.0);
    float stretch = sqrt(1.0 - clamp(anisotropy, 0.0, 1.0) * 0.9);
    vec3 f0 = clamp(baseColor, 0.0, 1.0);
    Fresnel fresnel = kind == 1 ? Fresnel(FRESNEL_CONDUCTOR, max(ior, 0.0), max(extinction, 0.0), 1.0)
            : Fresnel(FRESNEL_F82, f0, f82Coefficient(f0, clamp(edgeTint, 0.0, 1.0)), 1.0);
    vec3 turned = rotatedAbout(tangentOr(tangent), valid, rotation * 2.0 * PI);
    addMicrofacet(
            place, fresnel, vec2(r * r / stretch, r * r * stretch), distribution == 2, distribution == 0, valid, turned, vec3(weight));
}
