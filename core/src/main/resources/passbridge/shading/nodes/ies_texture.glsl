// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexIES
// Input: Vector vec3 = incoming
// Input: Strength float
// Output: Fac float
// Warning: is drawn as a light that is even on all sides, its IES profile is not read
// What Cycles gives where the profile can't be read.

void iesTexture(vec3 vector, float strength, out float factor) {
    factor = 100.0 * strength;
}
