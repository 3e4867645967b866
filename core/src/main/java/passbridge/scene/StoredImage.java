// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;

/** An image whose pixels lie in the program's own memory. */
public interface StoredImage extends Image {
    /**
     * Copies rows as {@link ImagePixels#copyRows} does. Any thread, at any time.
     *
     * @param firstRow counted from the bottom
     * @param rowCount how many
     * @param rows direct, at least {@code rowCount * rowBytes()} bytes from its position; position unchanged
     * @throws IllegalArgumentException where the buffer is not direct or too small, or the rows are outside
     */
    void copyRows(int firstRow, int rowCount, ByteBuffer rows);

    /** {@return its pixels; for sessions: a renderer asks its session for them} Any thread. */
    default ImagePixels pixels() {
        return new ImagePixels() {
            @Override
            public void copyRows(int firstRow, int rowCount, ByteBuffer rows) {
                StoredImage.this.copyRows(firstRow, rowCount, rows);
            }

            @Override
            public void close() {
                // the program's own memory
            }
        };
    }
}
