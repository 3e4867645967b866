// SPDX-License-Identifier: Apache-2.0
// Of every vertex shader, after its version: what differs between the instances of a draw call, and what the fragment shader gets of it.
// READS_... is defined for what the material's shader reads, see SurfaceInput.

layout(location = 3) in mat4x3 objectToWorld; // locations 3 to 6
layout(location = 7) in uvec4 instanceData;   // pass index and random number as floats, the object's colour as four halves

flat out float instanceObjectIndex;
flat out int instanceIndex; // within the draw call
#ifdef READS_OBJECT_RANDOM
flat out float instanceRandom;
#endif
#ifdef READS_OBJECT_COLOR
flat out vec4 instanceColor;
#endif
#ifdef PASSES_INSTANCE_MATRIX
flat out mat4x3 instanceToWorld;
#endif

void passInstance() {
    instanceObjectIndex = uintBitsToFloat(instanceData.x);
    instanceIndex = gl_InstanceID;
#ifdef READS_OBJECT_RANDOM
    instanceRandom = uintBitsToFloat(instanceData.y);
#endif
#ifdef READS_OBJECT_COLOR
    instanceColor = vec4(unpackHalf2x16(instanceData.z), unpackHalf2x16(instanceData.w));
#endif
#ifdef PASSES_INSTANCE_MATRIX
    instanceToWorld = objectToWorld;
#endif
}

// Of a tangent in object space and the sign of its bitangent, which a mirrored object has the other way round.
vec4 worldTangent(vec4 tangent) {
    mat3 linear = mat3(objectToWorld);
    return vec4(linear * tangent.xyz, determinant(linear) < 0.0 ? -tangent.w : tangent.w);
}
