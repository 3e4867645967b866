// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.io.IOException;
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

    /** Lets go of the renderer's classes. Idempotent. */
    @Override
    void close();

    /** Renderers that the program makes itself. */
    final class Made implements RendererSource {
        private final Supplier<? extends Renderer> maker;
        private volatile String name = "the renderer";

        /** @param maker called once for each renderer */
        public Made(Supplier<? extends Renderer> maker) {
            this.maker = maker;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Renderer open() {
            Renderer made = maker.get();
            if (made == null) {
                throw new PassbridgeException("the supplier of the session's renderer gave none: return a new one each time");
            }
            name = made.getClass().getName();
            return made;
        }

        @Override
        public ClassLoader loader() {
            return Thread.currentThread().getContextClassLoader();
        }

        @Override
        public void close() {
            // the program's own classes
        }
    }
}
