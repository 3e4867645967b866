// SPDX-License-Identifier: Apache-2.0
// Uses: color.glsl
// How colours are put over each other: Cycles' svm/color_util.h, svm_mix, as of Blender 5.2. The numbers are those of the Enum blend_type
// of mix_values.glsl.

float dodged(float t, float below, float above) {
    float rest = 1.0 - t * above;
    return below == 0.0 ? 0.0 : rest <= 0.0 ? 1.0 : min(below / rest, 1.0);
}

float burnt(float t, float below, float above) {
    float rest = 1.0 - t + t * above;
    return rest <= 0.0 ? 0.0 : clamp(1.0 - (1.0 - below) / rest, 0.0, 1.0);
}

float overlaid(float t, float below, float above) {
    return below < 0.5 ? below * (1.0 - t + 2.0 * t * above) : 1.0 - (1.0 - t + 2.0 * t * (1.0 - above)) * (1.0 - below);
}

float divided(float t, float below, float above) {
    return above != 0.0 ? (1.0 - t) * below + t * below / above : below;
}

vec3 blended(int kind, float t, vec3 below, vec3 above) {
    switch (kind) {
        case 0: return mix(below, above, t);
        case 1: return mix(below, min(below, above), t);
        case 2: return mix(below, below * above, t);
        case 3: return vec3(burnt(t, below.r, above.r), burnt(t, below.g, above.g), burnt(t, below.b, above.b));
        case 4: return mix(below, max(below, above), t);
        case 5: return 1.0 - (1.0 - t + t * (1.0 - above)) * (1.0 - below);
        case 6: return vec3(dodged(t, below.r, above.r), dodged(t, below.g, above.g), dodged(t, below.b, above.b));
        case 7: return mix(below, below + above, t);
        case 8: return vec3(overlaid(t, below.r, above.r), overlaid(t, below.g, above.g), overlaid(t, below.b, above.b));
        case 9: return mix(below, (1.0 - below) * above * below + below * (1.0 - (1.0 - above) * (1.0 - below)), t);
        case 10: return below + t * (2.0 * above - 1.0);
        case 11: return mix(below, abs(below - above), t);
        case 12: return max(mix(below, below + above - 2.0 * below * above, t), 0.0);
        case 13: return mix(below, below - above, t);
        case 14: return vec3(divided(t, below.r, above.r), divided(t, below.g, above.g), divided(t, below.b, above.b));
        default: break;
    }
    vec3 hsv = hsvOfRgb(below);
    vec3 other = hsvOfRgb(above);
    switch (kind) {
        case 15: return other.y != 0.0 ? mix(below, rgbOfHsv(vec3(other.x, hsv.yz)), t) : below;
        case 16: return hsv.y != 0.0 ? rgbOfHsv(vec3(hsv.x, mix(hsv.y, other.y, t), hsv.z)) : below;
        case 17: return other.y != 0.0 ? mix(below, rgbOfHsv(vec3(other.xy, hsv.z)), t) : below;
        default: return rgbOfHsv(vec3(hsv.xy, mix(hsv.z, other.z, t)));
    }
}
