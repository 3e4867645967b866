// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import passbridge.Frame;
import passbridge.Renderer;
import passbridge.session.FrameState;
import passbridge.session.NamedRenderer;
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

    private final Supplier<RendererSource> sources;
    private final Duration patience;
    private final List<String> faults = new ArrayList<>(); // this and what follows: guarded by this object's lock
    private final Set<StandInFrame> frames = new HashSet<>();
    private Worker worker;
    private boolean closed;

    /** What goes when a renderer is given up with its thread. */
    record Worker(RenderThread thread, SceneLender lender) {}

    /** What is to be done with a frame on the thread of the worker that it belongs to. */
    private record Task(StandInFrame frame, BiConsumer<Worker, StandInFrame> action) implements Runnable {
        void execute() {
            frame.worker().thread.execute(this);
        }

        @Override
        public void run() {
            action.accept(frame.worker(), frame);
        }
    }

    private BlenderStandIn(Supplier<RendererSource> sources, Duration patience) {
        this.sources = sources;
        this.patience = patience;
        this.worker = openWorker();
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

    private Worker openWorker() {
        return new Worker(new RenderThread(sources.get()), new SceneLender(what -> addFault(
                what + " was read outside of sync(), on thread " + Thread.currentThread().getName())));
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
    public synchronized SubmittedFrame submit(RenderJob job) {
        requireOpen();
        StandInFrame frame = new StandInFrame(job, worker);
        new Task(frame, this::draw).execute();
        frames.add(frame);
        return new SubmittedFrame(this, frame);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the stand-in is closed");
        }
    }

    /** The boundary: whatever is thrown becomes the frame's failure. Thread: the render thread. */
    private void draw(Worker on, StandInFrame frame) {
        if (frame.endIfCancelled()) {
            return;
        }
        try {
            on.thread.draw(frame, () -> Optional.of(on.lender.lend(frame.job().scene(), frame)));
            if (frame.state() == FrameState.DRAWN) {
                frame.takePicture();
            }
        } catch (StandInFrame.ReadAfterCancel cancelled) {
            frame.setState(FrameState.CANCELLED);
        } catch (Throwable failure) {
            frame.fail(failure);
            closeRenderer(on.thread);
        } finally {
            if (frame.state().isFinal()) { // a renderer may have kept anything of the scene or nothing
                on.lender.forgetScene();
            }
        }
    }

    private void closeRenderer(RenderThread thread) {
        thread.closeRenderer().ifPresent(failure -> addFault("close() failed, which Blender tells on its console only: " + failure));
    }

    /** Waits for a frame as a user does. */
    FrameResult await(StandInFrame frame) {
        try {
            if (!frame.awaitEndOrCancel(patience.toMillis())) {
                frame.cancel("the frame was not complete within " + patience.toSeconds()
                        + " s and was cancelled then: Blender waits for as long as its user does");
            }
            if (!frame.awaitEnd(RenderThread.GRACE_MS)) {
                giveUp(frame);
            }
            return frame.result();
        } catch (InterruptedException e) {
            frame.cancel("");
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a frame", e);
        }
    }

    /** Leaves a thread to a renderer that doesn't come back from a frame, and goes on with a new one. */
    private synchronized void giveUp(StandInFrame frame) {
        RenderThread given = frame.worker().thread;
        if (worker == frame.worker()) {
            worker = openWorker();
            for (Runnable waiting : given.takeTasks()) {
                if (waiting instanceof Task task && task.frame.state() == FrameState.QUEUED) {
                    task.frame.moveTo(worker);
                    task.execute();
                } else {
                    given.execute(waiting);
                }
            }
            given.close();
        }
        frame.fail(given.overdue());
    }

    /** Forgets a frame whose result is not needed any more. */
    synchronized void release(StandInFrame frame) {
        frame.cancel("");
        frames.remove(frame);
        new Task(frame, (on, released) -> {
            if (released.wasDrawnOn()) {
                addFault("the film was written to after render() had returned, which damages the picture of a later frame");
            }
            on.thread.release(released);
        }).execute();
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
        RenderThread thread;
        synchronized (this) {
            requireOpen();
            thread = worker.thread;
        }
        thread.execute(() -> {
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
        RenderThread last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = worker.thread;
            frames.forEach(frame -> frame.cancel(""));
        }
        last.execute(() -> closeRenderer(last));
        last.close();
        try {
            last.thread().join(RenderThread.GRACE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (last.thread().isAlive()) {
            addFault("close() did not return within " + RenderThread.GRACE_MS / 1000 + " s");
        }
        if (!faults().isEmpty()) {
            throw new AssertionError(String.join("\n", faults()));
        }
    }
}
