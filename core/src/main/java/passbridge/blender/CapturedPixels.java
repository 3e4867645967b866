// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassbridgeException;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;

/** Pixels of an image in an arena; the garbage collector closes them at the latest. Any thread. */
final class CapturedPixels implements ImagePixels {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Image image;
    private final long address;
    private final Lease lease;
    private final Cleaner.Cleanable closing;

    private CapturedPixels(Image image, long address, Lease lease) {
        this.image = image;
        this.address = address;
        this.lease = lease;
        closing = CLEANER.register(this, lease::close);
    }

    /** @param segment that holds the pixels alone; becomes the result's to release */
    static CapturedPixels open(Image image, long segment, long bytes) {
        long address = Native.segmentRetain(segment);
        Native.segmentRelease(segment);
        if (bytes != image.rowBytes() * image.height()) {
            Native.segmentRelease(segment);
            throw new PassbridgeException(image + " has " + bytes + " bytes of pixels, not " + image.rowBytes() * image.height());
        }
        return new CapturedPixels(image, address, new Lease(() -> Native.segmentRelease(segment)));
    }

    @Override
    public void copyRows(int firstRow, int rowCount, ByteBuffer rows) {
        long bytes = rowCount * image.rowBytes();
        if (firstRow < 0 || rowCount < 0 || rowCount > image.height() - firstRow || !rows.isDirect() || rows.remaining() < bytes) {
            throw new IllegalArgumentException("rows " + firstRow + " and " + rowCount + " following of " + image.height()
                    + " into a direct buffer of " + bytes + " bytes are possible, not into " + rows);
        }
        if (!lease.use(() -> MemoryUtil.memCopy(address + firstRow * image.rowBytes(), MemoryUtil.memAddress(rows), bytes))) {
            throw new IllegalStateException("the pixels of " + image + " are closed");
        }
    }

    @Override
    public void close() {
        closing.clean();
    }
}
