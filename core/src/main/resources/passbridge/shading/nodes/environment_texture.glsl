// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexEnvironment
// Enum: interpolation = Linear, Closest, Cubic, Smart
// Enum: projection = EQUIRECTANGULAR, MIRROR_BALL
// Image:
// Input: Vector vec3 = position
// Output: Color vec3
// Uses: image.glsl, constants.glsl, arithmetic.glsl
// A picture of all directions. After Cycles' svm/image.h and kernel/camera/projection.h as of Blender 5.2.

vec2 equirectangularPlace(vec3 direction) {
    if (direction == vec3(0.0)) {
        return vec2(0.0);
    }
    float azimuth = direction.x == 0.0 && direction.y == 0.0 ? 0.0 : atan(direction.y, direction.x);
    return vec2(0.5 - azimuth / (2.0 * PI), 1.0 - acos(clamp(direction.z, -1.0, 1.0)) / PI);
}

// Where a mirroring ball that is seen from the front shows a direction.
vec2 mirrorBallPlace(vec3 direction) {
    vec3 way = direction - vec3(0.0, 1.0, 0.0);
    float size = 2.0 * sqrt(max(-0.5 * way.y, 0.0));
    return 0.5 * ((size > 0.0 ? way.xz / size : way.xz) + 1.0);
}

void environmentTexture(int interpolation, int projection, sampler2D image, vec3 vector, out vec3 color) {
    vec3 direction = safeNormalize(vector);
    vec2 place = projection == 0 ? equirectangularPlace(direction) : mirrorBallPlace(direction);
    // Without mipmaps: the place jumps where the picture's edges meet.
    vec2 size = vec2(textureSize(image, 0));
    if (interpolation == IMAGE_LINEAR) {
        color = textureLod(image, place, 0.0).rgb;
    } else if (interpolation == IMAGE_CLOSEST) {
        color = textureLod(image, (floor(place * size) + 0.5) / size, 0.0).rgb;
    } else {
        color = cubicImage(image, place, size).rgb;
    }
}
