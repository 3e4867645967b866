// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.util.concurrent.atomic.AtomicBoolean;
import passbridge.FilmFrame;
import passbridge.RenderRequest;
import passbridge.SyncContext;
import passbridge.scene.Scene;

/** Draws as {@link FilmPatternRenderer} does, but does not come back from its first frame, cancelled or not, until it is let go. */
public abstract class HangingRenderer extends FilmPatternRenderer {
    private static final AtomicBoolean ARMED = new AtomicBoolean();
    private static volatile boolean hangs;

    /** The next frame hangs. */
    public static void arm() {
        ARMED.set(true);
    }

    /** Waits until a frame hangs. */
    public static void await() {
        while (!hangs) {
            Thread.onSpinWait();
        }
    }

    /** The frame that hangs goes on. */
    public static void letGo() {
        hangs = false;
    }

    /** Waits where this is the first call since {@link #arm}. */
    static void hang() {
        if (ARMED.compareAndSet(true, false)) {
            hangs = true;
            while (hangs) {
                Thread.onSpinWait();
            }
        }
    }

    /** Hangs in render, and writes to its film when it is let go. */
    public static final class Render extends HangingRenderer {
        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            hang();
            super.render(request, frame);
        }
    }

    /** Hangs in sync. */
    public static final class Sync extends HangingRenderer {
        @Override
        public void sync(Scene scene, SyncContext context) {
            hang();
        }
    }

    /** Throws in render, and hangs when it is closed because of that. */
    public static final class Close extends HangingRenderer {
        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            if (ARMED.get()) {
                throw new IllegalStateException("to be closed");
            }
            super.render(request, frame);
        }

        @Override
        public void close() {
            hang();
        }
    }
}
