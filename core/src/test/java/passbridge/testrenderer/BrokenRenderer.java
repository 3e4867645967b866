// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import passbridge.RenderRequest;
import passbridge.RenderSink;
import passbridge.Renderer;
import passbridge.scene.Scene;

/** Throws; where, the nested classes say. */
public abstract class BrokenRenderer implements Renderer {
    @Override
    public void sync(Scene scene, RenderSink sink) {
        // overridden where it throws
    }

    @Override
    public void render(RenderRequest request, RenderSink sink) {
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
        public void sync(Scene scene, RenderSink sink) {
            throw new IllegalStateException("broken in sync");
        }
    }

    /** Throws in render. */
    public static final class Render extends BrokenRenderer {
        @Override
        public void render(RenderRequest request, RenderSink sink) {
            throw new AssertionError("broken in render");
        }
    }

    /** Runs out of memory in render. */
    public static final class Memory extends BrokenRenderer {
        @Override
        public void render(RenderRequest request, RenderSink sink) {
            throw new OutOfMemoryError("Java heap space");
        }
    }
}
