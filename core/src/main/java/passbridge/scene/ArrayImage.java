// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** An image in the program's own memory. Immutable; any thread, at any time. */
public final class ArrayImage implements StoredImage {
    private final long id = ProgramIds.next();
    private final String name;
    private final int width;
    private final int height;
    private final int channels;
    private final ColorSpace colorSpace;
    private final float[] pixels;

    private ArrayImage(String name, int width, int height, int channels, ColorSpace colorSpace, float[] pixels) {
        this.name = name;
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.colorSpace = colorSpace;
        this.pixels = pixels;
    }

    /**
     * {@return an image of floats}
     *
     * @param name for messages
     * @param width pixels, at least 1
     * @param height pixels, at least 1
     * @param channels floats per pixel, 1 to 4; the last of 2 or 4 is straight alpha
     * @param colorSpace what the values mean
     * @param pixels rows from the bottom to the top, tightly packed
     * @throws IllegalArgumentException where these don't fit together
     */
    public static ArrayImage of(String name, int width, int height, int channels, ColorSpace colorSpace, float[] pixels) {
        Objects.requireNonNull(name);
        Objects.requireNonNull(colorSpace);
        if (width < 1 || height < 1 || channels < 1 || channels > 4 || (long) width * height * channels != pixels.length) {
            throw new IllegalArgumentException("image '" + name + "' of " + width + "x" + height + " pixels with " + channels
                    + " channels can't have " + pixels.length + " floats");
        }
        return new ArrayImage(name, width, height, channels, colorSpace, pixels.clone());
    }

    @Override
    public long id() {
        return id;
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
    public String name() {
        return name;
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
    public void copyRows(int firstRow, int rowCount, ByteBuffer pixels) {
        int rowFloats = width * channels;
        if (firstRow < 0 || rowCount < 0 || rowCount > height - firstRow
                || !pixels.isDirect() || pixels.remaining() < (long) rowCount * rowFloats * Float.BYTES) {
            throw new IllegalArgumentException("rows " + firstRow + " and " + rowCount + " following of " + height
                    + " into a direct buffer of their size are possible, not into " + pixels);
        }
        pixels.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer().put(this.pixels, firstRow * rowFloats, rowCount * rowFloats);
    }

    @Override
    public String toString() {
        return "image '" + name + "' of " + width + "x" + height;
    }
}
