// SPDX-License-Identifier: Apache-2.0
package passbridge.offscreen;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import passbridge.Film;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.scene.Scene;
import passbridge.session.FrameState;
import passbridge.session.RenderThread;
import passbridge.session.RendererFailure;
import passbridge.session.SessionFrame;

/** One frame, between the thread that waits for it and the render thread. Any thread, unless said otherwise. */
final class OffscreenFrame extends SessionFrame {
    private final Scene scene;
    private final RenderListener listener;
    private volatile boolean cancelled;
    private boolean begun;
    private Throwable failure;
    private Film picture;
    private Film unfinished; // of the render thread

    OffscreenFrame(Scene scene, RenderRequest request, RenderListener listener) {
        this.scene = scene;
        this.listener = listener;
        setRequest(request);
    }

    /** Draws the picture and takes it out. Thread: the render thread. */
    void draw(RenderThread thread) {
        if (!begin()) {
            return;
        }
        try {
            thread.draw(this, () -> Optional.of(scene));
            if (state() == FrameState.DRAWN) {
                resolve(takePicture(thread));
            }
        } catch (Throwable thrown) {
            end(FrameState.FAILED, thrown);
            thread.closeRenderer();
        } finally {
            thread.release(this);
        }
    }

    /** False: nobody wants it any more. */
    private synchronized boolean begin() {
        begun = !cancelled;
        return begun;
    }

    private Film takePicture(RenderThread thread) {
        if (drawnFilm() == null) {
            Film film = Film.allocate(request().width(), request().height(), request().passes());
            drawnFramebuffer().read(film);
            return film;
        }
        Film film = drawnFilm();
        thread.giveAwayFilm(this);
        return film;
    }

    private synchronized void resolve(Film film) {
        picture = film;
        setState(FrameState.RESOLVED);
    }

    /** Nothing becomes of the frame any more. @param reason null: none but that it was cancelled */
    synchronized void end(FrameState last, Throwable reason) {
        if (!hasEnded()) {
            failure = reason;
            setState(last);
        }
    }

    /** The picture is not wanted any more. */
    synchronized void cancel() {
        cancelled = true;
        if (!begun) {
            end(FrameState.CANCELLED, null);
        }
        notifyAll();
    }

    synchronized boolean hasEnded() {
        return state() == FrameState.RESOLVED || state().isFinal();
    }

    /** Waits until the frame has ended or is not wanted any more. */
    synchronized void awaitEndOrCancel() throws InterruptedException {
        while (!hasEnded() && !cancelled) {
            wait();
        }
    }

    /** Waits until the frame has ended. @return false: it has not, in all that time */
    synchronized boolean awaitEnd(long timeoutMs) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (!hasEnded()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** The picture of a frame that has ended, told to the listener. Thread: the one that wants it. */
    Film result() {
        FrameState last = state();
        if (last == FrameState.FAILED) {
            throw told(failure);
        }
        if (last == FrameState.CANCELLED) {
            CancellationException exception = new CancellationException(
                    "the frame was cancelled" + (failure == null ? "" : "; " + failure.getMessage()));
            exception.initCause(failure);
            throw exception;
        }
        metadata().forEach(listener::metadata);
        warnings().forEach(listener::warning);
        return picture;
    }

    /** What a renderer threw, as it is told to the program. */
    static PassbridgeException told(Throwable failure) {
        String text = failure instanceof OutOfMemoryError
                ? failure + ": give Java more memory (-Xmx, -XX:MaxDirectMemorySize)"
                : RendererFailure.describe(failure);
        return new PassbridgeException(text.lines().findFirst().orElse(""), failure);
    }

    @Override
    protected void tellState() {
        notifyAll();
    }

    @Override
    public boolean isCancelled() {
        return cancelled || hasEnded();
    }

    @Override
    protected boolean pollCancelled() {
        if (isCancelled()) {
            return true;
        }
        if (listener.isCancelled()) {
            cancel();
            return true;
        }
        return false;
    }

    @Override
    protected void tellProgress(int samplesDone, int sampleCount) {
        if (!hasEnded()) {
            listener.progress(samplesDone, sampleCount);
        }
    }

    @Override
    protected void tellStatus(String text) {
        if (!hasEnded()) {
            listener.status(text);
        }
    }

    @Override
    protected boolean wantsRefresh() {
        return !cancelled && !hasEnded() && listener.wantsRefresh();
    }

    @Override
    protected void showRefresh() {
        if (drawnFilm() != null) {
            listener.refreshed(drawnFilm());
            return;
        }
        if (unfinished == null) {
            unfinished = Film.allocate(request().width(), request().height(), request().passes());
        }
        drawnFramebuffer().read(unfinished);
        listener.refreshed(unfinished);
    }
}
