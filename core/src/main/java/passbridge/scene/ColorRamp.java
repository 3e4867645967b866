// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.List;
import java.util.Objects;
import org.joml.Vector4f;
import org.joml.Vector4fc;

/**
 * The colours of a Color Ramp node.
 *
 * @param interpolation Blender's name: "LINEAR", "CONSTANT", "EASE", "CARDINAL" or "B_SPLINE"
 * @param colorMode Blender's name: "RGB", "HSV" or "HSL"
 * @param hueInterpolation Blender's name: "NEAR", "FAR", "CW" or "CCW"
 * @param stops by position
 * @param table what Blender makes of them, from 0 to 1
 */
public record ColorRamp(String interpolation, String colorMode, String hueInterpolation, List<Stop> stops, ShaderTable table) {
    /**
     * Copies the list.
     *
     * @param interpolation {@link #interpolation()}
     * @param colorMode {@link #colorMode()}
     * @param hueInterpolation {@link #hueInterpolation()}
     * @param stops {@link #stops()}
     * @param table {@link #table()}
     */
    public ColorRamp {
        Objects.requireNonNull(interpolation, "interpolation");
        Objects.requireNonNull(colorMode, "colorMode");
        Objects.requireNonNull(hueInterpolation, "hueInterpolation");
        stops = List.copyOf(stops);
        Objects.requireNonNull(table, "table");
    }

    /**
     * A colour at a place.
     *
     * @param position 0 to 1
     * @param color scene-linear, with alpha
     */
    public record Stop(float position, Vector4fc color) {
        /**
         * Copies the colour.
         *
         * @param position {@link #position()}
         * @param color {@link #color()}
         */
        public Stop {
            color = new Vector4f(color);
        }
    }
}
