// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexWave
// Enum: wave_type = BANDS, RINGS
// Enum: bands_direction = X, Y, Z, DIAGONAL
// Enum: rings_direction = X, Y, Z, SPHERICAL
// Enum: wave_profile = SIN, SAW, TRI
// Input: Vector vec3 = generated
// Input: Scale float
// Input: Distortion float
// Input: Detail float
// Input: Detail Scale float
// Input: Detail Roughness float
// Input: Phase Offset float
// Output: Color vec3
// Output: Fac float
// Uses: noise.glsl, constants.glsl
// Bands or rings, moved by fractal noise. After Cycles' svm/wave.h as of Blender 5.2.

void waveTexture(int type, int bandsDirection, int ringsDirection, int profile, vec3 vector, float scale, float distortion, float detail,
        float detailScale, float detailRoughness, float phaseOffset, out vec3 color, out float factor) {
    vec3 place = (vector * scale + 0.000001) * 0.999999; // whole coordinates would fall on either side of an edge
    float way;
    if (type == 0) {
        way = bandsDirection == 3 ? (place.x + place.y + place.z) * 10.0 : place[bandsDirection] * 20.0;
    } else {
        vec3 radius = place;
        if (ringsDirection < 3) {
            radius[ringsDirection] = 0.0;
        }
        way = length(radius) * 20.0;
    }
    way += phaseOffset;
    if (distortion != 0.0) {
        float noise = fractalNoise(
                vec4(place * detailScale, 0.0), 3, NOISE_FBM, true, clamp(detail, 0.0, 15.0), detailRoughness, 2.0, 0.0, 0.0);
        way += distortion * (noise * 2.0 - 1.0);
    }
    float turns = way / (2.0 * PI);
    factor = profile == 0 ? 0.5 + 0.5 * sin(way - PI / 2.0) : profile == 1 ? fract(turns) : abs(turns - floor(turns + 0.5)) * 2.0;
    color = vec3(factor);
}
