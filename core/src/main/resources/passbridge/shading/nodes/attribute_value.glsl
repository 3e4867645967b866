// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeAttribute
// Attribute: attribute_name attribute_type = 0 0 0 1
// Output: Color vec3
// Output: Vector vec3
// Output: Fac float
// Output: Alpha float
// Cycles' node_attribute.osl, as of Blender 5.2.
void attributeValue(vec4 value, out vec3 color, out vec3 vector, out float factor, out float alpha) {
    color = value.rgb;
    vector = value.xyz;
    factor = dot(value.xyz, vec3(1.0 / 3.0));
    alpha = value.a;
}
