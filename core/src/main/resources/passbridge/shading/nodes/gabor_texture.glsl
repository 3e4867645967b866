// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexGabor
// Enum: gabor_type = 2D, 3D
// Input: Vector vec3 = generated
// Input: Scale float
// Input: Frequency float
// Input: Anisotropy float
// Input: Orientation 2D float
// Input: Orientation 3D vec3
// Output: Value float
// Output: Phase float
// Output: Intensity float
// Uses: hash.glsl, constants.glsl
// Gabor noise: waves in bells at random places (Lagae et al. 2009, "Procedural Noise using Sparse Gabor Convolution"), eight a cell with
// random signs (Tavernier et al. 2019), summed as phasors (Tricard et al. 2019). After Cycles' svm/gabor.h as of Blender 5.2.

const int GABOR_BELLS = 8;

// The two parts of a wave along a vector, where the bell, which ends at length 1, lets them through.
vec2 gaborBell(vec3 way, vec3 frequency) {
    float square = dot(way, way);
    if (square >= 1.0) {
        return vec2(0.0);
    }
    float bell = exp(-PI * square) * (0.5 + 0.5 * cos(PI * square));
    float angle = 2.0 * PI * dot(way, frequency);
    return bell * vec2(cos(angle), sin(angle));
}

vec2 gaborCell(vec2 cell, vec2 place, float frequency, float isotropy, float orientation) {
    vec2 sum = vec2(0.0);
    for (int bell = 0; bell < GABOR_BELLS; bell++) {
        float key = float(3 * bell);
        float angle = orientation + (randomOf(vec3(cell, key)) - 0.5) * PI * isotropy;
        vec3 center = vec3(cell, key + 1.0);
        vec2 way = place - vec2(randomOf(center), randomOf(center.zxy));
        float direction = randomOf(vec3(cell, key + 2.0)) < 0.5 ? -1.0 : 1.0;
        sum += direction * gaborBell(vec3(way, 0.0), frequency * vec3(cos(angle), sin(angle), 0.0));
    }
    return sum;
}

vec2 gaborCell(vec3 cell, vec3 place, float frequency, float isotropy, vec3 orientation) {
    vec2 sum = vec2(0.0);
    for (int bell = 0; bell < GABOR_BELLS; bell++) {
        float key = float(3 * bell);
        vec3 turned = orientation;
        if (isotropy != 0.0) {
            vec4 seed = vec4(cell, key);
            float inclination = acos(orientation.z) + randomOf(seed) * PI * isotropy;
            float azimuth = (orientation.y < 0.0 ? -1.0 : 1.0) * acos(orientation.x / length(orientation.xy))
                    + randomOf(seed.zxwy) * PI * isotropy;
            turned = vec3(sin(inclination) * vec2(cos(azimuth), sin(azimuth)), cos(inclination));
        }
        vec3 way = place - randomColorOf(vec4(cell, key + 1.0));
        float direction = randomOf(vec4(cell, key + 2.0)) < 0.5 ? -1.0 : 1.0;
        sum += direction * gaborBell(way, frequency * turned);
    }
    return sum;
}

void gaborTexture(int type, vec3 vector, float scale, float frequency, float anisotropy, float orientation2D, vec3 orientation3D,
        out float value, out float phase, out float intensity) {
    vec3 place = vector * scale;
    vec3 cell = floor(place);
    vec3 local = place - cell;
    float isotropy = 1.0 - clamp(anisotropy, 0.0, 1.0);
    float waves = max(0.001, frequency);
    vec3 orientation = normalize(orientation3D);
    vec2 phasor = vec2(0.0);
    int count = type == 0 ? 9 : 27;
    for (int index = 0; index < count; index++) {
        vec3 offset = vec3(index % 3 - 1, index / 3 % 3 - 1, index / 9 - 1);
        phasor += type == 0
                ? gaborCell(cell.xy + offset.xy, local.xy - offset.xy, waves, isotropy, orientation2D)
                : gaborCell(cell + offset, local - offset, waves, isotropy, orientation);
    }
    float variance = float(GABOR_BELLS) * 0.5 * (type == 0 ? 0.25 : 0.25 / sqrt(2.0)); // of values whose mean is 0
    float range = 6.0 * sqrt(variance);
    value = phasor.y / range * 0.5 + 0.5;
    phase = atan(phasor.y, phasor.x) / (2.0 * PI) + 0.5;
    intensity = length(phasor) / range;
}
