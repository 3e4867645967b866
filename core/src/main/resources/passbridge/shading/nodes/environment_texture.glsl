// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexEnvironment
// Enum: interpolation = Linear, Closest, Cubic, Smart
// Enum: projection = EQUIRECTANGULAR, MIRROR_BALL
// Enum: image_alpha_mode = NONE, STRAIGHT, PREMUL, CHANNEL_PACKED
// Flag: image_is_data
// Flag: image_is_float
// Image:
// Input: Vector vec3 = position
// Output: Color vec3
// Uses: image.glsl, constants.glsl, arithmetic.glsl
// Cycles' node_environment_texture.osl, as of Blender 5.2.
void environmentTexture(
        int interpolation, int projection, int alphaMode, bool isData, bool isFloat, sampler2D image, vec3 vector, out vec3 color) {
    vec3 d = safeNormalize(vector);
    vec2 uv = vec2(0.5 - safeArctangent2(d.y, d.x) / (2.0 * PI), safeArctangent2(d.z, length(d.xy)) / PI + 0.5);
    if (projection == 1) {
        float size = 2.0 * sqrt(max(0.5 * (1.0 - d.y), 0.0));
        uv = size > 0.0 ? 0.5 * d.xz / size + 0.5 : vec2(0.5);
    }
    vec4 found = seamlessImage(image, uv, interpolation == 3 ? IMAGE_CUBIC : interpolation);
    color = imageColor(found, alphaMode, isData, isFloat, false).rgb;
}
