// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.List;
import java.util.Objects;

/**
 * The curves of an RGB, Vector or Float Curves node.
 *
 * @param curves three of a Vector Curves node (X, Y, Z), four of an RGB Curves node (red, green, blue, combined), one of a Float Curve node
 * @param minX where the table begins
 * @param maxX where it ends
 * @param isExtrapolated whether curves go on straight outside; else they keep their last value
 * @param table what Blender makes of the curves from {@link #minX()} to {@link #maxX()}: red, green and blue with the combined curve applied
 *     first; X, Y, Z; or the one value three times
 */
public record ShaderCurves(List<Curve> curves, float minX, float maxX, boolean isExtrapolated, ShaderTable table) {
    /**
     * Copies the list.
     *
     * @param curves {@link #curves()}
     * @param minX {@link #minX()}
     * @param maxX {@link #maxX()}
     * @param isExtrapolated {@link #isExtrapolated()}
     * @param table {@link #table()}
     */
    public ShaderCurves {
        curves = List.copyOf(curves);
        Objects.requireNonNull(table, "table");
    }

    /**
     * One curve.
     *
     * @param points by their X
     */
    public record Curve(List<Point> points) {
        /**
         * Copies the list.
         *
         * @param points {@link #points()}
         */
        public Curve {
            points = List.copyOf(points);
        }
    }

    /**
     * A point of a curve.
     *
     * @param x where
     * @param y the value there
     * @param handle Blender's name: "AUTO", "AUTO_CLAMPED" or "VECTOR"
     */
    public record Point(float x, float y, String handle) {
        /**
         * Refuses null.
         *
         * @param x {@link #x()}
         * @param y {@link #y()}
         * @param handle {@link #handle()}
         */
        public Point {
            Objects.requireNonNull(handle, "handle");
        }
    }
}
