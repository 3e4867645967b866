// SPDX-License-Identifier: Apache-2.0
package passbridge.offscreen;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import passbridge.Film;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.gl.DrawingFence;
import passbridge.scene.Scene;
import passbridge.session.ClientState;
import passbridge.session.FrameState;
import passbridge.session.RenderSession;
import passbridge.session.RenderThread;
import passbridge.session.SessionFrame;

/** One frame, between the thread that waits for it and the render thread. Any thread, unless said otherwise. */
final class OffscreenFrame extends SessionFrame {
    private final RenderSession<OffscreenFrame, ClientState> session;
    private final Scene scene;
    private final RenderListener listener;
    private volatile Film picture;
    private Film unfinished; // of the render thread

    OffscreenFrame(RenderSession<OffscreenFrame, ClientState> session, Scene scene, RenderRequest request, RenderListener listener) {
        this.session = session;
        this.scene = scene;
        this.listener = listener;
        setRequest(request);
    }

    /** Draws the picture and takes it out. Thread: the render thread. */
    void draw(RenderThread thread) {
        thread.draw(this, () -> Optional.of(scene));
        if (state() == FrameState.DRAWN) {
            picture = takePicture();
            resolved();
        }
    }

    private Film takePicture() {
        Film film = drawnFilm();
        if (film == null) {
            film = Film.allocate(request().width(), request().height(), request().passes());
            drawnFramebuffer().read(film);
        }
        return film;
    }

    /** The picture of a frame that has ended, told to the listener. Thread: the one that wants it. */
    Film result() {
        if (state() == FrameState.RESOLVED) {
            metadata().forEach(listener::metadata);
            warnings().forEach(listener::warning);
            return picture;
        }
        Throwable failure = failure();
        if (!isUnwanted()) {
            throw told(failure, report());
        }
        CancellationException exception = new CancellationException(
                "the frame was cancelled" + (failure == null ? "" : "; " + failure.getMessage()));
        exception.initCause(failure);
        throw exception;
    }

    /** What a renderer threw, as it is told to the program. */
    static PassbridgeException told(Throwable failure, String report) {
        String text = failure instanceof OutOfMemoryError
                ? failure + ": give Java more memory (-Xmx, -XX:MaxDirectMemorySize)"
                : report;
        return new PassbridgeException(text.lines().findFirst().orElse(""), failure);
    }

    @Override
    protected boolean pollCancelled() {
        if (isCancelled()) {
            return true;
        }
        if (listener.isCancelled()) {
            session.cancel(this);
            return true;
        }
        return false;
    }

    @Override
    protected void tellProgress(int samplesDone, int sampleCount) {
        listener.progress(samplesDone, sampleCount);
    }

    @Override
    protected void tellStatus(String text) {
        listener.status(text);
    }

    @Override
    protected boolean wantsRefresh() {
        return !isCancelled() && listener.wantsRefresh();
    }

    @Override
    protected void showRefresh() {
        if (drawnFilm() != null) {
            listener.refreshed(drawnFilm());
            return;
        }
        if (!DrawingFence.awaitUnless(this::isCancelled)) {
            return;
        }
        if (unfinished == null) {
            unfinished = Film.allocate(request().width(), request().height(), request().passes());
        }
        drawnFramebuffer().read(unfinished);
        listener.refreshed(unfinished);
    }
}
