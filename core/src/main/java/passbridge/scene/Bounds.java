// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Optional;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
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

    /**
     * {@return the smallest box around all points whose coordinates are finite; empty where there are none}
     *
     * @param positions X, Y and Z of each point
     */
    public static Optional<Bounds> around(float[] positions) {
        Vector3f min = new Vector3f(Float.POSITIVE_INFINITY);
        Vector3f max = new Vector3f(Float.NEGATIVE_INFINITY);
        for (int i = 0; i + 2 < positions.length; i += 3) {
            Vector3f point = new Vector3f(positions[i], positions[i + 1], positions[i + 2]);
            if (point.isFinite()) {
                min.min(point);
                max.max(point);
            }
        }
        return min.x <= max.x ? Optional.of(new Bounds(min, max)) : Optional.empty();
    }

    /** {@return the point in its middle; a new vector} */
    public Vector3f middle() {
        // Halved before they are added: the sum of two coordinates may be more than a float holds.
        return min.mul(0.5f, new Vector3f()).add(max.x() * 0.5f, max.y() * 0.5f, max.z() * 0.5f);
    }

    /**
     * {@return the smallest box around both}
     *
     * @param other the other box
     */
    public Bounds union(Bounds other) {
        return new Bounds(min.min(other.min, new Vector3f()), max.max(other.max, new Vector3f()));
    }

    /**
     * {@return the smallest box around this one as it lies in another space}; what a float can't hold is cut off there.
     *
     * @param transform to the other space, affine, of finite numbers
     */
    public Bounds transformed(Matrix4fc transform) {
        Vector3f least = new Vector3f();
        Vector3f greatest = new Vector3f();
        for (int row = 0; row < 3; row++) {
            double low = transform.getRowColumn(row, 3);
            double high = low;
            for (int column = 0; column < 3; column++) {
                double atMin = (double) transform.getRowColumn(row, column) * min.get(column);
                double atMax = (double) transform.getRowColumn(row, column) * max.get(column);
                low += Math.min(atMin, atMax);
                high += Math.max(atMin, atMax);
            }
            least.setComponent(row, finite(low));
            greatest.setComponent(row, finite(high));
        }
        return new Bounds(least, greatest);
    }

    private static float finite(double coordinate) {
        return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, coordinate));
    }
}
