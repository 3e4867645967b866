// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.Arrays;

/** Orders points along Morton's curve: those that follow each other are near each other, so what is spread along it is spread in space. */
final class MortonOrder {
    private static final int BITS = 10; // of each axis, so that a point's number fits beside them
    private static final int AXES = 3;

    private MortonOrder() {}

    /**
     * The numbers of the points, in order.
     *
     * @param points x, y, z of each; finite
     */
    static int[] of(float[] points) {
        float[] min = new float[AXES];
        Arrays.fill(min, Float.POSITIVE_INFINITY);
        float extent = Float.MIN_NORMAL;
        for (int i = 0; i < points.length; i++) {
            min[i % AXES] = Math.min(min[i % AXES], points[i]);
        }
        for (int i = 0; i < points.length; i++) {
            extent = Math.max(extent, points[i] - min[i % AXES]);
        }
        long[] keys = new long[points.length / AXES];
        for (int point = 0; point < keys.length; point++) {
            long key = 0;
            for (int axis = 0; axis < AXES; axis++) {
                float share = (points[AXES * point + axis] - min[axis]) / extent;
                key |= spread((int) (share * ((1 << BITS) - 1))) << axis;
            }
            keys[point] = key << Integer.SIZE | point;
        }
        Arrays.parallelSort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    /** Leaves two places after each bit. */
    private static long spread(int number) {
        long bits = 0;
        for (int bit = 0; bit < BITS; bit++) {
            bits |= (long) (number >> bit & 1) << AXES * bit;
        }
        return bits;
    }
}
