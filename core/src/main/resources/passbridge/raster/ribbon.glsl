uniform vec4 worldToDepth; // row vector: distance along the camera's view axis

in vec3 ribbonPosition;
in vec3 worldDirection;
in vec2 textureCoordinates;
in float side; // -1 to 1 across the ribbon
in vec3 objectTangent;
in vec3 objectDirection;
in vec3 objectCentre;
flat in mat3 objectToWorldNormal;
in float worldRadius;
flat in float handedness;
uniform float viewHandedness; // -1: the camera mirrors the picture
flat in float instanceObjectIndex;

vec3 worldPosition;
float depth;

// In Cycles a ribbon is at right angles to each ray that meets it, not only to that to its middle.
void findSurface() {
    if (gl_FrontFacing == (handedness * viewHandedness > 0.0)) {
        discard; // turned over, at a narrow bend: left out as in ribbon_intersect_quad of Cycles' kernel/geom/curve_intersect.h
    }
    float along = dot(objectDirection, objectCentre) / dot(objectDirection, objectDirection);
    worldPosition = ribbonPosition + (along - 1.0) * worldDirection;
    depth = dot(worldToDepth, vec4(worldPosition, 1.0));
}

// That of a tube: Cycles' kernel/geom/curve_intersect.h, curve_shader_setup.
vec3 shadingNormal() {
    vec3 tangent = normalize(objectTangent);
    vec3 bitangent = normalize(cross(tangent, -objectDirection));
    float cosine = sqrt(max(1.0 - side * side, 0.0));
    vec3 normal = side * bitangent - cosine * normalize(cross(tangent, bitangent));
    return normalize(objectToWorldNormal * normal);
}

// A ribbon turns to the light, too: it meets each of its rays at right angles.
vec3 trueNormal() {
    return normalize(worldDirection);
}

// Turned to the light it lies elsewhere, but no farther than its width.
float surfaceThickness() {
    return 2.0 * worldRadius;
}
