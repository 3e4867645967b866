// SPDX-License-Identifier: Apache-2.0
// Rotations: Rodrigues' formula, and Blender's Euler angles in the order X, Y, Z.

vec3 rotatedAbout(vec3 vector, vec3 axis, float angle) {
    float cosine = cos(angle);
    return vector * cosine + cross(axis, vector) * sin(angle) + axis * (dot(axis, vector) * (1.0 - cosine));
}

mat3 eulerRotation(vec3 euler) {
    vec3 c = cos(euler);
    vec3 s = sin(euler);
    return mat3(
            c.y * c.z, c.y * s.z, -s.y,
            s.y * s.x * c.z - c.x * s.z, s.y * s.x * s.z + c.x * c.z, c.y * s.x,
            s.y * c.x * c.z + s.x * s.z, s.y * c.x * s.z - s.x * c.z, c.y * c.x);
}
