// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfTransparent
// Closure: transparency if Color
// Input: Color vec3
// Output: BSDF shader
// Uses: closures.glsl
// Cycles' node_transparent_bsdf.osl, as of Blender 5.2.
void transparentBsdf(vec3 color, float weight) {
    addTransparency(color * weight);
}
