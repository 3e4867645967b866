// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeUVMap
// Flag: from_instancer
// Attribute: uv_map UV_MAP = 0 0 0 1
// Output: UV vec3
// Reads: INSTANCER_UV
// Cycles' node_uv_map.osl, as of Blender 5.2.
void uvMap(bool isOfInstancer, vec4 map, out vec3 uv) {
    uv = isOfInstancer ? instancerUv : vec3(map.xy, 0.0);
}
