// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeMapRange
// Enum: data_type = FLOAT, FLOAT_VECTOR
// Enum: interpolation_type = LINEAR, STEPPED, SMOOTHSTEP, SMOOTHERSTEP
// Flag: clamp = true
// Input: Value float if data_type = FLOAT
// Input: From Min float if data_type = FLOAT
// Input: From Max float if data_type = FLOAT
// Input: To Min float if data_type = FLOAT
// Input: To Max float if data_type = FLOAT
// Input: Steps float if data_type = FLOAT
// Input: Vector vec3 if data_type = FLOAT_VECTOR
// Input: From_Min_FLOAT3 vec3 if data_type = FLOAT_VECTOR
// Input: From_Max_FLOAT3 vec3 if data_type = FLOAT_VECTOR
// Input: To_Min_FLOAT3 vec3 if data_type = FLOAT_VECTOR
// Input: To_Max_FLOAT3 vec3 if data_type = FLOAT_VECTOR
// Input: Steps_FLOAT3 vec3 if data_type = FLOAT_VECTOR
// Output: Result float
// Output: Vector vec3
// Uses: arithmetic.glsl
// Cycles' svm/map_range.h, as of Blender 5.2.
float mappedShare(int interpolation, float share, float steps) {
    switch (interpolation) {
        case 1: return steps > 0.0 ? floor(share * (steps + 1.0)) / steps : 0.0;
        case 2: share = clamp(share, 0.0, 1.0); return (3.0 - 2.0 * share) * share * share;
        case 3: share = clamp(share, 0.0, 1.0); return share * share * share * (share * (share * 6.0 - 15.0) + 10.0);
        default: return share;
    }
}

void mapRange(
        int dataType, int interpolation, bool isClamped, float value, float fromLeast, float fromMost, float toLeast, float toMost,
        float steps,
        vec3 vector, vec3 fromLeast3, vec3 fromMost3, vec3 toLeast3, vec3 toMost3, vec3 steps3, out float result, out vec3 result3) {
    result = 0.0;
    if (fromMost != fromLeast) {
        result = toLeast + mappedShare(interpolation, (value - fromLeast) / (fromMost - fromLeast), steps) * (toMost - toLeast);
    }
    vec3 share = safeDivide(vector - fromLeast3, fromMost3 - fromLeast3);
    share = vec3(
            mappedShare(interpolation, share.x, steps3.x), mappedShare(interpolation, share.y, steps3.y),
            mappedShare(interpolation, share.z, steps3.z));
    result3 = toLeast3 + share * (toMost3 - toLeast3);
    if (isClamped) {
        result = min(max(result, min(toLeast, toMost)), max(toLeast, toMost));
        result3 = min(max(result3, min(toLeast3, toMost3)), max(toLeast3, toMost3));
    }
}
