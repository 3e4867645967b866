// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBackground
// Closure: emission if Color, Strength
// Input: Color vec3
// Input: Strength float
// Output: Background shader
// Uses: outputs.glsl
// Cycles' node_background.osl, as of Blender 5.2; on surfaces it emits, too.
void background(vec3 color, float strength, float weight) {
    addEmission(color * (strength * weight));
}
