// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import passbridge.Film;
import passbridge.RenderRequest;
import passbridge.RenderSink;
import passbridge.gl.PassFramebuffer;

/**
 * One frame of a session: what its renderer is handed as sink, and what it has made of it. Subclasses know who wants the picture.
 * Methods of {@link RenderSink}: any thread, so their state is guarded by this object's lock. Others: the render thread.
 */
public abstract class SessionFrame implements RenderSink {
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private RenderRequest request;
    private PassFramebuffer framebuffer;
    private Film film;
    private FrameState state = FrameState.QUEUED;
    private Thread rendering;

    /** The request; null until it is known. */
    public final RenderRequest request() {
        return request;
    }

    /** Sets what is to be drawn, before the frame is given to {@link RenderThread#draw}. */
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

    /** Whether somebody wants to see the unfinished picture; cheap. */
    protected abstract boolean wantsRefresh();

    /** Shows the unfinished picture. Thread: the render thread. */
    protected abstract void showRefresh();

    /** What the renderer draws into, from now on; both null: nothing any more. */
    final synchronized void open(PassFramebuffer framebuffer, Film film) {
        this.framebuffer = framebuffer;
        this.film = film;
    }

    /** The renderer may fill the picture on this thread, from now on; null: no longer. */
    final synchronized void setRendering(Thread thread) {
        rendering = thread;
    }

    /** What the renderer has drawn into, where it draws with OpenGL; else null. */
    public final synchronized PassFramebuffer drawnFramebuffer() {
        return framebuffer;
    }

    /** What the renderer has drawn into, where it draws without OpenGL; else null. */
    public final synchronized Film drawnFilm() {
        return film;
    }

    public final synchronized Set<String> warnings() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(warnings));
    }

    /** Texts to be kept beside the picture, by name. */
    public final synchronized Map<String, String> metadata() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    @Override
    public final synchronized PassFramebuffer framebuffer() {
        requireRendering("framebuffer()");
        if (rendering != Thread.currentThread()) {
            throw new IllegalStateException("framebuffer() belongs to the thread that render() is called on, not to "
                    + Thread.currentThread().getName());
        }
        if (framebuffer == null) {
            throw new IllegalStateException("the renderer says that it needs no OpenGL: take film(), or ask for OpenGL in capabilities()");
        }
        return framebuffer;
    }

    @Override
    public final synchronized Film film() {
        requireRendering("film()");
        if (film == null) {
            throw new IllegalStateException("the renderer draws with OpenGL: take framebuffer(), or none of it in capabilities()");
        }
        return film;
    }

    /** Data of geometries and images may be read during {@link passbridge.Renderer#sync} only. Any thread. */
    public final void requireSyncing() {
        if (state() != FrameState.SYNCING) {
            throw new IllegalStateException("geometry and image data can be read during sync() only");
        }
    }

    private void requireRendering(String what) {
        if (rendering == null) {
            throw new IllegalStateException(what + " can be had during render() only");
        }
    }

    @Override
    public final void refresh() {
        if (!wantsRefresh()) {
            return;
        }
        synchronized (this) {
            requireRendering("refresh()");
            if (rendering != Thread.currentThread()) {
                throw new IllegalStateException("refresh() belongs to the thread that render() is called on, not to "
                        + Thread.currentThread().getName());
            }
        }
        showRefresh();
    }

    @Override
    public final synchronized void metadata(String name, String value) {
        if (name.isEmpty() || name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("metadata needs a name, and can't hold zero characters");
        }
        metadata.put(name, value);
    }

    @Override
    public final synchronized void warn(String text) {
        warnings.add(Objects.requireNonNull(text));
    }
}
