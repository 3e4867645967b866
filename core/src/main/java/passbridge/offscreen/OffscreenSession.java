// SPDX-License-Identifier: Apache-2.0
package passbridge.offscreen;

import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import passbridge.Film;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.Renderer;
import passbridge.raster.RasterRenderer;
import passbridge.scene.Scene;
import passbridge.session.FrameState;
import passbridge.session.RenderThread;
import passbridge.session.RendererSource;

/**
 * A renderer in a program without Blender: the same code runs it here and there.
 *
 * <p>A session has one renderer on one thread of its own, with an OpenGL context of its own where the renderer needs one; they are
 * made for the first frame. Any thread may call any method; frames are drawn one after the other. Sessions are independent of each
 * other, and of windows and OpenGL contexts that the program has on its own threads; LWJGL's configuration is left as it is.
 */
public final class OffscreenSession implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(OffscreenSession.class.getName());
    private static final RenderListener NOBODY = new RenderListener() {};

    private final RendererSource source;
    private final Set<OffscreenFrame> frames = new HashSet<>(); // this and what follows: guarded by this object's lock
    private RenderThread thread;
    private boolean closed;

    private OffscreenSession(RendererSource source) {
        this.source = source;
        this.thread = new RenderThread(source);
    }

    /** {@return a session with Passbridge's own renderer, which draws with OpenGL} */
    public static OffscreenSession open() {
        return open(RasterRenderer::new);
    }

    /**
     * {@return a session with a renderer of one's own}
     *
     * @param renderer makes one; called on the session's thread for the first frame, and again where a renderer threw or was given up
     */
    public static OffscreenSession open(Supplier<? extends Renderer> renderer) {
        return new OffscreenSession(new RendererSource.Made(Objects.requireNonNull(renderer)));
    }

    /**
     * Draws a picture, as {@link #render(Scene, RenderRequest, RenderListener)} does, without anybody listening.
     *
     * @param scene data of its geometries and images is read while this waits
     * @param request what to draw
     * @return the picture; it is the caller's alone
     */
    public Film render(Scene scene, RenderRequest request) {
        return render(scene, request, NOBODY);
    }

    /**
     * Draws a picture and waits for it. An interrupt of the calling thread cancels the frame.
     *
     * @param scene data of its geometries and images is read while this waits
     * @param request what to draw
     * @param listener hears of the frame
     * @return the picture; it is the caller's alone
     * @throws CancellationException where the frame was cancelled: by the listener, an interrupt (the thread's interrupt status is
     *     set then) or {@link #close}. A renderer that takes no notice of it for 5 seconds is given up with its thread and its
     *     memory; the cause says so, and the next frame has a new one
     * @throws PassbridgeException where the picture can't be drawn. The first line says why, the cause is what the renderer threw; the
     *     next frame has a new one
     * @throws IllegalStateException after {@link #close}, or on the session's own thread
     */
    public Film render(Scene scene, RenderRequest request, RenderListener listener) {
        OffscreenFrame frame = new OffscreenFrame(
                Objects.requireNonNull(scene), Objects.requireNonNull(request), Objects.requireNonNull(listener));
        Task task = new Task(frame::draw);
        synchronized (this) {
            execute(task);
            frames.add(frame);
        }
        boolean interrupted = false;
        try {
            try {
                frame.awaitEndOrCancel();
            } catch (InterruptedException cancel) {
                interrupted = true;
                frame.cancel();
            }
            interrupted |= awaitCancelled(frame, task);
            return frame.result();
        } finally {
            synchronized (this) {
                frames.remove(frame);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Gives the renderer some time to end a cancelled frame, and then up. @return whether the calling thread was interrupted */
    private boolean awaitCancelled(OffscreenFrame frame, Task task) {
        boolean interrupted = false;
        while (true) {
            try {
                if (!frame.awaitEnd(RenderThread.GRACE_MS)) {
                    giveUp(task, frame);
                }
                return interrupted;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
    }

    /** Leaves a thread to a renderer that doesn't come back from a frame, and goes on with a new one. */
    private synchronized void giveUp(Task task, OffscreenFrame frame) {
        RenderThread given = task.thread;
        PassbridgeException reason = given.overdue();
        frame.end(FrameState.CANCELLED, reason);
        if (thread != given) {
            return;
        }
        LOGGER.log(Level.WARNING, reason.getMessage());
        thread = new RenderThread(source);
        given.takeTasks().forEach(waiting -> ((Task) waiting).executeOn(thread));
        given.close();
        if (closed) {
            thread.close();
        }
    }

    /**
     * {@return Java's version, and driver and versions of OpenGL where the renderer needs it, one "name: value" a line} Makes the renderer
     * where there is none yet, after the frames that wait.
     *
     * @throws CancellationException where the calling thread is interrupted; its interrupt status is set then
     * @throws PassbridgeException where the renderer can't be made, or there is no OpenGL
     * @throws IllegalStateException after {@link #close}, or on the session's own thread
     */
    public String describe() {
        CompletableFuture<String> report = new CompletableFuture<>();
        execute(new Task(on -> {
            try {
                report.complete(on.report());
            } catch (Throwable failure) {
                report.completeExceptionally(failure);
            }
        }));
        try {
            return report.get();
        } catch (ExecutionException failed) {
            throw OffscreenFrame.told(failed.getCause());
        } catch (InterruptedException cancel) {
            Thread.currentThread().interrupt();
            throw new CancellationException("nobody waits for the description any more");
        }
    }

    private synchronized void execute(Task task) {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
        if (Thread.currentThread() == thread.thread()) {
            throw new IllegalStateException("the session's own thread can't wait for itself: call from another one");
        }
        task.executeOn(thread);
    }

    /**
     * Cancels the frames that are not complete, closes the renderer and frees everything; waits for that, though not longer than 5
     * seconds. Idempotent.
     */
    @Override
    public void close() {
        RenderThread last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = thread;
            last.close();
            frames.forEach(OffscreenFrame::cancel);
        }
        if (Thread.currentThread() == last.thread()) {
            return;
        }
        try {
            last.thread().join(RenderThread.GRACE_MS);
            if (last.thread().isAlive()) {
                LOGGER.log(Level.WARNING, source.name() + " did not close within " + RenderThread.GRACE_MS / 1000
                        + " s: its thread and memory are left to it");
            }
        } catch (InterruptedException leave) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something to do on the session's thread, whichever that is when it begins. */
    private static final class Task implements Runnable {
        private final Consumer<RenderThread> action;
        private RenderThread thread;

        Task(Consumer<RenderThread> action) {
            this.action = action;
        }

        void executeOn(RenderThread chosen) {
            thread = chosen;
            chosen.execute(this);
        }

        @Override
        public void run() {
            action.accept(thread);
        }
    }
}
