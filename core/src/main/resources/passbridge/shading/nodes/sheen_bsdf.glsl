// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfSheen, ShaderNodeBsdfVelvet
// Enum: distribution = ASHIKHMIN, MICROFIBER
// Closure: sheen
// Input: Color vec3
// Input: Roughness float
// Input: Normal vec3 = normal
// Output: BSDF shader
// Uses: closures.glsl
// Cycles' node_sheen_bsdf.osl, as of Blender 5.2.
void sheenBsdf(int distribution, int place, vec3 color, float roughness, vec3 normal, float weight) {
    int kind = distribution == 1 ? SHEEN_MICROFIBER : SHEEN_ASHIKHMIN;
    addSheen(place, kind, roughness, validNormal(normal), max(color, 0.0) * weight);
}
