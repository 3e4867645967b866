// SPDX-License-Identifier: Apache-2.0
// From colours by their primaries to the space that the scene is lit in: WorkingSpace defines REC709_TO_WORKING where that is another than
// linear Rec. 709, and LUMINANCE_WEIGHTS. White points are D65.

vec3 workingColorOfRec709(vec3 color) {
#ifdef REC709_TO_WORKING
    return REC709_TO_WORKING * color;
#else
    return color;
#endif
}

// IEC 61966-2-1.
vec3 workingColorOfXyz(vec3 xyz) {
    return workingColorOfRec709(
            mat3(3.2404542, -0.9692660, 0.0556434, -1.5371385, 1.8760108, -0.2040259, -0.4985314, 0.0415560, 1.0572252) * xyz);
}
