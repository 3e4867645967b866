// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeParticleInfo
// Output: Index float
// Output: Random float
// Output: Age float
// Output: Lifetime float
// Output: Location vec3
// Output: Size float
// Output: Velocity vec3
// Output: Angular Velocity vec3
// Uses: hash.glsl
// Reads: PARTICLE_INDEX, PARTICLE_AGE, PARTICLE_LIFETIME, PARTICLE_LOCATION, PARTICLE_SIZE, PARTICLE_VELOCITY, PARTICLE_ANGULAR_VELOCITY
// Cycles' node_particle_info.osl, as of Blender 5.2.
void particleInfo(
        out float number, out float random, out float age, out float lifetime, out vec3 location, out float size, out vec3 velocity,
        out vec3 angularVelocity) {
    number = particleIndex;
    random = unitOf(jenkinsHash(uvec2(uint(particleIndex), 0u)));
    age = particleAge;
    lifetime = particleLifetime;
    location = particleLocation;
    size = particleSize;
    velocity = particleVelocity;
    angularVelocity = particleAngularVelocity;
}
