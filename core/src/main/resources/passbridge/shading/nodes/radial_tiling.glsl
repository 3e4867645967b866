// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeRadialTiling
// Flag: normalize
// Input: Vector vec3
// Input: Sides float
// Input: Roundness float
// Output: Segment Coordinates vec3
// Output: Segment ID float
// Output: Segment Width float
// Output: Segment Rotation float
// Uses: constants.glsl
// Segments of a regular polygon with rounded corners; where the number of sides is a fraction, the last segment is narrower. After Cycles'
// svm/radial_tiling_shared.h as of Blender 5.2.
//
// A corner is cut where a segment's straight side ends: `half` is the angle from there to the middle of the side, `bevel` the rest to the
// segment's border. Along the corner a spline of the length `spline` leads from the side to an arc.

struct TilingCorner {
    float halfAngle;
    float bevel;
    float spline;
    float roundness;
};

TilingCorner tilingCorner(float middle, float bevel, float roundness) {
    return TilingCorner(middle - bevel, bevel, (1.0 - roundness) * bevel, roundness);
}

float tilingBevel(float middle, float roundness) {
    return roundness == 0.0 ? 0.0 : middle - atan((1.0 - roundness) * tan(middle)); // a tangent of 90 degrees is of either sign
}

// How far it is from the middle of a side to the border, at a distance of the side from the centre.
float tilingWidth(TilingCorner corner, float side) {
    return side * tan(corner.halfAngle) + corner.spline * (0.5 * side + 0.5) + corner.roundness * corner.bevel;
}

// The same along a circle around the centre.
float tilingArcWidth(TilingCorner corner, float radius) {
    return radius * sin(corner.halfAngle) + corner.spline * (0.5 * radius * cos(corner.halfAngle) + 0.5)
            + corner.roundness * corner.bevel;
}

// How far a place in a corner is from the middle of the side; `inside` is the angle since the side's end.
float tilingWay(TilingCorner corner, float radius, float inside) {
    float side = radius * cos(corner.halfAngle);
    float start = radius * sin(corner.halfAngle);
    if (inside < corner.spline) {
        return start + side * inside + 0.5 * (1.0 - side) * inside * inside / corner.spline;
    }
    return start + corner.spline * (0.5 * side - 0.5) + inside;
}

float tilingCornerWidth(TilingCorner corner, float side, float radius, float inside) {
    return mix(tilingWidth(corner, side), tilingArcWidth(corner, radius), inside / corner.bevel);
}

void radialTiling(bool normalize, vec3 vector, float sides, float roundness, out vec3 coordinates, out float id, out float width,
        out float rotation) {
    float count = max(sides, 2.0);
    float r = clamp(roundness, 0.0, 1.0);
    float radius = length(vector.xy);
    float signedAngle = radius == 0.0 ? 0.0 : atan(vector.y, vector.x);
    float angle = signedAngle + (vector.y < 0.0 ? 2.0 * PI : 0.0);
    float middle = PI / count;
    id = floor(angle / (2.0 * middle));
    float at = angle - id * 2.0 * middle; // within the segment
    TilingCorner corner = tilingCorner(middle, tilingBevel(middle, r), r);

    // The last segment, which a whole number of sides does not have.
    float lastMiddle = fract(count) == 0.0 ? 0.0 : PI - floor(count) * middle;
    float lastStart = 2.0 * PI - 2.0 * lastMiddle;
    TilingCorner lastCorner = corner;
    TilingCorner nextCorner = corner; // of its neighbours, on their side towards it
    vec2 center = vec2(0.0);
    float arc = 0.0;
    if (lastMiddle > 0.0) {
        lastCorner = tilingCorner(lastMiddle, tilingBevel(lastMiddle, r), r);
        arc = r * tan(lastMiddle) / tan(0.5 * (middle + lastMiddle));
        float reach = 1.0 / cos(lastCorner.halfAngle);
        center = vec2(cos(lastCorner.bevel) * reach - arc * cos(lastMiddle), arc * sin(lastMiddle) - sin(lastCorner.bevel) * reach);
        vec2 start = center + arc * vec2(cos(middle), sin(middle));
        float nextBevel = atan(start.y / start.x);
        float nextRoundness = 1.0 - tan(middle - nextBevel) / tan(middle);
        nextCorner = tilingCorner(middle, nextBevel, nextRoundness);
    }

    bool isRegular = lastMiddle == 0.0 || angle >= nextCorner.bevel && angle < lastStart - nextCorner.bevel;
    bool isNext = lastMiddle > 0.0 && (angle < middle || angle >= lastStart - middle);
    float ratio = cos(middle) / cos(lastMiddle);
    float side; // the distance of the side that the place would be on
    float way;
    float border = middle;
    bool isPlain = false; // a strip, which has no width
    width = tilingWidth(corner, 1.0);
    if (isRegular) {
        if (at >= corner.bevel && at < 2.0 * middle - corner.bevel
                || lastMiddle > 0.0 && (angle < corner.bevel || angle >= lastStart - corner.bevel)) {
            side = radius * cos(middle - at);
            isPlain = count == 2.0 && r == 0.0;
            way = isPlain ? radius * sin(abs(middle - at)) : side * tan(abs(middle - at));
            if (isPlain) {
                width = 0.0;
            } else if (normalize) {
                TilingCorner nearest = corner;
                if (isNext) {
                    nearest = nextCorner;
                }
                way /= tilingWidth(nearest, side);
            }
        } else {
            float fromBorder = at > middle ? at - 2.0 * middle : at;
            float toArc = (1.0 - r) / cos(middle);
            float along = cos(fromBorder) * toArc;
            side = radius / (along + sqrt(along * along + r * r - toArc * toArc));
            float inside = corner.bevel - abs(fromBorder);
            way = tilingWay(corner, radius, inside) / (normalize ? tilingCornerWidth(corner, side, radius, inside) : 1.0);
        }
    } else if (angle >= lastStart + lastCorner.bevel && angle < 2.0 * PI - lastCorner.bevel) {
        float lastSide = radius * cos(lastMiddle - at);
        side = ratio * lastSide;
        way = side * tan(abs(lastMiddle - at)) / (normalize ? ratio * tilingWidth(lastCorner, lastSide) : 1.0);
        border = lastMiddle;
    } else {
        // Mirrored at the middle of the last segment: below 0 inside of it.
        bool isMirrored = angle >= lastStart - nextCorner.bevel && angle < 2.0 * PI - lastMiddle;
        float fromBorder = isMirrored ? -(signedAngle + 2.0 * lastMiddle) : signedAngle;
        float along = dot(vec2(cos(fromBorder), sin(fromBorder)), center);
        float lastSide = radius / (along + sqrt(along * along + arc * arc - dot(center, center)));
        side = ratio * lastSide;
        if (fromBorder < 0.0) {
            float inside = lastCorner.bevel - abs(fromBorder);
            way = ratio * tilingWay(lastCorner, radius, inside)
                    / (normalize ? ratio * tilingCornerWidth(lastCorner, lastSide, radius, inside) : 1.0);
            border = lastMiddle;
        } else {
            float inside = nextCorner.bevel - abs(fromBorder);
            way = tilingWay(nextCorner, radius, inside) / (normalize ? tilingCornerWidth(nextCorner, side, radius, inside) : 1.0);
        }
    }
    if (border != middle) {
        width = tan(lastCorner.halfAngle)
                + ratio * (lastCorner.spline * (0.5 / ratio + 0.5) + lastCorner.roundness * lastCorner.bevel);
    }
    way = radius == 0.0 ? 0.0 : at < border ? -way : way;
    coordinates = normalize ? vec3(0.5 * way + 0.5, side, 0.0) : vec3(way, side - 1.0, 0.0);
    coordinates = mix(coordinates, vec3(0.0), isnan(coordinates)); // of two sides, whose corners have no arc
    rotation = id * 2.0 * middle + border;
}
