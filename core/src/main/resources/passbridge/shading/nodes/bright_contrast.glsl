// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBrightContrast
// Input: Color vec3
// Input: Bright float
// Input: Contrast float
// Output: Color vec3
// After Cycles' svm/color_util.h as of Blender 5.2.

void brightContrast(vec3 color, float brightness, float contrast, out vec3 result) {
    result = max((1.0 + contrast) * color + brightness - contrast * 0.5, vec3(0.0));
}
