// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexCoord
// Flag: from_instancer
// Matrix: object_to_world
// Output: Generated vec3
// Output: Normal vec3
// Output: UV vec3
// Output: Object vec3
// Output: Camera vec3
// Output: Window vec3
// Output: Reflection vec3
// Uses: arithmetic.glsl
// Reads: POSITION, GENERATED, NORMAL, UV, OBJECT_POSITION, CAMERA, WINDOW, INCOMING, OBJECT_TO_WORLD, INSTANCER_GENERATED, INSTANCER_UV
// Cycles' node_texture_coordinate.osl, as of Blender 5.2.
void textureCoordinate(
        bool isOfInstancer, bool hasObject, mat4x3 worldToOther, out vec3 generated, out vec3 normal, out vec3 uv, out vec3 object,
        out vec3 camera, out vec3 window, out vec3 reflection) {
    generated = isOfInstancer ? instancerGenerated : surfaceGenerated;
    normal = safeNormalize(surfaceNormal * mat3(objectToWorld));
    uv = isOfInstancer ? instancerUv : surfaceUv;
    object = hasObject ? worldToOther * vec4(surfacePosition, 1.0) : surfaceObjectPosition;
    camera = surfaceCamera;
    window = surfaceWindow;
    reflection = 2.0 * dot(surfaceNormal, surfaceIncoming) * surfaceNormal - surfaceIncoming;
}
