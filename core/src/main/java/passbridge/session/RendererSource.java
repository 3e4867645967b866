// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.io.IOException;
import java.util.function.Supplier;
import passbridge.Renderer;

/** Where a session gets its renderers from. Thread: the session's render thread. */
public sealed interface RendererSource extends AutoCloseable permits NamedRenderer, RendererSource.Made {
    /** What the renderer is called in messages. */
    String name();

    /** A new renderer; whatever its constructor throws is thrown. */
    Renderer open() throws ReflectiveOperationException, IOException;

    /** Loads classes for the renderer; null: whatever the thread has already. */
    ClassLoader loader();

    /** Lets go of the renderer's classes. Idempotent. */
    @Override
    void close();

    /**
     * A renderer that the program makes itself.
     *
     * @param maker called once for each renderer
     */
    record Made(Supplier<? extends Renderer> maker) implements RendererSource {
        @Override
        public String name() {
            return maker.getClass().getName();
        }

        @Override
        public Renderer open() {
            return maker.get();
        }

        @Override
        public ClassLoader loader() {
            return null;
        }

        @Override
        public void close() {
            // the program's own classes
        }
    }
}
