// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.Optional;
import org.joml.Vector3f;
import passbridge.scene.Bounds;
import passbridge.scene.Geometry;
import passbridge.scene.GeometryArray;

/** How far a geometry that deforms reaches. */
final class Extremes {
    private Extremes() {}

    /** A box of object space around the points that are finite, at the frame and at all motion steps; empty where there are none. */
    static Optional<Bounds> ofAllSteps(Geometry geometry) {
        Vector3f min = new Vector3f(Float.POSITIVE_INFINITY);
        Vector3f max = new Vector3f(Float.NEGATIVE_INFINITY);
        geometry.bounds().ifPresent(atFrame -> {
            min.min(atFrame.min());
            max.max(atFrame.max());
        });
        for (GeometryArray array : geometry.arrays()) {
            if (array.name().equals(GeometryArray.POSITION) && array.motionStep() > 0) {
                float[] positions = geometry.readFloats(array);
                for (int i = 0; i + 2 < positions.length; i += 3) {
                    Vector3f point = new Vector3f(positions[i], positions[i + 1], positions[i + 2]);
                    if (point.isFinite()) {
                        min.min(point);
                        max.max(point);
                    }
                }
            }
        }
        return min.x <= max.x ? Optional.of(new Bounds(min, max)) : Optional.empty();
    }
}
