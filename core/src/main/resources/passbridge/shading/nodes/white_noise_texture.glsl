// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexWhiteNoise
// Enum: noise_dimensions = 1D, 2D, 3D, 4D
// Input: Vector vec3
// Input: W float if noise_dimensions = 1D|4D
// Output: Value float
// Output: Color vec3
// Uses: hash.glsl
// A random value for each place, however near. After Cycles' svm/white_noise.h as of Blender 5.2.

void whiteNoiseTexture(int dimensions, vec3 vector, float w, out float value, out vec3 color) {
    switch (dimensions) {
    case 0:
        color = randomColorOf(w);
        break;
    case 1:
        color = randomColorOf(vector.xy);
        break;
    case 2:
        color = randomColorOf(vector);
        break;
    default:
        color = randomColorOf(vec4(vector, w));
        break;
    }
    value = color.r;
}
