// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeVolumeInfo
// Output: Color vec3
// Output: Density float
// Output: Flame float
// Output: Temperature float
// On surfaces Cycles has none of these attributes, either.
void volumeInfo(out vec3 color, out float density, out float flame, out float temperature) {
    color = vec3(0.0);
    density = 0.0;
    flame = 0.0;
    temperature = 0.0;
}
