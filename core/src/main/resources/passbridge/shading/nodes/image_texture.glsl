// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexImage
// Enum: interpolation = Linear, Closest, Cubic, Smart
// Enum: extension = REPEAT, EXTEND, CLIP, MIRROR
// Enum: projection = FLAT, BOX, SPHERE, TUBE
// Enum: image_alpha_mode = NONE, STRAIGHT, PREMUL, CHANNEL_PACKED
// Flag: image_is_data
// Flag: image_is_float
// Used: Alpha
// Property: projection_blend float
// Image:
// Tiles:
// Input: Vector vec3 = uv
// Output: Color vec3
// Output: Alpha float
// Uses: image.glsl, arithmetic.glsl, constants.glsl
// Reads: NORMAL, OBJECT_TO_WORLD
// Cycles' svm/image.h, as of Blender 5.2.

// Of the three sides of a box, by the normal in the object's space: one, two or three of them, more where blend is larger.
vec3 boxWeights(vec3 normal, float blend) {
    vec3 n = abs(normal) / max(dot(abs(normal), vec3(1.0)), 1e-12);
    float limit = 0.5 * (1.0 + blend);
    bvec3 beatsNext = greaterThan(n, limit * (n + n.yzx));
    bvec3 beatsLast = greaterThan(n, limit * (n + n.zxy));
    vec3 alone = vec3(beatsNext) * vec3(beatsLast);
    if (dot(alone, alone) > 0.0) {
        return alone;
    }
    if (blend <= 0.0) {
        return vec3(1.0, 0.0, 0.0);
    }
    bvec3 isMissing = lessThan(n, (1.0 - limit) * (n.yzx + n.zxy));
    vec3 share = clamp((n / max(n + n.yzx, 1e-12) - 0.5 * (1.0 - blend)) / blend, 0.0, 1.0); // beside the next one
    if (isMissing.z) {
        return vec3(share.x, 1.0 - share.x, 0.0);
    }
    if (isMissing.x) {
        return vec3(0.0, share.y, 1.0 - share.y);
    }
    if (isMissing.y) {
        return vec3(1.0 - share.z, 0.0, share.z);
    }
    return ((2.0 - limit) * n + (limit - 1.0)) / (2.0 * limit - 1.0);
}

void imageTexture(
        int interpolation, int extension, int projection, int alphaMode, bool isData, bool isFloat, bool usesAlpha, float blend,
        sampler2D image, int tileRow, vec3 vector, out vec3 color, out float alpha) {
    int kind = interpolation == 3 ? IMAGE_CUBIC : interpolation;
    vec4 found;
    if (projection == 1) {
        vec3 n = safeNormalize(surfaceNormal * mat3(objectToWorld));
        vec3 w = boxWeights(n, blend);
        vec2 x = n.x < 0.0 ? vec2(1.0 - vector.y, vector.z) : vector.yz;
        vec2 y = n.y > 0.0 ? vec2(1.0 - vector.x, vector.z) : vector.xz;
        vec2 z = n.z > 0.0 ? vec2(1.0 - vector.y, vector.x) : vector.yx;
        found = w.x * imageColor(sampledImage(image, x, kind, extension), alphaMode, isData, isFloat, usesAlpha)
                + w.y * imageColor(sampledImage(image, y, kind, extension), alphaMode, isData, isFloat, usesAlpha)
                + w.z * imageColor(sampledImage(image, z, kind, extension), alphaMode, isData, isFloat, usesAlpha);
    } else {
        vec2 uv = vector.xy;
        vec3 centred = vector * 2.0 - 1.0;
        if (projection == 2) {
            float size = length(centred);
            bool isAxis = centred.x == 0.0 && centred.y == 0.0;
            uv = size == 0.0 ? vec2(0.0)
                    : vec2(isAxis ? 0.0 : (1.0 - atan(centred.x, centred.y) / PI) * 0.5, 1.0 - acos(clamp(centred.z / size, -1.0,
                    1.0)) / PI);
        } else if (projection == 3) {
            float size = length(centred.xy);
            uv = size == 0.0 ? vec2(0.0) : vec2((1.0 - atan(centred.x / size, centred.y / size) / PI) * 0.5, vector.z);
        }
        found = imageColor(tiledImage(image, tileRow, uv, kind, extension), alphaMode, isData, isFloat, usesAlpha);
    }
    color = found.rgb;
    alpha = found.a;
}
