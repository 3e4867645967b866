// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.List;
import java.util.Objects;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;

/**
 * A geometry at a place.
 *
 * @param geometry shared between instances
 * @param objectToWorld affine and finite; may mirror
 * @param motionTransforms {@code objectToWorld} at each of {@link Scene#motionTimes}; empty: the instance does not move
 * @param object what Blender says of the object; shared between its instances
 * @param materials by slot, at least one; instances with the same materials share the list
 * @param source what it was made by, as far as its materials read that
 * @param randomId 32 bits that differ from instance to instance, as Blender's Object Info node has them
 * @param id stays from frame to frame, and no other instance of the scene has it; 0: none
 */
public record Instance(
        Geometry geometry,
        Matrix4fc objectToWorld,
        List<Matrix4fc> motionTransforms,
        SceneObject object,
        List<Material> materials,
        InstanceSource source,
        int randomId,
        long id) {
    /**
     * Copies the lists.
     *
     * @param geometry {@link #geometry()}
     * @param objectToWorld {@link #objectToWorld()}
     * @param motionTransforms {@link #motionTransforms()}
     * @param object {@link #object()}
     * @param materials {@link #materials()}
     * @param source {@link #source()}
     * @param randomId {@link #randomId()}
     * @param id {@link #id()}
     * @throws IllegalArgumentException where there is no material, or a matrix is not finite
     */
    public Instance {
        Objects.requireNonNull(geometry, "geometry");
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(source, "source");
        Finite.require(objectToWorld, "the place of an instance");
        motionTransforms = List.copyOf(motionTransforms);
        motionTransforms.forEach(matrix -> Finite.require(matrix, "the place of an instance at a motion step"));
        materials = List.copyOf(materials);
        if (materials.isEmpty()) {
            throw new IllegalArgumentException("an instance needs at least one material: use Material.defaultMaterial");
        }
    }

    /**
     * {@return an instance of {@link SceneObject#UNNAMED} that does not move}
     *
     * @param geometry what is placed
     * @param objectToWorld its place; copied
     * @param materials by slot, at least one
     */
    public static Instance of(Geometry geometry, Matrix4fc objectToWorld, Material... materials) {
        return of(geometry, objectToWorld, SceneObject.UNNAMED, List.of(materials));
    }

    /**
     * {@return an instance of an object that does not move}
     *
     * @param geometry what is placed
     * @param objectToWorld its place; copied
     * @param object what is said of it
     * @param materials by slot, at least one
     */
    public static Instance of(Geometry geometry, Matrix4fc objectToWorld, SceneObject object, List<Material> materials) {
        return new Instance(geometry, new Matrix4f(objectToWorld), List.of(), object, materials, InstanceSource.NONE, 0, 0);
    }

    /** {@return whether the camera sees it} What it does not see is in the scene for its shadow and its reflection. */
    public boolean isVisibleToCamera() {
        return object.visibleTo().contains(Ray.CAMERA);
    }
}
