// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.io.IOException;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.scene.Scene;

/** Throws; where, the nested classes say. */
public abstract class BrokenRenderer implements GlRenderer {
    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(pass -> true);
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        // overridden where it throws
    }

    @Override
    public void render(RenderRequest request, GlFrame frame) {
        // overridden where it throws
    }

    @Override
    public void close() {
        throw new IllegalStateException("broken in close, too");
    }

    /** Throws in its constructor. */
    public static final class Constructor extends BrokenRenderer {
        /** Throws. */
        public Constructor() {
            throw new IllegalStateException("broken in constructor");
        }
    }

    /** Throws in sync. */
    public static final class Sync extends BrokenRenderer {
        @Override
        public void sync(Scene scene, SyncContext context) {
            throw new IllegalStateException("broken in sync");
        }
    }

    /** Throws in render. */
    public static final class Render extends BrokenRenderer {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            throw new AssertionError("broken in render");
        }
    }

    /** Runs out of memory in render. */
    public static final class Memory extends BrokenRenderer {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    /** Throws in render where the samples are odd. */
    public static final class Sometimes extends BrokenRenderer {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            if (request.samples() % 2 == 1) {
                throw new IllegalStateException("broken in render");
            }
        }
    }

    /** Throws what can't even tell what it is. */
    public static final class Text extends BrokenRenderer {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            throw new RuntimeException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new IllegalStateException("broken in getMessage");
                }
            };
        }
    }

    /** Throws an error whose causes go round in a circle. */
    public static final class Circle extends BrokenRenderer {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            IllegalStateException first = new IllegalStateException("first");
            throw (IllegalStateException) first.initCause(new IllegalStateException("second", first));
        }
    }

    /** Draws; throws a checked exception in close, as other languages of the JVM can. */
    public static final class Close extends BrokenRenderer {
        @Override
        public void close() {
            throwAnyway(new IOException("broken in close"));
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void throwAnyway(Throwable failure) throws T {
            throw (T) failure;
        }
    }

    /** Has no constructor that could be called. */
    public static final class Unopenable extends BrokenRenderer {
        /** @param anything nobody gives it */
        public Unopenable(int anything) {
            super();
        }
    }
}
