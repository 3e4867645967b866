// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import passbridge.scene.Image;

/** An image that is lent. */
final class LentImage extends Lent implements Image {
    private final Image image;

    LentImage(Image image, StandInFrame frame, Consumer<String> lateReads) {
        super(frame, lateReads);
        this.image = image;
    }

    @Override
    String description() {
        return "image '" + name() + "'";
    }

    @Override
    public String name() {
        return image.name();
    }

    @Override
    public int width() {
        return image.width();
    }

    @Override
    public int height() {
        return image.height();
    }

    @Override
    public int channels() {
        return image.channels();
    }

    @Override
    public ColorSpace colorSpace() {
        return image.colorSpace();
    }

    @Override
    public void copyRows(int firstRow, int rowCount, ByteBuffer pixels) {
        Objects.checkFromIndexSize(firstRow, rowCount, height());
        long byteCount = (long) rowCount * width() * channels() * Float.BYTES;
        if (!holds(pixels, byteCount)) {
            throw new IllegalArgumentException("a direct buffer of " + byteCount + " bytes is needed");
        }
        requireReadable();
        image.copyRows(firstRow, rowCount, nativeOrder(pixels));
    }
}
