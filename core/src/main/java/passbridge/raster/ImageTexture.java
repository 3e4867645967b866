// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassbridgeException;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;

/**
 * An image as a texture that gives scene-linear colour: sRGB values are kept in 8 bits and decoded when sampled, linear ones
 * in 16 bits. One and two channels are grey. Repeats. Filtered with mipmaps, but not anisotropically, which Mesa's software
 * rendering does with much blur: the shader looks at finer mipmaps instead the more samples there are.
 */
final class ImageTexture implements GlResource {
    private static final int STRIP_BYTES = 32 << 20;
    private static final int[] FORMATS = {GL_RED, GL_RG, GL_RGB, GL_RGBA};

    private final int texture = glGenTextures();

    /** @param cancelled asked between strips; where it says so, the texture is left unfinished */
    ImageTexture(Image image, ImagePixels pixels, BooleanSupplier cancelled) {
        try {
            upload(image, pixels, cancelled);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void upload(Image image, ImagePixels pixels, BooleanSupplier cancelled) {
        int maxSize = glGetInteger(GL_MAX_TEXTURE_SIZE);
        if (image.width() > maxSize || image.height() > maxSize) {
            throw new PassbridgeException("image " + image.name() + " of " + image.width() + "x" + image.height()
                    + " is larger than the " + maxSize + "x" + maxSize + " that this OpenGL takes: scale it down");
        }
        glBindTexture(GL_TEXTURE_2D, texture);
        configureSampling(image.channels());
        int internalFormat = image.colorSpace() == Image.ColorSpace.SRGB ? GL_SRGB8_ALPHA8 : GL_RGBA16F;
        glTexImage2D(GL_TEXTURE_2D, 0, internalFormat, image.width(), image.height(), 0, GL_RGBA, GL_FLOAT, MemoryUtil.NULL);
        if (uploadRows(image, pixels, cancelled)) {
            glGenerateMipmap(GL_TEXTURE_2D);
        }
        if (glGetError() == GL_OUT_OF_MEMORY) {
            throw new PassbridgeException("image " + image.name() + " of " + image.width() + "x" + image.height()
                    + " needs more memory than this OpenGL gives: scale it down");
        }
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

    /** False where it was cancelled. */
    private static boolean uploadRows(Image image, ImagePixels pixels, BooleanSupplier cancelled) {
        int rowBytes = (int) image.rowBytes();
        int rowsPerStrip = Math.min(Math.max(STRIP_BYTES / rowBytes, 1), image.height());
        ByteBuffer strip = MemoryUtil.memAlloc(rowsPerStrip * rowBytes);
        try {
            for (int row = 0; row < image.height(); row += rowsPerStrip) {
                if (cancelled.getAsBoolean()) {
                    return false;
                }
                int rowCount = Math.min(rowsPerStrip, image.height() - row);
                pixels.copyRows(row, rowCount, strip);
                glTexSubImage2D(GL_TEXTURE_2D, 0, 0, row, image.width(), rowCount, FORMATS[image.channels() - 1],
                        image.format() == Image.Format.UINT8 ? GL_UNSIGNED_BYTE : GL_FLOAT, strip);
            }
            return true;
        } finally {
            MemoryUtil.memFree(strip);
        }
    }

    void bind(int unit) {
        ImageUnit.bind(unit, GL_TEXTURE_2D, texture);
    }

    @Override
    public void close() {
        glDeleteTextures(texture);
    }
}
