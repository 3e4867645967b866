// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

import java.nio.ByteBuffer;
import java.util.Objects;
import passbridge.PassbridgeException;
import passbridge.scene.Image;

/** An image in Blender's memory. */
record HostImage(
        HostFrame frame, String name, Span pixels, int width, int height, int channels, Image.ColorSpace colorSpace)
        implements Image {
    HostImage {
        if (width < 1 || height < 1 || channels < 1 || channels > 4
                || pixels.sizeBytes() != (long) width * height * channels * Float.BYTES) {
            throw new PassbridgeException("image " + name + ": " + width + "x" + height + " pixels with " + channels
                    + " channels don't fit its " + pixels.sizeBytes() + " bytes");
        }
    }

    @Override
    public void copyRows(int firstRow, int rowCount, ByteBuffer target) {
        Objects.checkFromIndexSize(firstRow, rowCount, height);
        long rowBytes = (long) width * channels * Float.BYTES;
        if (!target.isDirect() || target.remaining() < rowCount * rowBytes) {
            throw new IllegalArgumentException("a direct buffer of " + rowCount * rowBytes + " bytes is needed");
        }
        frame.requireSyncing();
        Native.frameRead(frame.address(), pixels.address() + firstRow * rowBytes, rowCount * rowBytes, target);
    }
}
