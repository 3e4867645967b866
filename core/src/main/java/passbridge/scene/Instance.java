// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.List;
import org.joml.Matrix4fc;

/**
 * A mesh at a place.
 *
 * @param mesh shared between instances
 * @param objectToWorld affine; may mirror
 * @param objectIndex pass index of the object
 * @param materials by slot, at least one; instances with the same materials share the list
 */
public record Instance(Mesh mesh, Matrix4fc objectToWorld, int objectIndex, List<Material> materials) {
    public Instance {
        materials = List.copyOf(materials);
        if (materials.isEmpty()) {
            throw new IllegalArgumentException("an instance needs at least one material: use Material.DEFAULT");
        }
    }
}
