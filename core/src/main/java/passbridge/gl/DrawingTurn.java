// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import java.util.ArrayDeque;
import java.util.Deque;
import org.lwjgl.opengl.GL11C;

/**
 * Whose turn it is to draw, among the threads that draw in software. Mesa's software renderer (22.3.6) looks, whenever a texture is bound or a
 * buffer mapped, through what the other contexts of the process are about to draw, and locks none of it (llvmpipe_flush_resource in lp_flush.c),
 * so that a context that draws meanwhile can make it read memory that was freed. Where hardware draws every thread always has its turn.
 *
 * <p>A turn lasts for one task of a render thread. Whoever draws for long {@linkplain #offer offers} it to others in between. Who does not for
 * {@link #PATIENCE_MS} hangs, or waits for something that others hold up: the others go on beside him. Any thread.
 */
public final class DrawingTurn {
    /** How long a thread waits for another one that does not offer its turn. */
    static final long PATIENCE_MS = 5_000;

    private static final ThreadLocal<Boolean> TAKES_TURNS = ThreadLocal.withInitial(() -> false);

    private static final Object LOCK = new Object(); // guards what follows
    private static final Deque<Thread> waiting = new ArrayDeque<>(); // who waits longest comes first
    private static Thread holder; // null: nobody
    private static long heldSinceNs; // or offered last

    private DrawingTurn() {}

    /** Waits for this thread's turn, where its context draws in software and it has none. An interrupt is kept for later. */
    public static void begin() {
        if (DriverContext.ofThread().isPresent() && drawsInSoftware()) {
            TAKES_TURNS.set(true);
            take();
        }
    }

    /** Lets others draw, if they wait for it, and waits for the next turn. Without effect on threads that take none. */
    public static void offer() {
        if (!TAKES_TURNS.get()) {
            return;
        }
        synchronized (LOCK) {
            if (holder == Thread.currentThread() && waiting.isEmpty()) {
                heldSinceNs = System.nanoTime();
                return;
            }
            release();
        }
        take();
    }

    /** Ends this thread's turn, if it has one. */
    public static void end() {
        if (TAKES_TURNS.get()) {
            TAKES_TURNS.remove();
            release();
        }
    }

    /** {@return whether the processor draws what is drawn in the current context, by Mesa's llvmpipe} */
    public static boolean drawsInSoftware() {
        return GL11C.glGetString(GL11C.GL_RENDERER).startsWith("llvmpipe");
    }

    private static void release() {
        synchronized (LOCK) {
            if (holder == Thread.currentThread()) {
                holder = null;
                LOCK.notifyAll();
            }
        }
    }

    private static void take() {
        Thread self = Thread.currentThread();
        boolean isInterrupted = false;
        synchronized (LOCK) {
            if (holder == self) {
                return;
            }
            waiting.add(self);
            for (long leftNs = leftNs(); waiting.peek() != self || leftNs > 0; leftNs = leftNs()) {
                try {
                    LOCK.wait(Math.max(1, leftNs / 1_000_000));
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
            }
            waiting.remove();
            holder = self;
            heldSinceNs = System.nanoTime();
            LOCK.notifyAll(); // the next one waits for this thread from now on
        }
        if (isInterrupted) {
            self.interrupt();
        }
    }

    /** How long the one that has its turn may still keep it. With the lock held. */
    private static long leftNs() {
        return holder == null ? 0 : PATIENCE_MS * 1_000_000 - (System.nanoTime() - heldSinceNs);
    }
}
