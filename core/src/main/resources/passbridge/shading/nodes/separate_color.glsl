// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeSeparateColor
// Enum: mode = RGB, HSV, HSL
// Input: Color vec3
// Output: Red float
// Output: Green float
// Output: Blue float
// Uses: color.glsl
// Cycles' svm/color_util.h, svm_separate_color, as of Blender 5.2.
void separateColor(int mode, vec3 color, out float red, out float green, out float blue) {
    vec3 three = mode == 1 ? hsvOfRgb(color) : mode == 2 ? hslOfRgb(color) : color;
    red = three.x;
    green = three.y;
    blue = three.z;
}
