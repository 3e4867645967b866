// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeCombineColor
// Enum: mode = RGB, HSV, HSL
// Input: Red float
// Input: Green float
// Input: Blue float
// Output: Color vec3
// Uses: color.glsl
// Cycles' svm/color_util.h, svm_combine_color, as of Blender 5.2.
void combineColor(int mode, float red, float green, float blue, out vec3 color) {
    vec3 three = vec3(red, green, blue);
    color = mode == 1 ? rgbOfHsv(three) : mode == 2 ? rgbOfHsl(three) : three;
}
