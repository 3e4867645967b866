// The last part of the surface's fragment shader where it tells of the volume that the surface encloses: what light meets from the camera to
// here, positive where a ray leaves the volume, negative where it enters it. So the sum over all faces is what it meets inside. Rays end
// at what was drawn.

#ifdef UNEVEN_VOLUME
// Both ends of a ray's way through a volume that differs from place to place have to see the same places of it.
const int VOLUME_STEPS = 16;

uniform vec3 volumeMin; // of the geometry, in object space
uniform vec3 volumeMax;
uniform mat4x3 viewToWorld;

void setPlace(vec3 place, vec3 inObject, float distance) {
#ifdef READS_POSITION
    surfacePosition = place;
#endif
#ifdef READS_OBJECT_POSITION
    surfaceObjectPosition = inObject;
#endif
#ifdef READS_GENERATED
    surfaceGenerated = (inObject - generatedLocation) * generatedScale + 0.5;
#endif
#ifdef READS_CAMERA
    surfaceCamera = worldToView * vec4(place, 1.0);
#endif
#ifdef READS_RAY_LENGTH
    surfaceRayLength = distance * rayScale();
#endif
}
#endif

// Per metre, in the order of the sums.
struct Medium {
    vec3 extinction;
    vec3 scattering;
    vec3 emission;
    float anisotropy; // weighed by what is scattered
};

Medium mediumHere() {
    return Medium(volumeExtinction, volumeScattering, volumeEmission, volumeAnisotropy * dot(volumeScattering, vec3(1.0 / 3.0)));
}

void main() {
    setSurfaceInputs();
    float here = clamp(depth, nearestSeen, drawnDistance());
    float scale = rayScale();
    float side = isFrontFacing() ? -1.0 : 1.0;
    float way = side * (here - nearestSeen) * scale;
#ifdef UNEVEN_VOLUME
    mat4x3 worldToVolume = inverseOf(instanceToWorld);
    vec3 start = worldToVolume * vec4(viewToWorld * vec4(viewPoint(0.0), 1.0), 1.0);
    vec3 perDistance = worldToVolume * vec4(viewToWorld * vec4(viewPoint(1.0), 1.0), 1.0) - start;
    vec3 inverse = 1.0 / mix(perDistance, vec3(1e-12), lessThan(abs(perDistance), vec3(1e-12)));
    vec3 toMin = (volumeMin - start) * inverse;
    vec3 toMax = (volumeMax - start) * inverse;
    vec3 entries = min(toMin, toMax);
    vec3 exits = max(toMin, toMax);
    float first = max(max(max(entries.x, entries.y), entries.z), nearestSeen);
    float stepDistance = max(min(min(exits.x, exits.y), exits.z) - first, 0.0) / float(VOLUME_STEPS);
    Medium sum = Medium(vec3(0.0), vec3(0.0), vec3(0.0), 0.0);
    for (int i = 0; i < VOLUME_STEPS; i++) {
        float distance = first + (float(i) + rayNumber(STEP_OF_PLACE)) * stepDistance;
        vec3 inObject = start + distance * perDistance;
        setPlace(instanceToWorld * vec4(inObject, 1.0), inObject, distance);
        evaluateSurface();
        if (distance < here) {
            Medium medium = mediumHere();
            sum.extinction += medium.extinction;
            sum.scattering += medium.scattering;
            sum.emission += medium.emission;
            sum.anisotropy += medium.anisotropy;
        }
    }
    float share = side * stepDistance * scale;
#else
    evaluateSurface();
    Medium sum = mediumHere();
    float share = way;
#endif
    volumeExtinctionOutput = vec4(share * sum.extinction, side > 0.0 ? ENDLESS : here); // the least is kept of where it is entered
    volumeEmissionOutput = vec4(share * sum.emission, way);
#ifdef WRITE_VOLUME_SCATTERING
    volumeScatteringOutput = vec4(share * sum.scattering, side);
    volumeAnisotropyOutput = share * sum.anisotropy;
#endif
}
