// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.nio.ByteBuffer;
import passbridge.scene.StoredImage;

/** An image in Java's memory; counts how often it is read. */
final class MemoryImage implements StoredImage {
    /** Value of one channel of one pixel. */
    interface Pattern {
        float value(int x, int y, int channel);
    }

    private final int width;
    private final int height;
    private final int channels;
    private final ColorSpace colorSpace;
    private final Pattern pattern;
    private int copyCount;

    MemoryImage(int width, int height, int channels, ColorSpace colorSpace, Pattern pattern) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.colorSpace = colorSpace;
        this.pattern = pattern;
    }

    int copyCount() {
        return copyCount;
    }

    @Override
    public String name() {
        return "memory image";
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public ColorSpace colorSpace() {
        return colorSpace;
    }

    @Override
    public long id() {
        return System.identityHashCode(this);
    }

    @Override
    public long state() {
        return 0;
    }

    @Override
    public Format format() {
        return Format.FLOAT32;
    }

    @Override
    public void copyRows(int firstRow, int rowCount, ByteBuffer pixels) {
        copyCount++;
        ByteBuffer data = pixels.duplicate().order(pixels.order());
        for (int y = firstRow; y < firstRow + rowCount; y++) {
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < channels; channel++) {
                    data.putFloat(pattern.value(x, y, channel));
                }
            }
        }
    }
}
