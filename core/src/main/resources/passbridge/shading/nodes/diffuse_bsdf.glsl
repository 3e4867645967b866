// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfDiffuse
// Since: 400
// Since: 403
// Closure: diffuse
// Input: Color vec3
// Input: Roughness float
// Input: Normal vec3 = normal
// Output: BSDF shader
// Uses: closures.glsl
// Cycles' node_diffuse_bsdf.osl, as of Blender 5.2. Before 4.3 Oren and Nayar's model had no multiple scattering, before 4.0 normals were
// bent.
void diffuseBsdf(bool isOf4, bool isOf43, int place, vec3 color, float roughness, vec3 normal, float weight) {
    vec3 valid = validNormal(normal);
    vec3 bounced = isOf43 ? color : vec3(0.0);
    vec3 bent = isOf4 ? valid : reflectingNormal(valid);
    addDiffuse(place, bounced, roughness, bent, bumpOf(bent, !isOf43), color * weight);
}
