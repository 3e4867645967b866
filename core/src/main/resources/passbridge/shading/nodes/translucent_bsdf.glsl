// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfTranslucent
// Closure: translucent
// Input: Color vec3
// Input: Normal vec3 = normal
// Output: BSDF shader
// Uses: closures.glsl
// Cycles' node_translucent_bsdf.osl and svm/closure.h, as of Blender 5.2.
void translucentBsdf(int place, vec3 color, vec3 normal, float weight) {
    addTranslucent(place, reflectingNormal(validNormal(normal)), color * weight);
}
