// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfRayPortal
// Closure: transparency if Color
// Input: Color vec3
// Output: BSDF shader
// Uses: closures.glsl
// Warning: is drawn as a Transparent BSDF
void rayPortalBsdf(vec3 color, float weight) {
    addTransparency(color * weight);
}
