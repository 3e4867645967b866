// SPDX-License-Identifier: Apache-2.0
// Reads: POSITION
// Normals of surfaces that are raised: Mikkelsen 2010, "Bump Mapping Unparametrized Surfaces on the GPU"; Cycles' node_bump.osl, as of
// Blender 5.2. Heights are compared with those of the neighbouring fragments. (Cycles compares them at a tenth of a pixel.)

vec3 bumpedNormal(float height, float strength, vec3 normal) {
    vec3 alongX = dFdx(surfacePosition);
    vec3 alongY = dFdy(surfacePosition);
    vec3 acrossX = cross(alongY, normal);
    vec3 acrossY = cross(normal, alongX);
    float area = dot(alongX, acrossX);
    vec3 raised = abs(area) * normal - (area < 0.0 ? -1.0 : 1.0) * (dFdx(height) * acrossX + dFdy(height) * acrossY);
    float lengthSquared = dot(raised, raised);
    return lengthSquared > 0.0 ? normalize(mix(normal, raised * inversesqrt(lengthSquared), max(strength, 0.0))) : normal;
}
