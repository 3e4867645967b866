// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexSky
// Enum: sky_type = MULTIPLE_SCATTERING, SINGLE_SCATTERING, PREETHAM, HOSEK_WILKIE
// Since: 500
// Table: sky
// Input: Vector vec3 = generated
// Output: Color vec3
// Uses: tables.glsl, working_space.glsl, constants.glsl
// Warning if sky_type = HOSEK_WILKIE: is drawn as one of multiple scattering
// A sky and its sun, as SkyTable prepares it. After Cycles' svm/sky.h as of Blender 5.2. Before 5.0 there is no sky before the
// sun's disc.

const int SKY_AZIMUTHS = 64;
const int SKY_ELEVATIONS = 96;
const int SKY_HEAD = 3;

vec3 perezSky(vec3 c0, vec3 c1, vec3 c2, vec3 c3, vec3 c4, float theta, float gamma) {
    float cosine = cos(gamma);
    return (1.0 + c0 * exp(c1 / cos(theta))) * (1.0 + c2 * exp(c3 * gamma) + c4 * cosine * cosine);
}

vec3 preethamSky(int row, vec3 direction) {
    vec3 zenith = tableEntry(row, 5).xyz;
    vec2 sun = tableEntry(row, 6).xy;
    float theta = acos(clamp(direction.z, -1.0, 1.0));
    float azimuth = direction.x == 0.0 && direction.y == 0.0 ? 0.0 : atan(direction.x, direction.y);
    float gamma = acos(clamp(sin(theta) * sin(sun.x) * cos(sun.y - azimuth) + cos(theta) * cos(sun.x), -1.0, 1.0));
    vec3 luminance = zenith * perezSky(tableEntry(row, 0).xyz, tableEntry(row, 1).xyz, tableEntry(row, 2).xyz, tableEntry(row, 3).xyz,
            tableEntry(row, 4).xyz, min(theta, PI / 2.0 - 0.001), gamma); // Y, x, y
    float scale = luminance.z == 0.0 ? 0.0 : luminance.x / luminance.z;
    return vec3(luminance.y * scale, luminance.x, (1.0 - luminance.y - luminance.z) * scale);
}

vec3 scatteredSky(int row, bool isBefore5, vec3 direction) {
    vec4 bottom = tableEntry(row, 0);
    vec4 top = tableEntry(row, 1);
    vec3 sun = tableEntry(row, 2).xyz; // rotation, diameter, intensity
    vec3 sunDirection = vec3(cos(top.w) * sin(sun.x), cos(top.w) * cos(sun.x), sin(top.w));
    float elevation = PI / 2.0 - acos(clamp(direction.z, -1.0, 1.0));
    vec3 xyz = vec3(0.0);
    // The angle between the two, which acos gives badly where it is small.
    float angle = 2.0 * atan(length(direction - sunDirection), length(direction + sunDirection));
    if (angle < 0.5 * sun.y && elevation > bottom.w) {
        float edge = 2.0 * angle / sun.y;
        float darkening = 1.0 - 0.6 * (1.0 - sqrt(max(1.0 - edge * edge, 0.0)));
        bool isRising = isBefore5 && top.w < 0.5 * sun.y;
        float share = isRising ? elevation / (top.w + 0.5 * sun.y) : (elevation - top.w) / sun.y + 0.5;
        xyz = mix(bottom.xyz, top.xyz, share) * sun.z * darkening;
        if (isBefore5) {
            return xyz;
        }
    }
    float azimuth = direction.x == 0.0 && direction.y == 0.0 ? 0.0 : atan(direction.x, direction.y);
    float away = abs(fract((azimuth - sun.x) / (2.0 * PI) + 0.5) * 2.0 - 1.0);
    float height = sign(elevation) * sqrt(abs(elevation) * 2.0 / PI) * 0.5 + 0.5;
    vec2 place = clamp(vec2(away, height) * vec2(SKY_AZIMUTHS, SKY_ELEVATIONS) - 0.5, vec2(0.0),
            vec2(SKY_AZIMUTHS - 1, SKY_ELEVATIONS - 1));
    ivec2 low = ivec2(place);
    ivec2 high = min(low + 1, ivec2(SKY_AZIMUTHS - 1, SKY_ELEVATIONS - 1));
    int lowRow = SKY_HEAD + low.y * SKY_AZIMUTHS;
    int highRow = SKY_HEAD + high.y * SKY_AZIMUTHS;
    vec2 rest = place - vec2(low);
    vec3 below = mix(tableEntry(row, lowRow + low.x).xyz, tableEntry(row, lowRow + high.x).xyz, rest.x);
    vec3 above = mix(tableEntry(row, highRow + low.x).xyz, tableEntry(row, highRow + high.x).xyz, rest.x);
    return xyz + mix(below, above, rest.y);
}

void skyTexture(int type, bool isOf5, int row, vec3 vector, out vec3 color) {
    vec3 xyz = type == 2 ? preethamSky(row, vector) : scatteredSky(row, !isOf5, vector);
    color = max(workingColorOfXyz(xyz), vec3(0.0));
}
