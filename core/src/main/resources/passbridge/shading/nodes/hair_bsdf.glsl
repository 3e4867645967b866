// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfHair
// Enum: component = Reflection, Transmission
// Closure: hair
// Input: Color vec3
// Input: Offset float
// Input: RoughnessU float
// Input: RoughnessV float
// Input: Tangent vec3
// Output: BSDF shader
// Uses: closures.glsl
// Reads: HAIR_TANGENT, HAIR_IS_STRAND, NORMAL, TANGENT
// Cycles' svm/closure.h, as of Blender 5.2.
void hairBsdf(int component, int place, vec3 color, float offset, float roughnessU, float roughnessV, vec3 tangent, float weight) {
    vec3 across = surfaceTangent.w * cross(surfaceNormal, surfaceTangent.xyz);
    vec3 along = dot(tangent, tangent) > 0.0 ? normalize(tangent) : hairIsStrand > 0.5 ? hairTangent : across;
    addHair(place, component == 1, along, -offset, vec2(roughnessU, roughnessV), color * weight);
}
