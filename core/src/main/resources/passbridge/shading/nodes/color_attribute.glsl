// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeVertexColor
// Attribute: layer_name COLOR = 0 0 0 0
// Output: Color vec3
// Output: Alpha float
// Cycles' svm/vertex_color.h, as of Blender 5.2.
void colorAttribute(vec4 value, out vec3 color, out float alpha) {
    color = value.rgb;
    alpha = value.a;
}
