// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.lwjgl.system.MemoryUtil;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;

/**
 * An image that is made small enough: of so many columns and rows, the last ones fewer, the mean is taken, in the image's own numbers. (That
 * of encoded colours is darker than the mean of the light that they stand for, by what sharp edges show.)
 */
record ScaledImage(Image image, ImagePixels pixels, int columnsPerColumn, int rowsPerRow) {
    /** {@return an image with so many columns and rows at most} */
    static ScaledImage within(int mostPixels, Image image, ImagePixels pixels) {
        return new ScaledImage(image, pixels, parts(image.width(), mostPixels), parts(image.height(), mostPixels));
    }

    /** {@return in how many parts of so many at most a count can be divided} */
    static int parts(int count, int most) {
        return (count + most - 1) / most;
    }

    int width() {
        return parts(image.width(), columnsPerColumn);
    }

    int height() {
        return parts(image.height(), rowsPerRow);
    }

    long rowBytes() {
        return (long) width() * image.channels() * image.format().bytes();
    }

    /** As {@link ImagePixels#copyRows} does, of the scaled image. */
    void copyRows(int firstRow, int rowCount, ByteBuffer rows) {
        if (columnsPerColumn == 1 && rowsPerRow == 1) {
            pixels.copyRows(firstRow, rowCount, rows);
            return;
        }
        ByteBuffer source = MemoryUtil.memAlloc(Math.toIntExact(image.rowBytes()));
        try {
            double[] sums = new double[width() * image.channels()];
            for (int row = 0; row < rowCount; row++) {
                int first = (firstRow + row) * rowsPerRow;
                int end = Math.min(first + rowsPerRow, image.height());
                Arrays.fill(sums, 0);
                for (int from = first; from < end; from++) {
                    pixels.copyRows(from, 1, source);
                    add(source, sums);
                }
                writeMeans(sums, end - first, rows, row * sums.length);
            }
        } finally {
            MemoryUtil.memFree(source);
        }
    }

    private void add(ByteBuffer source, double[] sums) {
        int channels = image.channels();
        for (int column = 0; column < image.width(); column++) {
            int to = column / columnsPerColumn * channels;
            for (int channel = 0; channel < channels; channel++) {
                int from = column * channels + channel;
                sums[to + channel] += image.format() == Image.Format.UINT8
                        ? Byte.toUnsignedInt(source.get(from)) : source.getFloat(from * Float.BYTES);
            }
        }
    }

    private void writeMeans(double[] sums, int rowsSummed, ByteBuffer rows, int firstNumber) {
        int channels = image.channels();
        for (int i = 0; i < sums.length; i++) {
            int firstColumn = i / channels * columnsPerColumn;
            int columnsSummed = Math.min(columnsPerColumn, image.width() - firstColumn);
            double mean = sums[i] / ((double) rowsSummed * columnsSummed);
            if (image.format() == Image.Format.UINT8) {
                rows.put(firstNumber + i, (byte) Math.round(mean));
            } else {
                rows.putFloat((firstNumber + i) * Float.BYTES, (float) mean);
            }
        }
    }

    /** {@return whether the image is larger than what is left of it} */
    boolean isSmaller() {
        return columnsPerColumn > 1 || rowsPerRow > 1;
    }
}
