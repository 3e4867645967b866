// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** FLIP against the numbers of its authors' implementation; src/test/reference/flip_reference.py computes the same pictures. */
class FlipTest {
    private static final int WIDTH = 61;
    private static final int HEIGHT = 43;

    /** The authors compute in 32-bit floats, which shows most where pictures are nearly black: by 1.4e-5 at most in these. */
    private static final double FLOAT_TOLERANCE = 2e-5;

    @FunctionalInterface
    private interface Channels {
        int[] at(int x, int y);
    }

    private static SrgbPicture picture(String name) {
        Channels channels = switch (name) {
            case "black" -> (x, y) -> new int[] {0, 0, 0};
            case "white" -> (x, y) -> new int[] {255, 255, 255};
            case "green" -> (x, y) -> new int[] {0, 255, 0};
            case "blue" -> (x, y) -> new int[] {0, 0, 255};
            case "ramps" -> (x, y) -> new int[] {x * 4, y * 5, 255 - x * 2 - y * 2};
            case "ramps shifted" -> (x, y) -> new int[] {(x + 1) * 4, (y + 2) * 5, 255 - x * 2 - y * 2};
            case "checks" -> (x, y) -> new int[] {(x / 8 + y / 8) % 2 * 200, 40, x / 8 % 2 * 255};
            case "checks with a line" -> (x, y) -> new int[] {y == 20 ? 0 : (x / 8 + y / 8) % 2 * 200, 40, x / 8 % 2 * 255};
            case "noise" -> (x, y) -> new int[] {noise(x, y, 1), noise(x, y, 2), noise(x, y, 3)};
            case "other noise" -> (x, y) -> new int[] {noise(x, y, 4), noise(x, y, 5), noise(x, y, 6)};
            case "points" -> (x, y) -> {
                int value = x % 11 == 5 && y % 9 == 4 ? 255 : 0;
                return new int[] {value, value, value};
            };
            default -> throw new AssertionError(name);
        };
        int[] pixels = new int[WIDTH * HEIGHT];
        Arrays.setAll(pixels, i -> {
            int[] values = channels.at(i % WIDTH, i / WIDTH);
            return (values[0] & 255) << 16 | (values[1] & 255) << 8 | values[2] & 255;
        });
        return new SrgbPicture(WIDTH, HEIGHT, pixels);
    }

    private static int noise(int x, int y, int salt) {
        return (int) (((y * WIDTH + x) * 1103515245L + salt * 1234567L) & 0x7FFFFFFF) >> 16;
    }

    @ParameterizedTest(name = "{0}, {1}, {2} pixels per degree")
    @CsvFileSource(resources = "flip.csv")
    void agreesWithItsAuthors(String reference, String test, double pixelsPerDegree, double mean, double middle, double corner) {
        double[] errors = Flip.errors(picture(reference), picture(test), pixelsPerDegree);
        assertEquals(mean, Flip.mean(errors), FLOAT_TOLERANCE, "mean");
        assertEquals(middle, errors[21 * WIDTH + 30], FLOAT_TOLERANCE, "pixel in the middle");
        assertEquals(corner, errors[0], FLOAT_TOLERANCE, "pixel in the corner");
    }

    @Test
    void equalPicturesHaveNoError() {
        double[] errors = Flip.errors(picture("noise"), picture("noise"), Flip.USUAL_PIXELS_PER_DEGREE);
        assertTrue(Arrays.stream(errors).allMatch(error -> error == 0));
    }
}
