// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

/**
 * What shader code takes from the place that it shades: global variables of GLSL, which a renderer declares before the code and sets
 * before it calls {@code evaluateSurface()}. Vectors are in world space where nothing else is said; lengths in metres.
 */
public enum SurfaceInput {
    /** Where the surface is. */
    POSITION("vec3", "surfacePosition"),
    /** The interpolated normal of length 1, turned to the viewer. The code may change it: displacement and bump. */
    NORMAL("vec3", "surfaceNormal"),
    /** The normal of the triangle, of length 1, turned to the viewer; of curves and points the same as {@link #NORMAL}. */
    TRUE_NORMAL("vec3", "surfaceTrueNormal"),
    /** Towards the viewer, of length 1; of a world from the sky to the viewer. */
    INCOMING("vec3", "surfaceIncoming"),
    /** {@link #INCOMING} in the object's space, of length 1. */
    OBJECT_INCOMING("vec3", "surfaceObjectIncoming"),
    /** 1 where the surface is seen from behind, else 0. */
    BACK_FACING("float", "surfaceBackFacing"),
    /** Texture space: 0 to 1 over the undeformed geometry's bounds; of a world the direction from the viewer. */
    GENERATED("vec3", "surfaceGenerated"),
    /** The position in the object's space. */
    OBJECT_POSITION("vec3", "surfaceObjectPosition"),
    /** The active UV map; Z is 0. */
    UV("vec3", "surfaceUv"),
    /** The direction of growing U in the active UV map, of length 1, and the sign of the bitangent. */
    TANGENT("vec4", "surfaceTangent"),
    /** Where the picture's pixel is: 0 to 1, Z is 0. */
    WINDOW("vec3", "surfaceWindow"),
    /** The position in the camera's space, which looks along positive Z. */
    CAMERA("vec3", "surfaceCamera"),
    /** How far the light came: from the viewer to the surface, or from a light to what it lights. */
    RAY_LENGTH("float", "surfaceRayLength"),
    /** Barycentric coordinates of the place in its triangle: those of its first and second corner; Z is 0. */
    PARAMETRIC("vec3", "surfaceParametric"),
    /** How convex a mesh is, 0.5 where flat. */
    POINTINESS("float", "surfacePointiness"),
    /** A whole number for each part of a mesh that is connected; below 0 on what is no mesh. */
    ISLAND("float", "surfaceIsland"),
    /** The object's origin. */
    OBJECT_LOCATION("vec3", "objectLocation"),
    /** The object's colour with alpha. */
    OBJECT_COLOR("vec4", "objectColor"),
    /** The object's pass index. */
    OBJECT_INDEX("float", "objectIndex"),
    /** A number from 0 to 1 for each instance. */
    OBJECT_RANDOM("float", "objectRandom"),
    /** The material's pass index. */
    MATERIAL_INDEX("float", "materialIndex"),
    /** From the object's space to the world. */
    OBJECT_TO_WORLD("mat4x3", "objectToWorld"),
    /** From the world to the object's space. */
    WORLD_TO_OBJECT("mat4x3", "worldToObject"),
    /** From the world to the camera's space, which looks along positive Z. */
    WORLD_TO_CAMERA("mat4x3", "worldToCamera"),
    /** From the camera's space, which looks along positive Z, to the world. */
    CAMERA_TO_WORLD("mat4x3", "cameraToWorld"),
    /** Where the object that this is an instance of generates texture space: Texture Coordinate's Generated "From Instancer". */
    INSTANCER_GENERATED("vec3", "instancerGenerated"),
    /** The UV of the face that this is an instance on. */
    INSTANCER_UV("vec3", "instancerUv"),
    /** The number of the particle that an instance stands for; like all of particles 0 where there is none. */
    PARTICLE_INDEX("float", "particleIndex"),
    /** Frames since its birth. */
    PARTICLE_AGE("float", "particleAge"),
    /** Frames from its birth to its death. */
    PARTICLE_LIFETIME("float", "particleLifetime"),
    /** Where the particle is. */
    PARTICLE_LOCATION("vec3", "particleLocation"),
    /** How large the particle is. */
    PARTICLE_SIZE("float", "particleSize"),
    /** How fast the particle moves. */
    PARTICLE_VELOCITY("vec3", "particleVelocity"),
    /** How fast the particle turns. */
    PARTICLE_ANGULAR_VELOCITY("vec3", "particleAngularVelocity"),
    /** 1 on a curve, else 0. */
    HAIR_IS_STRAND("float", "hairIsStrand"),
    /** 0 at a curve's root to 1 at its tip. */
    HAIR_INTERCEPT("float", "hairIntercept"),
    /** The curve's length. */
    HAIR_LENGTH("float", "hairLength"),
    /** How thick the curve is here: its diameter. */
    HAIR_THICKNESS("float", "hairThickness"),
    /** Normal to the curve, in the plane of curve and view. */
    HAIR_TANGENT_NORMAL("vec3", "hairTangentNormal"),
    /** The number of the curve among its geometry's, from 0 on. */
    HAIR_INDEX("float", "hairIndex"),
    /** Along the curve, of length 1. */
    HAIR_TANGENT("vec3", "hairTangent"),
    /** The centre of the point of a point cloud. */
    POINT_POSITION("vec3", "pointPosition"),
    /** Its radius. */
    POINT_RADIUS("float", "pointRadius"),
    /** The number of the point in its cloud, from 0 on. */
    POINT_INDEX("float", "pointIndex");

    private final String glslType;
    private final String glslName;

    SurfaceInput(String glslType, String glslName) {
        this.glslType = glslType;
        this.glslName = glslName;
    }

    /** Whether it is the same everywhere in an object, or of the whole scene. */
    boolean isOfObject() {
        return switch (this) {
            case OBJECT_LOCATION, OBJECT_COLOR, OBJECT_INDEX, OBJECT_RANDOM, MATERIAL_INDEX, OBJECT_TO_WORLD, WORLD_TO_OBJECT,
                    WORLD_TO_CAMERA, CAMERA_TO_WORLD, INSTANCER_GENERATED, INSTANCER_UV, PARTICLE_INDEX, PARTICLE_AGE,
                    PARTICLE_LIFETIME, PARTICLE_LOCATION, PARTICLE_SIZE, PARTICLE_VELOCITY, PARTICLE_ANGULAR_VELOCITY -> true;
            default -> false;
        };
    }

    /** {@return GLSL's type of the variable} */
    public String glslType() {
        return glslType;
    }

    /** {@return the variable's name in GLSL} */
    public String glslName() {
        return glslName;
    }
}
