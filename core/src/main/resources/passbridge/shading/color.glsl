// SPDX-License-Identifier: Apache-2.0
// Colour models: hue, saturation and value or lightness from 0 to 1 (Smith 1978, "Color Gamut Transform Pairs"), with what Cycles does
// outside of these ranges (intern/cycles/util/color.h, as of Blender 5.2).

float luminance(vec3 color) {
    return dot(color, LUMINANCE_WEIGHTS);
}

// In sixths of the circle, from 0 to 6.
float hueSixths(vec3 rgb, float most, float span) {
    if (rgb.r == most) {
        float hue = (rgb.g - rgb.b) / span;
        return hue < 0.0 ? hue + 6.0 : hue;
    }
    return rgb.g == most ? (rgb.b - rgb.r) / span + 2.0 : (rgb.r - rgb.g) / span + 4.0;
}

vec3 hsvOfRgb(vec3 rgb) {
    float most = max(rgb.r, max(rgb.g, rgb.b));
    float span = most - min(rgb.r, min(rgb.g, rgb.b));
    float saturation = most != 0.0 ? span / most : 0.0;
    return vec3(saturation != 0.0 ? hueSixths(rgb, most, span) / 6.0 : 0.0, saturation, most);
}

vec3 rgbOfHsv(vec3 hsv) {
    if (hsv.y == 0.0) {
        return vec3(hsv.z);
    }
    float sixths = (hsv.x == 1.0 ? 0.0 : hsv.x) * 6.0;
    float sector = floor(sixths);
    float share = sixths - sector;
    float p = hsv.z * (1.0 - hsv.y);
    float q = hsv.z * (1.0 - hsv.y * share);
    float t = hsv.z * (1.0 - hsv.y * (1.0 - share));
    if (sector == 0.0) {
        return vec3(hsv.z, t, p);
    }
    if (sector == 1.0) {
        return vec3(q, hsv.z, p);
    }
    if (sector == 2.0) {
        return vec3(p, hsv.z, t);
    }
    if (sector == 3.0) {
        return vec3(p, q, hsv.z);
    }
    return sector == 4.0 ? vec3(t, p, hsv.z) : vec3(hsv.z, p, q);
}

vec3 hslOfRgb(vec3 rgb) {
    float most = max(rgb.r, max(rgb.g, rgb.b));
    float least = min(rgb.r, min(rgb.g, rgb.b));
    float lightness = min(1.0, 0.5 * (most + least));
    float span = most - least;
    if (span == 0.0) {
        return vec3(0.0, 0.0, lightness);
    }
    float saturation = span / (lightness > 0.5 ? 2.0 - most - least : most + least);
    return vec3(hueSixths(rgb, most, span) / 6.0, saturation, lightness);
}

vec3 rgbOfHsl(vec3 hsl) {
    vec3 pure = clamp(vec3(abs(hsl.x * 6.0 - 3.0) - 1.0, 2.0 - abs(hsl.x * 6.0 - 2.0), 2.0 - abs(hsl.x * 6.0 - 4.0)), 0.0, 1.0);
    float chroma = (1.0 - abs(2.0 * hsl.z - 1.0)) * hsl.y;
    return (pure - 0.5) * chroma + hsl.z;
}
