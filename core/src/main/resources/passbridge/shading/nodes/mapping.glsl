// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeMapping
// Enum: vector_type = POINT, TEXTURE, VECTOR, NORMAL
// Input: Vector vec3
// Input: Location vec3 if vector_type = POINT|TEXTURE
// Input: Rotation vec3
// Input: Scale vec3
// Output: Vector vec3
// Uses: arithmetic.glsl, rotation.glsl
// Cycles' node_mapping.osl, as of Blender 5.2.
void mapping(int kind, vec3 vector, vec3 location, vec3 rotation, vec3 scale, out vec3 mapped) {
    mat3 turned = eulerRotation(rotation);
    switch (kind) {
        case 0: mapped = turned * (vector * scale) + location; break;
        case 1: mapped = safeDivide((vector - location) * turned, scale); break;
        case 2: mapped = turned * (vector * scale); break;
        default: mapped = safeNormalize(turned * safeDivide(vector, scale)); break;
    }
}
