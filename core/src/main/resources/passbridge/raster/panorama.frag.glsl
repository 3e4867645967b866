#version 410 core
// SPDX-License-Identifier: Apache-2.0
// Fills the pixels of an equirectangular picture whose direction lies in a face of the cube around the camera. Compiled with the
// declarations of ShaderOutput; the face's textures are called by the passes' names.

uniform vec4 range; // longitude of the left and right edge, latitude of the lower and upper one, radians
uniform vec2 filmSize;
uniform vec2 offset; // of the sample from the pixel's centre, as a share of the picture
uniform mat3 cameraToFace;
uniform mat3 cameraToWorld;
uniform vec3 cameraOrigin;
uniform float backgroundDepth;

uniform sampler2D facePosition;
uniform sampler2D faceTriangleNormal; // w 1 where there is a surface

#ifdef WRITE_COMBINED
uniform sampler2D faceCombined;
#endif
#ifdef WRITE_NORMAL
uniform sampler2D faceNormal;
#endif
#ifdef WRITE_UV
uniform sampler2D faceUV;
#endif
#ifdef WRITE_OBJECT_INDEX
uniform sampler2D faceIndexOB;
#endif
#ifdef WRITE_MATERIAL_INDEX
uniform sampler2D faceIndexMA;
#endif

// Where a ray from the camera meets the plane of the texel's triangle.
vec3 hit(vec3 direction, ivec2 texel) {
    vec3 position = texelFetch(facePosition, texel, 0).xyz;
    vec3 normal = texelFetch(faceTriangleNormal, texel, 0).xyz;
    vec3 toTexel = position - cameraOrigin;
    float along = dot(toTexel, normal) / dot(direction, normal);
    // Seen from its edge, or a triangle without a plane: the texel's own position is as near as it gets.
    return abs(along - length(toTexel)) < 0.1 * length(toTexel) ? cameraOrigin + along * direction : position;
}

#ifdef WRITE_NORMAL
// Above this cosine the normals of neighbouring texels are those of one bent surface.
const float LEAST_COSINE = 0.9;

// Between the four texels around a place, as far as they show the surface of the nearest one: the normals of a thin hair or a small
// sphere change much within a texel.
vec4 normalAt(vec2 place, ivec2 nearest) {
    vec3 own = texelFetch(faceNormal, nearest, 0).xyz;
    ivec2 lowest = ivec2(floor(place - 0.5));
    vec2 share = fract(place - 0.5);
    vec3 sum = vec3(0.0);
    for (int i = 0; i < 4; i++) {
        ivec2 corner = ivec2(i & 1, i >> 1);
        vec3 other = texelFetch(faceNormal, clamp(lowest + corner, ivec2(0), textureSize(faceNormal, 0) - 1), 0).xyz;
        vec2 weight = mix(1.0 - share, share, vec2(corner));
        sum += weight.x * weight.y * (dot(other, own) > LEAST_COSINE ? other : own);
    }
    return vec4(dot(sum, sum) > 0.0 ? normalize(sum) : vec3(0.0), 0.0);
}
#endif

void main() {
    vec2 share = gl_FragCoord.xy / filmSize + offset;
    float longitude = mix(range.x, range.y, share.x);
    float latitude = mix(range.z, range.w, share.y);
    vec3 direction = vec3(cos(latitude) * sin(longitude), sin(latitude), -cos(latitude) * cos(longitude));
    vec3 inFace = cameraToFace * direction;
    // On an edge two faces have the pixel, and with rounding none might.
    if (-inFace.z * 1.00001 < max(abs(inFace.x), abs(inFace.y))) {
        discard;
    }
    ivec2 size = textureSize(facePosition, 0);
    vec2 place = (0.5 - 0.5 * inFace.xy / inFace.z) * vec2(size);
    ivec2 texel = clamp(ivec2(place), ivec2(0), size - 1);
    bool isSurface = texelFetch(faceTriangleNormal, texel, 0).w > 0.0;
    vec3 position = hit(cameraToWorld * direction, texel);
#ifdef WRITE_COMBINED
    combinedOutput = texelFetch(faceCombined, texel, 0);
#endif
#ifdef WRITE_NORMAL
    normalOutput = normalAt(place, texel);
#endif
#ifdef WRITE_UV
    uvOutput = texelFetch(faceUV, texel, 0);
#endif
#ifdef WRITE_DEPTH
    depthOutput = isSurface ? length(position - cameraOrigin) : backgroundDepth;
#endif
#ifdef WRITE_POSITION
    positionOutput = isSurface ? vec4(position, 0.0) : vec4(0.0);
#endif
#ifdef WRITE_OBJECT_INDEX
    objectIndexOutput = texelFetch(faceIndexOB, texel, 0).x;
#endif
#ifdef WRITE_MATERIAL_INDEX
    materialIndexOutput = texelFetch(faceIndexMA, texel, 0).x;
#endif
}
