// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfDiffuse
// Property: blender_version int = 502
// Closure: diffuse
// Input: Color vec3
// Input: Roughness float
// Input: Normal vec3 = normal
// Output: BSDF shader
// Uses: closures.glsl
// Cycles' node_diffuse_bsdf.osl, as of Blender 5.2. Before 4.3 Oren and Nayar's model had no multiple scattering, before 4.0 normals were
// bent.
void diffuseBsdf(float version, int place, vec3 color, float roughness, vec3 normal, float weight) {
    vec3 valid = validNormal(normal);
    vec3 bounced = version < 403.0 ? vec3(0.0) : color;
    vec3 bent = version < 400.0 ? reflectingNormal(valid) : valid;
    addDiffuse(place, bounced, roughness, bent, bumpOf(bent, version < 403.0), color * weight);
}
