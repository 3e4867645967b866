// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeTexVoronoi
// Enum: voronoi_dimensions = 1D, 2D, 3D, 4D
// Enum: distance = EUCLIDEAN, MANHATTAN, CHEBYCHEV, MINKOWSKI
// Enum: feature = F1, F2, SMOOTH_F1, DISTANCE_TO_EDGE, N_SPHERE_RADIUS
// Flag: normalize
// Since: 400
// Since: 500
// Input: Vector vec3 = generated
// Input: W float if voronoi_dimensions = 1D|4D
// Input: Scale float
// Input: Detail float
// Input: Roughness float
// Input: Lacunarity float
// Input: Smoothness float
// Input: Exponent float
// Input: Randomness float
// Output: Distance float
// Output: Color vec3
// Output: Position vec3
// Output: W float
// Output: Radius float
// Uses: voronoi.glsl, hash.glsl
// Worley noise, and octaves of it. After Cycles' svm/voronoi.h as of Blender 5.2. Before 4.0 there is one octave, nothing is normalized,
// and no distance is above 8; from 5.0 on the points are elsewhere.

void voronoiTexture(int voronoiDimensions, int metric, int feature, bool normalize, bool isOf4, bool isOf5, vec3 vector, float w,
        float scale, float detail, float roughness, float lacunarity, float smoothness, float exponent, float randomness,
        out float distance, out vec3 color, out vec3 position, out float positionW, out float radius) {
    int dimensions = voronoiDimensions + 1;
    VoronoiSpace space = VoronoiSpace(dimensions, metric, exponent, clamp(randomness, 0.0, 1.0), clamp(smoothness / 2.0, 0.0, 0.5),
            isOf5, isOf4 ? 3.0e38 : 8.0);
    float octaves = clamp(detail, 0.0, 15.0);
    float falloff = clamp(roughness, 0.0, 1.0);
    vec4 place = scale * vec4(
            dimensions == 1 ? w : vector.x, dimensions > 1 ? vector.y : 0.0, dimensions > 2 ? vector.z : 0.0, dimensions > 3 ? w : 0.0);
    distance = 0.0;
    color = vec3(0.0);
    position = vec3(0.0);
    positionW = 0.0;
    radius = 0.0;
    if (feature == VORONOI_N_SPHERE_RADIUS) {
        radius = voronoiSphereRadius(space, place);
        return;
    }

    bool isEdge = feature == VORONOI_DISTANCE_TO_EDGE;
    float reach = 0.5 + 0.5 * space.randomness; // half a cell and what points can move
    float highest = isEdge ? reach : voronoiDistance(space, reach * vec4(greaterThan(ivec4(dimensions), ivec4(0, 1, 2, 3))))
            * (feature == VORONOI_F2 ? 2.0 : 1.0);
    bool isOne = octaves == 0.0 || falloff == 0.0;
    int last = isOne ? 0 : int(ceil(octaves));
    float amplitude = 1.0;
    float frequency = 1.0;
    float amplitudes = isEdge ? highest : 0.0; // what the distance is divided by in the end
    VoronoiPoint sum = VoronoiPoint(isEdge ? 8.0 : 0.0, vec3(0.0), vec4(0.0));
    for (int octave = 0; octave <= last; octave++) {
        float share = float(octave) > octaves ? octaves - floor(octaves) : 1.0;
        if (isEdge) {
            float edge = voronoiEdge(space, place * frequency);
            if (isOne) {
                sum.distance = edge;
                break;
            }
            float nearer = mix(sum.distance, min(sum.distance, edge / frequency), amplitude);
            sum.distance = mix(sum.distance, float(octave) > octaves ? min(sum.distance, nearer) : nearer, share);
            amplitudes = mix(amplitudes, mix(amplitudes, highest / frequency, amplitude), share);
        } else {
            VoronoiPoint found;
            if (feature == VORONOI_F2) {
                found = voronoiSecond(space, place * frequency);
            } else if (feature == VORONOI_SMOOTH_F1 && space.smoothness != 0.0) {
                found = voronoiSmooth(space, place * frequency);
            } else {
                found = voronoiNearest(space, place * frequency);
            }
            if (isOne) {
                sum = found;
                amplitudes = 1.0;
                break;
            }
            sum.distance += share * amplitude * found.distance;
            sum.color += share * amplitude * found.color;
            sum.position = mix(sum.position, mix(sum.position, found.position / frequency, amplitude), share);
            amplitudes += share * amplitude;
        }
        frequency *= lacunarity;
        amplitude *= falloff;
    }
    distance = sum.distance;
    color = sum.color;
    if (normalize) {
        distance /= isEdge ? amplitudes : amplitudes * highest;
        color /= isEdge ? 1.0 : amplitudes;
    }
    vec4 point = scale == 0.0 ? vec4(0.0) : sum.position / scale;
    position = dimensions == 1 ? vec3(0.0) : point.xyz;
    positionW = dimensions == 1 ? point.x : point.w;
}
