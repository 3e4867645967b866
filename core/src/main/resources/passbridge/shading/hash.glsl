// SPDX-License-Identifier: Apache-2.0
// Hashes that give textures their randomness, bit for bit those of Cycles: another hash draws another pattern.
//
// jenkinsHash: Bob Jenkins, "lookup3.c" (2006, public domain), of one to four words. randomOf...: from a float's bits to 0 - 1.
// pcgRandom: Jarzynski and Olano 2020, "Hash Functions for GPU Rendering", pcg2d to pcg4d with signed numbers, without the sign bit.

uint rotatedLeft(uint word, int bits) {
    return word << bits | word >> (32 - bits);
}

uint jenkinsFinal(uint a, uint b, uint c) {
    c = (c ^ b) - rotatedLeft(b, 14);
    a = (a ^ c) - rotatedLeft(c, 11);
    b = (b ^ a) - rotatedLeft(a, 25);
    c = (c ^ b) - rotatedLeft(b, 16);
    a = (a ^ c) - rotatedLeft(c, 4);
    b = (b ^ a) - rotatedLeft(a, 14);
    return (c ^ b) - rotatedLeft(b, 24);
}

const uint JENKINS_START = 0xdeadbeefu + 13u; // and four for each word

uint jenkinsHash(uint word) {
    const uint start = JENKINS_START + 4u;
    return jenkinsFinal(start + word, start, start);
}

uint jenkinsHash(uvec2 words) {
    const uint start = JENKINS_START + 8u;
    return jenkinsFinal(start + words.x, start + words.y, start);
}

uint jenkinsHash(uvec3 words) {
    const uint start = JENKINS_START + 12u;
    return jenkinsFinal(start + words.x, start + words.y, start + words.z);
}

uint jenkinsHash(uvec4 words) {
    const uint start = JENKINS_START + 16u;
    uint a = start + words.x;
    uint b = start + words.y;
    uint c = start + words.z;
    a = (a - c) ^ rotatedLeft(c, 4);
    c += b;
    b = (b - a) ^ rotatedLeft(a, 6);
    a += c;
    c = (c - b) ^ rotatedLeft(b, 8);
    b += a;
    a = (a - c) ^ rotatedLeft(c, 16);
    c += b;
    b = (b - a) ^ rotatedLeft(a, 19);
    a += c;
    c = (c - b) ^ rotatedLeft(b, 4);
    b += a;
    return jenkinsFinal(a + words.w, b, c);
}

// 0 to 1, both included.
float unitOf(uint word) {
    return float(word) * (1.0 / 4294967295.0);
}

float randomOf(float key) {
    return unitOf(jenkinsHash(floatBitsToUint(key)));
}

float randomOf(vec2 key) {
    return unitOf(jenkinsHash(floatBitsToUint(key)));
}

float randomOf(vec3 key) {
    return unitOf(jenkinsHash(floatBitsToUint(key)));
}

float randomOf(vec4 key) {
    return unitOf(jenkinsHash(floatBitsToUint(key)));
}

vec2 randomPairOf(vec2 key) {
    return vec2(randomOf(key), randomOf(vec3(key, 1.0)));
}

vec3 randomColorOf(float key) {
    return vec3(randomOf(key), randomOf(vec2(key, 1.0)), randomOf(vec2(key, 2.0)));
}

vec3 randomColorOf(vec2 key) {
    return vec3(randomOf(key), randomOf(vec3(key, 1.0)), randomOf(vec3(key, 2.0)));
}

vec3 randomColorOf(vec3 key) {
    return vec3(randomOf(key), randomOf(vec4(key, 1.0)), randomOf(vec4(key, 2.0)));
}

vec3 randomColorOf(vec4 key) {
    return vec3(randomOf(key), randomOf(key.zxwy), randomOf(key.wzyx));
}

vec4 randomQuadOf(vec4 key) {
    return vec4(randomOf(key), randomOf(key.wxyz), randomOf(key.zwxy), randomOf(key.yzwx));
}

const float PCG_UNIT = 1.0 / 2147483647.0;

vec2 pcgRandom(ivec2 key) {
    ivec2 v = key * 1664525 + 1013904223;
    v.x += v.y * 1664525;
    v.y += v.x * 1664525;
    v ^= v >> 16;
    v.x += v.y * 1664525;
    v.y += v.x * 1664525;
    return vec2(v & 0x7fffffff) * PCG_UNIT;
}

vec3 pcgRandom(ivec3 key) {
    ivec3 v = key * 1664525 + 1013904223;
    v.x += v.y * v.z;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v ^= v >> 16;
    v.x += v.y * v.z;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    return vec3(v & 0x7fffffff) * PCG_UNIT;
}

vec4 pcgRandom(ivec4 key) {
    ivec4 v = key * 1664525 + 1013904223;
    v.x += v.y * v.w;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v.w += v.y * v.z;
    v ^= v >> 16;
    v.x += v.y * v.w;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v.w += v.y * v.z;
    return vec4(v & 0x7fffffff) * PCG_UNIT;
}
