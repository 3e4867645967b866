// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBump
// Flag: invert
// Input: Strength float
// Input: Distance float
// Input: Height float
// Input: Normal vec3 = normal
// Output: Normal vec3
// Uses: bumping.glsl
// Cycles' node_bump.osl, as of Blender 5.2.
void bump(bool isInverted, float strength, float distance, float height, vec3 normal, out vec3 bumped) {
    bumped = bumpedNormal((isInverted ? -distance : distance) * height, strength, normal);
}
