// SPDX-License-Identifier: Apache-2.0
// Rows of the texture shaderTables, which have shaderTableSizes entries each.

vec4 tableEntry(int row, int entry) {
    return texelFetch(shaderTables, ivec2(clamp(entry, 0, shaderTableSizes[row] - 1), row), 0);
}

// Interpolated between the entries; from 0, the first, to 1, the last.
vec4 tableValue(int row, float at) {
    float place = clamp(at, 0.0, 1.0) * float(shaderTableSizes[row] - 1);
    int below = int(place);
    return mix(tableEntry(row, below), tableEntry(row, below + 1), place - float(below));
}

// The last entry at or before a place from 0 to 1.
vec4 tableStep(int row, float at) {
    return tableEntry(row, int(clamp(at, 0.0, 1.0) * float(shaderTableSizes[row] - 1)));
}
