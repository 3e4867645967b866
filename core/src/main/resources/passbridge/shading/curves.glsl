// SPDX-License-Identifier: Apache-2.0
// Uses: tables.glsl
// What a row of tables gives that holds curves from range.x to range.y: beyond them the last value, or the straight line of the end.
// After Cycles' svm/ramp.h as of Blender 5.2.

float curveValue(int row, vec2 range, bool isExtrapolated, float at, int channel) {
    float place = (at - range.x) / (range.y - range.x);
    float value = tableValue(row, clamp(place, 0.0, 1.0))[channel];
    float beyond = max(-place, place - 1.0);
    if (isExtrapolated && beyond > 0.0) {
        int last = shaderTableSizes[row] - 1;
        float inner = tableEntry(row, place < 0.0 ? 1 : last - 1)[channel];
        return value + (value - inner) * beyond * float(last);
    }
    return value;
}

vec3 curveValues(int row, vec2 range, bool isExtrapolated, vec3 at) {
    return vec3(curveValue(row, range, isExtrapolated, at.x, 0), curveValue(row, range, isExtrapolated, at.y, 1),
            curveValue(row, range, isExtrapolated, at.z, 2));
}
