// SPDX-License-Identifier: Apache-2.0
// Follows surface.frag.glsl, which declares worldPosition, and the material's shader, see SurfaceShader: PI, reflectedLight and
// environmentLight.

// Closures with a smaller alpha look into the direction that a microfacet of theirs reflects to: few directions of the world would
// show in them as spots.
const float NARROW_ALPHA = 0.3;

#ifdef WRITE_WIDE_ALBEDO
// What part of evenly spread light the surface reflects, but for what it reflects into a narrow cone or lets through.
vec3 wideAlbedo() {
    vec3 albedo = surfaceAlbedo;
#if MICROFACET_COUNT > 0
    for (int i = 0; i < MICROFACET_COUNT; i++) {
        albedo -= microfacetClosures[i].alpha.x < NARROW_ALPHA ? microfacetClosures[i].albedo : vec3(0.0);
    }
#endif
#if REFRACTION_COUNT > 0
    for (int i = 0; i < REFRACTION_COUNT; i++) {
        albedo -= refractionClosures[i].albedo;
    }
#endif
    return clamp(albedo, 0.0, 1.0); // below 0 by rounding
}
#endif

#ifdef WRITE_COMBINED
// Kinds of light; what the numbers of one mean is told by SampledLight.
const int POINT = 0;
const int SUN = 1;
const int SPOT = 2;
const int AREA_RECTANGLE = 3;
const int AREA_ELLIPSE = 4;
const int EMITTER = 5;

// Written by Lighting. First come the lights, then directions of the world. Of a shadow map: the matrix from the world to its clip space;
// where in the texture its middle is and the half of its side, as shares of the texture's; how wide a texel is, metres; where rays
// are not parallel, negative and at a distance of a metre along the light's axis.
layout(std140) uniform SampleLights {
    vec4 lightNumbers[MAX_LIGHTS * 7];
    vec4 mapNumbers[MAX_MAPS * 5];
};
uniform int lightCount;
uniform int worldDirectionCount;
uniform sampler2D shadowMaps;
uniform sampler2DArray lightMaps; // see LightMaps
uniform float shadowMapTexels;   // along the texture's side
uniform bool areMapsInterpolated; // of lights, where there are few samples; of many the average is smooth
uniform bool areMapsReversed;    // see DepthRange
uniform uvec2 objectSets;      // a bit for each set of objects that the surface is in
uniform int areaGrid;          // cells along each side of an area light
uniform int areaPointCount;    // points on one, over all samples
uniform vec3 worldRadiance;
uniform int worldMapDirectionCount; // the last ones of the lights: directions picked by the brightness of the world's map
uniform sampler2D worldMap;         // see WorldMap; of worlds that are not worldRadiance everywhere
uniform vec2 microfacetPoint;       // which microfacet reflects in this sample; 0 to 1, over all samples even
uniform int sampleCount;
uniform float greatestIndirect;     // the sum of red, green and blue that one path brings of reflected light

#if REFRACTION_COUNT > 0
uniform float bodyThickness;  // metres
bool isBodyCurved; // to be set before derivatives are undefined
#endif

// So many directions add up to the same light for every normal, but for 0.4 %, at most 1.5 %.
const int MIN_WORLD_DIRECTIONS = 64;

// No closure has a larger alpha than 1.
const float NO_MICROFACET = 2.0;

// That a direction of an even world stands for.
float worldSteradians() {
    return 4.0 * PI / float(worldDirectionCount);
}

// Of all samples.
bool hasFewWorldDirections() {
    return sampleCount * worldDirectionCount < MIN_WORLD_DIRECTIONS;
}

// What a light, or of an area one of its points, sends to the surface.
struct IncidentLight {
    vec3 direction;  // to the light, of length 1
    vec3 irradiance; // of a surface that faces it
    float softness;  // half the angle that it is seen at, radians
};

// Blender's cone: intern/cycles/kernel/light/spot.h, spot_light_attenuation, as of Blender 4.0.
float coneAttenuation(vec3 fromLight, vec3 axisX, vec3 axisY, vec3 axisZ, float cosHalfAngle, float inverseBlend) {
    vec3 local = vec3(dot(fromLight, axisX), dot(fromLight, axisY), dot(fromLight, axisZ));
    float cosine = local.z * inversesqrt(max(dot(local, local), 1e-30));
    return smoothstep(0.0, 1.0, (cosine - cosHalfAngle) * inverseBlend);
}

#ifdef HAS_LIGHT_MAPS
// What a light's nodes make of its strength.
//
// place: in its map, 0 to 1
vec3 nodeEmission(int first, vec2 place, float distance) {
    float layer = lightNumbers[first + 5].w;
    if (layer < 0.0) {
        return vec3(1.0);
    }
    float inMap = clamp(place.y * LIGHT_MAP_SIDE, 0.5, LIGHT_MAP_SIDE - 0.5);
    float atDistance = (log2(max(distance, 1e-30)) - LEAST_DISTANCE_LOG2) / (MOST_DISTANCE_LOG2 - LEAST_DISTANCE_LOG2);
    float halfTexel = 0.5 / LIGHT_MAP_SIDE;
    return textureLod(lightMaps, vec3(place.x, inMap / LIGHT_MAP_ROWS, layer), 0.0).rgb
            * textureLod(lightMaps, vec3(clamp(atDistance, halfTexel, 1.0 - halfTexel), 1.0 - 1.0 / LIGHT_MAP_ROWS, layer), 0.0).rgb;
}

// Where a light's map has what it sends into a direction.
vec2 nodePlaceTowards(int first, vec3 fromLight, float cosHalfAngle) {
    vec3 local = vec3(dot(fromLight, lightNumbers[first + 3].xyz), dot(fromLight, lightNumbers[first + 4].xyz),
            -dot(fromLight, lightNumbers[first + 2].xyz));
    local *= inversesqrt(max(dot(local, local), 1e-30));
    return cosHalfAngle > LEAST_CONE_COSINE
            ? 0.5 - 0.5 * local.xy / min(local.z, -1e-6) * cosHalfAngle * inversesqrt(1.0 - cosHalfAngle * cosHalfAngle)
            : vec2(atan(local.y, local.x) / (2.0 * PI), asin(clamp(local.z, -1.0, 1.0)) / PI) + 0.5;
}
#endif

bool isArea(int kind) {
    return kind == AREA_RECTANGLE || kind == AREA_ELLIPSE;
}

#ifdef HAS_AREA_LIGHTS
// The point of a cell when a square or disc of half-size 1 is cut into equal areas.
//
// index: of the cell, row by row
vec2 areaCell(int kind, vec2 areaPoint, int index) {
    float row = floor((float(index) + 0.5) / float(areaGrid)); // integers are divided slowly
    float column = float(index) - row * float(areaGrid);
    vec2 unit = (vec2(column, row) + areaPoint) / float(areaGrid);
    if (kind == AREA_RECTANGLE) {
        return unit * 2.0 - 1.0;
    }
    float angle = 2.0 * PI * (unit.x + 0.5 * mod(row, 2.0) / float(areaGrid));
    return sqrt(unit.y) * vec2(cos(angle), sin(angle));
}

// Share of an area's light that its spread lets through: intern/cycles/kernel/light/area.h, area_light_spread_attenuation, as of
// Blender 5.2.
float spreadAttenuation(float emittedCosine, float tangent, float gain) {
    if (gain == 0.0) {
        return 1.0;
    }
    float emittedTangent = sqrt(max(1.0 - emittedCosine * emittedCosine, 0.0)) / max(emittedCosine, 1e-6);
    return max((tangent - emittedTangent) * gain, 0.0);
}

#endif

// Without what stands in its way: `strength` / (distance² + size²) at normal incidence from a disc that faces the surface, as the soft
// falloff of Cycles' point lights has it, times what the kind of light makes of it. Points of an emitter shine as points, but from nearer
// than their size no brighter than from there: that takes as little of the light of all of them as a bound on each can.
//
// areaCellIndex: of an area's cells, row by row
IncidentLight incidentLight(int first, int areaCellIndex) {
    vec4 position = lightNumbers[first];
    vec4 strength = lightNumbers[first + 1];
    vec3 axisZ = lightNumbers[first + 2].xyz;
    vec4 axisX = lightNumbers[first + 3];
    vec4 axisY = lightNumbers[first + 4];
    int kind = int(position.w);
    if (kind == SUN) {
        return IncidentLight(-axisZ, strength.rgb, strength.w);
    }
    vec3 offset = position.xyz - worldPosition;
    float sizeSquared = strength.w;
    float attenuation = 1.0;
    vec2 cell = vec2(0.0);
#ifdef HAS_AREA_LIGHTS
    if (isArea(kind)) {
        attenuation = dot(offset, axisZ) < 0.0 ? 1.0 / float(areaGrid * areaGrid) : 0.0; // in front of the emitting side
        cell = areaCell(kind, lightNumbers[first + 6].xy, areaCellIndex);
        offset += cell.x * axisX.xyz + cell.y * axisY.xyz;
        sizeSquared /= float(areaPointCount);
    }
#endif
    float distanceSquared = dot(offset, offset);
    if (distanceSquared == 0.0) {
        return IncidentLight(vec3(0.0, 0.0, 1.0), vec3(0.0), 0.0);
    }
    float distance = sqrt(distanceSquared);
    vec3 direction = offset / distance;
    float emittedCosine = -dot(direction, axisZ);
    if (kind == EMITTER) {
        attenuation = max(emittedCosine, 0.0);
    }
#ifdef HAS_AREA_LIGHTS
    if (isArea(kind)) {
        attenuation *= emittedCosine * spreadAttenuation(emittedCosine, axisX.w, axisY.w);
    }
#endif
#ifdef HAS_SPOT_LIGHTS
    if (kind == SPOT) {
        attenuation = coneAttenuation(worldPosition - lightNumbers[first + 5].xyz, axisX.xyz, axisY.xyz, axisZ, axisX.w, axisY.w);
    }
#endif
    vec3 emitted = strength.rgb * attenuation;
#ifdef HAS_LIGHT_MAPS
    if (isArea(kind)) {
        emitted *= nodeEmission(first, 0.5 * cell + 0.5, distance);
    } else if (kind != EMITTER) {
        emitted *= nodeEmission(first, nodePlaceTowards(first, -offset, kind == SPOT ? axisX.w : -1.0), distance);
    }
#endif
    float spread = kind == EMITTER ? max(distanceSquared, sizeSquared) : distanceSquared + sizeSquared;
    return IncidentLight(direction, emitted / spread, sqrt(sizeSquared) / distance);
}

bool isUnshadowed = false; // as if nothing stood in any light's way

// The plane that the surface lies in.
struct SurfacePlane {
    vec3 normal;     // of length 1, to either side
    vec3 x;          // of length 1
    vec3 y;          // across both
    float thickness; // how far from here the light may meet the surface itself, which then casts no shadow; metres
};

SurfacePlane surfacePlane(vec3 normal, float thickness) {
    vec3 x = normalize(abs(normal.z) < 0.9 ? vec3(-normal.y, normal.x, 0.0) : vec3(0.0, -normal.z, normal.y));
    return SurfacePlane(normal, x, cross(normal, x), thickness);
}

// Which of these depths of shadow maps let the light reach a depth: 1, else 0.
vec4 reached(vec4 inMap, vec4 depth) {
    vec4 within = clamp(depth, 0.0, 1.0); // where a map is empty it holds its farthest depth
    return areMapsReversed ? vec4(greaterThanEqual(within, inMap)) : vec4(lessThanEqual(within, inMap));
}

// The number of the face that a direction goes through, in the order of CubeFace.
int cubeFace(vec3 direction) {
    vec3 size = abs(direction);
    int axis = size.z >= max(size.x, size.y) ? 0 : size.x >= size.y ? 1 : 2;
    float along = axis == 0 ? direction.z : axis == 1 ? direction.x : direction.y;
    return 2 * axis + (along > 0.0 ? 1 : 0);
}

// Share of a light that reaches the surface, whatever it reflects: 0 or 1, between them where maps are interpolated. Those of the world
// always are: a direction is one sample's alone, so no average smooths the edges of its shadows.
//
// A texel of a map holds the depth at its middle, so that is compared with the depth that the surface's plane has there. Nothing has to be
// moved towards the light, but for what numbers and the rasterizer's grid of 1/256 texel lose: so nothing leaks where things touch.
float visibility(int first, SurfacePlane plane, bool isInterpolated) {
    if (isUnshadowed) {
        bool isVirtual = int(lightNumbers[first].w) == EMITTER && lightNumbers[first + 3].w > 0.0;
        return isVirtual ? 0.0 : 1.0; // what stands in the way reflects the light, too
    }
    ivec2 maps = ivec2(lightNumbers[first + 6].zw);
    vec3 origin = lightNumbers[first + 5].xyz;
    if (maps.y < 0) {
        int view = -maps.y >> 3 * cubeFace(worldPosition - origin) & 7;
        maps = ivec2(maps.x + view - 1, min(view, 1));
    }
    int last = 5 * (maps.x + maps.y - 1);
    bool isFound = false;
    mat4 worldToClip;
    vec4 place;
    vec4 clip;
    for (int map = 5 * maps.x; map <= last && !isFound; map += 5) {
        worldToClip = mat4(mapNumbers[map], mapNumbers[map + 1], mapNumbers[map + 2], mapNumbers[map + 3]);
        place = mapNumbers[map + 4];
        clip = worldToClip * vec4(worldPosition, 1.0);
        float edge = clip.w * (1.0 - 1.0 / (place.z * shadowMapTexels));
        bool isBehind = areMapsReversed ? clip.z < 0.0 : clip.z > clip.w; // in the part of another map, or by rounding
        isFound = max(abs(clip.x), abs(clip.y)) <= edge && (!isBehind || map == last);
    }
    if (!isFound) {
        return 1.0;
    }
    vec3 toLight = int(lightNumbers[first].w) == SUN ? origin : normalize(origin - worldPosition);
    float texel = place.w > 0.0 ? place.w : -place.w * clip.w;
    float cosine = max(abs(dot(plane.normal, toLight)), 0.02);
    float towardsLight = texel * (0.02 + 0.02 / cosine) + plane.thickness + 1e-6 * length(worldPosition);
    clip = worldToClip * vec4(worldPosition + towardsLight * toLight, 1.0);
    vec3 inMap = clip.xyz / clip.w;

    // Two steps of a metre along the plane, in the map.
    vec4 clipA = worldToClip * vec4(plane.x, 0.0);
    vec4 clipB = worldToClip * vec4(plane.y, 0.0);
    vec3 a = (clipA.xyz - clipA.w * inMap) / clip.w;
    vec3 b = (clipB.xyz - clipB.w * inMap) / clip.w;
    float determinant = a.x * b.y - a.y * b.x;
    vec2 perTexel = vec2(a.z * b.y - b.z * a.y, b.z * a.x - a.z * b.x)
            / (abs(determinant) > 1e-30 ? determinant : 1e-30) / (place.z * shadowMapTexels);

    vec2 at = (place.xy + place.z * inMap.xy) * shadowMapTexels;
    float scale = areMapsReversed ? 1.0 : 0.5;
    float depth = areMapsReversed ? inMap.z : 0.5 * inMap.z + 0.5;
    perTexel *= scale;
#ifdef IN_VOLUME
    perTexel = vec2(0.0); // there is no plane
#endif
    if (!isInterpolated) {
        vec2 toMiddle = 0.5 - fract(at);
        float surface = depth + dot(perTexel, toMiddle);
        return reached(texelFetch(shadowMaps, ivec2(at), 0).xxxx, vec4(surface)).x;
    }
    vec2 share = fract(at - 0.5);
    vec4 depths = depth + dot(perTexel, -share) + vec4(perTexel.y, perTexel.x + perTexel.y, perTexel.x, 0.0);
    vec4 isReached = reached(textureGather(shadowMaps, (floor(at - 0.5) + 1.0) / shadowMapTexels), depths);
    return mix(mix(isReached.w, isReached.z, share.x), mix(isReached.x, isReached.y, share.x), share.y);
}

bool shinesOn(int set) {
    return set < 0 || (objectSets[set / 32] >> (set % 32) & 1u) != 0u;
}

// What the world has in a direction, averaged over a part of the sphere, steradians.
vec3 worldIn(vec3 direction, float solidAngle) {
#ifndef HAS_WORLD_MAP
    return worldRadiance;
#else
    vec2 size = vec2(textureSize(worldMap, 0));
    float texels = solidAngle * size.x * size.y / (4.0 * PI);
    vec2 place = vec2(atan(direction.y, direction.x) / (2.0 * PI), asin(clamp(direction.z, -1.0, 1.0)) / PI) + 0.5;
    return textureLod(worldMap, place, max(0.5 * log2(max(texels, 1e-6)), 0.0)).rgb;
#endif
}

// What was seen of the scene, see SeenScene. hasSeenScene is false where nothing was yet.
uniform bool hasSeenScene;
uniform sampler2D seenPicture;
uniform float perSeenPicture; // radiance by what it holds
uniform sampler2DArray seenDepth; // its second layer is of the back faces of bodies that refract
uniform mat4 worldToSeen;
uniform mat4 worldToPicture;
uniform vec4 worldToSeenDistance; // along the view's axis
uniform vec4 seenProjection;      // its elements ZZ, ZW, WZ, WW

// A ray is followed over so many pixels at once, but in no more steps than these, and then to and fro.
const float RAY_STRIDE = 3.0;
const int MAX_RAY_STEPS = 40;
const int RAY_HALVINGS = 5;
const float ANY_DISTANCE = 1e30; // metres

// Shares of the distance: what is seen is taken for so thick at first, for rays that go by behind it; and where the ray was found to meet it
// both have to be as near as that.
const float SEEN_THICKNESS = 0.05;
const float MET_TOLERANCE = 0.003;

// By the square root of the number of samples: in so narrow a cone that many rays find an emitter without much noise. In a wider one its
// points show it better, unless they are wider still.
const float FOUND_ALPHA = 0.02;
const float SEEN_EMITTER_TOLERANCE = 0.02; // within a pixel an emitter seen at an angle has many distances

ivec2 seenSize() {
    return textureSize(seenDepth, 0).xy;
}

// Along the view's axis, metres.
float distanceOfDepth(float depth) {
    depth = areMapsReversed ? depth : 2.0 * depth - 1.0;
    return (depth * seenProjection.w - seenProjection.y) / (depth * seenProjection.z - seenProjection.x);
}

// Along the view's axis, metres; where nothing was seen nothing is as far.
float seenDistance(vec2 clip) {
    ivec2 size = seenSize();
    ivec2 pixel = clamp(ivec2((clip * 0.5 + 0.5) * vec2(size)), ivec2(0), size - 1);
    float depth = texelFetch(seenDepth, ivec3(pixel, 0), 0).r;
    bool isEmpty = areMapsReversed ? depth <= 0.0 : depth >= 1.0;
    return isEmpty ? 1e30 : distanceOfDepth(depth);
}

// Where along a ray from here, metres, it meets what was seen, or -1 where it does not within so many metres: McGuire and Mara 2014, "Efficient
// GPU Screen-Space Ray Tracing".
float metAlong(vec3 origin, vec3 direction, float farthest) {
    vec4 from = worldToSeen * vec4(origin, 1.0);
    vec4 perMetre = worldToSeen * vec4(direction, 0.0);
    float distanceHere = dot(worldToSeenDistance, vec4(origin, 1.0));
    float distancePerMetre = dot(worldToSeenDistance.xyz, direction);
    if (from.w <= 0.0 || max(abs(from.x), abs(from.y)) > from.w) {
        return -1.0;
    }
    // To the picture's edge, or to where the ray comes to the camera.
    float end = distancePerMetre < 0.0 ? -0.99 * distanceHere / distancePerMetre : 1e4 * max(abs(distanceHere), 1e-4);
    end = min(end, farthest);
    for (int axis = 0; axis < 2; axis++) {
        for (float side = -1.0; side < 2.0; side += 2.0) {
            float outwards = side * perMetre[axis] - perMetre.w;
            end = outwards > 0.0 ? min(end, (from.w - side * from[axis]) / outwards) : end;
        }
    }
    vec4 to = from + perMetre * end;
    vec2 clipFrom = from.xy / from.w;
    vec2 clipTo = to.xy / to.w;
    float pixels = length((clipTo - clipFrom) * 0.5 * vec2(seenSize()));
    int count = int(clamp(pixels / RAY_STRIDE, 1.0, float(MAX_RAY_STEPS)));
    float offset = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))) + microfacetPoint.x);
    // Steps along the ray to its very end, which of a ray that leads straight away from the camera is the pixel that it starts at, and where
    // one went behind what is seen steps that halve it, in one loop: rays beside each other, which are in different parts of it, wait for the
    // longest of all.
    float before = 0.0;
    float distanceBefore = distanceHere;
    float low = 0.0;
    float high = 0.0;
    float tolerance = 0.0; // of the halved step, metres
    int halvingsLeft = 0;
    for (int i = 1; i <= count + 1 || halvingsLeft > 0;) {
        bool isHalved = halvingsLeft > 0;
        float share = isHalved ? 0.5 * (low + high) : min((float(i) - 0.9 * offset) / float(count), 1.0);
        float along = end * share * from.w / mix(to.w, from.w, share);
        float distance = distanceHere + distancePerMetre * along;
        float seen = seenDistance(mix(clipFrom, clipTo, share));
        if (isHalved) {
            halvingsLeft--;
            if (halvingsLeft == 0 && abs(distance - seen) < MET_TOLERANCE * seen + tolerance) {
                return along;
            }
            low = distance > seen ? low : share;
            high = distance > seen ? share : high;
        } else {
            bool isMet = max(distance, distanceBefore) > seen * 1.001 && min(distance, distanceBefore) < seen * (1.0 + SEEN_THICKNESS);
            halvingsLeft = isMet ? RAY_HALVINGS : 0;
            tolerance = abs(distance - distanceBefore) / float(1 << RAY_HALVINGS);
            low = before;
            high = share;
            before = share;
            distanceBefore = distance;
            i++;
        }
    }
    return -1.0;
}

// What was seen where a ray meets the scene within so many metres; w: how far away, or -1 where it meets nothing that was.
vec4 seenAlong(vec3 origin, vec3 direction, float farthest) {
    float along = hasSeenScene ? metAlong(origin, direction, farthest) : -1.0;
    if (along < 0.0) {
        return vec4(0.0, 0.0, 0.0, -1.0);
    }
    vec4 clip = worldToPicture * vec4(origin + along * direction, 1.0);
    ivec2 size = textureSize(seenPicture, 0);
    ivec2 pixel = clamp(ivec2((clip.xy / clip.w * 0.5 + 0.5) * vec2(size)), ivec2(0), size - 1);
    return vec4(texelFetch(seenPicture, pixel, 0).rgb * perSeenPicture, along);
}

#if MICROFACET_COUNT > 0 || REFRACTION_COUNT > 0
// The normal of this sample's microfacet: Walter and others 2007, "Microfacet Models for Refraction through Rough Surfaces", 5.2. w: how
// often it is picked, per steradian.
vec4 sampledMicrofacet(mat3 frame, vec2 alpha) {
    float tangent2 = microfacetPoint.x / max(1.0 - microfacetPoint.x, 1e-4);
    float angle = 2.0 * PI * microfacetPoint.y;
    vec3 local = normalize(vec3(sqrt(tangent2) * alpha * vec2(cos(angle), sin(angle)), 1.0));
    vec3 facet = frame * local;
    if (dot(facet, surfaceIncoming) <= 0.0) {
        facet = frame[2];
        local = vec3(0.0, 0.0, 1.0);
    }
    return vec4(facet, max(microfacetDistribution(local, alpha, false) * local.z, 1e-6)); // never 0, to divide by
}
#endif

#if REFRACTION_COUNT > 0
// A wall of a shell is thinner than this share of the ball that it would be part of.
const float SHELL_WALL = 0.3;

// How far behind this place the body ends, as seen from the camera, metres; nowhere: far more than it is thick.
float wallThickness() {
    float back = texelFetch(seenDepth, ivec3(gl_FragCoord.xy, 1), 0).r;
    bool isBehind = hasSeenScene && (areMapsReversed ? back > 0.0 && back < gl_FragCoord.z : back < 1.0 && back > gl_FragCoord.z);
    return isBehind ? distanceOfDepth(back) - distanceOfDepth(gl_FragCoord.z) : 1e30;
}

// What comes through a body: what is in it, else what is behind it. That it is taken for a pane where its surface is flat or it is a shell, as
// bottles are, else for a ball: a ray that leaves it is bent once more.
vec3 seenThrough(RefractionClosure closure) {
    vec4 facet = sampledMicrofacet(tangentFrame(closure.normal, surfaceIncoming), vec2(closure.alpha));
    vec3 inside = refract(-surfaceIncoming, facet.xyz, 1.0 / closure.eta);
    if (inside == vec3(0.0)) {
        return vec3(0.0); // all of it is reflected
    }
    float cosine = max(-dot(facet.xyz, inside), 1e-3);
    float wall = wallThickness();
    bool isShell = wall < SHELL_WALL * bodyThickness * max(dot(closure.normal, surfaceIncoming), 0.0);
    bool isBall = isBodyCurved && !isShell;
    vec3 leaving = isBall ? refract(inside, -(facet.xyz + 2.0 * cosine * inside), closure.eta) : -surfaceIncoming;
    leaving = leaving == vec3(0.0) ? inside : leaving;
    float chord = isShell ? wall : bodyThickness * (isBall ? cosine : 1.0 / cosine);
    vec4 seen = seenAlong(worldPosition, inside, chord);
    if (seen.w >= 0.0) {
        chord = seen.w;
    } else {
        seen = seenAlong(worldPosition + chord * inside, leaving, ANY_DISTANCE);
    }
    vec3 behind = seen.w >= 0.0 ? seen.rgb : worldIn(leaving, 1.0 / (facet.w * float(sampleCount)));
#ifdef HAS_VOLUME
    vec3 passed = exp(-volumeExtinction * chord);
    vec3 metres = mix((1.0 - passed) / max(volumeExtinction, 1e-6), vec3(chord), vec3(lessThan(volumeExtinction * chord, vec3(1e-3))));
    behind = behind * passed + volumeEmission * metres;
#endif
    return behind;
}
#endif

// What closures that reflect into a narrow cone have of the world and of what was seen of the scene, and what part of surfaceAlbedo they
// are. Of what a sample does not tell the world's map is blurred: Křivánek and Colbert 2008, "Real-time Shading with Filtered Importance
// Sampling".
void reflectNarrowly(out vec3 ofWorld, out vec3 ofScene, out vec3 albedo) {
    ofWorld = vec3(0.0);
    ofScene = vec3(0.0);
    albedo = vec3(0.0);
#if MICROFACET_COUNT > 0
    for (int i = 0; i < MICROFACET_COUNT; i++) {
        MicrofacetClosure closure = microfacetClosures[i];
        if (closure.alpha.x < NARROW_ALPHA) {
            vec4 facet = sampledMicrofacet(closure.frame, closure.alpha);
            float cosine = max(dot(facet.xyz, surfaceIncoming), 1e-3);
            float solidAngle = 4.0 * cosine / (facet.w * float(sampleCount));
            vec3 direction = reflect(-surfaceIncoming, facet.xyz);
            // Into the surface it would meet the surface itself.
            vec4 seen = dot(direction, surfaceTrueNormal) > 0.0 ? seenAlong(worldPosition, direction, ANY_DISTANCE) : vec4(0.0, 0.0, 0.0, -1.0);
            ofScene += closure.albedo * seen.rgb;
            ofWorld += seen.w >= 0.0 ? vec3(0.0) : closure.albedo * worldIn(direction, solidAngle);
            albedo += closure.albedo;
        }
    }
#endif
}

// What the surface reflects of a world that is the same in all directions. The sample's directions are what all closures but microfacets
// see of it; of those, which are blurred to be seen at all, it is known what they reflect. Where all samples have few directions only the
// share that reaches the surface is taken from them, so that what nothing hides is exact.
//
// sum:      what the directions give the other closures, of radiance and steradians of 1
// all:      the same without shadows
// reaching: share of the world's light that reaches the surface
vec3 reflectedFromEvenWorld(vec3 sum, vec3 all, float reaching) {
    vec3 microfacetAlbedo = vec3(0.0);
    vec3 otherAlbedo = environmentLight();
#if MICROFACET_COUNT > 0
    for (int i = 0; i < MICROFACET_COUNT; i++) {
        microfacetAlbedo += microfacetClosures[i].alpha.x >= NARROW_ALPHA ? microfacetClosures[i].albedo : vec3(0.0);
        otherAlbedo -= microfacetClosures[i].albedo;
    }
#endif
#if REFRACTION_COUNT > 0
    for (int i = 0; i < REFRACTION_COUNT; i++) {
        otherAlbedo -= refractionClosures[i].albedo; // what is seen through them comes by itself
    }
#endif
    vec3 ofOthers = sum * worldSteradians();
    if (hasFewWorldDirections()) {
        float brightness = dot(all, vec3(1.0));
        ofOthers = otherAlbedo * (brightness > 0.0 ? dot(sum, vec3(1.0)) / brightness : 1.0);
    }
    return worldRadiance * (ofOthers + microfacetAlbedo * reaching);
}

#if MICROFACET_COUNT > 0
// Whether what was seen of the scene shows a point of an emitter, so that rays of closures that reflect into a narrow cone find it.
bool isSeen(vec3 point, vec3 normal) {
    vec4 clip = worldToSeen * vec4(point, 1.0);
    float distance = dot(worldToSeenDistance, vec4(point, 1.0));
    return hasSeenScene && clip.w > 0.0 && max(abs(clip.x), abs(clip.y)) < clip.w && dot(normal, eye.xyz - eye.w * point) > 0.0
            && abs(seenDistance(clip.xy / clip.w) - distance) < SEEN_EMITTER_TOLERANCE * distance;
}
#endif

// Share that counts of a light. Of a place that reflects light Cycles clamps what each path from there brings, which is what the place shines
// with, times what the surface here reflects (intern/cycles/kernel/film/light_passes.h, film_clamp_light, as of Blender 5.2).
float clampedShare(int first) {
    bool isVirtual = int(lightNumbers[first].w) == EMITTER && lightNumbers[first + 3].w > 0.0;
    float brought = dot(lightNumbers[first + 3].xyz * environmentLight(), vec3(1.0));
    return isVirtual && brought > greatestIndirect ? greatestIndirect / brought : 1.0;
}

// What the surface reflects of all lights and the world, which is what all closures together have: each of their formulas is there once, in
// one loop, as some drivers run whatever a branch skips.
vec3 directLight(SurfacePlane plane) {
    vec3 narrow;
    vec3 narrowAlbedo;
    vec3 narrowOfScene;
    reflectNarrowly(narrow, narrowOfScene, narrowAlbedo);
    vec3 radiance = vec3(0.0);
    vec3 ofWorld = vec3(0.0);    // of an even world of radiance 1, by the sample's directions
    vec3 allOfWorld = vec3(0.0); // without shadows
    vec2 visible = vec2(0.0);    // of directions of the world, those that are, and all
    for (int light = 0; light < lightCount + worldDirectionCount; light++) {
        int first = 7 * light;
        int kind = int(lightNumbers[first].w);
        bool isOfEvenWorld = light >= lightCount;
        bool isOfWorldMap = !isOfEvenWorld && light >= lightCount - worldMapDirectionCount;
        float leastAlpha = isOfEvenWorld ? NO_MICROFACET : isOfWorldMap ? NARROW_ALPHA : 0.0;
        leastAlpha = kind == EMITTER ? lightNumbers[first + 3].w * NARROW_ALPHA : leastAlpha;
#if MICROFACET_COUNT > 0
        if (kind == EMITTER && leastAlpha == 0.0 && isSeen(lightNumbers[first].xyz, lightNumbers[first + 2].xyz)) {
            float softness = sqrt(lightNumbers[first + 1].w) / max(distance(lightNumbers[first].xyz, worldPosition), 1e-30);
            leastAlpha = min(max(0.5 * softness, FOUND_ALPHA * sqrt(float(sampleCount))), NARROW_ALPHA);
        }
#endif
        vec3 reflected = vec3(0.0);
#ifdef HAS_AREA_LIGHTS
        int pointCount = isArea(kind) ? areaGrid * areaGrid : 1;
#else
        const int pointCount = 1;
#endif
        for (int point = 0; point < pointCount; point++) {
            IncidentLight incident = incidentLight(first, point);
            reflected += (isOfEvenWorld ? vec3(1.0) : incident.irradiance)
                    * reflectedLight(incident.direction, incident.softness, leastAlpha);
        }
        bool isOfWorld = isOfEvenWorld || isOfWorldMap;
        float share = 0.0;
        if (isOfWorld || reflected != vec3(0.0)) {
            // Directions of the world have no other sample to smooth the edges of their shadows.
            share = visibility(first, plane, isOfWorld || areMapsInterpolated);
        }
        if (isOfEvenWorld) {
            ofWorld += reflected * share;
            allOfWorld += reflected;
        } else if (shinesOn(int(lightNumbers[first + 2].w))) {
            radiance += reflected * share * clampedShare(first);
        }
        float steradians = isOfEvenWorld ? worldSteradians() : isOfWorldMap ? lightNumbers[first + 3].w : 0.0;
        visible += max(dot(surfaceNormal, -lightNumbers[first + 2].xyz), 0.0) * steradians * vec2(share, 1.0);
    }
    float reaching = visible.y > 0.0 ? visible.x / visible.y : 1.0;
    if (worldDirectionCount > 0) {
        reaching = hasFewWorldDirections() ? reaching : visible.x / PI;
        radiance += reflectedFromEvenWorld(ofWorld, allOfWorld, reaching);
    } else {
        vec3 albedo = environmentLight() - narrowAlbedo;
#if REFRACTION_COUNT > 0
        for (int i = 0; i < REFRACTION_COUNT; i++) {
            albedo -= refractionClosures[i].albedo;
        }
#endif
        radiance += worldRadiance * albedo;
    }
    radiance += narrowOfScene + narrow * reaching;
#if REFRACTION_COUNT > 0
    for (int i = 0; i < REFRACTION_COUNT; i++) {
        radiance += refractionClosures[i].albedo * seenThrough(refractionClosures[i]);
    }
#endif
    return radiance;
}
#endif
