// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelFilterTest {
    private final PixelFilter filter = new PixelFilter(1.5);

    @Test
    void beginsAtTheCentre() {
        assertEquals(0, filter.offsetX(0));
        assertEquals(0, filter.offsetY(0));
    }

    /** All but one of an even number lie opposite each other, that one within 1.5 pixels. Walked to one side the mean of 8 was 0.2 pixels off. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 16, 31})
    void fewPointsShiftNothing(int count) {
        double most = count % 2 == 0 ? 1.5 / count : 1e-9;
        assertEquals(0, IntStream.range(0, count).mapToDouble(filter::offsetX).average().orElseThrow(), most);
        assertEquals(0, IntStream.range(0, count).mapToDouble(filter::offsetY).average().orElseThrow(), most);
    }
}
