// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import org.lwjgl.opengl.GL41C;

/**
 * Kinds of objects that contexts of a share group have in common. Makes and frees them, so that it is known which of those in the group are
 * the context's: others may free theirs at any moment, so nobody else asks OpenGL about them. Thread: the one with the OpenGL context.
 */
public enum ObjectKind {
    /** Buffers. */
    BUFFER(GL41C::glGenBuffers, GL41C::glIsBuffer, GL41C::glDeleteBuffers),
    /** Textures. */
    TEXTURE(GL41C::glGenTextures, GL41C::glIsTexture, GL41C::glDeleteTextures),
    /** Renderbuffers. */
    RENDERBUFFER(GL41C::glGenRenderbuffers, GL41C::glIsRenderbuffer, GL41C::glDeleteRenderbuffers);

    private final IntSupplier generate;
    private final IntPredicate exists;
    private final IntConsumer delete;

    ObjectKind(IntSupplier generate, IntPredicate exists, IntConsumer delete) {
        this.generate = generate;
        this.exists = exists;
        this.delete = delete;
    }

    /** {@return a new object} To be freed with {@link #free}. */
    public int make() {
        int name = generate.getAsInt();
        own(name);
        return name;
    }

    /**
     * Frees an object.
     *
     * @param name the object; 0 is ignored
     */
    public void free(int name) {
        tell(names -> names.forget(name));
        delete.accept(name);
    }

    /**
     * The context uses an object together with others of its group from now on, which nobody frees meanwhile. Each use is left by itself.
     *
     * @param name the object
     */
    public void use(int name) {
        tell(names -> names.use(name));
    }

    /**
     * The context ends one use of an object; others use it still.
     *
     * @param name the object
     */
    public void leave(int name) {
        tell(names -> names.leave(name));
    }

    /**
     * The object is the context's alone from now on.
     *
     * @param name the object, whose only use is the context's
     */
    public void own(int name) {
        tell(names -> names.own(name));
    }

    /** {@return whether the group has an object of this name} */
    boolean exists(int name) {
        return exists.test(name);
    }

    private void tell(Consumer<ObjectNames> change) {
        DriverContext.ofThread().ifPresent(context -> change.accept(context.names(this)));
    }
}
