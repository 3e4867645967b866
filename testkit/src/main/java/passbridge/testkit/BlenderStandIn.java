// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import passbridge.Frame;
import passbridge.Renderer;
import passbridge.session.NamedRenderer;
import passbridge.session.RenderSession;
import passbridge.session.RenderThread;
import passbridge.session.RendererSource;

/**
 * Treats a renderer as Blender does: the session code is that of the add-on, with this class in place of Blender and C. What fails
 * there fails here, with the same text.
 *
 * <p>It is stricter than Blender where Blender lets mistakes pass unseen at times:
 *
 * <ul>
 *   <li>The memory of a picture holds NaNs when {@code render} starts: pixels that are not written are found
 *       ({@link FrameResult#unwritten}).
 *   <li>{@link Frame#refresh} always reads the unfinished picture.
 *   <li>Reads of geometry and images after {@link Renderer#sync}, writes into a film after {@code render}, and exceptions of
 *       {@link Renderer#close} count as faults, even where a renderer catches what they throw: see {@link #faults}.
 * </ul>
 *
 * <p>Scenes may hold geometries and images of any implementation; the renderer sees them as it sees Blender's. A renderer that calls
 * {@link System#exit} ends the tests' JVM, which it can't do to Blender.
 *
 * <p>Any thread but one of the renderer's may call any method. Frames are drawn one after the other, in the order in which they were
 * submitted.
 */
public final class BlenderStandIn implements AutoCloseable {
    private static final Duration USUAL_PATIENCE = Duration.ofMinutes(2);

    /** A renderer that hangs in its frame is given up before that. */
    private static final long CLOSE_MS = RenderThread.GRACE_MS + 1_000;

    private final RenderSession<StandInFrame, StandInState> session;
    private final Duration patience;
    private final List<String> faults = new ArrayList<>(); // guarded by this object's lock
    private boolean closed; // guarded by this object's lock

    private BlenderStandIn(Supplier<RendererSource> sources, Duration patience) {
        this.patience = patience;
        this.session = new RenderSession<>(sources, () -> new StandInState(
                what -> addFault(what + " was read outside of sync(), on thread " + Thread.currentThread().getName()),
                failure -> addFault("close() failed, which Blender tells on its console only: " + failure)));
    }

    /**
     * Opens a session with renderers that the test makes. What a constructor throws is told with another first line than where an
     * add-on names the class.
     *
     * @param renderer makes one; called on the session's thread for the first frame, and again after a renderer has failed
     * @return to be closed by the caller; its users wait for two minutes, see {@link #open(Supplier, Duration)}
     */
    public static BlenderStandIn open(Supplier<? extends Renderer> renderer) {
        return open(renderer, USUAL_PATIENCE);
    }

    /**
     * As {@link #open(Supplier)}, with users of a patience of their own.
     *
     * @param renderer makes one
     * @param patience how long a user waits for a frame until it is cancelled, which has failed then
     * @return to be closed by the caller
     */
    public static BlenderStandIn open(Supplier<? extends Renderer> renderer, Duration patience) {
        Objects.requireNonNull(renderer);
        return new BlenderStandIn(() -> new RendererSource.Made(renderer), patience);
    }

    /**
     * Opens a session as an add-on does, by name and class path: what can't be loaded fails the first frame.
     *
     * @param className binary name of the renderer's class; empty: the provider of {@link Renderer} that the class path names
     * @param classPath jars and folders that a class loader of the session's own reads; none: the class is on the tests' class path
     * @return to be closed by the caller
     */
    public static BlenderStandIn open(String className, List<Path> classPath) {
        return new BlenderStandIn(() -> new NamedRenderer(className, classPath), USUAL_PATIENCE);
    }

    private synchronized void addFault(String fault) {
        faults.add(fault);
    }

    /**
     * Renders a frame and waits for it.
     *
     * @param job what is to be rendered
     * @return what became of it
     * @throws IllegalStateException after {@link #close}
     */
    public FrameResult render(RenderJob job) {
        try (SubmittedFrame frame = submit(job)) {
            return frame.await();
        }
    }

    /**
     * Submits a frame; others may follow before it is complete.
     *
     * @param job what is to be rendered
     * @return to be closed by the caller
     * @throws IllegalStateException after {@link #close}
     */
    public SubmittedFrame submit(RenderJob job) {
        StandInFrame frame = new StandInFrame(session, job, this::addFault);
        session.begin(frame, (thread, state) -> frame.draw(thread, state));
        return new SubmittedFrame(this, frame);
    }

    /** Waits for a frame as a user does. */
    FrameResult await(StandInFrame frame) {
        try {
            if (!frame.awaitEnd(patience.toMillis())) {
                frame.cancel("the frame was not complete within " + patience.toSeconds()
                        + " s and was cancelled then: Blender waits for as long as its user does");
                frame.awaitEnd();
            }
            return frame.result();
        } catch (InterruptedException e) {
            session.cancel(frame);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a frame", e);
        }
    }

    /** Cancels a frame as Escape does. */
    void cancel(StandInFrame frame) {
        session.cancel(frame);
    }

    /** Forgets a frame whose result is not needed any more. */
    void release(StandInFrame frame) {
        session.cancel(frame);
        session.release(frame);
    }

    /**
     * Ends a render, as Blender does where Persistent Data is off: the renderer is given {@link passbridge.scene.Scene#EMPTY}, after the
     * frames that were submitted. Does not wait.
     */
    public void clear() {
        session.clear();
    }

    /**
     * {@return what the renderer has done wrong so far that no frame need tell of, one line each} More may follow until this is closed. In
     * Blender it is seen on the console at best, or as damage to later frames.
     */
    public synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** Does something on the render thread after the frames that were submitted, and waits for it. */
    <T> T onRenderThread(Function<RenderThread, T> action) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        session.execute((thread, state) -> {
            try {
                answer.complete(action.apply(thread));
            } catch (Throwable failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer.join();
    }

    /**
     * Cancels the frames that are not complete, closes the renderer and waits for that. Idempotent.
     *
     * @throws AssertionError where there are {@link #faults}
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        session.close();
        for (StandInFrame frame : session.frames()) {
            session.cancel(frame);
            session.release(frame);
        }
        try {
            if (!session.awaitEnd(CLOSE_MS)) {
                addFault("close() did not return within " + RenderThread.GRACE_MS / 1000 + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!faults().isEmpty()) {
            throw new AssertionError(String.join("\n", faults()));
        }
    }
}
