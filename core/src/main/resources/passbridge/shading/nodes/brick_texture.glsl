// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexBrick
// Property: offset float
// Property: offset_frequency int
// Property: squash float
// Property: squash_frequency int
// Input: Vector vec3 = generated
// Input: Color1 vec3
// Input: Color2 vec3
// Input: Mortar vec3
// Input: Scale float
// Input: Mortar Size float
// Input: Mortar Smooth float
// Input: Bias float
// Input: Brick Width float
// Input: Row Height float
// Output: Color vec3
// Output: Fac float
// Rows of bricks, each of a random shade. After Cycles' svm/brick.h as of Blender 5.2.

float brickShade(int row, int brick) {
    uint n = ((uint(row) << 16) + (uint(brick) & 0xffffu) + 1013u) & 0x7fffffffu;
    n ^= n >> 13;
    return float((n * (n * n * 60493u + 19990303u) + 1376312589u) & 0x7fffffffu) / 2147483648.0;
}

void brickTexture(float offset, float offsetFrequency, float squash, float squashFrequency, vec3 vector, vec3 color1,
        vec3 color2, vec3 mortar, float scale, float mortarSize, float mortarSmooth, float bias, float brickWidth, float rowHeight,
        out vec3 color, out float factor) {
    vec2 place = vector.xy * scale;
    int row = int(floor(place.y / rowHeight));
    float width = brickWidth;
    float shift = 0.0;
    if (offsetFrequency != 0.0 && squashFrequency != 0.0) {
        width *= abs(row) % int(squashFrequency) == 0 ? squash : 1.0;
        shift = abs(row) % int(offsetFrequency) == 0 ? width * offset : 0.0;
    }
    int brick = int(floor((place.x + shift) / width));
    vec2 inside = vec2(place.x + shift - width * float(brick), place.y - rowHeight * float(row));
    float shade = clamp(brickShade(row, brick) + bias, 0.0, 1.0);
    float edge = min(min(inside.x, inside.y), min(width - inside.x, rowHeight - inside.y));
    if (edge >= mortarSize) {
        factor = 0.0;
    } else if (mortarSmooth == 0.0) {
        factor = 1.0;
    } else {
        factor = smoothstep(0.0, 1.0, (1.0 - edge / mortarSize) / mortarSmooth);
    }
    color = mix(mix(color1, color2, shade), mortar, factor);
}
