// SPDX-License-Identifier: Apache-2.0
package passbridge.offscreen;

import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import passbridge.Film;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.Renderer;
import passbridge.raster.RasterRenderer;
import passbridge.scene.Scene;
import passbridge.session.ClientState;
import passbridge.session.RenderSession;
import passbridge.session.RenderThread;
import passbridge.session.RendererFailure;
import passbridge.session.RendererSource;

/**
 * A renderer in a program without Blender: the same code runs it here and there.
 *
 * <p>A session has one renderer on one thread of its own, with an OpenGL context of its own where the renderer needs one; they are
 * made for the first frame. Any thread may call any method; frames are drawn one after the other. Sessions are independent of each
 * other, and of windows and OpenGL contexts that the program has on its own threads; LWJGL's configuration is left as it is.
 *
 * <p>A program closes its sessions before it ends: some OpenGL drivers crash in a process that ends while a thread draws.
 */
public final class OffscreenSession implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(OffscreenSession.class.getName());

    /** A renderer that hangs in its frame is given up before that. */
    private static final long CLOSE_MS = RenderThread.GRACE_MS + 1_000;

    private static final RenderListener NOBODY = new RenderListener() {};

    private final RenderSession<OffscreenFrame, ClientState> session;
    private final Set<CompletableFuture<String>> awaitedReports = ConcurrentHashMap.newKeySet();

    private OffscreenSession(Supplier<? extends Renderer> renderer) {
        session = new RenderSession<>(() -> new RendererSource.Made(renderer), () -> new ClientState() {});
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
        return new OffscreenSession(Objects.requireNonNull(renderer));
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
                session, Objects.requireNonNull(scene), Objects.requireNonNull(request), Objects.requireNonNull(listener));
        requireOtherThread();
        session.begin(frame, (thread, state) -> frame.draw(thread));
        boolean interrupted = awaitEnd(frame);
        try {
            return frame.result();
        } finally {
            session.release(frame);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until the frame has ended, which an interrupt cancels. @return whether there was one */
    private boolean awaitEnd(OffscreenFrame frame) {
        boolean interrupted = false;
        while (true) {
            try {
                frame.awaitEnd();
                return interrupted;
            } catch (InterruptedException cancel) {
                interrupted = true;
                session.cancel(frame);
            }
        }
    }

    private void requireOtherThread() {
        if (session.isOnRenderThread()) {
            throw new IllegalStateException("the session's own thread can't wait for itself: call from another one");
        }
    }

    /**
     * {@return Java's version, and driver and versions of OpenGL where the renderer needs it, one "name: value" a line} Makes the renderer
     * where there is none yet, after the frames that wait.
     *
     * @throws CancellationException where the calling thread is interrupted, whose interrupt status is set then, or where the session is
     *     closed and its renderer does not come back
     * @throws PassbridgeException where the renderer can't be made, or there is no OpenGL
     * @throws IllegalStateException after {@link #close}, or on the session's own thread
     */
    public String describe() {
        CompletableFuture<String> report = new CompletableFuture<>();
        requireOtherThread();
        awaitedReports.add(report);
        try {
            session.execute((thread, state) -> answer(report, thread));
            return report.get();
        } catch (CancellationException closed) {
            throw new CancellationException("the session was closed"); // Java says nothing, or only where it noticed
        } catch (ExecutionException failed) {
            throw OffscreenFrame.told(failed.getCause(), RendererFailure.describe(failed.getCause()));
        } catch (InterruptedException cancel) {
            Thread.currentThread().interrupt();
            throw new CancellationException("nobody waits for the description any more");
        } finally {
            awaitedReports.remove(report);
        }
    }

    private static void answer(CompletableFuture<String> report, RenderThread thread) {
        try {
            report.complete(thread.report());
        } catch (Throwable failure) {
            report.completeExceptionally(failure);
        }
    }

    /**
     * Frees what the session keeps for its next frame: the renderer is given {@link Scene#EMPTY}, after the frames that wait. Thread,
     * renderer and OpenGL context stay. Does not wait. Without effect after {@link #close}.
     */
    public void clear() {
        session.clear();
    }

    /**
     * Cancels the frames that are not complete, closes the renderer and frees everything; waits for that. A renderer that does not come back
     * within 5 seconds is left alone with its thread and its memory. Idempotent.
     */
    @Override
    public void close() {
        session.close();
        session.frames().forEach(session::cancel);
        if (session.isOnRenderThread()) {
            return;
        }
        try {
            if (!session.awaitEnd(CLOSE_MS)) {
                LOGGER.log(Level.WARNING, "a session did not close within " + CLOSE_MS / 1000 + " s: its thread and memory are left to it");
            }
        } catch (InterruptedException leave) {
            Thread.currentThread().interrupt();
        }
        awaitedReports.forEach(report -> report.cancel(false));
    }
}
