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
// Reads: PARTICLE_INDEX, PARTICLE_RANDOM, PARTICLE_AGE, PARTICLE_LIFETIME, PARTICLE_LOCATION, PARTICLE_SIZE, PARTICLE_VELOCITY,
//     PARTICLE_ANGULAR_VELOCITY
// Warning of Index, Random, Age, Lifetime, Location, Size, Velocity, Angular Velocity: is not known yet and taken as 0
// Cycles' node_particle_info.osl, as of Blender 5.2.
void particleInfo(
        out float number, out float random, out float age, out float lifetime, out vec3 location, out float size, out vec3 velocity,
        out vec3 angularVelocity) {
    number = particleIndex;
    random = particleRandom;
    age = particleAge;
    lifetime = particleLifetime;
    location = particleLocation;
    size = particleSize;
    velocity = particleVelocity;
    angularVelocity = particleAngularVelocity;
}
