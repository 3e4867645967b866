// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexGradient
// Enum: gradient_type = LINEAR, QUADRATIC, EASING, DIAGONAL, SPHERICAL, QUADRATIC_SPHERE, RADIAL
// Input: Vector vec3 = generated
// Output: Color vec3
// Output: Fac float
// Uses: constants.glsl
// After Cycles' svm/gradient.h as of Blender 5.2.

void gradientTexture(int type, vec3 vector, out vec3 color, out float factor) {
    float sphere = max(0.999999 - length(vector), 0.0); // exactly 0 on the unit sphere
    float value;
    switch (type) {
    case 0:
        value = vector.x;
        break;
    case 1:
        value = max(vector.x, 0.0) * max(vector.x, 0.0);
        break;
    case 2:
        value = smoothstep(0.0, 1.0, vector.x);
        break;
    case 3:
        value = (vector.x + vector.y) * 0.5;
        break;
    case 4:
        value = sphere;
        break;
    case 5:
        value = sphere * sphere;
        break;
    default:
        value = (vector.x == 0.0 && vector.y == 0.0 ? 0.0 : atan(vector.y, vector.x)) / (2.0 * PI) + 0.5;
        break;
    }
    factor = clamp(value, 0.0, 1.0);
    color = vec3(factor);
}
