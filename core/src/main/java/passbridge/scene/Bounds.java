// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import org.joml.Vector3fc;

/**
 * A box around points. Its sides are parallel to the axes of object space.
 *
 * @param min the smallest coordinates
 * @param max the largest coordinates, none smaller than that of {@code min}
 */
public record Bounds(Vector3fc min, Vector3fc max) {
    /**
     * Checks the corners.
     *
     * @param min {@link #min()}
     * @param max {@link #max()}
     * @throws IllegalArgumentException where a coordinate is not finite, or the corners are the wrong way round
     */
    public Bounds {
        Finite.require(min, "the smallest corner of a box");
        Finite.require(max, "the largest corner of a box");
        if (min.x() > max.x() || min.y() > max.y() || min.z() > max.z()) {
            throw new IllegalArgumentException("a box can't reach from " + min + " to " + max);
        }
    }
}
