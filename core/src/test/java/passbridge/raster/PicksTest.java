// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PicksTest {
    /** Of the numbers 0, 1, 0, 3, 0, 0. */
    private static final double[] SUMS = {0, 1, 1, 4, 4, 4};

    @ParameterizedTest
    @CsvSource({"0, 1, 0", "0.5, 1, 0.5", "1, 3, 0", "2.5, 3, 0.5", "3.9999, 3, 0.99996"})
    void whatIsWantedIsInOneNumber(double wanted, int index, double within) {
        assertEquals(index, Picks.index(SUMS, 0, SUMS.length, wanted));
        assertEquals(within, Picks.within(SUMS, 0, index, wanted), 1e-5);
    }

    @Test
    void whatAddsNothingIsNotPickedWhereRoundingLeadsToTheEnd() {
        assertEquals(3, Picks.index(SUMS, 0, SUMS.length, 4));
        assertTrue(Picks.within(SUMS, 0, 3, 4) < 1);
    }

    @Test
    void partsAreAmongThemselves() {
        assertEquals(3, Picks.index(SUMS, 2, 4, 1.5));
    }

    @Test
    void pointsThatFollowEachOtherAreNearEachOther() {
        int side = 16;
        float[] points = new float[3 * side * side];
        for (int i = 0; i < side * side; i++) {
            int shuffled = i * 37 % (side * side);
            points[3 * i] = shuffled % side;
            points[3 * i + 1] = 5 + shuffled / side;
            points[3 * i + 2] = -2;
        }
        int[] order = MortonOrder.of(points);
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        assertArrayEquals(IntStream.range(0, side * side).toArray(), sorted);
        for (int first = 0; first < order.length; first += side) {
            Vector3f corner = point(points, order[first]);
            for (int i = first; i < first + side; i++) {
                // Sixteen in a row fill a square of 4 x 4.
                assertTrue(point(points, order[i]).distance(corner) < 4 * Math.sqrt(2));
            }
        }
    }

    private static Vector3f point(float[] points, int index) {
        return new Vector3f(points[3 * index], points[3 * index + 1], points[3 * index + 2]);
    }

    @Test
    void onePointIsInOrder() {
        assertArrayEquals(new int[] {0}, MortonOrder.of(new float[] {1, 2, 3}));
        assertArrayEquals(new int[0], MortonOrder.of(new float[0]));
    }
}
