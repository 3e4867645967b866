// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import org.joml.Vector3f;
import org.joml.Vector3fc;

/**
 * The box of object space in which Generated texture coordinates go from 0 to 1.
 *
 * @param location its middle
 * @param size half its extent along each axis; below 0 coordinates fall along it, at 0 they are 0.5
 */
public record TextureSpace(Vector3fc location, Vector3fc size) {
    private static final float LEAST_SIZE = 1e-5f; // Blender's, of what is not flat

    /**
     * Copies both.
     *
     * @param location {@link #location()}
     * @param size {@link #size()}
     * @throws IllegalArgumentException where a coordinate is not finite
     */
    public TextureSpace {
        Finite.require(location, "the middle of texture space");
        Finite.require(size, "the size of texture space");
        location = new Vector3f(location);
        size = new Vector3f(size);
    }

    /**
     * {@return what Blender takes of a mesh for which nothing else is set}
     *
     * @param bounds of the mesh
     */
    public static TextureSpace of(Bounds bounds) {
        Vector3f size = bounds.max().sub(bounds.middle(), new Vector3f());
        for (int axis = 0; axis < 3; axis++) {
            float extent = size.get(axis);
            size.setComponent(axis, extent == 0 ? 1 : Math.max(extent, LEAST_SIZE));
        }
        return new TextureSpace(bounds.middle(), size);
    }
}
