// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeObjectInfo
// Output: Location vec3
// Output: Color vec3
// Output: Alpha float
// Output: Object Index float
// Output: Material Index float
// Output: Random float
// Reads: OBJECT_LOCATION, OBJECT_COLOR, OBJECT_INDEX, MATERIAL_INDEX, OBJECT_RANDOM
// Cycles' node_object_info.osl, as of Blender 5.2.
void objectInfo(
        out vec3 location, out vec3 color, out float alpha, out float objectNumber, out float materialNumber, out float random) {
    location = objectLocation;
    color = objectColor.rgb;
    alpha = objectColor.a;
    objectNumber = objectIndex;
    materialNumber = materialIndex;
    random = objectRandom;
}
