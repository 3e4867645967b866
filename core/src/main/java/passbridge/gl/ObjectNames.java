// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.lwjgl.opengl.GL41C.*;

import java.util.BitSet;
import java.util.Optional;

/**
 * Makes and frees buffers, textures and renderbuffers, and knows which of those in a share group are the context's: others may free theirs at
 * any moment, so nobody else asks OpenGL about them. Thread: the one with the OpenGL context.
 */
public final class ObjectNames {
    private final BitSet buffers = new BitSet();
    private final BitSet textures = new BitSet();
    private final BitSet renderbuffers = new BitSet();
    private final BitSet sharedTextures = new BitSet(); // that are freed with their last user

    ObjectNames() {}

    /** {@return a new buffer} To be freed with {@link #freeBuffer}. */
    public static int newBuffer() {
        int name = glGenBuffers();
        ofContext().ifPresent(names -> names.buffers.set(name));
        return name;
    }

    /** {@return a new texture} To be freed with {@link #freeTexture}. */
    public static int newTexture() {
        int name = glGenTextures();
        ofContext().ifPresent(names -> names.textures.set(name));
        return name;
    }

    /** {@return a new renderbuffer} To be freed with {@link #freeRenderbuffer}. */
    public static int newRenderbuffer() {
        int name = glGenRenderbuffers();
        ofContext().ifPresent(names -> names.renderbuffers.set(name));
        return name;
    }

    /**
     * Frees a buffer.
     *
     * @param name the buffer; 0 is ignored
     */
    public static void freeBuffer(int name) {
        ofContext().ifPresent(names -> names.buffers.clear(name));
        glDeleteBuffers(name);
    }

    /**
     * Frees a texture.
     *
     * @param name the texture; 0 is ignored
     */
    public static void freeTexture(int name) {
        ofContext().ifPresent(names -> {
            names.textures.clear(name);
            names.sharedTextures.clear(name);
        });
        glDeleteTextures(name);
    }

    /**
     * Frees a renderbuffer.
     *
     * @param name the renderbuffer; 0 is ignored
     */
    public static void freeRenderbuffer(int name) {
        ofContext().ifPresent(names -> names.renderbuffers.clear(name));
        glDeleteRenderbuffers(name);
    }

    /**
     * The context uses a texture together with others of its group from now on, which nobody frees meanwhile.
     *
     * @param name the texture
     */
    public static void useTexture(int name) {
        ofContext().ifPresent(names -> {
            names.textures.clear(name);
            names.sharedTextures.set(name);
        });
    }

    /**
     * The context does not use a texture any more; others do.
     *
     * @param name the texture
     */
    public static void leaveTexture(int name) {
        ofContext().ifPresent(names -> names.sharedTextures.clear(name));
    }

    private static Optional<ObjectNames> ofContext() {
        return DriverContext.ofThread().map(DriverContext::names);
    }

    BitSet buffers() {
        return buffers;
    }

    BitSet textures() {
        BitSet all = (BitSet) textures.clone();
        all.or(sharedTextures);
        return all;
    }

    BitSet renderbuffers() {
        return renderbuffers;
    }

    /** Frees what a renderer has left behind, but for what others may use. */
    void freeAll() {
        buffers.stream().forEach(name -> glDeleteBuffers(name));
        textures.stream().forEach(name -> glDeleteTextures(name));
        renderbuffers.stream().forEach(name -> glDeleteRenderbuffers(name));
    }
}
