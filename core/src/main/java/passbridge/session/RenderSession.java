// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import passbridge.PassbridgeException;

/**
 * The supervisor of a renderer, for Blender, programs and tests alike. It queues frames, runs them on a render thread, turns whatever is
 * thrown into the failure of one frame, and takes another thread where the renderer does not come back. Any thread.
 *
 * @param <F> the client's frames
 * @param <S> what the client keeps beside a render thread
 */
public final class RenderSession<F extends SessionFrame, S extends ClientState> implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(RenderSession.class.getName());

    private static final ScheduledExecutorService WATCH = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "passbridge-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final Supplier<? extends RendererSource> sources;
    private final Supplier<S> states;
    private final Map<F, Worker> owners = new IdentityHashMap<>(); // of open frames; this and what follows: guarded by this object's lock
    private Worker worker;
    private boolean isClosed;

    /**
     * Starts a thread; the renderer is made for the first frame.
     *
     * @param sources gives one for each thread
     * @param states gives one for each thread
     */
    public RenderSession(Supplier<? extends RendererSource> sources, Supplier<S> states) {
        this.sources = sources;
        this.states = states;
        this.worker = new Worker(sources.get(), states.get());
    }

    /** Does something on the render thread. */
    @FunctionalInterface
    public interface Task<S> {
        void run(RenderThread thread, S state);
    }

    /** A render thread with all that goes with it when it has to be given up. */
    private final class Worker {
        final S state;
        final RenderThread thread;
        final Set<F> begun = ConcurrentHashMap.newKeySet();
        volatile Step running; // null: none

        Worker(RendererSource source, S state) {
            this.state = state;
            this.thread = new RenderThread(source, state);
        }
    }

    /** A task on its way to a worker; whatever it throws fails its frame. */
    private final class Step implements Runnable {
        final F frame; // null: it is of the session itself
        final Task<S> task;
        final boolean isFirst; // of its frame, or of no frame: any worker can do it
        Worker worker; // guarded by the session's lock until the step runs

        Step(F frame, Task<S> task, boolean isFirst) {
            this.frame = frame;
            this.task = task;
            this.isFirst = isFirst;
        }

        void executeOn(Worker chosen) {
            worker = chosen;
            chosen.thread.execute(this);
        }

        @Override
        public void run() {
            if (frame != null) {
                worker.begun.add(frame);
            }
            worker.running = this; // before it is asked whether the frame is wanted: who cancels looks at this after that
            try {
                if (frame != null && isFirst && frame.isCancelled()) {
                    frame.cancelled();
                } else {
                    task.run(worker.thread, worker.state);
                }
            } catch (Throwable thrown) {
                end(thrown);
            } finally {
                if (frame != null && frame.state().isFinal()) {
                    worker.state.forgetScene();
                }
                worker.running = null;
            }
        }

        private void end(Throwable thrown) {
            FrameState end = frame == null ? FrameState.FAILED : frame.endedBy(thrown);
            if (end == FrameState.CANCELLED) {
                frame.cancelled();
            } else if (end == FrameState.INCOMPLETE) {
                frame.incomplete();
            } else {
                if (frame == null) {
                    LOGGER.log(Level.WARNING, "a renderer failed between frames", thrown);
                } else {
                    frame.failed(thrown, worker.thread.source());
                }
                worker.thread.closeRenderer();
            }
        }
    }

    /**
     * Queues a frame.
     *
     * @param task draws it, unless it was cancelled before its turn
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized void begin(F frame, Task<S> task) {
        requireOpen();
        owners.put(frame, worker);
        new Step(frame, task, true).executeOn(worker);
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the session is closed");
        }
    }

    /** Goes on with a frame that was begun and is not released, on the thread that has its picture. */
    public synchronized void goOn(F frame, Task<S> task) {
        new Step(frame, task, false).executeOn(owners.get(frame));
    }

    /**
     * Does something that belongs to no frame, after what is queued; where the thread is given up before its turn, on the next one.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized void execute(Task<S> task) {
        requireOpen();
        new Step(null, task, true).executeOn(worker);
    }

    /**
     * Nobody wants a frame any more: it ends at once where it has not begun, and else where its renderer notices; a renderer that
     * does not within {@link RenderThread#GRACE_MS} is given up. Without effect on a frame that has ended.
     */
    public void cancel(F frame) {
        frame.setUnwanted();
        frame.cancelledBeforeItsTurn();
        Worker owner;
        synchronized (this) {
            owner = owners.get(frame);
        }
        watch(owner, frame);
    }

    /** Gives the renderer some time to come back from a frame that nobody wants, and then up. */
    private void watch(Worker owner, F frame) {
        Step running = owner == null ? null : owner.running;
        if (running != null && running.frame == frame) {
            watch(running);
        }
    }

    private void watch(Step step) {
        WATCH.schedule(() -> giveUpIfStillRunning(step), RenderThread.GRACE_MS, TimeUnit.MILLISECONDS);
    }

    private void giveUpIfStillRunning(Step step) {
        if (step.worker.running == step) {
            giveUp(step.worker, step.worker.thread.overdue());
        }
    }

    /** The last call for a frame: the memory of its picture is for others, as soon as nothing of it runs any more. Idempotent. */
    public void release(F frame) {
        Worker owner;
        synchronized (this) {
            owner = owners.remove(frame);
            if (owner == null) {
                return;
            }
            new Step(null, (thread, state) -> {
                owner.begun.remove(frame);
                frame.released();
                thread.release(frame);
            }, false).executeOn(owner);
            endIfGivenUp(owner);
        }
        watch(owner, frame);
        endIfDone();
    }

    /** All frames that are not released yet. */
    public synchronized List<F> frames() {
        return List.copyOf(owners.keySet());
    }

    /**
     * No frame follows for now: after what is queued the renderer is given {@link passbridge.scene.Scene#EMPTY}, and the memory that is kept
     * for the next frame is freed. Thread, classes, OpenGL context and renderer stay. Without effect after {@link #close}.
     */
    public synchronized void clear() {
        if (!isClosed) {
            Worker current = worker;
            new Step(null, (thread, state) -> {
                watch(current.running);
                try {
                    thread.clear();
                } finally {
                    state.clear();
                }
            }, false).executeOn(current);
        }
    }

    /** Where the render thread hangs in an end of the process that doesn't come: gives it up. */
    public void giveUpIfExiting() {
        Worker current;
        synchronized (this) {
            current = worker;
        }
        StackTraceElement[] stack = current.thread.thread().getStackTrace();
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals("java.lang.Shutdown")) {
                IllegalStateException call = new IllegalStateException("System.exit was called");
                call.setStackTrace(stack);
                giveUp(current, new PassbridgeException(current.thread.source().name()
                        + " called System.exit, which would end Blender: its thread was given up. Throw an exception instead", call));
                return;
            }
        }
    }

    /** Leaves a worker to its thread, with the frames that it has begun, and goes on with a new one. */
    private void giveUp(Worker given, PassbridgeException reason) {
        synchronized (this) {
            if (worker != given) {
                return;
            }
            LOGGER.log(Level.WARNING, reason.getMessage());
            worker = new Worker(sources.get(), states.get());
            for (Runnable waiting : given.thread.takeTasks()) {
                moveOrLeave((RenderSession<?, ?>.Step) waiting, given);
            }
            endIfGivenUp(given);
        }
        given.begun.stream().filter(frame -> frame.state() != FrameState.RESOLVED).forEach(frame -> frame.failed(reason, given.thread.source()));
        endIfDone();
    }

    /** A worker that was given up ends behind the release of its last frame. With this object's lock held. */
    private void endIfGivenUp(Worker owner) {
        if (owner != worker && !owners.containsValue(owner)) {
            owner.thread.close();
        }
    }

    @SuppressWarnings("unchecked") // all tasks of the thread are this session's
    private void moveOrLeave(RenderSession<?, ?>.Step waiting, Worker given) {
        Step step = (Step) waiting;
        if (step.isFirst) {
            if (step.frame != null) {
                owners.replace(step.frame, worker);
            }
            step.executeOn(worker);
        } else {
            given.thread.execute(step);
        }
    }

    /** Closes the renderer and ends the thread as soon as no frame is open any more. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
        }
        endIfDone();
    }

    private synchronized void endIfDone() {
        if (isDone()) {
            worker.thread.close();
            notifyAll();
        }
    }

    /** Whether the session is closed and no frame is open any more. */
    public synchronized boolean isDone() {
        return isClosed && owners.isEmpty();
    }

    /** Waits for the end of a closed session. @return false: it has not come, in all that time */
    public boolean awaitEnd(long timeoutMs) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        Thread last;
        synchronized (this) {
            while (!isDone()) {
                long leftNs = deadline - System.nanoTime();
                if (leftNs <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, leftNs);
            }
            last = worker.thread.thread();
        }
        last.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        return !last.isAlive();
    }

    /** Whether the calling thread is the renderer's, which must not wait for itself. */
    public synchronized boolean isOnRenderThread() {
        return Thread.currentThread() == worker.thread.thread();
    }
}
