// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.joml.Vector4f;
import passbridge.scene.StoredImage;

/** A PNG or JPEG image, decoded to four bytes per pixel: red, green, blue, straight alpha. Immutable; any thread, at any time. */
final class EncodedImage implements StoredImage {
    private static final AtomicLong LAST_ID = new AtomicLong();

    /** A channel of a pixel, in their order. */
    enum Channel {
        RED,
        GREEN,
        BLUE,
        ALPHA
    }

    private static final int CHANNELS = Channel.values().length;

    /** The linear values of sRGB's 256 (IEC 61966-2-1). */
    private static final double[] LINEAR = IntStream.range(0, 256)
            .mapToDouble(step -> step / 255.0)
            .map(encoded -> encoded <= 0.04045 ? encoded / 12.92 : Math.pow((encoded + 0.055) / 1.055, 2.4))
            .toArray();

    private final long id = LAST_ID.decrementAndGet();
    private final String name;
    private final int width;
    private final int height;
    private final ColorSpace colorSpace;
    private final byte[] pixels; // from the top to the bottom

    private EncodedImage(String name, int width, int height, ColorSpace colorSpace, byte[] pixels) {
        this.name = name;
        this.width = width;
        this.height = height;
        this.colorSpace = colorSpace;
        this.pixels = pixels;
    }

    /** An image of colours. @throws IOException where it is no image that this Java knows */
    static EncodedImage decode(String name, ByteBuffer encoded) throws IOException {
        byte[] bytes = new byte[encoded.remaining()];
        encoded.duplicate().get(bytes);
        BufferedImage image;
        try {
            image = ImageIO.read(new ByteArrayInputStream(bytes));
        } catch (RuntimeException damaged) { // the JDK's decoders don't catch everything themselves
            throw new IOException("it is damaged: " + damaged, damaged);
        }
        if (image == null) {
            throw new IOException("it is neither PNG nor JPEG");
        }
        byte[] pixels = new byte[Math.multiplyExact(CHANNELS, Math.multiplyExact(image.getWidth(), image.getHeight()))];
        boolean isGray = image.getColorModel().getColorSpace().getType() == java.awt.color.ColorSpace.TYPE_GRAY
                && !(image.getColorModel() instanceof IndexColorModel);
        int to = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int argb = isGray ? grayPixel(image, x, y) : image.getRGB(x, y);
                pixels[to++] = (byte) (argb >> 16);
                pixels[to++] = (byte) (argb >> 8);
                pixels[to++] = (byte) argb;
                pixels[to++] = (byte) (argb >> 24);
            }
        }
        return new EncodedImage(name, image.getWidth(), image.getHeight(), ColorSpace.SRGB, pixels);
    }

    /** Another image of the same pixels, which are data and no colours. */
    EncodedImage asData() {
        return new EncodedImage(name, width, height, ColorSpace.LINEAR, pixels);
    }

    /** getRGB takes grey for linear, and would encode it once more. */
    private static int grayPixel(BufferedImage image, int x, int y) {
        int gray = sample(image, x, y, 0);
        int alpha = image.getColorModel().hasAlpha() ? sample(image, x, y, 1) : 0xff;
        return alpha << 24 | gray << 16 | gray << 8 | gray;
    }

    private static int sample(BufferedImage image, int x, int y, int band) {
        int bits = image.getRaster().getSampleModel().getSampleSize(band);
        return Math.round(image.getRaster().getSample(x, y, band) * 255f / ((1 << bits) - 1));
    }

    /** The mean of a channel, 0 to 1. */
    float mean(Channel channel) {
        long sum = 0;
        for (int at = channel.ordinal(); at < pixels.length; at += CHANNELS) {
            sum += Byte.toUnsignedInt(pixels[at]);
        }
        return (float) ((double) sum / ((long) width * height * 255));
    }

    /** The mean of the linear colours, and of alpha; for images of colours. */
    Vector4f meanColor() {
        double[] sums = new double[Channel.ALPHA.ordinal()];
        for (int at = 0; at < pixels.length; at += CHANNELS) {
            for (int channel = 0; channel < sums.length; channel++) {
                sums[channel] += LINEAR[Byte.toUnsignedInt(pixels[at + channel])];
            }
        }
        double count = (double) width * height;
        return new Vector4f(
                (float) (sums[0] / count), (float) (sums[1] / count), (float) (sums[2] / count), mean(Channel.ALPHA));
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
        return Format.UINT8;
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
        return CHANNELS;
    }

    @Override
    public ColorSpace colorSpace() {
        return colorSpace;
    }

    @Override
    public void copyRows(int firstRow, int rowCount, ByteBuffer target) {
        int rowBytes = width * CHANNELS;
        if (firstRow < 0 || rowCount < 0 || rowCount > height - firstRow
                || !target.isDirect() || target.remaining() < (long) rowCount * rowBytes) {
            throw new IllegalArgumentException("rows " + firstRow + " and " + rowCount + " following of " + height
                    + " into a direct buffer of their size are possible, not into " + target);
        }
        for (int row = 0; row < rowCount; row++) {
            target.put(target.position() + row * rowBytes, pixels, (height - 1 - firstRow - row) * rowBytes, rowBytes);
        }
    }
}
