// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeVectorMath
// Enum: operation = ADD, SUBTRACT, MULTIPLY, DIVIDE, MULTIPLY_ADD, CROSS_PRODUCT, PROJECT, REFLECT, REFRACT, FACEFORWARD, DOT_PRODUCT,
//     DISTANCE, LENGTH, SCALE, NORMALIZE, ABSOLUTE, POWER, SIGN, MINIMUM, MAXIMUM, ROUND, FLOOR, CEIL, FRACTION, MODULO, WRAP, SNAP, SINE,
// COSINE, TANGENT
// Input: Vector vec3
// Input: Vector_001 vec3 if operation = ADD|SUBTRACT|MULTIPLY|DIVIDE|MULTIPLY_ADD|CROSS_PRODUCT|PROJECT|REFLECT|REFRACT|FACEFORWARD|
//     DOT_PRODUCT|DISTANCE|POWER|MINIMUM|MAXIMUM|MODULO|WRAP|SNAP
// Input: Vector_002 vec3 if operation = MULTIPLY_ADD|FACEFORWARD|WRAP
// Input: Scale float if operation = REFRACT|SCALE
// Output: Vector vec3
// Output: Value float
// Uses: arithmetic.glsl
// Cycles' svm/math_util.h, svm_vector_math, as of Blender 5.2.
vec3 vectorMathResult(int operation, vec3 a, vec3 b, vec3 c, float scale) {
    switch (operation) {
        case 0: return a + b;
        case 1: return a - b;
        case 2: return a * b;
        case 3: return safeDivide(a, b);
        case 4: return a * b + c;
        case 5: return cross(a, b);
        case 6: return dot(b, b) != 0.0 ? dot(a, b) / dot(b, b) * b : vec3(0.0);
        case 7: return reflect(a, safeNormalize(b));
        case 8: return refract(a, safeNormalize(b), scale);
        case 9: return dot(c, b) < 0.0 ? a : -a;
        case 13: return a * scale;
        case 14: return safeNormalize(a);
        case 15: return abs(a);
        case 16: return vec3(safePower(a.x, b.x), safePower(a.y, b.y), safePower(a.z, b.z));
        case 17: return sign(a);
        case 18: return min(a, b);
        case 19: return max(a, b);
        case 20: return floor(a + 0.5);
        case 21: return floor(a);
        case 22: return ceil(a);
        case 23: return a - floor(a);
        case 24: return vec3(safeModulo(a.x, b.x), safeModulo(a.y, b.y), safeModulo(a.z, b.z));
        case 25: return vec3(wrapped(a.x, b.x, c.x), wrapped(a.y, b.y, c.y), wrapped(a.z, b.z, c.z));
        case 26: return floor(safeDivide(a, b)) * b;
        case 27: return sin(a);
        case 28: return cos(a);
        case 29: return tan(a);
        default: return vec3(0.0);
    }
}

void vectorMath(int operation, vec3 a, vec3 b, vec3 c, float scale, out vec3 vector, out float value) {
    vector = vectorMathResult(operation, a, b, c, scale);
    value = operation == 10 ? dot(a, b) : operation == 11 ? distance(a, b) : operation == 12 ? length(a) : 0.0;
}
