// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.lwjgl.opengl.GL41C.*;

import java.util.function.BooleanSupplier;

/** Waits for OpenGL, which works behind the program's back. Thread: the one with the OpenGL context. */
public final class DrawingFence {
    private static final System.Logger LOG = System.getLogger(DrawingFence.class.getName());
    private static final long POLL_NS = 20_000_000;
    private static final long SLOW_CANCEL_NS = 100_000_000;

    private DrawingFence() {}

    /**
     * Waits until all that was drawn is there. What is queued can't be taken back: after a cancel the wait goes on, and is
     * logged where it is long.
     *
     * @param cancelled whether nobody wants it any more; asked 50 times a second at most
     */
    public static void await(BooleanSupplier cancelled) {
        if (awaitUnless(cancelled)) {
            return;
        }
        long cancelledAt = System.nanoTime();
        awaitUnless(() -> false);
        long drained = System.nanoTime() - cancelledAt;
        if (drained > SLOW_CANCEL_NS) {
            LOG.log(System.Logger.Level.WARNING,
                    "OpenGL went on for {0} ms after the render was cancelled: it can't be interrupted", drained / 1_000_000);
        }
    }

    /**
     * Waits until all that was drawn is there, or nobody wants it any more.
     *
     * @param cancelled whether nobody does; asked 50 times a second at most
     * @return whether it is there
     */
    public static boolean awaitUnless(BooleanSupplier cancelled) {
        long fence = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
        try {
            while (glClientWaitSync(fence, GL_SYNC_FLUSH_COMMANDS_BIT, POLL_NS) == GL_TIMEOUT_EXPIRED) {
                DrawingTurn.offer();
                if (cancelled.getAsBoolean()) {
                    return false;
                }
            }
            return true;
        } finally {
            glDeleteSync(fence);
        }
    }
}
