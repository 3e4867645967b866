// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/** Brings the values of an array to Java's heap, part by part: direct memory is the garbage collector's last concern. */
final class HeapCopy {
    private static final int PART_BYTES = 1 << 20;

    private HeapCopy() {}

    /** Of each point. @param otherwise where the geometry has one radius alone */
    static float[] radii(Geometry geometry, int pointCount, float otherwise) {
        return geometry.array(GeometryArray.RADIUS).map(geometry::readFloats).orElseGet(() -> {
            float[] radii = new float[pointCount];
            Arrays.fill(radii, otherwise);
            return radii;
        });
    }

    /** @param taker is handed values one part after the other, native byte order, from position to limit */
    static void copy(Geometry geometry, GeometryArray array, Consumer<ByteBuffer> taker) {
        int perPart = Math.min(array.count(), PART_BYTES / array.type().bytes());
        ByteBuffer part = ByteBuffer.allocateDirect(perPart * array.type().bytes()).order(ByteOrder.nativeOrder());
        int first = 0;
        while (first < array.count()) {
            int count = Math.min(perPart, array.count() - first);
            geometry.copyValues(array, first, count, part.clear().limit(count * array.type().bytes()));
            taker.accept(part);
            first += count;
        }
    }
}
