in vec3 worldPosition;
in float depth;
in vec2 textureCoordinates;
in float side; // -1 to 1 across the ribbon
in vec3 objectTangent;
in vec3 objectDirection;
flat in mat3 objectToWorldNormal;
flat in float instanceObjectIndex;

// That of a tube: Cycles' kernel/geom/curve_intersect.h, curve_shader_setup.
vec3 shadingNormal() {
    vec3 tangent = normalize(objectTangent);
    vec3 bitangent = normalize(cross(tangent, -objectDirection));
    float cosine = sqrt(max(1.0 - side * side, 0.0));
    vec3 normal = side * bitangent - cosine * normalize(cross(tangent, bitangent));
    return normalize(objectToWorldNormal * normal);
}
