// SPDX-License-Identifier: Apache-2.0
// Uses: working_space.glsl
// Images by coordinates from 0 to 1, with straight alpha.

const int IMAGE_LINEAR = 0;
const int IMAGE_CLOSEST = 1;
const int IMAGE_CUBIC = 2;
const int IMAGE_REPEAT = 0;
const int IMAGE_EXTEND = 1;
const int IMAGE_CLIP = 2;
const int IMAGE_MIRROR = 3;

vec4 imageTexel(sampler2D image, vec2 uv) {
#ifdef WRITE_COMBINED
    return texture(image, uv, mipmapBias);
#else
    return textureLod(image, uv, 0.0); // as Cycles, which knows no mipmaps
#endif
}

// Between 16 pixels by cubic B-splines, out of four bilinear samples (Sigg and Hadwiger 2005, "Fast Third-Order Texture Filtering").
vec4 cubicImage(sampler2D image, vec2 uv, vec2 size) {
    vec2 place = uv * size - 0.5;
    vec2 below = floor(place);
    vec2 t = place - below;
    vec2 w0 = (1.0 - t) * (1.0 - t) * (1.0 - t) / 6.0;
    vec2 w1 = (4.0 - 6.0 * t * t + 3.0 * t * t * t) / 6.0;
    vec2 w3 = t * t * t / 6.0;
    vec2 w2 = 1.0 - w0 - w1 - w3;
    vec2 low = (below - 0.5 + w1 / (w0 + w1)) / size;
    vec2 high = (below + 1.5 + w3 / (w2 + w3)) / size;
    vec2 share = w2 + w3;
    vec4 bottom = mix(textureLod(image, low, 0.0), textureLod(image, vec2(high.x, low.y), 0.0), share.x);
    vec4 top = mix(textureLod(image, vec2(low.x, high.y), 0.0), textureLod(image, high, 0.0), share.x);
    return mix(bottom, top, share.y);
}

vec4 sampledImage(sampler2D image, vec2 uv, int interpolation, int extension) {
    vec2 size = vec2(textureSize(image, 0));
    // Between the pixels of the edge and the nothing outside a clipped image is interpolated, too.
    vec2 reach = interpolation == IMAGE_CLOSEST ? vec2(1e9) : size;
    vec2 covered = clamp(0.5 + uv * reach, 0.0, 1.0) * clamp(0.5 + (1.0 - uv) * reach, 0.0, 1.0);
    if (extension == IMAGE_MIRROR) {
        uv = 1.0 - abs(mod(uv, 2.0) - 1.0);
    }
    if (interpolation == IMAGE_CLOSEST) {
        uv = (floor(uv * size) + 0.5) / size;
    }
    if (extension != IMAGE_REPEAT) {
        uv = clamp(uv, 0.5 / size, 1.0 - 0.5 / size);
    }
    vec4 smoothed = imageTexel(image, uv); // derivatives are defined where all ask for them
    vec4 found = interpolation == IMAGE_CLOSEST ? textureLod(image, uv, 0.0)
            : interpolation == IMAGE_CUBIC ? cubicImage(image, uv, size) : smoothed;
    return extension == IMAGE_CLIP ? found * covered.x * covered.y : found;
}

// As sampledImage, of the UDIM tile that a coordinate lies in. tileRow: of the tables, with the places of tiles; -1: the image has none.
// As tiles lie beside each other in the texture, a tile's edge is not mixed with its opposite one.
vec4 tiledImage(sampler2D image, int tileRow, vec2 uv, int interpolation, int extension) {
#ifdef TILED_IMAGES
    vec2 alongX = dFdx(uv); // where all fragments ask for them
    vec2 alongY = dFdy(uv);
    if (tileRow >= 0) {
        vec2 tile = floor(uv);
        int entry = int(tile.x) + 10 * int(tile.y);
        bool isTile = tile.x >= 0.0 && tile.x < 10.0 && tile.y >= 0.0 && tile.y < 1000.0 && entry < shaderTableSizes[tileRow];
        vec4 place = isTile ? tableEntry(tileRow, entry) : vec4(0.0);
        if (place.z == 0.0) {
            return vec4(1.0, 0.0, 1.0, 1.0); // as Cycles
        }
        vec2 size = place.zw * vec2(textureSize(image, 0));
        vec2 inTile = uv - tile;
        float level = 0.0;
#ifdef WRITE_COMBINED
        float extent = max(length(alongX * size), length(alongY * size));
        level = clamp(log2(max(extent, 1e-6)) + mipmapBias, 0.0, log2(min(size.x, size.y)));
#endif
        if (interpolation == IMAGE_CLOSEST) {
            return textureLod(image, place.xy + (floor(inTile * size) + 0.5) / size * place.zw, 0.0);
        }
        vec2 margin = 0.5 * exp2(level) / size;
        vec2 at = place.xy + clamp(inTile, margin, 1.0 - margin) * place.zw;
        return interpolation == IMAGE_CUBIC ? cubicImage(image, at, vec2(textureSize(image, 0))) : textureLod(image, at, level);
    }
#endif
    return sampledImage(image, uv, interpolation, extension);
}

// A pixel of an image that closes around: its left edge is beside its right one, where derivatives have a jump.
vec4 seamlessImage(sampler2D image, vec2 uv, int interpolation) {
    vec2 size = vec2(textureSize(image, 0));
    if (interpolation == IMAGE_CLOSEST) {
        return textureLod(image, (floor(uv * size) + 0.5) / size, 0.0);
    }
    if (interpolation == IMAGE_CUBIC) {
        return cubicImage(image, uv, size);
    }
    vec2 alongX = dFdx(uv);
    vec2 alongY = dFdy(uv);
    return textureGrad(image, uv, alongX - round(alongX), alongY - round(alongY));
}

// What Cycles makes of a pixel. It keeps images of bytes multiplied by alpha, and divides by it only where an Alpha output is in use
// (scene/shader_nodes.cpp, ImageTextureNode::compile, as of Blender 5.2). alphaMode: NONE, STRAIGHT, PREMUL, CHANNEL_PACKED.
vec4 imageColor(vec4 found, int alphaMode, bool isData, bool isFloat, bool usesAlpha) {
    if (!isData && !isFloat) { // Blender has converted floats
        found.rgb = workingColorOfRec709(found.rgb);
    }
    if (alphaMode == 0) {
        return vec4(found.rgb, 1.0);
    }
    if (isData || alphaMode == 3) {
        return found;
    }
    if (isFloat) {
        return alphaMode == 2 && usesAlpha && found.a != 0.0 ? vec4(found.rgb / found.a, found.a) : found;
    }
    // What is multiplied while it is encoded as sRGB is multiplied by about that afterwards.
    return usesAlpha ? found : vec4(found.rgb * pow(max(found.a, 0.0), 2.2), found.a);
}
