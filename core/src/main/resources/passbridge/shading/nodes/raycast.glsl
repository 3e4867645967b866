// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeRaycast
// Output: Is Hit float
// Output: Self Hit float
// Output: Hit Distance float
// Output: Hit Position vec3
// Output: Hit Normal vec3
// Warning: is drawn as where nothing is hit
void raycast(out float isHit, out float isSelf, out float distance, out vec3 position, out vec3 normal) {
    isHit = 0.0;
    isSelf = 0.0;
    distance = 0.0;
    position = vec3(0.0);
    normal = vec3(0.0);
}
