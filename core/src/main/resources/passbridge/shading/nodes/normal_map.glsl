// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeNormalMap
// Enum: space = TANGENT, OBJECT, WORLD, BLENDER_OBJECT, BLENDER_WORLD
// Enum: convention = OPENGL, DIRECTX
// Attribute: uv_map TANGENT = 0 0 0 0
// Input: Strength float
// Input: Color vec3
// Output: Normal vec3
// Uses: arithmetic.glsl, tangent_space.glsl
// Reads: NORMAL, BACK_FACING, WORLD_TO_OBJECT
// Cycles' svm/tex_coord.h, svm_node_normal_map, as of Blender 5.2.
void normalMap(int space, int convention, vec4 tangent, float strength, vec3 color, out vec3 normal) {
    vec3 map = 2.0 * color - 1.0;
    map.y = convention == 1 ? -map.y : map.y;
    float side = surfaceBackFacing > 0.5 ? -1.0 : 1.0;
    mat3 normalToWorld = transpose(mat3(worldToObject));
    if (space == 0) {
        if (dot(tangent.xyz, tangent.xyz) == 0.0) {
            normal = surfaceNormal;
            return;
        }
        vec3 scaled = vec3(map.xy * strength, mix(1.0, map.z, clamp(strength, 0.0, 1.0)));
        vec3 inObject = tangentSpaceInObject(tangent, side * surfaceNormal) * scaled;
        normal = side * safeNormalize(normalToWorld * safeNormalize(inObject));
    } else {
        if (space >= 3) {
            map.yz = -map.yz;
        }
        vec3 turned = space == 1 || space == 3 ? safeNormalize(normalToWorld * map) : safeNormalize(map);
        normal = safeNormalize(surfaceNormal + (side * turned - surfaceNormal) * max(strength, 0.0));
    }
    normal = dot(normal, normal) > 0.0 ? normal : surfaceNormal;
}
