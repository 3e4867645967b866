// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexMusgrave
// Enum: musgrave_dimensions = 1D, 2D, 3D, 4D
// Enum: musgrave_type = FBM, MULTIFRACTAL, RIDGED_MULTIFRACTAL, HYBRID_MULTIFRACTAL, HETERO_TERRAIN
// Input: Vector vec3 = generated
// Input: W float if musgrave_dimensions = 1D|4D
// Input: Scale float
// Input: Detail float
// Input: Dimension float
// Input: Lacunarity float
// Input: Offset float
// Input: Gain float
// Output: Fac float
// Uses: noise.glsl
// Fractal noise as Blender had it before 4.1, where the Noise Texture took it over: an octave less of detail, and the roughness from the
// fractal dimension. After Cycles' svm/musgrave.h as of Blender 3.4.

void musgraveTexture(int musgraveDimensions, int musgraveType, vec3 vector, float w, float scale, float detail, float dimension,
        float lacunarity, float offset, float gain, out float factor) {
    int dimensions = musgraveDimensions + 1;
    float growth = max(lacunarity, 1e-5);
    float roughness = pow(growth, -max(dimension, 1e-5));
    vec4 place = scale * (dimensions == 1 ? vec4(w, 0.0, 0.0, 0.0) : vec4(vector, w));
    factor = fractalNoise(
            place, dimensions, musgraveType, false, clamp(detail, 0.0, 15.0) - 1.0, roughness, growth, offset, gain);
}
