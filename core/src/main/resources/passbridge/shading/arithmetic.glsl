// SPDX-License-Identifier: Apache-2.0
// Operations that give 0 where mathematics has nothing: intern/cycles/util/math_base.h, as of Blender 5.2.

float safeDivide(float a, float b) {
    return b != 0.0 ? a / b : 0.0;
}

vec3 safeDivide(vec3 a, vec3 b) {
    return vec3(safeDivide(a.x, b.x), safeDivide(a.y, b.y), safeDivide(a.z, b.z));
}

// The remainder has the dividend's sign.
float safeModulo(float a, float b) {
    return b != 0.0 ? a - b * trunc(a / b) : 0.0;
}

// The remainder has the divisor's sign.
float safeFlooredModulo(float a, float b) {
    return b != 0.0 ? a - b * floor(a / b) : 0.0;
}

float safePower(float a, float b) {
    if (b == 0.0) {
        return 1.0;
    }
    if (a > 0.0) {
        return pow(a, b);
    }
    if (a == 0.0 || b != trunc(b)) {
        return 0.0;
    }
    float size = pow(-a, b);
    return mod(abs(b), 2.0) == 0.0 ? size : -size;
}

float safeLogarithm(float a, float base) {
    return a > 0.0 && base > 0.0 ? safeDivide(log(a), log(base)) : 0.0;
}

// OpenGL's own are off by 1e-4 in some drivers.
float safeArcsine(float a) {
    return atan(clamp(a, -1.0, 1.0), sqrt(max(1.0 - a * a, 0.0)));
}

float safeArccosine(float a) {
    return atan(sqrt(max(1.0 - a * a, 0.0)), clamp(a, -1.0, 1.0));
}

float safeArctangent2(float y, float x) {
    return x == 0.0 && y == 0.0 ? 0.0 : atan(y, x);
}

float wrapped(float value, float most, float least) {
    float range = most - least;
    return range != 0.0 ? value - range * floor((value - least) / range) : least;
}

float pingPong(float a, float b) {
    return b != 0.0 ? abs(fract((a - b) / (b * 2.0)) * b * 2.0 - b) : 0.0;
}

float smoothMinimum(float a, float b, float reach) {
    float h = reach != 0.0 ? max(reach - abs(a - b), 0.0) / reach : 0.0;
    return min(a, b) - h * h * h * reach / 6.0;
}

vec3 safeNormalize(vec3 v) {
    float lengthSquared = dot(v, v);
    return lengthSquared > 0.0 ? v * inversesqrt(lengthSquared) : vec3(0.0);
}
