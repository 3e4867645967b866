// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import passbridge.Film;
import passbridge.pass.Pass;
import passbridge.session.FrameState;
import passbridge.session.RendererFailure;
import passbridge.session.SessionFrame;
import passbridge.testkit.FrameResult.Outcome;
import passbridge.testkit.FrameResult.Polls;
import passbridge.testkit.FrameResult.Progress;
import passbridge.testkit.FrameResult.Unwritten;

/** One frame as the stand-in sees it. Any thread, unless said otherwise; its lock guards what it keeps. */
final class StandInFrame extends SessionFrame {
    private final RenderJob job;
    private final List<String> statuses = new ArrayList<>();
    private final List<Progress> progress = new ArrayList<>();
    private final Set<Thread> pollingThreads = new HashSet<>();
    private int pollCount;
    private int pollsAfterCancel;
    private int refreshCount;
    private BlenderStandIn.Worker worker;
    private boolean cancelled;
    private String report = "";
    private Film film;
    private List<Unwritten> unwritten = List.of();

    StandInFrame(RenderJob job, BlenderStandIn.Worker worker) {
        this.job = job;
        this.worker = worker;
        setRequest(job.request());
    }

    RenderJob job() {
        return job;
    }

    /** Blender leaves undefined what the memory of a picture holds. Comes before the renderer draws, on its thread. */
    @Override
    protected void tellState() {
        if (state() == FrameState.DRAWING) {
            UndefinedPixels.fill(drawnFramebuffer(), drawnFilm());
        }
        notifyAll();
    }

    /** Takes the picture that was drawn. Thread: the render thread. */
    void takePicture() {
        Film taken = copyOfDrawn().orElseThrow();
        List<Unwritten> found = UndefinedPixels.find(taken);
        synchronized (this) {
            film = taken;
            unwritten = found;
            setState(FrameState.RESOLVED);
        }
    }

    /** What the renderer has drawn so far; empty: it has nothing to draw into. Thread: the render thread. */
    Optional<Film> copyOfDrawn() {
        if (drawnFilm() == null && drawnFramebuffer() == null) {
            return Optional.empty();
        }
        Film copy = Film.allocate(request().width(), request().height(), request().passes());
        if (drawnFilm() == null) {
            drawnFramebuffer().read(copy);
        } else {
            for (Pass pass : copy.passes()) {
                copy.pixels(pass).put(drawnFilm().pixels(pass));
            }
        }
        return Optional.of(copy);
    }

    /** Whether somebody has written into the film since it was taken. Thread: the render thread. */
    boolean wasDrawnOn() {
        return film != null && drawnFilm() != null && !RendererChecks.sameBits(film, drawnFilm());
    }

    /** Whose the frame is. */
    synchronized BlenderStandIn.Worker worker() {
        return worker;
    }

    /** Gives the frame, which has not begun, to another worker. */
    synchronized void moveTo(BlenderStandIn.Worker other) {
        worker = other;
    }

    /** Nobody wants the frame any more. @param why it has failed then; empty: it has not */
    synchronized void cancel(String why) {
        if (!cancelled && !hasEnded()) {
            report = why;
        }
        cancelled = true;
        notifyAll();
    }

    /** Nothing is begun for a frame that was cancelled before. */
    synchronized boolean endIfCancelled() {
        return cancelled && setState(FrameState.CANCELLED);
    }

    /** Ends the frame with a text, unless it has ended. */
    synchronized void fail(Throwable failure) {
        if (!hasEnded()) {
            report = RendererFailure.describe(failure);
            setState(FrameState.FAILED);
        }
    }

    synchronized boolean hasEnded() {
        return state() == FrameState.RESOLVED || state().isFinal();
    }

    /** Waits until the frame has ended, or somebody cancels it. @return false: neither, in all that time */
    synchronized boolean awaitEndOrCancel(long timeoutMs) throws InterruptedException {
        return await(timeoutMs, true);
    }

    /** Waits until the frame has ended. @return false: it has not, in all that time */
    synchronized boolean awaitEnd(long timeoutMs) throws InterruptedException {
        return await(timeoutMs, false);
    }

    private boolean await(long timeoutMs, boolean orCancel) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (!hasEnded() && !(orCancel && cancelled)) {
            long leftNanos = deadline - System.nanoTime();
            if (leftNanos <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
        }
        return true;
    }

    /** What became of the frame, which has ended. */
    synchronized FrameResult result() {
        Outcome outcome = state() == FrameState.RESOLVED ? Outcome.RENDERED
                : state() == FrameState.CANCELLED && report.isEmpty() ? Outcome.CANCELLED : Outcome.FAILED;
        return new FrameResult(outcome, report, Optional.ofNullable(film), unwritten, List.copyOf(warnings()), metadata(), statuses,
                progress, refreshCount, new Polls(pollCount, pollsAfterCancel, pollingThreads.size()));
    }

    /** Whether data of geometries and images may be read. */
    synchronized boolean isReadable() {
        return state() == FrameState.SYNCING && !cancelled;
    }

    /** Data of geometries and images may be read while a scene is taken over only, and while the frame is wanted. */
    void requireReadable() {
        requireSyncing();
        synchronized (this) {
            if (cancelled) {
                throw new ReadAfterCancel();
            }
        }
    }

    /** As the host unwinds a frame whose memory may no longer be touched. */
    static final class ReadAfterCancel extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        ReadAfterCancel() {
            super("the frame was cancelled");
        }
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled || hasEnded();
    }

    @Override
    protected synchronized boolean pollCancelled() {
        if (!hasEnded()) {
            pollCount++;
            pollsAfterCancel += cancelled ? 1 : 0;
            pollingThreads.add(Thread.currentThread());
            if (job.cancelAtPoll().isPresent() && pollCount == job.cancelAtPoll().getAsInt()) {
                cancel("");
            }
        }
        return isCancelled();
    }

    @Override
    protected synchronized void tellProgress(int samplesDone, int sampleCount) {
        if (!hasEnded()) {
            progress.add(new Progress(samplesDone, sampleCount));
        }
    }

    @Override
    protected synchronized void tellStatus(String text) {
        String line = text.lines().findFirst().orElse("");
        if (!hasEnded()) {
            statuses.add(line);
        }
    }

    /** Somebody always looks. */
    @Override
    protected synchronized boolean wantsRefresh() {
        return !cancelled;
    }

    /** Reads the unfinished picture, as it would be shown. */
    @Override
    protected void showRefresh() {
        copyOfDrawn();
        synchronized (this) {
            refreshCount++;
        }
    }
}
