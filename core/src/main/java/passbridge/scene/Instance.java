// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.List;
import java.util.Objects;
import org.joml.Matrix4fc;

/**
 * A geometry at a place.
 *
 * @param geometry shared between instances
 * @param objectToWorld affine and finite; may mirror
 * @param objectIndex pass index of the object
 * @param materials by slot, at least one; instances with the same materials share the list
 * @param holdout cuts a hole into the picture: alpha 0, data passes as where nothing is
 */
public record Instance(Geometry geometry, Matrix4fc objectToWorld, int objectIndex, List<Material> materials, boolean holdout) {
    /**
     * Copies the list of materials.
     *
     * @param geometry {@link #geometry()}
     * @param objectToWorld {@link #objectToWorld()}
     * @param objectIndex {@link #objectIndex()}
     * @param materials {@link #materials()}
     * @param holdout {@link #holdout()}
     * @throws IllegalArgumentException where there are none
     */
    public Instance {
        Objects.requireNonNull(geometry, "geometry");
        Finite.require(objectToWorld, "the place of an instance");
        materials = List.copyOf(materials);
        if (materials.isEmpty()) {
            throw new IllegalArgumentException("an instance needs at least one material: use Material.defaultMaterial");
        }
    }
}
