#version 410 core
// SPDX-License-Identifier: Apache-2.0
// What volume.frag.glsl tells of bodies, of the volume that fills the world. Compiled with the declarations of ShaderOutput and
// viewing_ray.glsl.

uniform vec3 worldExtinction; // per metre, as the others
uniform vec3 worldScattering;
uniform vec3 worldEmission;
uniform float worldAnisotropy;

void main() {
    float way = (drawnDistance() - nearestSeen) * rayScale();
    volumeExtinctionOutput = vec4(way * worldExtinction, nearestSeen);
    volumeEmissionOutput = vec4(way * worldEmission, way);
#ifdef WRITE_VOLUME_SCATTERING
    volumeScatteringOutput = vec4(way * worldScattering, 0.0);
    volumeAnisotropyOutput = way * worldAnisotropy * dot(worldScattering, vec3(1.0 / 3.0));
#endif
}
