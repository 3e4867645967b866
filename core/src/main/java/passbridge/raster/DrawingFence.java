// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.function.BooleanSupplier;

/** Waits for OpenGL, which works behind the program's back. */
final class DrawingFence {
    private static final System.Logger LOG = System.getLogger(DrawingFence.class.getName());
    private static final long POLL_NS = 20_000_000;
    private static final long SLOW_CANCEL_NS = 100_000_000;

    private DrawingFence() {}

    /**
     * Waits until all that was drawn is there. What is queued can't be taken back: after a cancel the wait goes on, and is
     * logged where it is long.
     */
    static void await(BooleanSupplier cancelled) {
        long cancelledAt = cancelled.getAsBoolean() ? System.nanoTime() : 0;
        long fence = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
        try {
            while (glClientWaitSync(fence, GL_SYNC_FLUSH_COMMANDS_BIT, POLL_NS) == GL_TIMEOUT_EXPIRED) {
                if (cancelledAt == 0 && cancelled.getAsBoolean()) {
                    cancelledAt = System.nanoTime();
                }
            }
        } finally {
            glDeleteSync(fence);
        }
        long drained = cancelledAt == 0 ? 0 : System.nanoTime() - cancelledAt;
        if (drained > SLOW_CANCEL_NS) {
            LOG.log(System.Logger.Level.WARNING,
                    "OpenGL went on for {0} ms after the render was cancelled: it can't be interrupted", drained / 1_000_000);
        }
    }
}
