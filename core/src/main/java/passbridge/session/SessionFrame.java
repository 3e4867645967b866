// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import passbridge.Film;
import passbridge.RenderRequest;
import passbridge.gl.TextureFramebuffer;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;
import passbridge.scene.StoredImage;

/**
 * One frame of a session: how far it is, and what its renderer has made of it. Subclasses know who wants the picture. Its state is guarded
 * by this object's lock and any thread may look at it. Others: the render thread.
 */
public abstract class SessionFrame {
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private RenderRequest request;
    private TextureFramebuffer framebuffer;
    private Film film;
    private FrameState state = FrameState.QUEUED;

    /** The request; null until it is known. */
    public final RenderRequest request() {
        return request;
    }

    /** Sets what is to be drawn, at the latest where the scene is decoded. */
    protected final void setRequest(RenderRequest request) {
        this.request = request;
    }

    public final synchronized FrameState state() {
        return state;
    }

    /** Sets and tells how far the frame is, unless nothing becomes of it any more; false then. */
    public final synchronized boolean setState(FrameState reached) {
        if (state.isFinal()) {
            return false;
        }
        state = reached;
        tellState();
        return true;
    }

    /** Tells whoever waits how far the frame is. With this object's lock held. */
    protected abstract void tellState();

    /** Whether the picture is no longer wanted. Any thread; cheap. */
    public abstract boolean isCancelled();

    /** The renderer asks {@link #isCancelled}. Any thread; cheap. */
    protected boolean pollCancelled() {
        return isCancelled();
    }

    /** The renderer tells how far the picture is. Any thread, one after the other, during sync and render only. */
    protected abstract void tellProgress(int samplesDone, int sampleCount);

    /** The renderer tells what it does. Any thread, one after the other, during sync and render only. */
    protected abstract void tellStatus(String text);

    /** Whether somebody wants to see the unfinished picture; cheap. */
    protected abstract boolean wantsRefresh();

    /** Shows the unfinished picture. */
    protected abstract void showRefresh();

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
        setState(FrameState.INCOMPLETE);
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

    /** Data of geometries and images may be read during {@link passbridge.Renderer#sync} only. Any thread. */
    public final void requireSyncing() {
        if (state() != FrameState.SYNCING) {
            throw new IllegalStateException("geometry and image data can be read during sync() only");
        }
    }
}
