// SPDX-License-Identifier: Apache-2.0
// From colours by their primaries to the space that the scene is lit in, which is linear Rec. 709 with the white point D65 (IEC 61966-2-1).

vec3 workingColorOfRec709(vec3 color) {
    return color;
}

vec3 workingColorOfXyz(vec3 xyz) {
    return mat3(3.2404542, -0.9692660, 0.0556434, -1.5371385, 1.8760108, -0.2040259, -0.4985314, 0.0415560, 1.0572252) * xyz;
}
