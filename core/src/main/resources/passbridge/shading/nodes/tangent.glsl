// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTangent
// Enum: direction_type = RADIAL, UV_MAP
// Enum: axis = X, Y, Z
// Attribute: uv_map TANGENT = 0 0 0 0
// Output: Tangent vec3
// Uses: arithmetic.glsl
// Reads: NORMAL, GENERATED, OBJECT_TO_WORLD
// Cycles' node_tangent.osl, as of Blender 5.2.
void tangent(int direction, int axis, vec4 ofMap, out vec3 found) {
    vec3 g = surfaceGenerated - 0.5;
    vec3 around = axis == 0 ? vec3(0.0, -g.z, g.y) : axis == 1 ? vec3(-g.z, 0.0, g.x) : vec3(-g.y, g.x, 0.0);
    vec3 along = direction == 1 ? ofMap.xyz : mat3(objectToWorld) * around;
    found = cross(surfaceNormal, safeNormalize(cross(along, surfaceNormal)));
}
