// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.lwjgl.opengl.ARBRobustness;
import org.lwjgl.opengl.GL30C;
import org.lwjgl.opengl.GL45C;
import org.lwjgl.opengl.GL;
import org.lwjgl.opengl.GLCapabilities;
import org.lwjgl.opengl.KHRRobustness;
import org.lwjgl.system.MemoryUtil;
import passbridge.Film;
import passbridge.PassFramebuffer;
import passbridge.PassbridgeException;
import passbridge.pass.Pass;

/**
 * Textures of the passes and the framebuffer objects that were asked for. Rows are read without padding, from the bottom to the top.
 *
 * <p>Thread: the one with the OpenGL context, for every method.
 */
public final class TextureFramebuffer implements PassFramebuffer, AutoCloseable {
    /** Of OpenGL, by channel count less 1. */
    private static final int[] FORMATS = {GL_RED, GL_RG, GL_RGB, GL_RGBA};

    private final int width;
    private final int height;
    private final List<Pass> passes;
    private final int[] textures;
    private final int maxPassesAtOnce;
    private final Map<List<Pass>, Integer> framebuffers = new HashMap<>();

    private TextureFramebuffer(int width, int height, List<Pass> passes) {
        this.width = width;
        this.height = height;
        this.passes = List.copyOf(passes);
        this.textures = new int[passes.size()];
        this.maxPassesAtOnce = Math.min(glGetInteger(GL_MAX_COLOR_ATTACHMENTS), glGetInteger(GL_MAX_DRAW_BUFFERS));
    }

    /**
     * Allocates textures.
     *
     * @param width pixels, at least 1
     * @param height pixels, at least 1
     * @param passes at least one, none twice
     * @return owned by the caller; its contents are undefined
     * @throws PassbridgeException where this OpenGL can't hold a frame of this size; nothing is leaked
     */
    public static TextureFramebuffer open(int width, int height, List<Pass> passes) {
        if (width < 1 || height < 1 || passes.isEmpty() || passes.stream().distinct().count() != passes.size()) {
            throw new IllegalArgumentException("not a framebuffer: " + width + "x" + height + ", passes " + passes);
        }
        checkLimits(width, height);
        TextureFramebuffer framebuffer = new TextureFramebuffer(width, height, passes);
        try {
            framebuffer.allocate();
            return framebuffer;
        } catch (RuntimeException e) {
            framebuffer.close();
            throw e;
        }
    }

    private static void checkLimits(int width, int height) {
        int[] viewport = new int[2];
        glGetIntegerv(GL_MAX_VIEWPORT_DIMS, viewport);
        int textureSize = glGetInteger(GL_MAX_TEXTURE_SIZE);
        int maxWidth = Math.min(textureSize, viewport[0]);
        int maxHeight = Math.min(textureSize, viewport[1]);
        if (width > maxWidth || height > maxHeight) {
            throw new PassbridgeException("a frame of " + width + "x" + height + " is larger than the " + maxWidth + "x"
                    + maxHeight + " that this OpenGL draws: make it smaller");
        }
    }

    private void allocate() {
        discardErrors();
        Arrays.setAll(textures, index -> ObjectKind.TEXTURE.make());
        glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
        for (int i = 0; i < textures.length; i++) {
            glBindTexture(GL_TEXTURE_2D, textures[i]);
            setParameters();
            glTexImage2D(GL_TEXTURE_2D, 0, internalFormat(passes.get(i)), width, height, 0,
                    FORMATS[PassFramebuffer.storedChannels(passes.get(i)) - 1], GL_FLOAT, MemoryUtil.NULL);
        }
        glBindTexture(GL_TEXTURE_2D, 0);
        int error = glGetError();
        if (error == GL_OUT_OF_MEMORY) {
            throw new PassbridgeException("a frame of " + width + "x" + height + " with " + passes.size() + " passes needs "
                    + (sizeBytes() >> 20) + " MiB, more than this OpenGL gives: make it smaller or switch passes off");
        }
        if (error != GL_NO_ERROR) {
            throw new PassbridgeException("this OpenGL can't hold a frame of " + width + "x" + height + " with passes " + passes
                    + " (error 0x" + Integer.toHexString(error) + "): update the graphics driver");
        }
        id(passes.subList(0, Math.min(passes.size(), maxPassesAtOnce))); // whether it can be drawn into is told now
    }

    private static int internalFormat(Pass pass) {
        return PassFramebuffer.storedChannels(pass) == 1 ? GL_R32F : GL_RGBA32F;
    }

    /** Of the bound texture. */
    private static void setParameters() {
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_BASE_LEVEL, 0);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
        glTexParameteriv(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_RGBA, new int[] {GL_RED, GL_GREEN, GL_BLUE, GL_ALPHA});
    }

    /**
     * Makes this as good as new for another frame: framebuffer objects are made anew, with nothing attached but the passes, and textures
     * are sampled as at first. Their contents are undefined.
     *
     * @return false: a texture is not what it was, and this can only be closed
     */
    public boolean renew() {
        framebuffers.values().forEach(GL30C::glDeleteFramebuffers);
        framebuffers.clear();
        int bound = glGetInteger(GL_TEXTURE_BINDING_2D);
        boolean isWhole = true;
        for (int i = 0; i < textures.length; i++) {
            isWhole &= whatIsWrong(i).isEmpty();
            if (isWhole) {
                glBindTexture(GL_TEXTURE_2D, textures[i]);
                setParameters();
            }
        }
        glBindTexture(GL_TEXTURE_2D, bound);
        return isWhole;
    }

    /**
     * Looks whether a renderer has left the objects as they were. Leaves OpenGL's state as it was.
     *
     * @throws PassbridgeException where it has not: what was drawn may be elsewhere
     */
    public void check() {
        for (int i = 0; i < textures.length; i++) {
            checkTexture(i);
        }
        int drawn = glGetInteger(GL_DRAW_FRAMEBUFFER_BINDING);
        try {
            framebuffers.forEach(this::checkFramebuffer);
        } finally {
            glBindFramebuffer(GL_DRAW_FRAMEBUFFER, drawn);
        }
    }

    private void checkTexture(int index) {
        String wrong = whatIsWrong(index);
        if (!wrong.isEmpty()) {
            throw new PassbridgeException("the renderer " + wrong + " of pass " + passes.get(index).name()
                    + ", which is Passbridge's: leave it as it is, and draw or blit into it");
        }
    }

    /** What somebody has done to a texture; empty: nothing. */
    private String whatIsWrong(int index) {
        if (!glIsTexture(textures[index])) {
            return "deleted the texture";
        }
        int bound = glGetInteger(GL_TEXTURE_BINDING_2D);
        glBindTexture(GL_TEXTURE_2D, textures[index]);
        boolean isSame = glGetTexLevelParameteri(GL_TEXTURE_2D, 0, GL_TEXTURE_WIDTH) == width
                && glGetTexLevelParameteri(GL_TEXTURE_2D, 0, GL_TEXTURE_HEIGHT) == height
                && glGetTexLevelParameteri(GL_TEXTURE_2D, 0, GL_TEXTURE_INTERNAL_FORMAT) == internalFormat(passes.get(index));
        glBindTexture(GL_TEXTURE_2D, bound);
        return isSame ? "" : "changed size or format of the texture";
    }

    private void checkFramebuffer(List<Pass> attached, int framebuffer) {
        if (!glIsFramebuffer(framebuffer)) {
            throw new PassbridgeException("the renderer deleted the framebuffer object of passes " + names(attached)
                    + ", which is Passbridge's: delete only what the renderer has made itself");
        }
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
        for (int i = 0; i < attached.size(); i++) {
            int type = glGetFramebufferAttachmentParameteri(
                    GL_DRAW_FRAMEBUFFER, GL_COLOR_ATTACHMENT0 + i, GL_FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE);
            int name = type == GL_NONE ? 0 : glGetFramebufferAttachmentParameteri(
                    GL_DRAW_FRAMEBUFFER, GL_COLOR_ATTACHMENT0 + i, GL_FRAMEBUFFER_ATTACHMENT_OBJECT_NAME);
            if (type != GL_TEXTURE || name != texture(attached.get(i))) {
                throw new PassbridgeException("the renderer " + (type == GL_NONE ? "took the texture of pass " : "attached its own "
                        + (type == GL_TEXTURE ? "texture" : "renderbuffer") + " in place of that of pass ") + attached.get(i).name()
                        + (type == GL_NONE ? " from" : " to") + " a framebuffer object of Passbridge's: "
                        + "draw into a framebuffer of your own, and blit from there");
            }
        }
    }

    private static String names(List<Pass> some) {
        return some.stream().map(Pass::name).collect(Collectors.joining(", "));
    }

    @Override
    public int maxPassesAtOnce() {
        return maxPassesAtOnce;
    }

    @Override
    public int id(List<Pass> some) {
        Integer known = framebuffers.get(some);
        return known == null ? openFramebuffer(List.copyOf(some)) : known;
    }

    private int openFramebuffer(List<Pass> attached) {
        if (attached.isEmpty() || attached.stream().distinct().count() != attached.size()) {
            throw new IllegalArgumentException("a drawing needs passes, none twice: " + attached);
        }
        if (attached.size() > maxPassesAtOnce) {
            throw new PassbridgeException("a drawing of this OpenGL writes " + maxPassesAtOnce + " passes at most, not " + attached.size()
                    + ": draw several times, with id(some of the passes)");
        }
        int[] attachedTextures = attached.stream().mapToInt(this::texture).toArray();
        int drawn = glGetInteger(GL_DRAW_FRAMEBUFFER_BINDING);
        int read = glGetInteger(GL_READ_FRAMEBUFFER_BINDING);
        int framebuffer = glGenFramebuffers();
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        int[] attachments = new int[attachedTextures.length];
        for (int i = 0; i < attachments.length; i++) {
            attachments[i] = GL_COLOR_ATTACHMENT0 + i;
            glFramebufferTexture2D(GL_FRAMEBUFFER, attachments[i], GL_TEXTURE_2D, attachedTextures[i], 0);
        }
        glDrawBuffers(attachments);
        int status = glCheckFramebufferStatus(GL_FRAMEBUFFER);
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, drawn);
        glBindFramebuffer(GL_READ_FRAMEBUFFER, read);
        if (status != GL_FRAMEBUFFER_COMPLETE) {
            glDeleteFramebuffers(framebuffer);
            throw new PassbridgeException("this OpenGL can't draw passes " + attached + " together (framebuffer status 0x"
                    + Integer.toHexString(status) + "): update the graphics driver");
        }
        framebuffers.put(attached, framebuffer);
        return framebuffer;
    }

    private long sizeBytes() {
        long channels = passes.stream().mapToLong(PassFramebuffer::storedChannels).sum();
        return channels * Float.BYTES * width * height;
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
    public List<Pass> passes() {
        return passes;
    }

    @Override
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
     * Reads whole rows, bit by bit as they were drawn, and waits until they are there. {@link PassFramebuffer#storedChannels} floats
     * per pixel, tightly packed. Takes no notice of OpenGL's pixel-pack state.
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
        long neededBytes = (long) rowCount * width * PassFramebuffer.storedChannels(pass) * Float.BYTES;
        if (sizeBytes < neededBytes) {
            throw new IllegalArgumentException("reading needs " + neededBytes + " bytes, not " + sizeBytes);
        }
        readRows(pass, FORMATS[PassFramebuffer.storedChannels(pass) - 1], firstRow, rowCount, address, neededBytes);
    }

    private void readRows(Pass pass, int format, int firstRow, int rowCount, long address, long sizeBytes) {
        if (firstRow < 0 || rowCount < 0 || rowCount > height - firstRow) {
            throw new IllegalArgumentException(
                    "rows " + firstRow + " and " + rowCount + " following are not in a framebuffer of " + height);
        }
        if (rowCount == 0) {
            return;
        }
        checkTexture(indexOf(pass));
        discardErrors();
        int framebuffer = glGenFramebuffers(); // nobody else knows it, so nothing else is attached
        glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer);
        glFramebufferTexture2D(GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture(pass), 0);
        resetPixelPacking();
        readPixels(firstRow, rowCount, format, address, sizeBytes);
        int error = glGetError();
        glDeleteFramebuffers(framebuffer);
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

    /** Frees the textures and the framebuffer objects. Idempotent. */
    @Override
    public void close() {
        framebuffers.values().forEach(GL30C::glDeleteFramebuffers);
        framebuffers.clear();
        for (int texture : textures) {
            ObjectKind.TEXTURE.free(texture);
        }
        Arrays.fill(textures, 0);
    }
}
