// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.io.IOException;
import java.net.URL;
import java.security.CodeSource;
import java.util.function.Supplier;
import passbridge.PassbridgeException;
import passbridge.Renderer;

/** Where a session gets its renderers from. Thread: the session's render thread; {@link #name} any. */
public sealed interface RendererSource extends AutoCloseable permits NamedRenderer, RendererSource.Made {
    /** What the renderer is called in messages. */
    String name();

    /** A new renderer; whatever its constructor throws is thrown. */
    Renderer open() throws ReflectiveOperationException, IOException;

    /** Loads classes for the renderer's threads; null: that of Passbridge. */
    ClassLoader loader();

    /**
     * Whether a class is the renderer's own, or of a library that came with it. Any thread.
     *
     * @param className binary name
     */
    boolean owns(String className);

    /** Lets go of the renderer's classes. Idempotent. */
    @Override
    void close();

    /** Renderers that the program makes itself. */
    final class Made implements RendererSource {
        private final Supplier<? extends Renderer> maker;
        private volatile Class<?> type; // null: none was made yet

        /** @param maker called once for each renderer */
        public Made(Supplier<? extends Renderer> maker) {
            this.maker = maker;
        }

        @Override
        public String name() {
            Class<?> made = type;
            return made == null ? "the renderer" : made.getName();
        }

        @Override
        public Renderer open() {
            Renderer made = maker.get();
            if (made == null) {
                throw new PassbridgeException("the supplier of the session's renderer gave none: return a new one each time");
            }
            type = made.getClass();
            return made;
        }

        @Override
        public ClassLoader loader() {
            return Thread.currentThread().getContextClassLoader();
        }

        @Override
        public boolean owns(String className) {
            Class<?> made = type;
            return isBeside(className, made == null ? maker.getClass() : made);
        }

        @Override
        public void close() {
            // the program's own classes
        }
    }

    /**
     * Whether a class is in the jar or folder that a renderer is in. Of Passbridge's own jar, which has other things beside renderers, it must
     * be in the same package, too.
     */
    static boolean isBeside(String className, Class<?> renderer) {
        Class<?> found = find(className, renderer.getClassLoader());
        URL place = place(renderer);
        if (found == null || place == null || !place.equals(place(found))) {
            return false;
        }
        return !place.equals(place(Renderer.class)) || found.getPackage() == renderer.getPackage();
    }

    /** A class by its binary name, without running anything of it; null where there is none. */
    static Class<?> find(String className, ClassLoader loader) {
        try {
            return Class.forName(className, false, loader);
        } catch (ClassNotFoundException | LinkageError gone) {
            return null;
        }
    }

    /** Where a class was loaded from; null: it is the JDK's. */
    private static URL place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }
}
