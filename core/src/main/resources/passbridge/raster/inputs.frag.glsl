// Follows surface.frag.glsl: sets what the material's shader reads of the surface, see SurfaceInput. READS_... is defined for each of
// these, and the global declared as 0, which it stays where the rasterizer does not know it.

#ifdef READS_OBJECT_RANDOM
flat in float instanceRandom;
#endif
#ifdef READS_OBJECT_COLOR
flat in vec4 instanceColor;
#endif
#ifdef PASSES_INSTANCE_MATRIX
flat in mat4x3 instanceToWorld;
#endif
#ifdef READS_INSTANCE_SOURCE
flat in vec4 sourceTexel0; // as InstanceSources has them
flat in vec4 sourceTexel1;
flat in vec4 sourceTexel2;
flat in vec4 sourceTexel3;
flat in vec4 sourceTexel4;
#endif
#ifdef READS_GENERATED
uniform vec3 generatedLocation; // the middle of texture space, in object space
uniform vec3 generatedScale;    // 1 by its extent
#endif
#ifdef READS_WINDOW
uniform vec2 viewSize;
#endif
#if defined(READS_CAMERA) || defined(READS_WORLD_TO_CAMERA) || defined(READS_CAMERA_TO_WORLD)
uniform mat4x3 worldToView; // looks along positive Z
#endif

// The inverse of what is affine; of what is flat in one direction nothing is left there.
mat4x3 inverseOf(mat4x3 matrix) {
    mat3 linear = mat3(matrix);
    mat3 inverted = abs(determinant(linear)) > 1e-30 ? inverse(linear) : mat3(0.0);
    return mat4x3(inverted[0], inverted[1], inverted[2], -(inverted * matrix[3]));
}

#if defined(READS_GENERATED) || defined(READS_OBJECT_POSITION)
vec3 positionInObject() {
#ifdef DRAW_MESH
    return objectPosition;
#else
    return inverseOf(instanceToWorld) * vec4(worldPosition, 1.0);
#endif
}
#endif

// Derivatives are taken: to be called where all fragments do.
void setSurfaceInputs() {
    surfaceNormal = shadingNormal();
#ifdef DRAW_MESH
    surfaceTrueNormal = triangleNormal();
#else
    surfaceTrueNormal = surfaceNormal;
#endif
    surfaceIncoming = towardsEye();
#ifdef READS_OBJECT_INCOMING
    surfaceObjectIncoming = surfaceIncoming * mat3(instanceToWorld); // as Cycles transforms normals
    surfaceObjectIncoming /= max(length(surfaceObjectIncoming), 1e-30);
#endif
#ifdef READS_POSITION
    surfacePosition = worldPosition;
#endif
#ifdef READS_BACK_FACING
    surfaceBackFacing = isFrontFacing() ? 0.0 : 1.0;
#endif
#ifdef READS_GENERATED
    vec3 undeformed = positionInObject();
#ifdef UNDEFORMED_POSITION
    undeformed = UNDEFORMED_POSITION.w > 0.0 ? UNDEFORMED_POSITION.xyz : undeformed;
#endif
    surfaceGenerated = (undeformed - generatedLocation) * generatedScale + 0.5;
#endif
#ifdef READS_OBJECT_POSITION
    surfaceObjectPosition = positionInObject();
#endif
#ifdef READS_UV
    surfaceUv = vec3(textureCoordinates, 0.0);
#endif
#if defined(READS_TANGENT) && defined(ACTIVE_TANGENT)
    surfaceTangent = ACTIVE_TANGENT;
#endif
#ifdef READS_WINDOW
    surfaceWindow = vec3(gl_FragCoord.xy / viewSize, 0.0);
#endif
#ifdef READS_CAMERA
    surfaceCamera = worldToView * vec4(worldPosition, 1.0);
#endif
#ifdef READS_RAY_LENGTH
    surfaceRayLength = eye.w == 1.0 ? length(eye.xyz - worldPosition) : depth;
#endif
#if defined(READS_PARAMETRIC) && defined(PARAMETRIC)
    surfaceParametric = vec3(PARAMETRIC.xy, 0.0);
#endif
#if defined(READS_POINTINESS) && defined(POINTINESS)
    surfacePointiness = POINTINESS.x;
#endif
#if defined(READS_ISLAND) && defined(ISLAND)
    surfaceIsland = ISLAND.x;
#endif
#ifdef READS_OBJECT_LOCATION
    objectLocation = instanceToWorld[3];
#endif
#ifdef READS_OBJECT_COLOR
    objectColor = instanceColor;
#endif
#ifdef READS_OBJECT_INDEX
    objectIndex = instanceObjectIndex;
#endif
#ifdef READS_OBJECT_RANDOM
    objectRandom = instanceRandom;
#endif
#ifdef READS_OBJECT_TO_WORLD
    objectToWorld = instanceToWorld;
#endif
#ifdef READS_WORLD_TO_OBJECT
    worldToObject = inverseOf(instanceToWorld);
#endif
#ifdef READS_WORLD_TO_CAMERA
    worldToCamera = worldToView;
#endif
#ifdef READS_CAMERA_TO_WORLD
    cameraToWorld = inverseOf(worldToView);
#endif
#ifdef READS_INSTANCER_GENERATED
    instancerGenerated = sourceTexel0.xyz;
#endif
#ifdef READS_INSTANCER_UV
    instancerUv = vec3(sourceTexel0.w, sourceTexel1.x, 0.0);
#endif
#ifdef READS_PARTICLE_INDEX
    particleIndex = sourceTexel1.y;
#endif
#ifdef READS_PARTICLE_AGE
    particleAge = sourceTexel1.z;
#endif
#ifdef READS_PARTICLE_LIFETIME
    particleLifetime = sourceTexel1.w;
#endif
#ifdef READS_PARTICLE_LOCATION
    particleLocation = sourceTexel2.xyz;
#endif
#ifdef READS_PARTICLE_SIZE
    particleSize = sourceTexel2.w;
#endif
#ifdef READS_PARTICLE_VELOCITY
    particleVelocity = sourceTexel3.xyz;
#endif
#ifdef READS_PARTICLE_ANGULAR_VELOCITY
    particleAngularVelocity = sourceTexel4.xyz;
#endif
#ifdef DRAW_RIBBONS
#ifdef READS_HAIR_IS_STRAND
    hairIsStrand = 1.0;
#endif
#ifdef READS_HAIR_TANGENT
    hairTangent = normalize(mat3(instanceToWorld) * objectTangent);
#endif
#ifdef READS_HAIR_THICKNESS
    hairThickness = 2.0 * worldRadius;
#endif
#ifdef CURVE
#ifdef READS_HAIR_INTERCEPT
    hairIntercept = CURVE.x;
#endif
#ifdef READS_HAIR_LENGTH
    hairLength = CURVE.y;
#endif
#ifdef READS_HAIR_INDEX
    hairIndex = CURVE.z;
#endif
#endif
#ifdef READS_HAIR_TANGENT_NORMAL
    vec3 alongHair = normalize(mat3(instanceToWorld) * objectTangent);
    hairTangentNormal = normalize(surfaceIncoming - dot(surfaceIncoming, alongHair) * alongHair);
#endif
#endif
#ifdef DRAW_SPHERES
#ifdef READS_POINT_POSITION
    pointPosition = sphereCentre;
#endif
#ifdef READS_POINT_RADIUS
    pointRadius = sphereRadius;
#endif
#ifdef READS_POINT_INDEX
    pointIndex = float(sphereIndex);
#endif
#endif
}
