// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

/**
 * The render border of Blender: the part of the picture that is rendered, in shares of its width and height, 0 to 1 from the lower
 * left corner.
 *
 * @param left less than right
 * @param bottom less than top
 * @param right at most 1
 * @param top at most 1
 */
public record Border(float left, float bottom, float right, float top) {
    /**
     * Checks the edges.
     *
     * @param left {@link #left()}
     * @param bottom {@link #bottom()}
     * @param right {@link #right()}
     * @param top {@link #top()}
     * @throws IllegalArgumentException where they don't lie between 0 and 1, in their order
     */
    public Border {
        if (!(left >= 0 && left < right && right <= 1 && bottom >= 0 && bottom < top && top <= 1)) {
            throw new IllegalArgumentException("a border lies between 0 and 1, not from (" + left + ", " + bottom + ") to (" + right + ", "
                    + top + ")");
        }
    }

    /** Of a picture of this width. */
    int columns(int width) {
        return pixel(right, width) - pixel(left, width);
    }

    /** Of a picture of this height. */
    int rows(int height) {
        return pixel(top, height) - pixel(bottom, height);
    }

    /**
     * The pixel that an edge falls on.
     *
     * <p>Blender: {@code RE_InitState} in source/blender/render/intern/pipeline.cc (4.2) truncates the product of two floats.
     */
    static int pixel(float share, int size) {
        return (int) (share * size);
    }
}
