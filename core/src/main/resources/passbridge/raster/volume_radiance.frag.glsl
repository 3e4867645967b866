
uniform mat4x3 viewToWorld;
uniform vec3 extinctionBefore; // per metre, from the camera to the volume
uniform vec3 shadowShare; // 1 by the share of the samples in which shadows of volumes are those of a colour, 0 for other colours than this sample's

// Light that is scattered once, at one place of the way in each sample: the nearer, the more often, as far as the volume hides what is
// farther.
vec3 scatteredLight() {
    float thickness = dot(extinction, vec3(1.0 / 3.0));
    float hidden = 1.0 - exp(-thickness);
    float number = rayNumber(STEP_OF_PLACE);
    float share = thickness > 1e-3 ? -log(1.0 - number * hidden) / thickness : number;
    float often = thickness > 1e-3 ? thickness * exp(-thickness * share) / hidden : 1.0; // how often it is picked, by the way's length
    float distance = entry + share * wayLength / rayScale();
    worldPosition = viewToWorld * vec4(viewPoint(distance), 1.0);
    surfaceIncoming = normalize(mat3(viewToWorld) * (viewPoint(0.0) - viewPoint(1.0)));
    surfaceNormal = surfaceIncoming;
    vec3 deviation = abs(extinction - thickness);
    bool isColored = max(max(deviation.r, deviation.g), deviation.b) > 0.01 * thickness; // else one colour's shadow is that of all
    return (isColored ? shadowShare : vec3(1.0)) * scattering * exp(-extinction * share) / often * directLight(surfacePlane(surfaceIncoming, 0.0));
}

void main() {
    findVolume();
    vec3 passed = exp(-extinction);
    // The mean of what comes through from places all along the way.
    vec3 share = mix((1.0 - passed) / max(extinction, 1e-6), 1.0 - 0.5 * extinction, vec3(lessThan(extinction, vec3(1e-3))));
    vec3 light = emission * share;
    if (scattering != vec3(0.0)) {
        light += scatteredLight();
    }
    light *= exp(-extinctionBefore * max(entry - nearestSeen, 0.0) * rayScale());
    combinedOutput = vec4(light, 1.0 - dot(passed, vec3(1.0 / 3.0)));
}
