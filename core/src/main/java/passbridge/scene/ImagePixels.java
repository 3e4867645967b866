// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;

/** The pixels of an image in memory, until they are closed. Any thread. */
public interface ImagePixels extends AutoCloseable {
    /**
     * Copies rows, bottom to top, tightly packed, in the image's {@link Image#format()}.
     *
     * @param firstRow counted from the bottom
     * @param rowCount how many
     * @param rows direct, at least {@code rowCount * image.rowBytes()} bytes from its position, receives numbers in native byte order;
     *     position unchanged
     * @throws IllegalStateException where the pixels are closed
     * @throws IllegalArgumentException where the buffer is not direct or too small, or the rows are outside
     */
    void copyRows(int firstRow, int rowCount, ByteBuffer rows);

    /** Lets go of the memory. Idempotent. */
    @Override
    void close();
}
