// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeMath
// Enum: operation = ADD, SUBTRACT, MULTIPLY, DIVIDE, MULTIPLY_ADD, POWER, LOGARITHM, SQRT, INVERSE_SQRT, ABSOLUTE, EXPONENT, MINIMUM,
//     MAXIMUM, LESS_THAN, GREATER_THAN, SIGN, COMPARE, SMOOTH_MIN, SMOOTH_MAX, ROUND, FLOOR, CEIL, TRUNC, FRACT, MODULO, FLOORED_MODULO,
// WRAP, SNAP, PINGPONG, SINE, COSINE, TANGENT, ARCSINE, ARCCOSINE, ARCTANGENT, ARCTAN2, SINH, COSH, TANH, RADIANS, DEGREES
// Flag: use_clamp
// Input: Value float
// Input: Value_001 float if operation = ADD|SUBTRACT|MULTIPLY|DIVIDE|MULTIPLY_ADD|POWER|LOGARITHM|MINIMUM|MAXIMUM|LESS_THAN|GREATER_THAN|
//     COMPARE|SMOOTH_MIN|SMOOTH_MAX|MODULO|FLOORED_MODULO|WRAP|SNAP|PINGPONG|ARCTAN2
// Input: Value_002 float if operation = MULTIPLY_ADD|COMPARE|SMOOTH_MIN|SMOOTH_MAX|WRAP
// Output: Value float
// Uses: arithmetic.glsl
// Cycles' svm/math_util.h, svm_math, as of Blender 5.2.
float mathResult(int operation, float a, float b, float c) {
    switch (operation) {
        case 0: return a + b;
        case 1: return a - b;
        case 2: return a * b;
        case 3: return safeDivide(a, b);
        case 4: return a * b + c;
        case 5: return safePower(a, b);
        case 6: return safeLogarithm(a, b);
        case 7: return sqrt(max(a, 0.0));
        case 8: return a > 0.0 ? inversesqrt(a) : 0.0;
        case 9: return abs(a);
        case 10: return exp(a);
        case 11: return min(a, b);
        case 12: return max(a, b);
        case 13: return a < b ? 1.0 : 0.0;
        case 14: return a > b ? 1.0 : 0.0;
        case 15: return sign(a);
        case 16: return a == b || abs(a - b) <= max(c, 1.1920929e-7) ? 1.0 : 0.0;
        case 17: return smoothMinimum(a, b, c);
        case 18: return -smoothMinimum(-a, -b, c);
        case 19: return floor(a + 0.5);
        case 20: return floor(a);
        case 21: return ceil(a);
        case 22: return trunc(a);
        case 23: return a - floor(a);
        case 24: return safeModulo(a, b);
        case 25: return safeFlooredModulo(a, b);
        case 26: return wrapped(a, b, c);
        case 27: return floor(safeDivide(a, b)) * b;
        case 28: return pingPong(a, b);
        case 29: return sin(a);
        case 30: return cos(a);
        case 31: return tan(a);
        case 32: return safeArcsine(a);
        case 33: return safeArccosine(a);
        case 34: return atan(a);
        case 35: return safeArctangent2(a, b);
        case 36: return sinh(a);
        case 37: return cosh(a);
        case 38: return tanh(a);
        case 39: return radians(a);
        default: return degrees(a);
    }
}

void math(int operation, bool isClamped, float a, float b, float c, out float value) {
    value = mathResult(operation, a, b, c);
    if (isClamped) {
        value = clamp(value, 0.0, 1.0);
    }
}
