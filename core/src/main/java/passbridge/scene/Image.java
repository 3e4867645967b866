// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;

/** A picture to sample from. Materials that share an image hold the same object. */
public interface Image {
    /** What the values mean; the order is that of {@code pb_color_space}. */
    enum ColorSpace {
        /** Scene-linear colour, or data. */
        LINEAR,
        /** Encoded with the sRGB transfer function. */
        SRGB
    }

    /** {@return name of Blender's image, for messages} */
    String name();

    /** {@return pixels in a row} */
    int width();

    /** {@return rows} */
    int height();

    /** {@return floats per pixel, 1 to 4; alpha, where there is one, is straight} */
    int channels();

    /** {@return what the values mean} */
    ColorSpace colorSpace();

    /**
     * Copies rows of 32-bit floats, bottom to top, tightly packed. May be called during {@link passbridge.Renderer#sync} only.
     *
     * @param firstRow counted from the bottom
     * @param rowCount how many
     * @param pixels direct, native byte order, at least {@code rowCount * width * channels * Float.BYTES} bytes from its
     *     position; position unchanged
     * @throws IllegalStateException outside {@code sync}, or where the frame was cancelled
     * @throws IllegalArgumentException where the buffer is not direct or too small, or the rows are outside
     */
    void copyRows(int firstRow, int rowCount, ByteBuffer pixels);
}
