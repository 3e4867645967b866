// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeSubsurfaceScattering
// Closure: diffuse
// Input: Color vec3
// Input: Normal vec3 = normal
// Output: BSSRDF shader
// Uses: closures.glsl
// Warning: has light that leaves the surface where it entered
// Cycles' node_subsurface_scattering.osl, as of Blender 5.2, of a radius of 0: diffuse.
void subsurfaceScattering(int place, vec3 color, vec3 normal, float weight) {
    vec3 bent = reflectingNormal(validNormal(normal));
    addDiffuse(place, vec3(0.0), 0.0, bent, bumpOf(bent, false), max(color, 0.0) * weight);
}
