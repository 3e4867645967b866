// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexChecker
// Input: Vector vec3 = generated
// Input: Color1 vec3
// Input: Color2 vec3
// Input: Scale float
// Output: Color vec3
// Output: Fac float
// After Cycles' svm/checker.h as of Blender 5.2.

void checkerTexture(vec3 vector, vec3 color1, vec3 color2, float scale, out vec3 color, out float factor) {
    vec3 place = (vector * scale + 0.000001) * 0.999999; // whole coordinates would fall on either side of an edge
    ivec3 odd = ivec3(floor(place)) & 1;
    bool isFirst = (odd.x == odd.y) == (odd.z == 1);
    factor = isFirst ? 1.0 : 0.0;
    color = isFirst ? color1 : color2;
}
