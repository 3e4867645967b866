// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeEmission
// Closure: emission if Color, Strength
// Input: Color vec3
// Input: Strength float
// Output: Emission shader
// Uses: outputs.glsl
// Cycles' node_emission.osl, as of Blender 5.2.
void emission(vec3 color, float strength, float weight) {
    addEmission(color * (strength * weight));
}
