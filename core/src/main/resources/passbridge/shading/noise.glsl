// SPDX-License-Identifier: Apache-2.0
// Uses: hash.glsl
// Perlin's noise of one to four dimensions, and sums of octaves of it (Ebert, Musgrave et al., "Texturing and Modeling: A Procedural
// Approach"). After Cycles' svm/noise.h and svm/fractal_noise.h as of Blender 5.2; 3.4 gives the same where coordinates are below 100,000.
//
// A place is a vec4, of which the first `dimensions` numbers count: as that is a literal, compilers keep what it needs alone. A fraction
// of an octave (detail 2.5) is the next octave with part of its weight.

const int NOISE_FBM = 0;
const int NOISE_MULTIFRACTAL = 1;
const int NOISE_RIDGED_MULTIFRACTAL = 2;
const int NOISE_HYBRID_MULTIFRACTAL = 3;
const int NOISE_HETERO_TERRAIN = 4;

float negatedIf(bool condition, float value) {
    return condition ? -value : value;
}

// The gradient that a corner's hash picks, times the way from the corner.
float perlinCorner(int x, float way) {
    uint hash = jenkinsHash(uint(x));
    return negatedIf((hash & 8u) != 0u, 1.0 + float(hash & 7u)) * way;
}

float perlinCorner(ivec2 corner, vec2 way) {
    uint hash = jenkinsHash(uvec2(corner)) & 7u;
    vec2 swapped = hash < 4u ? way : way.yx;
    return negatedIf((hash & 1u) != 0u, swapped.x) + negatedIf((hash & 2u) != 0u, 2.0 * swapped.y);
}

float perlinCorner(ivec3 corner, vec3 way) {
    uint hash = jenkinsHash(uvec3(corner)) & 15u;
    float first = hash < 8u ? way.x : way.y;
    float second = hash < 4u ? way.y : hash == 12u || hash == 14u ? way.x : way.z;
    return negatedIf((hash & 1u) != 0u, first) + negatedIf((hash & 2u) != 0u, second);
}

float perlinCorner(ivec4 corner, vec4 way) {
    uint hash = jenkinsHash(uvec4(corner)) & 31u;
    float first = hash < 24u ? way.x : way.y;
    float second = hash < 16u ? way.y : way.z;
    float third = hash < 8u ? way.z : way.w;
    return negatedIf((hash & 1u) != 0u, first) + negatedIf((hash & 2u) != 0u, second) + negatedIf((hash & 4u) != 0u, third);
}

float perlin(float place) {
    float base = floor(place);
    float way = place - base;
    float share = way * way * way * (way * (way * 6.0 - 15.0) + 10.0);
    int corner = int(base);
    return mix(perlinCorner(corner, way), perlinCorner(corner + 1, way - 1.0), share);
}

float perlin(vec2 place) {
    vec2 base = floor(place);
    vec2 way = place - base;
    vec2 share = way * way * way * (way * (way * 6.0 - 15.0) + 10.0);
    ivec2 corner = ivec2(base);
    vec2 ends;
    for (int y = 0; y < 2; y++) {
        ivec2 left = ivec2(0, y);
        ivec2 right = ivec2(1, y);
        ends[y] = mix(perlinCorner(corner + left, way - vec2(left)), perlinCorner(corner + right, way - vec2(right)), share.x);
    }
    return mix(ends.x, ends.y, share.y);
}

float perlin(vec3 place) {
    vec3 base = floor(place);
    vec3 way = place - base;
    vec3 share = way * way * way * (way * (way * 6.0 - 15.0) + 10.0);
    ivec3 corner = ivec3(base);
    vec4 ends;
    for (int yz = 0; yz < 4; yz++) {
        ivec3 left = ivec3(0, yz & 1, yz >> 1);
        ivec3 right = left + ivec3(1, 0, 0);
        ends[yz] = mix(perlinCorner(corner + left, way - vec3(left)), perlinCorner(corner + right, way - vec3(right)), share.x);
    }
    vec2 lines = mix(ends.xz, ends.yw, share.y);
    return mix(lines.x, lines.y, share.z);
}

float perlin(vec4 place) {
    vec4 base = floor(place);
    vec4 way = place - base;
    vec4 share = way * way * way * (way * (way * 6.0 - 15.0) + 10.0);
    ivec4 corner = ivec4(base);
    vec2 cubes;
    for (int w = 0; w < 2; w++) {
        vec4 ends;
        for (int yz = 0; yz < 4; yz++) {
            ivec4 left = ivec4(0, yz & 1, yz >> 1, w);
            ivec4 right = left + ivec4(1, 0, 0, 0);
            ends[yz] = mix(perlinCorner(corner + left, way - vec4(left)), perlinCorner(corner + right, way - vec4(right)), share.x);
        }
        vec2 lines = mix(ends.xz, ends.yw, share.y);
        cubes[w] = mix(lines.x, lines.y, share.z);
    }
    return mix(cubes.x, cubes.y, share.w);
}

// From -1 to 1. It repeats every 100,000, where a float is still exact enough for a corner.
float signedNoise(vec4 place, int dimensions) {
    vec4 correction = 0.5 * vec4(greaterThanEqual(abs(place), vec4(1000000.0)));
    vec4 p = place - 100000.0 * trunc(place / 100000.0) + correction;
    switch (dimensions) {
    case 1:
        return 0.25 * perlin(p.x);
    case 2:
        return 0.6616 * perlin(p.xy);
    case 3:
        return 0.982 * perlin(p.xyz);
    default:
        return 0.8344 * perlin(p);
    }
}

// A sum of octaves: each has `lacunarity` times the frequency of the one before, and `roughness` times its share. Fractal Brownian motion
// is from 0 to 1 if normalized, otherwise around 0. Detail is the number of octaves after the first; at -1 there is none.
float fractalNoise(
        vec4 place, int dimensions, int type, bool normalize, float detail, float roughness, float lacunarity, float offset, float gain) {
    bool hasFirst = type == NOISE_RIDGED_MULTIFRACTAL || type == NOISE_HETERO_TERRAIN; // below 0 of detail, too
    float whole = hasFirst ? max(floor(detail), 0.0) : floor(detail);
    float rest = type == NOISE_RIDGED_MULTIFRACTAL ? 0.0 : detail - floor(detail);
    int last = int(whole) + (rest > 0.0 ? 1 : 0);
    float height = type == NOISE_MULTIFRACTAL ? 1.0 : 0.0;
    float amplitude = 1.0;
    float weight = 1.0;
    float amplitudes = 0.0;
    float mean = 0.0;
    for (int octave = 0; octave <= last && !(type == NOISE_HYBRID_MULTIFRACTAL && weight <= 0.001); octave++) {
        float share = float(octave) > whole ? rest : 1.0;
        float signal = signedNoise(place, dimensions);
        switch (type) {
        case NOISE_MULTIFRACTAL:
            height *= share * amplitude * signal + 1.0;
            break;
        case NOISE_RIDGED_MULTIFRACTAL:
            signal = (offset - abs(signal)) * (offset - abs(signal)) * weight;
            height += signal * amplitude;
            weight = clamp(signal * gain, 0.0, 1.0);
            break;
        case NOISE_HYBRID_MULTIFRACTAL:
            signal = (signal + offset) * amplitude;
            height += share * weight * signal;
            weight = min(weight * gain * signal, 1.0);
            break;
        case NOISE_HETERO_TERRAIN:
            height += share * (signal + offset) * amplitude * (octave == 0 ? 1.0 : height);
            break;
        case NOISE_FBM:
            mean = mix(mean, (height + signal * amplitude) / (amplitudes + amplitude), share);
            amplitudes += amplitude;
            height += share * signal * amplitude;
            break;
        }
        amplitude *= roughness;
        place *= lacunarity;
    }
    return normalize && type == NOISE_FBM ? 0.5 * mean + 0.5 : height;
}
