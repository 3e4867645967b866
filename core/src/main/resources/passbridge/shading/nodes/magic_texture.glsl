// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexMagic
// Property: turbulence_depth int
// Since: 502
// Input: Vector vec3 = generated
// Input: Scale float
// Input: Distortion float
// Output: Color vec3
// Output: Fac float
// Uses: constants.glsl
// Sines of sines, deeper by a step for each of the depth. After Cycles' svm/magic.h as of Blender 5.2; before 5.2 the place is cut to a
// period before it is scaled.

float magicRemainder(float value) {
    return value - (2.0 * PI) * trunc(value / (2.0 * PI));
}

void magicTexture(float turbulenceDepth, bool isOf52, vec3 vector, float scale, float distortion, out vec3 color,
        out float factor) {
    int depth = int(turbulenceDepth);
    float before = isOf52 ? scale : 1.0;
    float after = isOf52 ? 5.0 : 5.0 * scale;
    vec3 p = vec3(magicRemainder(vector.x * before), magicRemainder(vector.y * before), magicRemainder(vector.z * before));
    float x = sin((p.x + p.y + p.z) * after);
    float y = cos((-p.x + p.y - p.z) * after);
    float z = -cos((-p.x - p.y + p.z) * after);
    if (depth > 0) {
        x *= distortion;
        y *= distortion;
        z *= distortion;
        y = -cos(x - y + z) * distortion;
    }
    if (depth > 1) {
        x = cos(x - y - z) * distortion;
    }
    if (depth > 2) {
        z = sin(-x - y - z) * distortion;
    }
    if (depth > 3) {
        x = -cos(-x + y - z) * distortion;
    }
    if (depth > 4) {
        y = -sin(-x + y + z) * distortion;
    }
    if (depth > 5) {
        y = -cos(-x + y + z) * distortion;
    }
    if (depth > 6) {
        x = cos(x + y + z) * distortion;
    }
    if (depth > 7) {
        z = sin(x + y - z) * distortion;
    }
    if (depth > 8) {
        x = -cos(-x - y + z) * distortion;
    }
    if (depth > 9) {
        y = -sin(x - y + z) * distortion;
    }
    color = vec3(0.5) - vec3(x, y, z) / (distortion == 0.0 ? 1.0 : 2.0 * distortion);
    factor = (color.r + color.g + color.b) / 3.0;
}
