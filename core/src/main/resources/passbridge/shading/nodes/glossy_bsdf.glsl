// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfAnisotropic, ShaderNodeBsdfGlossy
// Enum: distribution = GGX, BECKMANN, ASHIKHMIN_SHIRLEY, MULTI_GGX, SHARP
// Closure: microfacet
// Input: Color vec3
// Input: Roughness float
// Input: Anisotropy float = 0
// Input: Rotation float = 0
// Input: Normal vec3 = normal
// Input: Tangent vec3
// Output: BSDF shader
// Uses: closures.glsl, rotation.glsl, radial_tangent.glsl
// Warning if distribution = ASHIKHMIN_SHIRLEY: has the distribution of Ashikhmin and Shirley, GGX is drawn instead
// Cycles' node_glossy_bsdf.osl, as of Blender 5.2.
void glossyBsdf(
        int distribution, int place, vec3 color, float roughness, float anisotropy, float rotation, vec3 normal, vec3 tangent,
        float weight) {
    vec3 valid = validNormal(normal);
    float alpha = distribution == 4 ? 0.0 : clamp(roughness, 0.0, 1.0);
    alpha *= alpha;
    float a = clamp(anisotropy, -0.99, 0.99);
    vec2 alphas = vec2(alpha);
    if (abs(a) > 1e-4) {
        alphas = a < 0.0 ? vec2(alpha / (1.0 + a), alpha * (1.0 + a)) : vec2(alpha * (1.0 - a), alpha / (1.0 - a));
    }
    vec3 base = max(color, 0.0);
    Fresnel fresnel = Fresnel(FRESNEL_NONE, base, vec3(1.0), 1.0);
    vec3 turned = rotatedAbout(tangentOr(tangent), valid, rotation * 2.0 * PI);
    addMicrofacet(place, fresnel, alphas, distribution == 1, distribution == 3, valid, turned, base * weight);
}
