uniform mat4 worldToClip;
uniform bool isDepthReversed; // clip space reaches from 0 to w, not from -w; see DepthRange
uniform vec4 worldToDepth; // row vector: distance along the camera's view axis

flat in vec3 sphereCentre;
flat in int sphereIndex;
flat in float sphereRadius;
flat in mat3 sphereToWorld;
in vec3 fromCentre;
in vec3 rayDirection;
flat in float instanceObjectIndex;

const vec2 textureCoordinates = vec2(0.0);
vec3 worldPosition;
float depth;

// Where the ray enters the sphere: Cycles' kernel/geom/point_intersect.h, point_intersect_test.
void findSurface() {
    vec3 ray = normalize(rayDirection);
    vec3 nearest = fromCentre - dot(fromCentre, ray) * ray;
    float halfChordSquared = sphereRadius * sphereRadius - dot(nearest, nearest);
    if (halfChordSquared < 0.0) {
        discard;
    }
    worldPosition = sphereCentre + sphereToWorld * (nearest - sqrt(halfChordSquared) * ray);
    depth = dot(worldToDepth, vec4(worldPosition, 1.0));
    vec4 clip = worldToClip * vec4(worldPosition, 1.0);
    float depthInBuffer = isDepthReversed ? clip.z / clip.w : 0.5 * clip.z / clip.w + 0.5;
    if (!(depthInBuffer >= 0.0 && depthInBuffer <= 1.0)) {
        discard;
    }
    gl_FragDepth = depthInBuffer;
}

vec3 shadingNormal() {
    return normalize(worldPosition - sphereCentre);
}

vec3 trueNormal() {
    return shadingNormal();
}

// The same surface is seen from everywhere.
float surfaceThickness() {
    return 0.0;
}
