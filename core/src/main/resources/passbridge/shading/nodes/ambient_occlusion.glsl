// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeAmbientOcclusion
// Input: Color vec3
// Output: Color vec3
// Output: AO float
// Warning: is drawn as where nothing is near
void ambientOcclusion(vec3 color, out vec3 occluded, out float share) {
    occluded = color;
    share = 1.0;
}
