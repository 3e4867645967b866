// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.Optional;
import java.util.stream.Stream;
import passbridge.scene.Bounds;
import passbridge.scene.Geometry;
import passbridge.scene.GeometryArray;

/** How far a geometry that deforms reaches. */
final class Extremes {
    private Extremes() {}

    /** A box of object space around the points that are finite, at the frame and at all motion steps; empty where there are none. */
    static Optional<Bounds> ofAllSteps(Geometry geometry) {
        Stream<Optional<Bounds>> atSteps = geometry.arrays().stream()
                .filter(array -> array.name().equals(GeometryArray.POSITION) && array.motionStep() > 0)
                .map(array -> Bounds.around(geometry.readFloats(array)));
        return Stream.concat(Stream.of(geometry.bounds()), atSteps).flatMap(Optional::stream).reduce(Bounds::union);
    }
}
