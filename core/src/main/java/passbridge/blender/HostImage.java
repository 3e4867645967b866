// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.util.Objects;
import passbridge.PassbridgeException;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;
import passbridge.scene.StoredImage;

/** An image whose pixels lie in the memory of whoever sent the frame's scene. Its content never changes; where it lies does. */
final class HostImage implements StoredImage {
    private final String name;
    private final int width;
    private final int height;
    private final int channels;
    private final Image.ColorSpace colorSpace;
    private HostFrame frame;
    private Span pixels;

    HostImage(HostFrame frame, String name, Span pixels, int width, int height, int channels, Image.ColorSpace colorSpace) {
        if (width < 1 || height < 1 || channels < 1 || channels > 4
                || pixels.sizeBytes() != (long) width * height * channels * Float.BYTES) {
            throw new PassbridgeException("image " + name + ": " + width + "x" + height + " pixels with " + channels
                    + " channels don't fit its " + pixels.sizeBytes() + " bytes");
        }
        this.frame = frame;
        this.name = name;
        this.pixels = pixels;
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.colorSpace = colorSpace;
    }

    /** The same content in the message of a later frame, which left the pixels out. */
    void moveTo(HostFrame laterFrame, Span laterPixels) {
        frame = laterFrame;
        pixels = laterPixels;
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
    public Image.ColorSpace colorSpace() {
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
    public ImagePixels pixels() {
        return new ImagePixels() {
            @Override
            public void copyRows(int firstRow, int rowCount, ByteBuffer rows) {
                HostImage.this.copyRows(firstRow, rowCount, rows);
            }

            @Override
            public void close() {
                // the sender's memory
            }
        };
    }

    private void copyRows(int firstRow, int rowCount, ByteBuffer target) {
        Objects.checkFromIndexSize(firstRow, rowCount, height);
        long rowBytes = (long) width * channels * Float.BYTES;
        if (!target.isDirect() || target.remaining() < rowCount * rowBytes) {
            throw new IllegalArgumentException("a direct buffer of " + rowCount * rowBytes + " bytes is needed");
        }
        frame.requireSyncing();
        if (pixels.sizeBytes() == 0) {
            throw new IncompleteScene("image " + name);
        }
        frame.use(address -> Native.frameRead(address, pixels.address() + firstRow * rowBytes, rowCount * rowBytes, target));
    }
}
