// SPDX-License-Identifier: Apache-2.0
// Follows surface.frag.glsl, which declares worldPosition, PI and, of the surface there:
//     vec3 reflectedLight(vec3 toLight, float softness)   what is reflected of light of irradiance 1 from a direction
//     vec3 environmentLight()                             what is reflected of surroundings of radiance 1

#ifdef WRITE_COMBINED
// Kinds of light, and the texels of one: the layout is written by LightBuffer.
const int POINT = 0;
const int SUN = 1;
const int SPOT = 2;
const int AREA_RECTANGLE = 3;
const int AREA_ELLIPSE = 4;
const int TEXELS_PER_LIGHT = 5;

uniform samplerBuffer lights;
uniform int lightCount;
uniform int areaGrid;       // cells along each side of an area light
uniform int areaPointCount; // points on one, over all samples
uniform vec2 areaPoint;     // where in its cell this sample's point lies
uniform vec3 worldRadiance;

// Light of `strength` / (distance² + sizeSquared) at normal incidence from a disc that faces the surface, as the soft
// falloff of Cycles' point lights has it.
vec3 reflectedFromDisc(vec3 offset, vec3 strength, float sizeSquared) {
    float distanceSquared = dot(offset, offset);
    if (distanceSquared == 0.0) {
        return vec3(0.0);
    }
    float distance = sqrt(distanceSquared);
    return strength / (distanceSquared + sizeSquared) * reflectedLight(offset / distance, sqrt(sizeSquared) / distance);
}

// Blender's cone: intern/cycles/kernel/light/spot.h, spot_light_attenuation, as of Blender 4.0.
float coneAttenuation(vec3 fromLight, vec3 axisX, vec3 axisY, vec3 axisZ, float cosHalfAngle, float inverseBlend) {
    vec3 local = vec3(dot(fromLight, axisX), dot(fromLight, axisY), dot(fromLight, axisZ));
    float cosine = local.z * inversesqrt(max(dot(local, local), 1e-30));
    return smoothstep(0.0, 1.0, (cosine - cosHalfAngle) * inverseBlend);
}

// The point of a cell when a square or disc of half-size 1 is cut into equal areas.
vec2 areaCell(int kind, int row, int column) {
    vec2 unit = (vec2(column, row) + areaPoint) / float(areaGrid);
    if (kind == AREA_RECTANGLE) {
        return unit * 2.0 - 1.0;
    }
    float angle = 2.0 * PI * (unit.x + 0.5 * float(row % 2) / float(areaGrid));
    return sqrt(unit.y) * vec2(cos(angle), sin(angle));
}

vec3 reflectedFromLight(int index) {
    int first = index * TEXELS_PER_LIGHT;
    vec4 origin = texelFetch(lights, first);
    vec4 strength = texelFetch(lights, first + 1);
    vec4 axisZ = texelFetch(lights, first + 2);
    int kind = int(origin.w);
    vec3 offset = origin.xyz - worldPosition;
    if (kind == POINT) {
        return reflectedFromDisc(offset, strength.rgb, strength.w);
    }
    if (kind == SUN) {
        return strength.rgb * reflectedLight(-axisZ.xyz, 0.0);
    }
    vec4 axisX = texelFetch(lights, first + 3);
    vec4 axisY = texelFetch(lights, first + 4);
    if (kind == SPOT) {
        float attenuation = coneAttenuation(-offset, axisX.xyz, axisY.xyz, axisZ.xyz, axisX.w, axisY.w);
        return attenuation > 0.0 ? attenuation * reflectedFromDisc(offset, strength.rgb, strength.w) : vec3(0.0);
    }
    vec3 sum = vec3(0.0);
    if (dot(offset, axisZ.xyz) < 0.0) { // in front of the emitting side
        for (int row = 0; row < areaGrid; row++) {
            for (int column = 0; column < areaGrid; column++) {
                vec2 cell = areaCell(kind, row, column);
                vec3 toCell = offset + cell.x * axisX.xyz + cell.y * axisY.xyz;
                float emittedCosine = dot(normalize(toCell), -axisZ.xyz);
                sum += emittedCosine * reflectedFromDisc(toCell, strength.rgb, strength.w / float(areaPointCount));
            }
        }
    }
    return sum / float(areaGrid * areaGrid);
}

vec3 directLight() {
    vec3 radiance = worldRadiance * environmentLight();
    for (int i = 0; i < lightCount; i++) {
        radiance += reflectedFromLight(i);
    }
    return radiance;
}
#endif
