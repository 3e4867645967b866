// What generated code calls: see SurfaceValues. A node's value is four numbers; enumerators are those of ValueNode.

const int LINEAR = 0;
const int CLOSEST = 1;
const int REPEAT = 0;
const int EXTEND = 1;
const int CLIP = 2;
const int MIRROR = 3;

uniform float mipmapBias;

vec4 sampled(sampler2D image, vec2 uv, int interpolation, int extension) {
    vec2 size = vec2(textureSize(image, 0));
    // Between the pixels of the edge and the nothing outside a clipped image is interpolated, too.
    vec2 reach = interpolation == CLOSEST ? vec2(1e9) : size;
    vec2 covered = clamp(0.5 + uv * reach, 0.0, 1.0) * clamp(0.5 + (1.0 - uv) * reach, 0.0, 1.0);
    if (extension == MIRROR) {
        uv = 1.0 - abs(mod(uv, 2.0) - 1.0);
    }
    if (interpolation == CLOSEST) {
        uv = (floor(uv * size) + 0.5) / size;
    }
    if (extension != REPEAT) {
        uv = clamp(uv, 0.5 / size, 1.0 - 0.5 / size);
    }
#ifdef WRITE_COMBINED
    vec4 smoothed = texture(image, uv, mipmapBias);
    vec4 found = interpolation == CLOSEST ? textureLod(image, uv, 0.0) : smoothed;
#else
    vec4 found = textureLod(image, uv, 0.0); // as Cycles, which knows no mipmaps
#endif
    return extension == CLIP ? found * covered.x * covered.y : found;
}

// Blender's Math node: source/blender/gpu/shaders/material/gpu_shader_material_math.glsl, as of Blender 5.2.
vec4 selected(bvec4 condition, vec4 yes, vec4 no) {
    return mix(no, yes, vec4(condition));
}

vec4 math_ADD(vec4 a, vec4 b, vec4 c) { return a + b; }
vec4 math_SUBTRACT(vec4 a, vec4 b, vec4 c) { return a - b; }
vec4 math_MULTIPLY(vec4 a, vec4 b, vec4 c) { return a * b; }
vec4 math_DIVIDE(vec4 a, vec4 b, vec4 c) {
    bvec4 isZero = equal(b, vec4(0.0));
    return selected(isZero, vec4(0.0), a / selected(isZero, vec4(1.0), b));
}
vec4 math_MULTIPLY_ADD(vec4 a, vec4 b, vec4 c) { return a * b + c; }
float power(float a, float b) {
    if (a >= 0.0) {
        return b == 0.0 ? 1.0 : pow(a, b);
    }
    float whole = floor(b);
    return whole != b ? 0.0 : mod(abs(b), 2.0) == 0.0 ? pow(-a, b) : -pow(-a, b);
}
vec4 math_POWER(vec4 a, vec4 b, vec4 c) {
    return vec4(power(a.x, b.x), power(a.y, b.y), power(a.z, b.z), power(a.w, b.w));
}
float logarithm(float a, float b) {
    return a > 0.0 && b > 0.0 && b != 1.0 ? log2(a) / log2(b) : 0.0;
}
vec4 math_LOGARITHM(vec4 a, vec4 b, vec4 c) {
    return vec4(logarithm(a.x, b.x), logarithm(a.y, b.y), logarithm(a.z, b.z), logarithm(a.w, b.w));
}
vec4 math_SQUARE_ROOT(vec4 a, vec4 b, vec4 c) { return sqrt(max(a, 0.0)); }
vec4 math_ABSOLUTE(vec4 a, vec4 b, vec4 c) { return abs(a); }
vec4 math_EXPONENT(vec4 a, vec4 b, vec4 c) { return exp(a); }
vec4 math_MINIMUM(vec4 a, vec4 b, vec4 c) { return min(a, b); }
vec4 math_MAXIMUM(vec4 a, vec4 b, vec4 c) { return max(a, b); }
vec4 math_LESS_THAN(vec4 a, vec4 b, vec4 c) { return vec4(lessThan(a, b)); }
vec4 math_GREATER_THAN(vec4 a, vec4 b, vec4 c) { return vec4(greaterThan(a, b)); }
vec4 math_SIGN(vec4 a, vec4 b, vec4 c) { return sign(a); }
vec4 math_COMPARE(vec4 a, vec4 b, vec4 c) { return vec4(lessThanEqual(abs(a - b), max(c, 1e-5))); }
vec4 math_ROUND(vec4 a, vec4 b, vec4 c) { return floor(a + 0.5); }
vec4 math_FLOOR(vec4 a, vec4 b, vec4 c) { return floor(a); }
vec4 math_CEILING(vec4 a, vec4 b, vec4 c) { return ceil(a); }
vec4 math_TRUNCATE(vec4 a, vec4 b, vec4 c) { return trunc(a); }
vec4 math_FRACTION(vec4 a, vec4 b, vec4 c) { return a - floor(a); }
vec4 math_MODULO(vec4 a, vec4 b, vec4 c) {
    bvec4 isZero = equal(b, vec4(0.0));
    vec4 divisor = selected(isZero, vec4(1.0), b);
    return selected(isZero, vec4(0.0), a - divisor * trunc(a / divisor));
}
vec4 math_SNAP(vec4 a, vec4 b, vec4 c) { return floor(math_DIVIDE(a, b, c)) * b; }
vec4 math_PING_PONG(vec4 a, vec4 b, vec4 c) {
    bvec4 isZero = equal(b, vec4(0.0));
    vec4 scale = selected(isZero, vec4(1.0), b);
    return selected(isZero, vec4(0.0), abs(fract((a - scale) / (scale * 2.0)) * scale * 2.0 - scale));
}
vec4 math_SINE(vec4 a, vec4 b, vec4 c) { return sin(a); }
vec4 math_COSINE(vec4 a, vec4 b, vec4 c) { return cos(a); }
vec4 math_TANGENT(vec4 a, vec4 b, vec4 c) { return tan(a); }
vec4 math_ARCTANGENT2(vec4 a, vec4 b, vec4 c) {
    bvec4 isOrigin = equal(abs(a) + abs(b), vec4(0.0)); // undefined there
    return selected(isOrigin, vec4(0.0), atan(a, selected(isOrigin, vec4(1.0), b)));
}

// Blender's Mix node: intern/cycles/kernel/svm/color_util.h, as of Blender 5.2.
vec4 blend_MIX(vec4 t, vec4 a, vec4 b) { return mix(a, b, t.x); }
vec4 blend_ADD(vec4 t, vec4 a, vec4 b) { return mix(a, a + b, t.x); }
vec4 blend_MULTIPLY(vec4 t, vec4 a, vec4 b) { return mix(a, a * b, t.x); }
vec4 blend_SUBTRACT(vec4 t, vec4 a, vec4 b) { return mix(a, a - b, t.x); }
vec4 blend_SCREEN(vec4 t, vec4 a, vec4 b) { return 1.0 - (1.0 - t.x + t.x * (1.0 - b)) * (1.0 - a); }
vec4 blend_DIFFERENCE(vec4 t, vec4 a, vec4 b) { return mix(a, abs(a - b), t.x); }
vec4 blend_DARKEN(vec4 t, vec4 a, vec4 b) { return mix(a, min(a, b), t.x); }
vec4 blend_LIGHTEN(vec4 t, vec4 a, vec4 b) { return mix(a, max(a, b), t.x); }
