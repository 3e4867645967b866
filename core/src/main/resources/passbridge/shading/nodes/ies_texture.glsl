// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexIES
// Table: profile
// Input: Vector vec3 = object_incoming
// Input: Strength float
// Output: Fac float
// Uses: arithmetic.glsl, constants.glsl, tables.glsl
// Cycles' svm/ies.h, as of Blender 5.2. The table has watts from straight down to straight up, for each angle four of all azimuths an
// entry, see IesProfile; one entry alone is what Cycles gives where the profile can't be read.

const int IES_ENTRIES_PER_ROW = 36;

float iesEntry(int row, int polar, int azimuth) {
    int column = azimuth % (4 * IES_ENTRIES_PER_ROW);
    return tableEntry(row, polar * IES_ENTRIES_PER_ROW + column / 4)[column % 4];
}

void iesTexture(int row, vec3 vector, float strength, out float factor) {
    int rowCount = shaderTableSizes[row] / IES_ENTRIES_PER_ROW;
    if (rowCount == 0) {
        factor = strength * tableEntry(row, 0).x;
        return;
    }
    vec3 direction = safeNormalize(vector);
    vec2 place = vec2(acos(clamp(-direction.z, -1.0, 1.0)) / PI * float(rowCount - 1),
            (atan(direction.x, direction.y) / (2.0 * PI) + 0.5) * float(4 * IES_ENTRIES_PER_ROW));
    ivec2 entry = ivec2(min(int(place.x), rowCount - 2), int(place.y));
    vec2 share = place - vec2(entry);
    float below = mix(iesEntry(row, entry.x, entry.y), iesEntry(row, entry.x, entry.y + 1), share.y);
    float above = mix(iesEntry(row, entry.x + 1, entry.y), iesEntry(row, entry.x + 1, entry.y + 1), share.y);
    factor = strength * mix(below, above, share.x);
}
