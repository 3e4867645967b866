// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeHueSaturation
// Input: Hue float
// Input: Saturation float
// Input: Value float
// Input: Fac float
// Input: Color vec3
// Output: Color vec3
// Uses: color.glsl
// Turns the hue (0.5 leaves it), scales saturation and value. After Cycles' svm/hsv.h as of Blender 5.2.

void hueSaturation(float hue, float saturation, float value, float factor, vec3 color, out vec3 result) {
    vec3 hsv = hsvOfRgb(color);
    vec3 changed = rgbOfHsv(vec3(fract(hsv.x + hue + 0.5), clamp(hsv.y * saturation, 0.0, 1.0), hsv.z * value));
    result = max(mix(color, changed, factor), vec3(0.0));
}
