// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeHoldout
// Closure: holdout
// Output: Holdout shader
// Uses: outputs.glsl
// Cycles' node_holdout.osl, as of Blender 5.2.
void holdout(float weight) {
    surfaceHoldout += weight;
}
