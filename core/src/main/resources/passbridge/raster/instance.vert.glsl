// SPDX-License-Identifier: Apache-2.0
// Of every vertex shader, after its version: what differs between the instances of a draw call, and what the fragment shader gets of it.
// READS_... is defined for what the material's shader reads, see SurfaceInput; DEFORMS where the geometry is drawn between two of its
// motion steps, see Pose.

layout(location = 3) in mat4x3 objectToWorld; // locations 3 to 6
layout(location = 7) in uvec4 instanceData;   // pass index and random number as floats, the object's colour as four halves

#ifdef DEFORMS
uniform float poseShare; // of the way from one motion step to the next, 0 to 1
#endif

uniform int firstInstance; // of the draw call, among those that share geometry and materials

flat out float instanceObjectIndex;
flat out int instanceIndex; // among those
#ifdef READS_OBJECT_RANDOM
flat out float instanceRandom;
#endif
#ifdef READS_OBJECT_COLOR
flat out vec4 instanceColor;
#endif
#ifdef PASSES_INSTANCE_MATRIX
flat out mat4x3 instanceToWorld;
#endif

#ifdef READS_INSTANCE_SOURCE
uniform samplerBuffer instanceSources; // of each instance texels as InstanceSources has them
const int TEXELS_OF_SOURCE = 5;

flat out vec4 sourceTexel0;
flat out vec4 sourceTexel1;
flat out vec4 sourceTexel2;
flat out vec4 sourceTexel3;
flat out vec4 sourceTexel4;
#endif

#ifdef READS_OBJECT_COLOR
// One of HalfFloat's numbers; GLSL has unpackHalf2x16 from 4.20 on.
float halfFloat(uint bits) {
    uint magnitude = bits & 0x7FFFu;
    float value = magnitude == 0u ? 0.0 : uintBitsToFloat((magnitude << 13) + (112u << 23));
    return (bits & 0x8000u) == 0u ? value : -value;
}

vec2 halfFloats(uint bits) {
    return vec2(halfFloat(bits), halfFloat(bits >> 16));
}
#endif

void passInstance() {
    instanceObjectIndex = uintBitsToFloat(instanceData.x);
    instanceIndex = firstInstance + gl_InstanceID;
#ifdef READS_OBJECT_RANDOM
    instanceRandom = uintBitsToFloat(instanceData.y);
#endif
#ifdef READS_OBJECT_COLOR
    instanceColor = vec4(halfFloats(instanceData.z), halfFloats(instanceData.w));
#endif
#ifdef PASSES_INSTANCE_MATRIX
    instanceToWorld = objectToWorld;
#endif
#ifdef READS_INSTANCE_SOURCE
    int firstTexel = (firstInstance + gl_InstanceID) * TEXELS_OF_SOURCE;
    sourceTexel0 = texelFetch(instanceSources, firstTexel);
    sourceTexel1 = texelFetch(instanceSources, firstTexel + 1);
    sourceTexel2 = texelFetch(instanceSources, firstTexel + 2);
    sourceTexel3 = texelFetch(instanceSources, firstTexel + 3);
    sourceTexel4 = texelFetch(instanceSources, firstTexel + 4);
#endif
}

// Of a tangent in object space and the sign of its bitangent, which a mirrored object has the other way round.
vec4 worldTangent(vec4 tangent) {
    mat3 linear = mat3(objectToWorld);
    return vec4(linear * tangent.xyz, determinant(linear) < 0.0 ? -tangent.w : tangent.w);
}
