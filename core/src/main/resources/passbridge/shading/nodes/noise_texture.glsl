// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexNoise
// Enum: noise_dimensions = 1D, 2D, 3D, 4D
// Enum: noise_type = FBM, MULTIFRACTAL, RIDGED_MULTIFRACTAL, HYBRID_MULTIFRACTAL, HETERO_TERRAIN
// Flag: normalize = true
// Used: Color
// Input: Vector vec3 = generated
// Input: W float if noise_dimensions = 1D|4D
// Input: Scale float
// Input: Detail float
// Input: Roughness float
// Input: Lacunarity float = 2
// Input: Offset float
// Input: Gain float
// Input: Distortion float
// Output: Fac float
// Output: Color vec3
// Uses: noise.glsl, hash.glsl
// Fractal noise, three of it for the colour. After Cycles' svm/noisetex.h as of Blender 5.2. Before 4.0 the node has no lacunarity and
// is normalized, before 4.1 it has no types.

// What moves the place, so that distortion and colour aren't the same noise once more; each number is between 100 and 200.
vec4 noiseOffset(int seed, int dimensions) {
    float key = float(seed);
    if (dimensions == 1) {
        return vec4(100.0 + 100.0 * randomOf(key), 0.0, 0.0, 0.0);
    }
    return 100.0 + 100.0 * vec4(randomOf(vec2(key, 0.0)), randomOf(vec2(key, 1.0)), randomOf(vec2(key, 2.0)), randomOf(vec2(key, 3.0)));
}

void noiseTexture(int noiseDimensions, int type, bool normalize, bool isColorUsed, vec3 vector, float w, float scale, float detail,
        float roughness, float lacunarity, float offset, float gain, float distortion, out float factor, out vec3 color) {
    int dimensions = noiseDimensions + 1;
    vec4 place = scale * (dimensions == 1 ? vec4(w, 0.0, 0.0, 0.0) : vec4(vector, w));
    if (distortion != 0.0) {
        vec4 moved = vec4(0.0);
        for (int axis = 0; axis < dimensions; axis++) {
            moved[axis] = signedNoise(place + noiseOffset(axis, dimensions), dimensions) * distortion;
        }
        place += moved;
    }
    // One call for all channels: inlined thrice, it would take the longest of all nodes to compile.
    color = vec3(0.0);
    int count = isColorUsed ? 3 : 1;
    for (int channel = 0; channel < count; channel++) {
        vec4 channelPlace = place;
        if (channel > 0) {
            channelPlace += noiseOffset(dimensions - 1 + channel, dimensions);
        }
        color[channel] = fractalNoise(
                channelPlace, dimensions, type, normalize, clamp(detail, 0.0, 15.0), max(roughness, 0.0), lacunarity, offset, gain);
    }
    factor = color.r;
}
