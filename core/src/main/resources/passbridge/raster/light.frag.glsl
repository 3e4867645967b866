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
uniform bool hasWorldMap;           // else the world is worldRadiance everywhere
uniform sampler2D worldMap;         // see WorldMap
uniform vec2 microfacetPoint;       // which microfacet reflects in this sample; 0 to 1, over all samples even
uniform int sampleCount;

#if REFRACTION_COUNT > 0
uniform float bodyThickness;  // metres
bool isBodyCurved; // to be set before derivatives are undefined
#endif

// So many directions add up to the same light for every normal, but for 0.4 %, at most 1.5 %.
const int MIN_WORLD_DIRECTIONS = 64;

// No closure has a larger alpha than 1.
const float NO_MICROFACET = 2.0;

// Light of `strength` / (distance² + sizeSquared) at normal incidence from a disc that faces the surface, as the soft
// falloff of Cycles' point lights has it. Microfacets with an alpha below leastAlpha do not reflect it.
vec3 reflectedFromDisc(vec3 offset, vec3 strength, float sizeSquared, float leastAlpha) {
    float distanceSquared = dot(offset, offset);
    if (distanceSquared == 0.0) {
        return vec3(0.0);
    }
    float distance = sqrt(distanceSquared);
    return strength / (distanceSquared + sizeSquared) * reflectedLight(offset / distance, sqrt(sizeSquared) / distance, leastAlpha);
}

vec3 reflectedFromDisc(vec3 offset, vec3 strength, float sizeSquared) {
    return reflectedFromDisc(offset, strength, sizeSquared, 0.0);
}

// Blender's cone: intern/cycles/kernel/light/spot.h, spot_light_attenuation, as of Blender 4.0.
float coneAttenuation(vec3 fromLight, vec3 axisX, vec3 axisY, vec3 axisZ, float cosHalfAngle, float inverseBlend) {
    vec3 local = vec3(dot(fromLight, axisX), dot(fromLight, axisY), dot(fromLight, axisZ));
    float cosine = local.z * inversesqrt(max(dot(local, local), 1e-30));
    return smoothstep(0.0, 1.0, (cosine - cosHalfAngle) * inverseBlend);
}

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

// The same of a point or spot light.
vec3 nodeEmissionTowards(int first, vec3 fromLight, float cosHalfAngle) {
    vec3 local = vec3(dot(fromLight, lightNumbers[first + 3].xyz), dot(fromLight, lightNumbers[first + 4].xyz),
            -dot(fromLight, lightNumbers[first + 2].xyz));
    local *= inversesqrt(max(dot(local, local), 1e-30));
    vec2 place = cosHalfAngle > LEAST_CONE_COSINE
            ? 0.5 - 0.5 * local.xy / min(local.z, -1e-6) * cosHalfAngle * inversesqrt(1.0 - cosHalfAngle * cosHalfAngle)
            : vec2(atan(local.y, local.x) / (2.0 * PI), asin(clamp(local.z, -1.0, 1.0)) / PI) + 0.5;
    return nodeEmission(first, place, length(fromLight));
}

// The point of a cell when a square or disc of half-size 1 is cut into equal areas.
vec2 areaCell(int kind, vec2 areaPoint, int row, int column) {
    vec2 unit = (vec2(column, row) + areaPoint) / float(areaGrid);
    if (kind == AREA_RECTANGLE) {
        return unit * 2.0 - 1.0;
    }
    float angle = 2.0 * PI * (unit.x + 0.5 * float(row % 2) / float(areaGrid));
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

vec3 reflectedFromArea(int first, int kind, vec3 offset) {
    vec4 strength = lightNumbers[first + 1];
    vec3 axisZ = lightNumbers[first + 2].xyz;
    vec4 axisX = lightNumbers[first + 3];
    vec4 axisY = lightNumbers[first + 4];
    vec3 sum = vec3(0.0);
    if (dot(offset, axisZ) < 0.0) { // in front of the emitting side
        for (int row = 0; row < areaGrid; row++) {
            for (int column = 0; column < areaGrid; column++) {
                vec2 cell = areaCell(kind, lightNumbers[first + 6].xy, row, column);
                vec3 toCell = offset + cell.x * axisX.xyz + cell.y * axisY.xyz;
                float emittedCosine = dot(normalize(toCell), -axisZ);
                sum += emittedCosine * spreadAttenuation(emittedCosine, axisX.w, axisY.w)
                        * nodeEmission(first, 0.5 * cell + 0.5, length(toCell))
                        * reflectedFromDisc(toCell, strength.rgb, strength.w / float(areaPointCount));
            }
        }
    }
    return sum / float(areaGrid * areaGrid);
}

// Without what stands in its way.
vec3 reflectedFromLight(int first) {
    vec4 position = lightNumbers[first];
    vec4 strength = lightNumbers[first + 1];
    vec3 axisZ = lightNumbers[first + 2].xyz;
    int kind = int(position.w);
    vec3 offset = position.xyz - worldPosition;
    if (kind == POINT) {
        return nodeEmissionTowards(first, -offset, -1.0) * reflectedFromDisc(offset, strength.rgb, strength.w);
    }
    if (kind == SUN) {
        return strength.rgb * reflectedLight(-axisZ, strength.w);
    }
    if (kind == SPOT) {
        vec4 axisX = lightNumbers[first + 3];
        vec4 axisY = lightNumbers[first + 4];
        float attenuation = coneAttenuation(worldPosition - lightNumbers[first + 5].xyz, axisX.xyz, axisY.xyz, axisZ, axisX.w, axisY.w);
        return attenuation > 0.0
                ? attenuation * nodeEmissionTowards(first, -offset, axisX.w) * reflectedFromDisc(offset, strength.rgb, strength.w) : vec3(0.0);
    }
    if (kind == EMITTER) {
        float emittedCosine = dot(offset, -axisZ) * inversesqrt(max(dot(offset, offset), 1e-30));
        float leastAlpha = lightNumbers[first + 3].w * NARROW_ALPHA;
        return emittedCosine > 0.0 ? emittedCosine * reflectedFromDisc(offset, strength.rgb, strength.w, leastAlpha) : vec3(0.0);
    }
    return reflectedFromArea(first, kind, offset);
}

bool isUnshadowed = false; // as if nothing stood in any light's way

// Which of these depths of shadow maps let the light reach a depth: 1, else 0.
vec4 reached(vec4 inMap, vec4 depth) {
    vec4 within = clamp(depth, 0.0, 1.0); // where a map is empty it holds its farthest depth
    return areMapsReversed ? vec4(greaterThanEqual(within, inMap)) : vec4(lessThanEqual(within, inMap));
}

// Share of a light that reaches the surface, whatever it reflects: 0 or 1, between them where maps are interpolated. Those of the world
// always are: a direction is one sample's alone, so no average smooths the edges of its shadows.
//
// A texel of a map holds the depth at its middle, so that is compared with the depth that the surface's plane has there. Nothing has to be
// moved towards the light, but for what numbers and the rasterizer's grid of 1/256 texel lose: so nothing leaks where things touch.
float visibility(int first, vec3 trueNormal, float thickness, bool isInterpolated) {
    if (isUnshadowed) {
        bool isVirtual = int(lightNumbers[first].w) == EMITTER && lightNumbers[first + 3].w > 0.0;
        return isVirtual ? 0.0 : 1.0; // what stands in the way reflects the light, too
    }
    vec3 origin = lightNumbers[first + 5].xyz;
    ivec2 maps = ivec2(lightNumbers[first + 6].zw);
    for (int map = 5 * maps.x; map < 5 * (maps.x + maps.y); map += 5) {
        mat4 worldToClip = mat4(mapNumbers[map], mapNumbers[map + 1], mapNumbers[map + 2], mapNumbers[map + 3]);
        vec4 place = mapNumbers[map + 4];
        vec4 clip = worldToClip * vec4(worldPosition, 1.0);
        float edge = clip.w * (1.0 - 1.0 / (place.z * shadowMapTexels));
        bool isBehind = areMapsReversed ? clip.z < 0.0 : clip.z > clip.w; // in the part of another map, or by rounding
        if (max(abs(clip.x), abs(clip.y)) > edge || isBehind && map + 5 < 5 * (maps.x + maps.y)) {
            continue;
        }
        vec3 toLight = int(lightNumbers[first].w) == SUN ? origin : normalize(origin - worldPosition);
        float texel = place.w > 0.0 ? place.w : -place.w * clip.w;
        float cosine = max(abs(dot(trueNormal, toLight)), 0.02);
        float towardsLight = texel * (0.02 + 0.02 / cosine) + thickness + 1e-6 * length(worldPosition);
        clip = worldToClip * vec4(worldPosition + towardsLight * toLight, 1.0);
        vec3 inMap = clip.xyz / clip.w;

        // Two steps of a metre along the plane, in the map.
        vec3 aside = abs(trueNormal.z) < 0.9 ? vec3(-trueNormal.y, trueNormal.x, 0.0) : vec3(0.0, -trueNormal.z, trueNormal.y);
        aside = normalize(aside);
        vec4 clipA = worldToClip * vec4(aside, 0.0);
        vec4 clipB = worldToClip * vec4(cross(trueNormal, aside), 0.0);
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
    return 1.0;
}

bool shinesOn(int set) {
    return set < 0 || (objectSets[set / 32] >> (set % 32) & 1u) != 0u;
}

// What the world has in a direction, averaged over a part of the sphere, steradians.
vec3 worldIn(vec3 direction, float solidAngle) {
    if (!hasWorldMap) {
        return worldRadiance;
    }
    vec2 size = vec2(textureSize(worldMap, 0));
    float texels = solidAngle * size.x * size.y / (4.0 * PI);
    vec2 place = vec2(atan(direction.y, direction.x) / (2.0 * PI), asin(clamp(direction.z, -1.0, 1.0)) / PI) + 0.5;
    return textureLod(worldMap, place, max(0.5 * log2(max(texels, 1e-6)), 0.0)).rgb;
}

// What was seen of the scene, see SeenScene. hasSeenScene is false where nothing was yet.
uniform bool hasSeenScene;
uniform sampler2D seenPicture;
uniform sampler2D seenDepth;
uniform mat4 worldToSeen;
uniform mat4 worldToPicture;
uniform vec4 worldToSeenDistance; // along the view's axis
uniform vec4 seenProjection;      // its elements ZZ, ZW, WZ, WW

// A ray is followed over so many pixels at once, but in no more steps than these, and then to and fro.
const float RAY_STRIDE = 3.0;
const int MAX_RAY_STEPS = 40;
const int RAY_REFINEMENTS = 4;

// Shares of the distance: what is seen is taken for so thick at first, for rays that go by behind it; and where the ray was found to meet it
// both have to be as near as that.
const float SEEN_THICKNESS = 0.05;
const float MET_TOLERANCE = 0.003;

// Along the view's axis, metres.
float seenDistance(vec2 clip) {
    ivec2 size = textureSize(seenDepth, 0);
    ivec2 pixel = clamp(ivec2((clip * 0.5 + 0.5) * vec2(size)), ivec2(0), size - 1);
    float depth = texelFetch(seenDepth, pixel, 0).r;
    depth = areMapsReversed ? depth : 2.0 * depth - 1.0;
    return (depth * seenProjection.w - seenProjection.y) / (depth * seenProjection.z - seenProjection.x);
}

// Where along a ray from here, metres, it meets what was seen, or -1: McGuire and Mara 2014, "Efficient GPU Screen-Space Ray Tracing".
float metAlong(vec3 origin, vec3 direction) {
    vec4 from = worldToSeen * vec4(origin, 1.0);
    vec4 perMetre = worldToSeen * vec4(direction, 0.0);
    float distanceHere = dot(worldToSeenDistance, vec4(origin, 1.0));
    float distancePerMetre = dot(worldToSeenDistance.xyz, direction);
    if (from.w <= 0.0 || max(abs(from.x), abs(from.y)) > from.w) {
        return -1.0;
    }
    // To the picture's edge, or to where the ray comes to the camera.
    float end = distancePerMetre < 0.0 ? -0.99 * distanceHere / distancePerMetre : 1e4 * max(abs(distanceHere), 1e-4);
    for (int axis = 0; axis < 2; axis++) {
        for (float side = -1.0; side < 2.0; side += 2.0) {
            float outwards = side * perMetre[axis] - perMetre.w;
            end = outwards > 0.0 ? min(end, (from.w - side * from[axis]) / outwards) : end;
        }
    }
    vec4 to = from + perMetre * end;
    vec2 clipFrom = from.xy / from.w;
    vec2 clipTo = to.xy / to.w;
    float pixels = length((clipTo - clipFrom) * 0.5 * vec2(textureSize(seenDepth, 0)));
    int count = int(clamp(pixels / RAY_STRIDE, 1.0, float(MAX_RAY_STEPS)));
    float offset = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))) + microfacetPoint.x);
    float before = 0.0;
    float distanceBefore = distanceHere;
    for (int i = 1; i <= count; i++) {
        float share = (float(i) - 0.9 * offset) / float(count);
        float along = end * share * from.w / mix(to.w, from.w, share);
        float distance = distanceHere + distancePerMetre * along;
        float seen = seenDistance(mix(clipFrom, clipTo, share));
        float thickness = SEEN_THICKNESS * seen;
        if (max(distance, distanceBefore) > seen * 1.001 && min(distance, distanceBefore) < seen + thickness) {
            float low = before;
            float high = share;
            for (int j = 0; j < RAY_REFINEMENTS; j++) {
                float middle = 0.5 * (low + high);
                along = end * middle * from.w / mix(to.w, from.w, middle);
                bool isBehind = distanceHere + distancePerMetre * along > seenDistance(mix(clipFrom, clipTo, middle));
                low = isBehind ? low : middle;
                high = isBehind ? middle : high;
            }
            along = end * high * from.w / mix(to.w, from.w, high);
            float refined = abs(distance - distanceBefore) / float(1 << RAY_REFINEMENTS);
            seen = seenDistance(mix(clipFrom, clipTo, high));
            if (abs(distanceHere + distancePerMetre * along - seen) < MET_TOLERANCE * seen + refined) {
                return along;
            }
        }
        before = share;
        distanceBefore = distance;
    }
    return -1.0;
}

// What was seen where a ray meets the scene; w 0: it meets nothing that was.
vec4 seenAlong(vec3 origin, vec3 direction) {
    float along = hasSeenScene ? metAlong(origin, direction) : -1.0;
    if (along < 0.0) {
        return vec4(0.0);
    }
    vec4 clip = worldToPicture * vec4(origin + along * direction, 1.0);
    ivec2 size = textureSize(seenPicture, 0);
    ivec2 pixel = clamp(ivec2((clip.xy / clip.w * 0.5 + 0.5) * vec2(size)), ivec2(0), size - 1);
    return vec4(texelFetch(seenPicture, pixel, 0).rgb, 1.0);
}

#if MICROFACET_COUNT > 0 || REFRACTION_COUNT > 0
// The normal of this sample's microfacet: Walter and others 2007, "Microfacet Models for Refraction through Rough Surfaces", 5.2. w: how
// often it is picked, per steradian.
vec4 sampledMicrofacet(vec3 normal, vec3 tangent, vec2 alpha) {
    float tangent2 = microfacetPoint.x / max(1.0 - microfacetPoint.x, 1e-4);
    float angle = 2.0 * PI * microfacetPoint.y;
    vec3 local = normalize(vec3(sqrt(tangent2) * alpha * vec2(cos(angle), sin(angle)), 1.0));
    vec3 facet = tangentFrame(normal, tangent) * local;
    if (dot(facet, surfaceIncoming) <= 0.0) {
        facet = normal;
        local = vec3(0.0, 0.0, 1.0);
    }
    return vec4(facet, max(microfacetDistribution(local, alpha, false) * local.z, 1e-6)); // never 0, to divide by
}
#endif

#if REFRACTION_COUNT > 0
// What comes through a body, which is taken for a pane where its surface is flat, else for a ball: a ray that leaves it is bent once more.
vec3 seenThrough(RefractionClosure closure) {
    vec4 facet = sampledMicrofacet(closure.normal, surfaceIncoming, vec2(closure.alpha));
    vec3 inside = refract(-surfaceIncoming, facet.xyz, 1.0 / closure.eta);
    if (inside == vec3(0.0)) {
        return vec3(0.0); // all of it is reflected
    }
    float cosine = max(-dot(facet.xyz, inside), 1e-3);
    vec3 leaving = isBodyCurved ? refract(inside, -(facet.xyz + 2.0 * cosine * inside), closure.eta) : -surfaceIncoming;
    leaving = leaving == vec3(0.0) ? inside : leaving;
    float chord = bodyThickness * (isBodyCurved ? cosine : 1.0 / cosine);
    vec4 seen = seenAlong(worldPosition + chord * inside, leaving);
    vec3 behind = seen.w > 0.0 ? seen.rgb : worldIn(leaving, 1.0 / (facet.w * float(sampleCount)));
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
            vec4 facet = sampledMicrofacet(closure.normal, closure.tangent, closure.alpha);
            float cosine = max(dot(facet.xyz, surfaceIncoming), 1e-3);
            float solidAngle = 4.0 * cosine / (facet.w * float(sampleCount));
            vec3 direction = reflect(-surfaceIncoming, facet.xyz);
            // Into the surface it would meet the surface itself.
            vec4 seen = dot(direction, surfaceTrueNormal) > 0.0 ? seenAlong(worldPosition, direction) : vec4(0.0);
            ofScene += closure.albedo * seen.rgb;
            ofWorld += seen.w > 0.0 ? vec3(0.0) : closure.albedo * worldIn(direction, solidAngle);
            albedo += closure.albedo;
        }
    }
#endif
}

// What the surface reflects of a world that is the same in all directions, and what share of that light reaches it. The sample's directions
// are what all closures but microfacets see of it; of those, which are blurred to be seen at all, it is known what they reflect. Where all
// samples have few directions only the share that reaches the surface is taken from them, so that what nothing hides is exact.
vec3 reflectedFromEvenWorld(vec3 trueNormal, float thickness, out float reaching) {
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
        otherAlbedo -= refractionClosures[i].albedo;
    }
#endif
    vec3 sum = vec3(0.0);
    vec3 all = vec3(0.0);
    reaching = 0.0;
    float allReaching = 0.0;
    for (int first = 7 * lightCount; first < 7 * (lightCount + worldDirectionCount); first += 7) {
        vec3 toWorld = lightNumbers[first + 5].xyz;
        vec3 reflected = reflectedLight(toWorld, 0.0, NO_MICROFACET);
        float cosine = max(dot(surfaceNormal, toWorld), 0.0);
        if (cosine > 0.0 || reflected != vec3(0.0)) {
            float share = visibility(first, trueNormal, thickness, true);
            sum += reflected * share;
            all += reflected;
            reaching += cosine * share;
            allReaching += cosine;
        }
    }
    if (sampleCount * worldDirectionCount < MIN_WORLD_DIRECTIONS) {
        reaching = allReaching > 0.0 ? reaching / allReaching : 1.0;
        float brightness = dot(all, vec3(1.0));
        return worldRadiance * (otherAlbedo * (brightness > 0.0 ? dot(sum, vec3(1.0)) / brightness : 1.0) + microfacetAlbedo * reaching);
    }
    float steradians = 4.0 * PI / float(worldDirectionCount);
    reaching *= steradians / PI;
    return worldRadiance * (sum * steradians + microfacetAlbedo * reaching);
}

// What the surface reflects of all lights and the world.
//
// trueNormal: of the plane that the surface lies in; of length 1, to either side
// thickness:  how far from here the light may meet the surface itself, which then casts no shadow; metres
vec3 directLight(vec3 trueNormal, float thickness) {
    vec3 narrow;
    vec3 narrowAlbedo;
    vec3 narrowOfScene;
    reflectNarrowly(narrow, narrowOfScene, narrowAlbedo);
    bool isNarrow = narrowAlbedo != vec3(0.0);
    float reaching = 1.0;
    vec3 radiance = worldRadiance * (environmentLight() - narrowAlbedo);
#if REFRACTION_COUNT > 0
    for (int i = 0; i < REFRACTION_COUNT; i++) {
        radiance -= worldRadiance * refractionClosures[i].albedo; // what is seen through them, see below
    }
#endif
    if (worldDirectionCount > 0) {
        radiance = reflectedFromEvenWorld(trueNormal, thickness, reaching);
    }
    int firstOfWorld = 7 * (lightCount - worldMapDirectionCount);
    vec2 visible = vec2(0.0); // steradians that are, and all
    for (int first = firstOfWorld; first < 7 * lightCount; first += 7) {
        vec3 toLight = -lightNumbers[first + 2].xyz;
        vec3 reflected = lightNumbers[first + 1].rgb * reflectedLight(toLight, lightNumbers[first + 1].w, NARROW_ALPHA);
        float seen = isNarrow ? max(dot(surfaceNormal, toLight), 0.0) * lightNumbers[first + 3].w : 0.0;
        if (reflected != vec3(0.0) || seen > 0.0) {
            float share = visibility(first, trueNormal, thickness, true);
            radiance += reflected * share;
            visible += seen * vec2(share, 1.0);
        }
    }
    radiance += narrowOfScene + narrow * (visible.y > 0.0 ? visible.x / visible.y : reaching);
#if REFRACTION_COUNT > 0
    for (int i = 0; i < REFRACTION_COUNT; i++) {
        radiance += refractionClosures[i].albedo * seenThrough(refractionClosures[i]);
    }
#endif
    for (int first = 0; first < firstOfWorld; first += 7) {
        if (shinesOn(int(lightNumbers[first + 2].w))) {
            vec3 reflected = reflectedFromLight(first);
            if (reflected != vec3(0.0)) {
                radiance += reflected * visibility(first, trueNormal, thickness, areMapsInterpolated);
            }
        }
    }
    return radiance;
}
#endif
