// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeWireframe
// Flag: use_pixel_size
// Input: Size float
// Output: Fac float
// Reads: POSITION, TRUE_NORMAL, INCOMING, PARAMETRIC
// Cycles' svm/wireframe.h, as of Blender 5.2. The distance to an edge is the barycentric coordinate that is 0 there, over how fast it
// grows across the surface. A pixel is as wide as two directions of its width on the surface, at right angles, that are looked at from
// the viewer: which ones says make_orthonormals of Cycles' util/math_float3.h.
void wireframe(bool isInPixels, float size, out float factor) {
    vec3 alongX = dFdx(surfacePosition);
    vec3 alongY = dFdy(surfacePosition);
    vec3 place = vec3(surfaceParametric.xy, 1.0 - surfaceParametric.x - surfaceParametric.y);
    vec3 growthX = dFdx(place);
    vec3 growthY = dFdy(place);
    float xx = dot(alongX, alongX);
    float xy = dot(alongX, alongY);
    float yy = dot(alongY, alongY);
    vec3 growthSquared = (yy * growthX * growthX - 2.0 * xy * growthX * growthY + xx * growthY * growthY) / max(xx * yy - xy * xy, 1e-30);
    float width = 0.5 * size;
    if (isInPixels) {
        vec3 acrossX = alongX - dot(alongX, surfaceIncoming) * surfaceIncoming;
        vec3 acrossY = alongY - dot(alongY, surfaceIncoming) * surfaceIncoming;
        vec3 n = surfaceTrueNormal;
        vec3 first = normalize(n.x != n.y || n.x != n.z ? vec3(n.z - n.y, n.x - n.z, n.y - n.x) : vec3(n.z - n.y, n.x + n.z, -n.y - n.x));
        vec2 seen = vec2(dot(first, surfaceIncoming), dot(cross(n, first), surfaceIncoming));
        vec2 shares = sqrt(max(1.0 - seen * seen, 0.0));
        width *= 0.5 * (length(acrossX) + length(acrossY)) * 0.5 * (shares.x + shares.y);
    }
    factor = any(lessThan(place * place, growthSquared * width * width)) ? 1.0 : 0.0;
}
