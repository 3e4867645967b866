// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeHairInfo
// Output: Is Strand float
// Output: Intercept float
// Output: Length float
// Output: Thickness float
// Output: Tangent Normal vec3
// Output: Random float
// Uses: hash.glsl
// Reads: HAIR_IS_STRAND, HAIR_INTERCEPT, HAIR_LENGTH, HAIR_THICKNESS, HAIR_TANGENT_NORMAL, HAIR_INDEX
// Cycles' node_hair_info.osl, as of Blender 5.2.
void hairInfo(
        out float isStrand, out float intercept, out float size, out float thickness, out vec3 tangentNormal, out float random) {
    isStrand = hairIsStrand;
    intercept = hairIntercept;
    size = hairLength;
    thickness = hairThickness;
    tangentNormal = hairTangentNormal;
    random = hairIsStrand * unitOf(jenkinsHash(uvec2(uint(hairIndex + 0.5), 0u)));
}
