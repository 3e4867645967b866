// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.lwjgl.opengl.ARBRobustness;
import org.lwjgl.opengl.GL;
import org.lwjgl.opengl.GL45C;
import org.lwjgl.opengl.GLCapabilities;
import org.lwjgl.opengl.KHRRobustness;
import org.lwjgl.system.MemoryUtil;
import passbridge.Film;
import passbridge.PassbridgeException;
import passbridge.pass.Pass;

/**
 * The passes of a frame as floating-point textures behind one framebuffer object. One colour attachment per pass, in the
 * order of {@link #passes()}: {@code R32F} for one channel, {@code RGBA32F} for more. No depth attachment.
 *
 * <pre>
 *   row height-1  ┌───────────────┐
 *        ...      │   ↑ y         │     Row 0 is the bottom of the picture, as in OpenGL and in Blender:
 *   row 1         │   │           │     nothing is ever flipped. Pixels lie from left to right, rows
 *   row 0         └───┴──→ x ─────┘     one after the other, without padding.
 * </pre>
 *
 * <p>Thread: the one with the OpenGL context, for every method.
 */
public final class PassFramebuffer implements AutoCloseable {
    /** Of OpenGL, by channel count less 1. */
    private static final int[] FORMATS = {GL_RED, GL_RG, GL_RGB, GL_RGBA};

    private final int width;
    private final int height;
    private final List<Pass> passes;
    private final int[] textures;
    private int id;

    private PassFramebuffer(int width, int height, List<Pass> passes) {
        this.width = width;
        this.height = height;
        this.passes = List.copyOf(passes);
        this.textures = new int[passes.size()];
    }

    /**
     * Allocates a framebuffer.
     *
     * @param width pixels, at least 1
     * @param height pixels, at least 1
     * @param passes at least one, none twice
     * @return owned by the caller; its contents are undefined
     * @throws PassbridgeException where this OpenGL can't hold a frame of this size or as many passes; nothing is leaked
     */
    public static PassFramebuffer open(int width, int height, List<Pass> passes) {
        if (width < 1 || height < 1 || passes.isEmpty() || passes.stream().distinct().count() != passes.size()) {
            throw new IllegalArgumentException("not a framebuffer: " + width + "x" + height + ", passes " + passes);
        }
        checkLimits(width, height, passes.size());
        PassFramebuffer framebuffer = new PassFramebuffer(width, height, passes);
        try {
            framebuffer.allocate();
            return framebuffer;
        } catch (RuntimeException e) {
            framebuffer.close();
            throw e;
        }
    }

    private static void checkLimits(int width, int height, int passCount) {
        int[] viewport = new int[2];
        glGetIntegerv(GL_MAX_VIEWPORT_DIMS, viewport);
        int textureSize = glGetInteger(GL_MAX_TEXTURE_SIZE);
        int maxWidth = Math.min(textureSize, viewport[0]);
        int maxHeight = Math.min(textureSize, viewport[1]);
        if (width > maxWidth || height > maxHeight) {
            throw new PassbridgeException("a frame of " + width + "x" + height + " is larger than the " + maxWidth + "x"
                    + maxHeight + " that this OpenGL draws: make it smaller");
        }
        int maxPasses = Math.min(glGetInteger(GL_MAX_COLOR_ATTACHMENTS), glGetInteger(GL_MAX_DRAW_BUFFERS));
        if (passCount > maxPasses) {
            throw new PassbridgeException("a frame with " + passCount + " passes is more than the " + maxPasses
                    + " that this OpenGL draws at once: switch passes off");
        }
    }

    private void allocate() {
        discardErrors();
        id = glGenFramebuffers();
        glBindFramebuffer(GL_FRAMEBUFFER, id);
        glGenTextures(textures);
        int[] attachments = new int[textures.length];
        glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
        for (int i = 0; i < textures.length; i++) {
            boolean single = storedChannels(passes.get(i)) == 1;
            glBindTexture(GL_TEXTURE_2D, textures[i]);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
            glTexImage2D(GL_TEXTURE_2D, 0, single ? GL_R32F : GL_RGBA32F, width, height, 0,
                    single ? GL_RED : GL_RGBA, GL_FLOAT, MemoryUtil.NULL);
            attachments[i] = GL_COLOR_ATTACHMENT0 + i;
            glFramebufferTexture2D(GL_FRAMEBUFFER, attachments[i], GL_TEXTURE_2D, textures[i], 0);
        }
        glBindTexture(GL_TEXTURE_2D, 0);
        glDrawBuffers(attachments);
        int status = glCheckFramebufferStatus(GL_FRAMEBUFFER);
        glBindFramebuffer(GL_FRAMEBUFFER, 0);

        int error = glGetError();
        if (error == GL_OUT_OF_MEMORY) {
            throw new PassbridgeException("a frame of " + width + "x" + height + " with " + passes.size() + " passes needs "
                    + (sizeBytes() >> 20) + " MiB, more than this OpenGL gives: make it smaller or switch passes off");
        }
        if (error != GL_NO_ERROR || status != GL_FRAMEBUFFER_COMPLETE) {
            throw new PassbridgeException("this OpenGL can't draw a frame of " + width + "x" + height + " with passes " + passes
                    + " (error 0x" + Integer.toHexString(error) + ", framebuffer status 0x" + Integer.toHexString(status)
                    + "): update the graphics driver");
        }
    }

    private long sizeBytes() {
        long channels = passes.stream().mapToLong(PassFramebuffer::storedChannels).sum();
        return channels * Float.BYTES * width * height;
    }

    /** {@return pixels in a row} */
    public int width() {
        return width;
    }

    /** {@return rows} */
    public int height() {
        return height;
    }

    /** {@return the passes in the order of the colour attachments} */
    public List<Pass> passes() {
        return passes;
    }

    /** {@return framebuffer object with all passes attached; draw buffer i is pass i} */
    public int id() {
        return id;
    }

    /**
     * {@return texture of a pass}
     *
     * @param pass one of {@link #passes()}
     * @throws IllegalArgumentException for a pass that the framebuffer doesn't have
     */
    public int texture(Pass pass) {
        return textures[indexOf(pass)];
    }

    private int indexOf(Pass pass) {
        int index = passes.indexOf(pass);
        if (index < 0) {
            throw new IllegalArgumentException("the framebuffer has no " + pass + ", only " + passes);
        }
        return index;
    }

    /**
     * {@return floats per pixel that {@link #readRows} delivers for a pass: 1 for one channel, else 4}
     *
     * @param pass any
     */
    public static int storedChannels(Pass pass) {
        return pass.channels() == 1 ? 1 : 4;
    }

    /**
     * Reads whole rows, bit by bit as they were drawn, and waits until they are there. {@link #storedChannels} floats per
     * pixel, tightly packed. Takes no notice of OpenGL's pixel-pack state.
     *
     * @param pass one of {@link #passes()}
     * @param firstRow counted from the bottom
     * @param rowCount how many
     * @param pixels direct, native byte order, filled from its position; the position stays
     * @throws IllegalArgumentException for a pass that the framebuffer doesn't have, rows outside, or a buffer that is not direct,
     *     of foreign byte order, or too small
     * @throws PassbridgeException where OpenGL fails
     */
    public void readRows(Pass pass, int firstRow, int rowCount, FloatBuffer pixels) {
        if (!pixels.isDirect() || pixels.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("reading needs a direct buffer of native byte order, not " + pixels);
        }
        readRows(pass, firstRow, rowCount, MemoryUtil.memAddress(pixels), (long) pixels.remaining() * Float.BYTES);
    }

    /**
     * Reads rows into memory without a buffer object, as {@link #readRows(Pass, int, int, FloatBuffer)} does.
     *
     * @param pass one of {@link #passes()}
     * @param firstRow counted from the bottom
     * @param rowCount how many
     * @param address where the first row goes
     * @param sizeBytes that may be written from there on
     */
    public void readRows(Pass pass, int firstRow, int rowCount, long address, long sizeBytes) {
        long neededBytes = (long) rowCount * width * storedChannels(pass) * Float.BYTES;
        if (sizeBytes < neededBytes) {
            throw new IllegalArgumentException("reading needs " + neededBytes + " bytes, not " + sizeBytes);
        }
        readRows(pass, FORMATS[storedChannels(pass) - 1], firstRow, rowCount, address, neededBytes);
    }

    private void readRows(Pass pass, int format, int firstRow, int rowCount, long address, long sizeBytes) {
        int attachment = GL_COLOR_ATTACHMENT0 + indexOf(pass);
        if (firstRow < 0 || rowCount < 0 || rowCount > height - firstRow) {
            throw new IllegalArgumentException(
                    "rows " + firstRow + " and " + rowCount + " following are not in a framebuffer of " + height);
        }
        if (rowCount == 0) {
            return;
        }
        discardErrors();
        glBindFramebuffer(GL_READ_FRAMEBUFFER, id);
        glReadBuffer(attachment);
        resetPixelPacking();
        readPixels(firstRow, rowCount, format, address, sizeBytes);
        int error = glGetError();
        if (error != GL_NO_ERROR) {
            throw new PassbridgeException("OpenGL can't read pass " + pass.name() + " (error 0x" + Integer.toHexString(error)
                    + "): make the frame smaller, or update the graphics driver");
        }
    }

    /**
     * Reads all passes, with as many channels as each has, and waits until they are there.
     *
     * @param film of the same size and with the same passes
     * @throws PassbridgeException where OpenGL fails
     */
    public void read(Film film) {
        if (film.width() != width || film.height() != height || !film.passes().equals(passes)) {
            throw new IllegalArgumentException("the film is another one: " + film.width() + "x" + film.height() + ", " + film.passes());
        }
        for (Pass pass : passes) {
            FloatBuffer pixels = film.pixels(pass);
            readRows(pass, FORMATS[pass.channels() - 1], 0, height, MemoryUtil.memAddress(pixels),
                    (long) pixels.remaining() * Float.BYTES);
        }
    }

    /** Waits until everything that was drawn so far is there. */
    public void finish() {
        glFinish();
    }

    private static void resetPixelPacking() {
        glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
        glPixelStorei(GL_PACK_SWAP_BYTES, GL_FALSE);
        glPixelStorei(GL_PACK_LSB_FIRST, GL_FALSE);
        glPixelStorei(GL_PACK_ROW_LENGTH, 0);
        glPixelStorei(GL_PACK_IMAGE_HEIGHT, 0);
        glPixelStorei(GL_PACK_SKIP_ROWS, 0);
        glPixelStorei(GL_PACK_SKIP_PIXELS, 0);
        glPixelStorei(GL_PACK_SKIP_IMAGES, 0);
        glPixelStorei(GL_PACK_ALIGNMENT, 4);
        glClampColor(GL_CLAMP_READ_COLOR, GL_FALSE);
    }

    /** Lets the driver check the size where it can; it was checked above in any case. */
    private void readPixels(int firstRow, int rowCount, int format, long address, long sizeBytes) {
        GLCapabilities capabilities = GL.getCapabilities();
        int checkedBytes = (int) Math.min(sizeBytes, Integer.MAX_VALUE);
        if (checkedBytes != sizeBytes) {
            nglReadPixels(0, firstRow, width, rowCount, format, GL_FLOAT, address);
        } else if (capabilities.OpenGL45) {
            GL45C.nglReadnPixels(0, firstRow, width, rowCount, format, GL_FLOAT, checkedBytes, address);
        } else if (capabilities.GL_KHR_robustness) {
            KHRRobustness.nglReadnPixels(0, firstRow, width, rowCount, format, GL_FLOAT, checkedBytes, address);
        } else if (capabilities.GL_ARB_robustness) {
            ARBRobustness.nglReadnPixelsARB(0, firstRow, width, rowCount, format, GL_FLOAT, checkedBytes, address);
        } else {
            nglReadPixels(0, firstRow, width, rowCount, format, GL_FLOAT, address);
        }
    }

    /** Errors that others left behind must not be taken for ours; one flag per kind of error at most. */
    private static void discardErrors() {
        int kinds = 8;
        for (int i = 0; i < kinds && glGetError() != GL_NO_ERROR; i++) {
            continue;
        }
    }

    /** Frees the textures and the framebuffer. Idempotent. */
    @Override
    public void close() {
        glDeleteFramebuffers(id);
        glDeleteTextures(textures);
        id = 0;
        Arrays.fill(textures, 0);
    }
}
