// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBevel
// Input: Normal vec3 = normal
// Output: Normal vec3
// Warning: has no effect
void bevel(vec3 normal, out vec3 beveled) {
    beveled = normal;
}
