#version 410 core
// SPDX-License-Identifier: Apache-2.0
// Writes the pixels of an equirectangular picture that see one tile of a cube's face, from what was drawn there. Compiled with the
// declarations of ShaderOutput; CubePanorama hands in a texture for each output.

uniform vec2 pictureSize;  // pixels
uniform vec2 sampleOffset; // pixels from their centres
uniform vec3 lensSlope;    // see PanoramaLens; the camera's axes; 0: the picture is sharp
uniform vec4 edges;        // longitudes of the left and right, latitudes of the lower and upper edge
uniform mat3 cameraToFace; // the middle of the face lies on -Z
uniform mat3 cameraToWorld;
uniform vec4 tile;         // left, lower, right and upper edge on the face, which goes from -1 to 1
uniform sampler2D tilePlane;

#ifdef WRITE_COMBINED
uniform sampler2D tileCombined;
#endif
#ifdef WRITE_NORMAL
uniform sampler2D tileNormal;
#endif
#ifdef WRITE_UV
uniform sampler2D tileUv;
#endif
#ifdef WRITE_DEPTH
uniform float backgroundDepth;
#endif
#ifdef WRITE_POSITION
uniform vec3 cameraOrigin;
#endif
#ifdef WRITE_OBJECT_INDEX
uniform sampler2D tileObjectIndex;
#endif
#ifdef WRITE_MATERIAL_INDEX
uniform sampler2D tileMaterialIndex;
#endif

// As intern/cycles/kernel/camera/projection.h, equirectangular_range_to_direction, in the camera's axes; Blender 4.2.
vec3 pictureDirection() {
    vec2 place = (gl_FragCoord.xy + sampleOffset) / pictureSize;
    float longitude = mix(edges.x, edges.y, place.x);
    float latitude = mix(edges.z, edges.w, place.y);
    return vec3(cos(latitude) * sin(longitude), sin(latitude), -cos(latitude) * cos(longitude));
}

// A texel of the tile, and the direction in which it lies, in world axes: as long as the cube's half is wide.
vec3 texelRay(ivec2 texel, vec2 texelSize) {
    return cameraToWorld * (vec3(tile.xy + (vec2(texel) + 0.5) * texelSize, -1.0) * cameraToFace);
}

// Where the ray meets the plane of the triangle that the texel shows: a picture of nearest texels would have steps.
float distanceAlong(vec3 direction, vec3 texelDirection, vec3 plane) {
    float inverse = dot(plane, direction);
    float texelInverse = dot(plane, texelDirection);
    // Past the triangle's edge a plane that is seen at a small angle leads anywhere; inside it a texel changes less.
    return 1.0 / (inverse > 0.5 * texelInverse && inverse < 2.0 * texelInverse ? inverse : texelInverse);
}

#if defined(WRITE_NORMAL) || defined(WRITE_UV)
// The four texels around a place, and how much each counts.
struct Neighbours {
    ivec2 texels[4];
    float weights[4];
};

// Weighs with the inverse depth, as OpenGL does when it interpolates in perspective, the texels that show the same surface.
Neighbours neighboursOf(vec2 place, vec2 texelSize, ivec2 size, vec3 plane, ivec2 nearest) {
    Neighbours result;
    vec2 first = floor(place - 0.5);
    vec2 share = place - 0.5 - first;
    for (int i = 0; i < 4; i++) {
        ivec2 corner = ivec2(i % 2, i / 2);
        ivec2 texel = clamp(ivec2(first) + corner, ivec2(0), size - 1);
        vec3 ray = texelRay(texel, texelSize);
        vec3 otherPlane = texelFetch(tilePlane, texel, 0).xyz;
        float inverseDepth = dot(otherPlane, ray);
        bool isNear = abs(dot(plane, ray) - inverseDepth) <= 0.01 * inverseDepth;
        bool isEven = dot(plane, otherPlane) >= 0.99 * length(plane) * length(otherPlane);
        vec2 shares = mix(1.0 - share, share, vec2(corner));
        result.texels[i] = texel;
        result.weights[i] = (isNear && isEven) || texel == nearest ? shares.x * shares.y * inverseDepth : 0.0;
    }
    return result;
}

vec4 interpolated(sampler2D values, Neighbours neighbours) {
    vec4 sum = vec4(0.0);
    float weight = 0.0;
    for (int i = 0; i < 4; i++) {
        sum += neighbours.weights[i] * texelFetch(values, neighbours.texels[i], 0);
        weight += neighbours.weights[i];
    }
    return sum / weight;
}
#endif

void main() {
    vec3 direction = pictureDirection() - lensSlope; // of any length with depth of field, which data passes are without
    vec3 local = cameraToFace * direction;
    vec2 onFace = local.xy / -local.z;
    // Edges belong to both faces: no pixel is left out, and those that are written twice show the same.
    if (local.z >= 0.0 || any(lessThan(onFace, tile.xy)) || any(greaterThan(onFace, tile.zw))) {
        discard;
    }
    ivec2 size = textureSize(tilePlane, 0);
    vec2 texelSize = (tile.zw - tile.xy) / vec2(size);
    vec2 place = (onFace - tile.xy) / texelSize;
    ivec2 texel = min(ivec2(place), size - 1);
    vec3 plane = texelFetch(tilePlane, texel, 0).xyz;
    bool isBackground = plane == vec3(0.0);
#if defined(WRITE_DEPTH) || defined(WRITE_POSITION)
    vec3 worldDirection = cameraToWorld * direction;
    float distance = distanceAlong(worldDirection, normalize(texelRay(texel, texelSize)), plane);
#endif
#if defined(WRITE_NORMAL) || defined(WRITE_UV)
    Neighbours neighbours = neighboursOf(place, texelSize, size, plane, texel);
#endif
#ifdef WRITE_COMBINED
    combinedOutput = texelFetch(tileCombined, texel, 0);
#endif
#ifdef WRITE_NORMAL
    normalOutput = isBackground ? vec4(0.0) : vec4(normalize(interpolated(tileNormal, neighbours).xyz), 0.0);
#endif
#ifdef WRITE_UV
    uvOutput = isBackground ? vec4(0.0) : interpolated(tileUv, neighbours);
#endif
#ifdef WRITE_DEPTH
    depthOutput = isBackground ? backgroundDepth : distance;
#endif
#ifdef WRITE_POSITION
    positionOutput = isBackground ? vec4(0.0) : vec4(cameraOrigin + distance * worldDirection, 0.0);
#endif
#ifdef WRITE_OBJECT_INDEX
    objectIndexOutput = texelFetch(tileObjectIndex, texel, 0).r;
#endif
#ifdef WRITE_MATERIAL_INDEX
    materialIndexOutput = texelFetch(tileMaterialIndex, texel, 0).r;
#endif
}
