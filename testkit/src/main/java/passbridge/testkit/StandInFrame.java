// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import passbridge.Film;
import passbridge.pass.Pass;
import passbridge.session.FrameState;
import passbridge.session.RenderSession;
import passbridge.session.RenderThread;
import passbridge.session.SessionFrame;
import passbridge.session.UndefinedPixels;
import passbridge.testkit.FrameResult.Outcome;
import passbridge.testkit.FrameResult.Polls;
import passbridge.testkit.FrameResult.Progress;
import passbridge.testkit.FrameResult.Unwritten;

/** One frame as the stand-in sees it. Any thread, unless said otherwise; its lock guards what it keeps. */
final class StandInFrame extends SessionFrame {
    private final RenderSession<StandInFrame, StandInState> session;
    private final RenderJob job;
    private final Consumer<String> faults;
    private final List<String> statuses = new ArrayList<>();
    private final List<Progress> progress = new ArrayList<>();
    private final Set<Thread> pollingThreads = new HashSet<>();
    private int pollCount;
    private int pollsAfterCancel;
    private int refreshCount;
    private String impatience = "";
    private Film film;
    private List<Unwritten> unwritten = List.of();

    /** @param faults hears of what the renderer does wrong with the picture */
    StandInFrame(RenderSession<StandInFrame, StandInState> session, RenderJob job, Consumer<String> faults) {
        this.session = session;
        this.job = job;
        this.faults = faults;
        setRequest(job.request());
    }

    /** Draws the picture and takes it. Thread: the render thread. */
    void draw(RenderThread thread, StandInState state) {
        thread.draw(this, () -> Optional.of(state.lend(job.scene(), this)));
        if (state() == FrameState.DRAWN) {
            takePicture();
            resolved();
        }
    }

    private void takePicture() {
        Film taken = copyOfDrawn().orElseThrow();
        List<Unwritten> found = UndefinedPixels.find(taken).stream()
                .map(undefined -> new Unwritten(undefined.pass(), undefined.count(), undefined.x(), undefined.y()))
                .toList();
        synchronized (this) {
            film = taken;
            unwritten = found;
        }
    }

    /** Blender leaves undefined what the memory of a picture holds. Comes before the renderer draws, on its thread. */
    @Override
    protected void tell(FrameState reached) {
        if (reached == FrameState.DRAWING) {
            UndefinedPixels.fill(drawnFramebuffer(), drawnFilm());
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

    /** Looks whether somebody has written into the film since it was taken. */
    @Override
    protected void released() {
        if (film != null && drawnFilm() != null && !RendererChecks.sameBits(film, drawnFilm())) {
            faults.accept("the film was written to after render() had returned: whether that is seen is a matter of chance");
        }
    }

    /** The user has waited for long enough. @param why what is told of a frame that was wanted until now */
    void cancel(String why) {
        synchronized (this) {
            impatience = isUnwanted() ? impatience : why;
        }
        session.cancel(this);
    }

    /** What became of the frame, which has ended. */
    synchronized FrameResult result() {
        String told = report().isEmpty() && state() != FrameState.RESOLVED ? impatience : report();
        Outcome outcome = state() == FrameState.RESOLVED ? Outcome.RENDERED : told.isEmpty() ? Outcome.CANCELLED : Outcome.FAILED;
        return new FrameResult(outcome, told, Optional.ofNullable(film), unwritten, List.copyOf(warnings()), metadata(), statuses,
                progress, refreshCount, new Polls(pollCount, pollsAfterCancel, pollingThreads.size()));
    }

    /** Whether data of geometries and images may be read. */
    boolean isReadable() {
        return state() == FrameState.SYNCING;
    }

    @Override
    protected boolean pollCancelled() {
        if (!state().hasEnded() && isToCancel()) {
            session.cancel(this);
        }
        return isCancelled();
    }

    private synchronized boolean isToCancel() {
        pollCount++;
        pollsAfterCancel += isUnwanted() ? 1 : 0;
        pollingThreads.add(Thread.currentThread());
        return job.cancelAtPoll().isPresent() && pollCount == job.cancelAtPoll().getAsInt();
    }

    @Override
    protected synchronized void tellProgress(int samplesDone, int sampleCount) {
        if (!state().hasEnded()) {
            progress.add(new Progress(samplesDone, sampleCount));
        }
    }

    @Override
    protected synchronized void tellStatus(String text) {
        String line = text.lines().findFirst().orElse("");
        if (!state().hasEnded()) {
            statuses.add(line);
        }
    }

    /** Somebody always looks. */
    @Override
    protected synchronized boolean wantsRefresh() {
        return !isUnwanted();
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
