// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfToon
// Enum: component = DIFFUSE, GLOSSY
// Closure: toon
// Input: Color vec3
// Input: Size float
// Input: Smooth float
// Input: Normal vec3 = normal
// Output: BSDF shader
// Uses: closures.glsl
// Cycles' node_toon_bsdf.osl, as of Blender 5.2.
void toonBsdf(int component, int place, vec3 color, float size, float smoothness, vec3 normal, float weight) {
    addToon(place, component == 1, size, smoothness, validNormal(normal), color * weight);
}
