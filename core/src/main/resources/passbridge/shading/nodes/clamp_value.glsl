// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeClamp
// Enum: clamp_type = MINMAX, RANGE
// Input: Value float
// Input: Min float
// Input: Max float
// Output: Result float
// Cycles' node_clamp.osl, as of Blender 5.2.
void clampValue(int kind, float value, float least, float most, out float result) {
    result = kind == 1 && least > most ? min(max(value, most), least) : min(max(value, least), most);
}
