// SPDX-License-Identifier: Apache-2.0
// The ray that comes to the camera through a fragment, and how far it is free. Distances are along the view's axis, metres.

uniform vec4 rayProjection; // from clip space to one metre before the camera: what is divided by, what is added before
uniform vec2 raySize;       // of what is drawn, pixels
uniform vec2 rayCorner;     // where its first pixel is
uniform bool isViewOrthographic;
uniform float nearestSeen;
uniform sampler2D drawnDepth;  // of the surfaces, of the size of what is drawn
uniform bool isDepthReversed;  // see DepthRange
uniform vec4 drawnProjection;  // its elements ZZ, ZW, WZ, WW
uniform uint sampleIndex;

// How far a ray is taken to go where there is no surface.
const float ENDLESS = 1e10;

// In what is drawn.
vec2 rayPixel() {
    return gl_FragCoord.xy - rayCorner;
}

// In the view's space, which looks along -Z.
vec3 viewPoint(float distance) {
    vec2 point = (rayPixel() / raySize * 2.0 - 1.0 + rayProjection.zw) / rayProjection.xy;
    return isViewOrthographic ? vec3(point, -distance) : distance * vec3(point, -1.0);
}

// Metres that the ray goes on a metre along the view's axis.
float rayScale() {
    return length(viewPoint(1.0) - viewPoint(0.0));
}

float drawnDistance() {
#ifdef SEEN_BY_LIGHT
    return ENDLESS;
#else
    float depth = texelFetch(drawnDepth, ivec2(gl_FragCoord.xy), 0).r;
    if (depth == (isDepthReversed ? 0.0 : 1.0)) {
        return ENDLESS;
    }
    depth = isDepthReversed ? depth : 2.0 * depth - 1.0;
    return max((depth * drawnProjection.w - drawnProjection.y) / (depth * drawnProjection.z - drawnProjection.x), nearestSeen);
#endif
}

// A step from sample to sample: the two go together, Roberts 2018, "The Unreasonable Effectiveness of Quasirandom Sequences", R2.
const float STEP_OF_PLACE = 0.7548777;
const float STEP_OF_SHADOW = 0.5698403;

// 0 to 1, over the samples of a pixel even: Jimenez 2014, "Next Generation Post Processing in Call of Duty".
float rayNumber(float sampleStep) {
    return fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))) + fract(sampleStep * float(sampleIndex)));
}
