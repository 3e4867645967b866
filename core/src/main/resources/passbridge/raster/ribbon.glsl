in vec3 worldPosition;
in float depth;
in vec2 textureCoordinates;
in float side;
in vec3 ribbonTangent;
in vec3 ribbonDirection;
flat in mat3 ribbonToWorldNormal;
flat in float instanceObjectIndex;

// That of a tube: Cycles' kernel/geom/curve_intersect.h, curve_shader_setup.
vec3 shadingNormal() {
    vec3 tangent = normalize(ribbonTangent);
    vec3 bitangent = normalize(cross(tangent, -ribbonDirection));
    float cosine = sqrt(max(1.0 - side * side, 0.0));
    vec3 normal = side * bitangent - cosine * normalize(cross(tangent, bitangent));
    return normalize(ribbonToWorldNormal * normal);
}
