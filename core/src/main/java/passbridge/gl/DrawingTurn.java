// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.lwjgl.opengl.GL11C;

/**
 * Whose turn it is to draw. Where hardware draws every thread has its turn when it wants one; among the threads that draw in software one has it:
 * Mesa's software renderer (22.3.6) looks, whenever a texture is bound or a buffer mapped, through what the other contexts of the process are
 * about to draw, and locks none of it (llvmpipe_flush_resource in lp_flush.c), so that a context that draws meanwhile can make it read memory
 * that was freed.
 *
 * <p>A turn lasts for one task of a render thread. Whoever draws for long {@linkplain #offer offers} it to others in between. Who does not for
 * {@link #PATIENCE_MS} hangs, or waits for something that others hold up: the others go on beside him. Before the process ends, all turns
 * {@linkplain #endAll do}. Any thread.
 */
public final class DrawingTurn {
    /** How long a thread waits for another one that does not offer its turn: who waits must not seem to hang itself, see {@code RenderThread.GRACE_MS}. */
    static final long PATIENCE_MS = 2_000;

    private enum Kind {
        NONE,
        /** Beside others. */
        SHARED,
        /** While no other thread has one of this kind. */
        SOLE
    }

    private static final ThreadLocal<Kind> OF_THREAD = ThreadLocal.withInitial(() -> Kind.NONE);

    private static final Object LOCK = new Object(); // guards what follows
    private static final Deque<Thread> waiting = new ArrayDeque<>(); // for a sole turn; who waits longest comes first
    private static Thread holder; // of the sole turn; null: nobody
    private static long heldSinceNs; // or offered last
    private static int drawingCount; // threads that have a turn of whatever kind, those among them that were overtaken
    private static volatile boolean haveAllEnded; // is read without the lock, too

    private DrawingTurn() {}

    /**
     * Waits for this thread's turn, if a context of Passbridge's is current on it and it has no turn. An interrupt is kept for later. Does not
     * return after {@link #endAll}.
     */
    public static void begin() {
        if (OF_THREAD.get() == Kind.NONE && DriverContext.ofThread().isPresent()) {
            begin(drawsInSoftware() ? Kind.SOLE : Kind.SHARED);
        }
    }

    /**
     * Begins a turn for what draws nothing, such as compiling programs: nobody has to wait for it, even where the processor draws. Does not return
     * after {@link #endAll}.
     */
    public static void beginBeside() {
        begin(Kind.SHARED);
    }

    /** Lets others draw, if they wait for it, and waits for the next turn. Without effect on threads that have none. */
    public static void offer() {
        Kind kind = OF_THREAD.get();
        if (kind == Kind.NONE) {
            return;
        }
        synchronized (LOCK) {
            boolean isHolder = holder == Thread.currentThread();
            if (isHolder) {
                heldSinceNs = System.nanoTime();
            }
            if (!haveAllEnded && (kind == Kind.SHARED || isHolder && waiting.isEmpty())) {
                return;
            }
        }
        end();
        begin(kind);
    }

    /** Ends this thread's turn, if it has one. */
    public static void end() {
        if (OF_THREAD.get() == Kind.NONE) {
            return;
        }
        OF_THREAD.remove();
        if (haveAllEnded && DriverContext.ofThread().isPresent()) {
            GL11C.glFinish(); // the driver's own threads may still draw for this one
        }
        synchronized (LOCK) {
            drawingCount--;
            if (holder == Thread.currentThread()) {
                holder = null;
            }
            LOCK.notifyAll();
        }
    }

    /**
     * Gives no turn to anybody any more: threads that want one wait for ever. For the end of the process, in which drivers free what they
     * work with, whether threads do or not.
     *
     * @param timeoutMs how long to wait for those that have one; an interrupt ends the wait, and is kept for later
     * @return whether nobody has one any more
     */
    public static boolean endAll(long timeoutMs) {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        synchronized (LOCK) {
            haveAllEnded = true;
            try {
                for (long leftNs = endNs - System.nanoTime(); drawingCount > 0 && leftNs > 0; leftNs = endNs - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(LOCK, leftNs);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return drawingCount == 0;
        }
    }

    /** {@return whether the processor draws what is drawn in the current context, by Mesa's llvmpipe} */
    public static boolean drawsInSoftware() {
        return GL11C.glGetString(GL11C.GL_RENDERER).startsWith("llvmpipe");
    }

    private static void begin(Kind kind) {
        boolean isInterrupted = false;
        synchronized (LOCK) {
            if (kind == Kind.SOLE) {
                isInterrupted = awaitSole();
            }
            if (!haveAllEnded) {
                drawingCount++;
                OF_THREAD.set(kind);
            }
        }
        while (OF_THREAD.get() == Kind.NONE) {
            LockSupport.park();
            Thread.interrupted(); // or it would not park again
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** With the lock held. @return whether the thread was interrupted meanwhile */
    private static boolean awaitSole() {
        Thread self = Thread.currentThread();
        boolean isInterrupted = false;
        waiting.add(self);
        for (long leftNs = leftNs(); waiting.peek() != self || leftNs > 0; leftNs = leftNs()) {
            try {
                LOCK.wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNs)));
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        waiting.remove();
        holder = self;
        heldSinceNs = System.nanoTime();
        LOCK.notifyAll(); // the next one waits for this thread from now on
        return isInterrupted;
    }

    /** How long the one that has the sole turn may still keep it. With the lock held. */
    private static long leftNs() {
        return holder == null ? 0 : TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS) - (System.nanoTime() - heldSinceNs);
    }
}
