// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lwjgl.system.MemoryUtil;
import passbridge.gl.ObjectKind;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;

/**
 * An image as a texture that gives scene-linear colour, with as many bits as the image has: bytes stay bytes, and are decoded when they are
 * sampled, floats stay floats. One and two channels are grey. Repeats. Filtered with mipmaps, but not anisotropically, which Mesa's
 * software rendering does with much blur: the shader looks at finer mipmaps instead the more samples there are.
 */
final class ImageTexture implements SharedObjects.Shareable {
    private static final int STRIP_BYTES = 32 << 20;
    private static final int[] FORMATS = {GL_RED, GL_RG, GL_RGB, GL_RGBA};
    private static final int[] BYTE_FORMATS = {GL_R8, GL_RG8, GL_RGB8, GL_RGBA8};
    private static final int[] FLOAT_FORMATS = {GL_R32F, GL_RG32F, GL_RGB32F, GL_RGBA32F};

    private final int texture = ObjectKind.TEXTURE.make();
    private Optional<String> warning = Optional.empty();

    /**
     * Uploads an image; one that is larger than OpenGL's textures is scaled down.
     *
     * @param cancelled asked between strips: where the frame is, the texture is left unfinished
     */
    ImageTexture(Image image, ImagePixels pixels, BooleanSupplier cancelled) {
        try {
            ScaledImage scaled = ScaledImage.within(glGetInteger(GL_MAX_TEXTURE_SIZE), image, pixels);
            if (scaled.isSmaller()) {
                warning = Optional.of("Image '" + image.name() + "' of " + image.width() + "x" + image.height()
                        + " is larger than OpenGL's textures here and is drawn in " + scaled.width() + "x" + scaled.height());
            }
            upload(scaled, cancelled);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void upload(ScaledImage scaled, BooleanSupplier cancelled) {
        allocate(scaled.image(), scaled.width(), scaled.height());
        if (write(scaled, 0, 0, cancelled)) {
            finish(scaled.image());
        }
    }

    /** Of parts that are to be {@linkplain #write written}; {@link #finish} follows. @param image that they are of @param warning see there */
    ImageTexture(Image image, int width, int height, Optional<String> warning) {
        this.warning = warning;
        allocate(image, width, height);
    }

    private void allocate(Image image, int width, int height) {
        glBindTexture(GL_TEXTURE_2D, texture);
        configureSampling(image.channels());
        glTexImage2D(GL_TEXTURE_2D, 0, internalFormat(image), width, height, 0, GL_RGBA, GL_FLOAT, MemoryUtil.NULL);
        requireMemory(image);
    }

    /** All is written. */
    void finish(Image image) {
        glBindTexture(GL_TEXTURE_2D, texture);
        glGenerateMipmap(GL_TEXTURE_2D);
        requireMemory(image);
    }

    private static void requireMemory(Image image) {
        OpenGlMemory.require(image.rowBytes() * image.height(),
                "image " + image.name() + " of " + image.width() + "x" + image.height() + " needs", "scale it down");
    }

    private static int internalFormat(Image image) {
        if (image.format() == Image.Format.FLOAT32) {
            return FLOAT_FORMATS[image.channels() - 1];
        }
        return image.colorSpace() == Image.ColorSpace.SRGB ? GL_SRGB8_ALPHA8 : BYTE_FORMATS[image.channels() - 1];
    }

    private static void configureSampling(int channels) {
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_REPEAT);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_REPEAT);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
        if (channels < 3) {
            glTexParameteriv(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_RGBA, new int[] {GL_RED, GL_RED, GL_RED, GL_ONE});
        }
    }

    /** Writes a part; false where it was cancelled. */
    boolean write(ScaledImage scaled, int left, int bottom, BooleanSupplier cancelled) {
        Image image = scaled.image();
        glBindTexture(GL_TEXTURE_2D, texture);
        int rowBytes = Math.toIntExact(scaled.rowBytes());
        int rowsPerStrip = Math.min(Math.max(STRIP_BYTES / rowBytes, 1), scaled.height());
        ByteBuffer strip = MemoryUtil.memAlloc(rowsPerStrip * rowBytes);
        try {
            for (int row = 0; row < scaled.height(); row += rowsPerStrip) {
                if (cancelled.getAsBoolean()) {
                    return false;
                }
                int rowCount = Math.min(rowsPerStrip, scaled.height() - row);
                scaled.copyRows(row, rowCount, strip);
                if (image.format() == Image.Format.FLOAT32 && image.colorSpace() == Image.ColorSpace.SRGB) {
                    decode(strip.asFloatBuffer(), rowCount * scaled.width(), image.channels());
                }
                glTexSubImage2D(GL_TEXTURE_2D, 0, left, bottom + row, scaled.width(), rowCount, FORMATS[image.channels() - 1],
                        image.format() == Image.Format.UINT8 ? GL_UNSIGNED_BYTE : GL_FLOAT, strip);
            }
            return true;
        } finally {
            MemoryUtil.memFree(strip);
        }
    }

    /** Makes sRGB scene-linear: OpenGL does so with bytes alone. Alpha stays. */
    private static void decode(FloatBuffer values, int pixelCount, int channels) {
        for (int i = 0; i < pixelCount * channels; i++) {
            if (channels < 4 || i % 4 < 3) {
                float encoded = values.get(i);
                values.put(i, encoded <= 0.04045f ? encoded / 12.92f : (float) Math.pow((encoded + 0.055) / 1.055, 2.4));
            }
        }
    }

    /** What whoever uses it is to be told: that it is smaller than the image. */
    Optional<String> warning() {
        return warning;
    }

    @Override
    public ObjectKind kind() {
        return ObjectKind.TEXTURE;
    }

    @Override
    public int name() {
        return texture;
    }

    void bind(int unit) {
        ImageUnit.bind(unit, GL_TEXTURE_2D, texture);
    }

    @Override
    public void close() {
        ObjectKind.TEXTURE.free(texture);
    }
}
