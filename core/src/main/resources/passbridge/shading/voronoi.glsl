// SPDX-License-Identifier: Apache-2.0
// Uses: hash.glsl
// Worley's cellular noise of one to four dimensions: each cell of a grid has a point. After Cycles' svm/voronoi.h as of Blender 5.2;
// the distance to an edge and the smooth distance are Inigo Quilez's ("voronoi lines", "smooth voronoi", 2012 - 2014).
//
// A place is a vec4, of which the first `dimensions` numbers count and the others are 0. From Blender 5.0 on cells get their points by
// another hash.

const int VORONOI_F1 = 0;
const int VORONOI_F2 = 1;
const int VORONOI_SMOOTH_F1 = 2;
const int VORONOI_DISTANCE_TO_EDGE = 3;
const int VORONOI_N_SPHERE_RADIUS = 4;

const int VORONOI_EUCLIDEAN = 0;
const int VORONOI_MANHATTAN = 1;
const int VORONOI_CHEBYCHEV = 2;

struct VoronoiSpace {
    int dimensions;
    int metric;
    float exponent; // of Minkowski's metric
    float randomness;
    float smoothness;
    bool isNewHash;
    float farthest; // no point counts that is farther
};

struct VoronoiPoint {
    float distance;
    vec3 color;
    vec4 position;
};

vec4 voronoiPointOf(VoronoiSpace space, vec4 cell) {
    switch (space.dimensions) {
    case 1:
        return vec4(randomOf(cell.x), 0.0, 0.0, 0.0);
    case 2:
        return vec4(space.isNewHash ? pcgRandom(ivec2(cell.xy)) : randomPairOf(cell.xy), 0.0, 0.0);
    case 3:
        return vec4(space.isNewHash ? pcgRandom(ivec3(cell.xyz)) : randomColorOf(cell.xyz), 0.0);
    default:
        return space.isNewHash ? pcgRandom(ivec4(cell)) : randomQuadOf(cell);
    }
}

vec3 voronoiColorOf(VoronoiSpace space, vec4 cell) {
    switch (space.dimensions) {
    case 1:
        return randomColorOf(cell.x);
    case 2:
        return space.isNewHash ? pcgRandom(ivec3(cell.xy, 0)) : randomColorOf(cell.xy);
    case 3:
        return space.isNewHash ? pcgRandom(ivec3(cell.xyz)) : randomColorOf(cell.xyz);
    default:
        return space.isNewHash ? pcgRandom(ivec4(cell)).xyz : randomColorOf(cell);
    }
}

// What grows as the distance does, and is cheaper.
float voronoiBound(VoronoiSpace space, vec4 way) {
    vec4 size = abs(way);
    if (space.dimensions == 1) {
        return size.x;
    }
    switch (space.metric) {
    case VORONOI_EUCLIDEAN:
        return dot(way, way);
    case VORONOI_MANHATTAN:
        return size.x + size.y + size.z + size.w;
    case VORONOI_CHEBYCHEV:
        return max(max(size.x, size.y), max(size.z, size.w));
    default:
        vec4 powers = pow(size, vec4(space.exponent));
        float sum = powers.x + powers.y;
        sum += space.dimensions > 2 ? powers.z : 0.0;
        return sum + (space.dimensions > 3 ? powers.w : 0.0);
    }
}

float voronoiDistance(VoronoiSpace space, vec4 way) {
    float bound = voronoiBound(space, way);
    if (space.dimensions == 1 || space.metric == VORONOI_MANHATTAN || space.metric == VORONOI_CHEBYCHEV) {
        return bound;
    }
    return space.metric == VORONOI_EUCLIDEAN ? sqrt(bound) : pow(bound, 1.0 / space.exponent);
}

// Of a loop over the cells around, x the fastest: how many there are, and the offset of one.
int voronoiCellCount(VoronoiSpace space, int radius) {
    int side = 2 * radius + 1;
    int count = side;
    for (int axis = 1; axis < space.dimensions; axis++) {
        count *= side;
    }
    return count;
}

vec4 voronoiOffset(VoronoiSpace space, int radius, int index) {
    int side = 2 * radius + 1;
    ivec4 offset = ivec4(index % side, index / side % side, index / (side * side) % side, index / (side * side * side)) - radius;
    ivec4 dimensions = ivec4(space.dimensions);
    return vec4(offset) * vec4(greaterThan(dimensions, ivec4(0, 1, 2, 3)));
}

VoronoiPoint voronoiNearest(VoronoiSpace space, vec4 place) {
    vec4 cell = floor(place);
    vec4 local = place - cell;
    float nearest = 3.0e38;
    vec4 nearestOffset = vec4(0.0);
    vec4 nearestPoint = vec4(0.0);
    int count = voronoiCellCount(space, 1);
    for (int index = 0; index < count; index++) {
        vec4 offset = voronoiOffset(space, 1, index);
        vec4 point = offset + voronoiPointOf(space, cell + offset) * space.randomness;
        float bound = voronoiBound(space, point - local);
        if (bound < nearest) {
            nearest = bound;
            nearestOffset = offset;
            nearestPoint = point;
        }
    }
    float distance = voronoiDistance(space, nearestPoint - local);
    if (distance >= space.farthest) {
        return VoronoiPoint(space.farthest, voronoiColorOf(space, cell), cell);
    }
    return VoronoiPoint(distance, voronoiColorOf(space, cell + nearestOffset), nearestPoint + cell);
}

VoronoiPoint voronoiSecond(VoronoiSpace space, vec4 place) {
    vec4 cell = floor(place);
    vec4 local = place - cell;
    float nearest = space.farthest;
    float second = space.farthest;
    vec4 nearestOffset = vec4(0.0);
    vec4 nearestPoint = vec4(0.0);
    vec4 secondOffset = vec4(0.0);
    vec4 secondPoint = vec4(0.0);
    int count = voronoiCellCount(space, 1);
    for (int index = 0; index < count; index++) {
        vec4 offset = voronoiOffset(space, 1, index);
        vec4 point = offset + voronoiPointOf(space, cell + offset) * space.randomness;
        float distance = voronoiDistance(space, point - local);
        if (distance < nearest) {
            second = nearest;
            secondOffset = nearestOffset;
            secondPoint = nearestPoint;
            nearest = distance;
            nearestOffset = offset;
            nearestPoint = point;
        } else if (distance < second) {
            second = distance;
            secondOffset = offset;
            secondPoint = point;
        }
    }
    return VoronoiPoint(second, voronoiColorOf(space, cell + secondOffset), secondPoint + cell);
}

VoronoiPoint voronoiSmooth(VoronoiSpace space, vec4 place) {
    vec4 cell = floor(place);
    vec4 local = place - cell;
    VoronoiPoint smoothed = VoronoiPoint(0.0, vec3(0.0), vec4(0.0));
    int count = voronoiCellCount(space, 2);
    for (int index = 0; index < count; index++) {
        vec4 offset = voronoiOffset(space, 2, index);
        vec4 point = offset + voronoiPointOf(space, cell + offset) * space.randomness;
        float distance = voronoiDistance(space, point - local);
        float share = index == 0 ? 1.0 : smoothstep(0.0, 1.0, 0.5 + 0.5 * (smoothed.distance - distance) / space.smoothness);
        float correction = space.smoothness * share * (1.0 - share);
        smoothed.distance = mix(smoothed.distance, distance, share) - correction;
        correction /= 1.0 + 3.0 * space.smoothness;
        smoothed.color = mix(smoothed.color, voronoiColorOf(space, cell + offset), share) - correction;
        smoothed.position = mix(smoothed.position, point, share) - correction;
    }
    smoothed.position += cell;
    return smoothed;
}

float voronoiEdge(VoronoiSpace space, vec4 place) {
    vec4 cell = floor(place);
    vec4 local = place - cell;
    int count = voronoiCellCount(space, 1);
    if (space.dimensions == 1) {
        vec3 points = vec3(-1.0, 0.0, 1.0)
                + vec3(randomOf(cell.x - 1.0), randomOf(cell.x), randomOf(cell.x + 1.0)) * space.randomness;
        vec2 ways = abs((points.y + points.xz) / 2.0 - local.x);
        return min(ways.x, ways.y);
    }
    float nearest = 3.0e38;
    vec4 toNearest = vec4(0.0);
    for (int index = 0; index < count; index++) {
        vec4 offset = voronoiOffset(space, 1, index);
        vec4 way = offset + voronoiPointOf(space, cell + offset) * space.randomness - local;
        float square = dot(way, way);
        if (square < nearest) {
            nearest = square;
            toNearest = way;
        }
    }
    float edge = 3.0e38;
    for (int index = 0; index < count; index++) {
        vec4 offset = voronoiOffset(space, 1, index);
        vec4 way = offset + voronoiPointOf(space, cell + offset) * space.randomness - local;
        vec4 across = way - toNearest;
        float square = dot(across, across);
        if (square > 0.0001) {
            edge = min(edge, dot((toNearest + way) / 2.0, across * inversesqrt(square)));
        }
    }
    return edge;
}

float voronoiSphereRadius(VoronoiSpace space, vec4 place) {
    vec4 cell = floor(place);
    vec4 local = place - cell;
    float nearest = 3.0e38;
    vec4 nearestOffset = vec4(0.0);
    vec4 nearestPoint = vec4(0.0);
    int count = voronoiCellCount(space, 1);
    for (int index = 0; index < count; index++) {
        vec4 offset = voronoiOffset(space, 1, index);
        vec4 point = offset + voronoiPointOf(space, cell + offset) * space.randomness;
        float square = dot(point - local, point - local);
        if (square < nearest) {
            nearest = square;
            nearestOffset = offset;
            nearestPoint = point;
        }
    }
    float neighbour = 3.0e38;
    for (int index = 0; index < count; index++) {
        if (index == count / 2) {
            continue; // the cell itself
        }
        vec4 offset = voronoiOffset(space, 1, index) + nearestOffset;
        vec4 point = offset + voronoiPointOf(space, cell + offset) * space.randomness;
        neighbour = min(neighbour, dot(nearestPoint - point, nearestPoint - point));
    }
    return sqrt(neighbour) / 2.0;
}
