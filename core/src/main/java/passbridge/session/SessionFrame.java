// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import passbridge.Film;
import passbridge.RenderRequest;
import passbridge.gl.TextureFramebuffer;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;
import passbridge.scene.StoredImage;

/**
 * One frame of a session: how far it is, and what its renderer has made of it. Subclasses know who wants the picture. Its state has one
 * writer, {@link #advance}, and is guarded by this object's lock; any thread may look at it. Others: the render thread.
 */
public abstract class SessionFrame {
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private RenderRequest request;
    private TextureFramebuffer framebuffer;
    private Film film;
    private FrameState state = FrameState.QUEUED;
    private Throwable failure;
    private String report = "";
    private volatile boolean isUnwanted;
    private volatile long openGlBytes;

    /** The request; null until it is known. */
    public final RenderRequest request() {
        return request;
    }

    /** Sets what is to be drawn, at the latest before {@link RenderThread#draw}. */
    protected final void setRequest(RenderRequest request) {
        this.request = request;
    }

    public final synchronized FrameState state() {
        return state;
    }

    /** The renderer begins to take the scene over. @return false: the frame has ended */
    final boolean syncing() {
        return advance(FrameState.SYNCING);
    }

    /** The renderer begins to draw. */
    final boolean drawing() {
        return advance(FrameState.DRAWING);
    }

    /** The renderer has drawn. */
    final boolean drawn() {
        return advance(FrameState.DRAWN);
    }

    /** Whoever wants the picture, or the answer, has it. */
    public final boolean resolved() {
        return advance(FrameState.RESOLVED);
    }

    /** Nobody wants the picture any more. */
    final boolean cancelled() {
        return advance(FrameState.CANCELLED);
    }

    /** As {@link #cancelled()}, where the frame has not begun. */
    final synchronized boolean cancelledBeforeItsTurn() {
        return state == FrameState.QUEUED && cancelled();
    }

    /** The scene left out what the session does not have. */
    final boolean incomplete() {
        return advance(FrameState.INCOMPLETE);
    }

    /** There is no picture. @param source tells which classes are the renderer's */
    final boolean failed(Throwable reason, RendererSource source) {
        String text = RendererFailure.describe(reason, source::owns); // without the lock: it asks classes of the renderer
        synchronized (this) {
            if (!FrameState.FAILED.follows(state)) {
                return false;
            }
            failure = reason;
            report = text;
            return advance(FrameState.FAILED);
        }
    }

    private synchronized boolean advance(FrameState reached) {
        if (!reached.follows(state)) {
            return false;
        }
        state = reached;
        tell(reached);
        notifyAll();
        return true;
    }

    /** Tells whoever waits how far the frame is. With this object's lock held. */
    protected void tell(FrameState reached) {}

    /** How a frame ends for which this was thrown: FAILED, CANCELLED or INCOMPLETE. */
    protected FrameState endedBy(Throwable thrown) {
        return FrameState.FAILED;
    }

    /** Why the frame failed; null where it did not. */
    public final synchronized Throwable failure() {
        return failure;
    }

    /** Why the frame failed, as it is told, see {@link RendererFailure}; empty where it did not. */
    public final synchronized String report() {
        return report;
    }

    /** Waits until the frame has ended. @return false: it has not, in all that time */
    public final synchronized boolean awaitEnd(long timeoutMs) throws InterruptedException {
        long start = System.nanoTime();
        long timeoutNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (!state.hasEnded()) {
            long leftNs = timeoutNs - (System.nanoTime() - start);
            if (leftNs <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, leftNs);
        }
        return true;
    }

    /** Waits until the frame has ended. */
    public final synchronized void awaitEnd() throws InterruptedException {
        while (!state.hasEnded()) {
            wait();
        }
    }

    /** See {@link RenderSession#cancel}. */
    final void setUnwanted() {
        isUnwanted = true;
    }

    /** Whether {@link RenderSession#cancel} was called. Any thread. */
    public final boolean isUnwanted() {
        return isUnwanted;
    }

    /** Whether the picture is no longer wanted, or has been delivered. Any thread; cheap. */
    public boolean isCancelled() {
        return isUnwanted || state().hasEnded();
    }

    /** The renderer asks {@link #isCancelled}. Any thread; cheap. */
    protected boolean pollCancelled() {
        return isCancelled();
    }

    /** The renderer tells how far the picture is. Any thread, one after the other, during sync and render only. */
    protected void tellProgress(int samplesDone, int sampleCount) {}

    /** The renderer tells what it does. Any thread, one after the other, during sync and render only. */
    protected void tellStatus(String text) {}

    /** Whether somebody wants to see the unfinished picture; cheap. */
    protected boolean wantsRefresh() {
        return false;
    }

    /** Shows the unfinished picture. */
    protected void showRefresh() {}

    /** The session lets go of the frame; what was drawn is there for the last time. */
    protected void released() {}

    /** What the renderer draws into, from now on; both null: nothing any more. */
    final synchronized void open(TextureFramebuffer framebuffer, Film film) {
        this.framebuffer = framebuffer;
        this.film = film;
    }

    /** What the renderer has drawn into, where it draws with OpenGL; else null. */
    public final synchronized TextureFramebuffer drawnFramebuffer() {
        return framebuffer;
    }

    /** What the renderer has drawn into, where it draws without OpenGL; else null. */
    public final synchronized Film drawnFilm() {
        return film;
    }

    /** What the renderer's OpenGL holds, from now on. */
    final void setOpenGlBytes(long bytes) {
        openGlBytes = bytes;
    }

    /** Of buffers, textures and renderbuffers, when that was last looked at; 0: it is not known, or there are none. Any thread. */
    protected final long openGlBytes() {
        return openGlBytes;
    }

    /** Something can't be drawn as it should be. Any thread. */
    public final synchronized void warn(String text) {
        warnings.add(Objects.requireNonNull(text));
    }

    public final synchronized Set<String> warnings() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(warnings));
    }

    final synchronized void addMetadata(String name, String value) {
        metadata.put(name, value);
    }

    /** Texts to be kept beside the picture, by name. Any thread. */
    public final synchronized Map<String, String> metadata() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** The frame ends: its scene is to be sent again with the values of these geometries. */
    final synchronized void want(Set<Geometry> geometries) {
        wantIds(geometries.stream().map(Geometry::id).collect(Collectors.toUnmodifiableSet()));
    }

    /** The same by ids; none: the whole scene. */
    public final synchronized void wantIds(Set<Long> geometryIds) {
        tellWanted(geometryIds);
        incomplete();
    }

    /** Tells whoever waits which geometries are missing. */
    protected void tellWanted(Set<Long> geometryIds) {
        throw new IllegalStateException("scenes of this session are always complete, but of " + geometryIds);
    }

    /** The scene is taken over, or nothing will become of it: what was lent for that can go. Thread: the render thread. */
    protected void endSync() {
        // nothing is lent
    }

    /** The pixels of an image of the scene; empty where they can't be had. Any thread, during sync. */
    protected Optional<ImagePixels> openPixels(Image image) {
        return image instanceof StoredImage stored ? Optional.of(stored.pixels()) : Optional.empty();
    }

    /** What reading throws where values are not there. @param what kind and name of what is read */
    public static IllegalStateException unreadable(String what) {
        return new IllegalStateException("the values of " + what + " are not in memory any more: read them while sync() runs that has the"
                + " geometry as new, keep them with retain() then, or ask for them with SyncContext.request()");
    }
}
