// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfHairPrincipled
// Enum: model = HUANG, CHIANG
// Enum: parametrization = COLOR, MELANIN, ABSORPTION
// Closure: hair
// Closure: hair
// Closure: hair
// Input: Color vec3 if parametrization = COLOR
// Input: Melanin float if parametrization = MELANIN
// Input: Melanin Redness float if parametrization = MELANIN
// Input: Tint vec3 if parametrization = MELANIN
// Input: Absorption Coefficient vec3 if parametrization = ABSORPTION
// Input: Roughness float
// Input: Radial Roughness float
// Input: IOR float
// Input: Offset float
// Output: BSDF shader
// Uses: closures.glsl
// Reads: HAIR_TANGENT, HAIR_IS_STRAND, NORMAL, TANGENT
// Warning: is drawn as three lobes of the Hair BSDF
// The colour is that of Chiang and others 2016, "A Practical and Controllable Hair and Fur Model for Production Path Tracing": absorption
// out of melanin, and what comes of absorption after many scatterings. The lobes are reflection, transmission and the reflection inside.
const vec3 EUMELANIN = vec3(0.506, 0.841, 1.653);
const vec3 PHEOMELANIN = vec3(0.343, 0.733, 1.924);

float albedoRoughness(float r) {
    return ((((0.245 * r + 5.574) * r - 10.73) * r + 2.532) * r - 0.215) * r + 5.969;
}

vec3 absorptionOfColor(vec3 color, float r) {
    vec3 root = log(clamp(color, 1e-3, 1.0)) / albedoRoughness(r);
    return root * root;
}

void principledHairBsdf(
        int model, int parametrization, int reflectionPlace, int transmissionPlace, int insidePlace, vec3 color, float melanin,
        float redness,
        vec3 tint, vec3 absorption, float roughness, float radialRoughness, float ior, float offset, float weight) {
    vec3 sigma = absorption;
    if (parametrization == 1) {
        float quantity = -log(max(1.0 - clamp(melanin, 0.0, 1.0), 1e-4));
        sigma = quantity * mix(EUMELANIN, PHEOMELANIN, clamp(redness, 0.0, 1.0)) + absorptionOfColor(tint, radialRoughness);
    }
    vec3 seen = parametrization == 0 ? clamp(color, 0.0, 1.0) : exp(-sqrt(max(sigma, 0.0)) * albedoRoughness(radialRoughness));
    float reflected = reflectanceOfIndex(max(ior, 1.0));
    vec3 along = hairIsStrand > 0.5 ? hairTangent : surfaceTangent.w * cross(surfaceNormal, surfaceTangent.xyz);
    vec2 rough = clamp(vec2(roughness, max(radialRoughness, 0.3)), 0.05, 1.0);
    addHair(reflectionPlace, false, along, -offset, rough, vec3(reflected * weight));
    addHair(transmissionPlace, true, along, 0.5 * offset, rough, 0.5 * (1.0 - reflected) * seen * weight);
    addHair(insidePlace, false, along, 1.5 * offset, vec2(rough.x, 1.0), 0.5 * (1.0 - reflected) * seen * weight);
}
