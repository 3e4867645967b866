// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import passbridge.Film;
import passbridge.FilmRenderer;
import passbridge.GlRenderer;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.Renderer;
import passbridge.RendererCapabilities;
import passbridge.gl.DrawingFence;
import passbridge.gl.DrawingTurn;
import passbridge.gl.MissingFunctions;
import passbridge.gl.ObjectMemory;
import passbridge.gl.SharesObjects;
import passbridge.gl.OffscreenContext;
import passbridge.gl.TextureFramebuffer;
import passbridge.pass.Pass;
import passbridge.scene.Geometry;
import passbridge.scene.Scene;

/**
 * The one thread that a renderer runs on, with its OpenGL context where it needs one. Tasks run one after the other; nothing that a task
 * throws ends the thread. Methods without a word about threads are for tasks of this thread.
 */
public final class RenderThread implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(RenderThread.class.getName());

    /** How long a renderer may go on with a frame that nobody wants any more. A large mesh's upload or an 8K drawing takes less. */
    public static final long GRACE_MS = 5_000;

    private static final AtomicInteger LAST_NUMBER = new AtomicInteger();
    private static final Runnable END = () -> {};

    /** Name of the system property whose value "true" has mistakes looked for that renderers make with OpenGL and pictures. */
    public static final String DEBUG_PROPERTY = "passbridge.debug";

    private final RendererSource source;
    private final ClientState client;
    private final boolean isDebugged = Boolean.getBoolean(DEBUG_PROPERTY);
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "passbridge-render-" + LAST_NUMBER.incrementAndGet());
    private Renderer renderer;
    private RendererCapabilities capabilities;
    private SyncHistory history;
    private Set<String> sceneWarnings = Set.of();
    private OffscreenContext context;
    private TextureFramebuffer spareFramebuffer;
    private long openGlBytes; // when the last picture was drawn

    /** Starts the thread; source and state become its own. */
    RenderThread(RendererSource source, ClientState client) {
        this.source = source;
        this.client = client;
        thread.setDaemon(true);
        thread.start();
    }

    /** Queues a task. Any thread. */
    void execute(Runnable task) {
        tasks.add(task);
    }

    /** The thread itself, to see what it is at. Any thread. */
    Thread thread() {
        return thread;
    }

    /** Takes away the tasks that have not begun. Any thread. */
    List<Runnable> takeTasks() {
        List<Runnable> taken = new ArrayList<>();
        tasks.drainTo(taken);
        taken.remove(END); // whoever takes them closes this
        return taken;
    }

    /** After the tasks that are queued, closes the renderer and everything else and ends the thread. Any thread; idempotent. */
    @Override
    public void close() {
        execute(END);
    }

    /** Why a renderer that goes on for longer than {@link #GRACE_MS} is given up. Any thread. */
    PassbridgeException overdue() {
        return new PassbridgeException(source.name() + " did not return within " + GRACE_MS / 1000
                + " s after its frame was cancelled and was given up: render again");
    }

    /** Where the renderer comes from. Any thread. */
    RendererSource source() {
        return source;
    }

    private void run() {
        try {
            for (Runnable task = takeTask(); task != END; task = takeTask()) {
                try {
                    runInTurn(task);
                } catch (Throwable failure) { // with the thread OpenGL's context would be lost
                    LOGGER.log(Level.ERROR, "a task of the render thread failed", failure);
                }
            }
        } finally {
            runInTurn(this::closeAll);
        }
    }

    private static void runInTurn(Runnable task) {
        DrawingTurn.begin();
        try {
            task.run();
        } finally {
            DrawingTurn.end();
        }
    }

    private Runnable takeTask() {
        while (true) {
            try {
                return tasks.take();
            } catch (InterruptedException byTheRenderer) {
                LOGGER.log(Level.DEBUG, "a renderer left its thread interrupted", byTheRenderer);
            }
        }
    }

    private void closeAll() {
        closeRenderer();
        closeSpareFramebuffer();
        if (context != null) {
            context.close();
        }
        source.close();
        client.close();
    }

    /**
     * Has the renderer take over a scene, where it has another one, and draw it; on return the frame's state is DRAWN, CANCELLED, or
     * INCOMPLETE where the renderer lacks data. What the
     * renderer throws is thrown; {@link #closeRenderer} is up to the caller then.
     *
     * @param scene called once, with the frame's state SYNCING; empty: it has told the frame what is missing
     */
    public void draw(SessionFrame frame, Supplier<Optional<Scene>> scene) {
        Renderer current = openRenderer();
        check(frame.request());
        frame.setOpenGlBytes(openGlBytes);
        Thread.interrupted(); // of frames before

        if (!frame.syncing()) {
            return;
        }
        try {
            scene.get().ifPresent(given -> sync(current, given, frame));
        } finally {
            frame.endSync();
        }
        if (frame.state().isFinal()) {
            return;
        }
        if (frame.isCancelled()) {
            frame.cancelled();
            return;
        }
        if (current instanceof GlRenderer glRenderer) {
            draw(glRenderer, frame);
        } else {
            draw((FilmRenderer) current, frame);
        }
        if (frame.isCancelled()) {
            frame.cancelled();
        } else {
            frame.drawn();
        }
    }

    private void sync(Renderer current, Scene scene, SessionFrame frame) {
        if (history.has(scene)) {
            sceneWarnings.forEach(frame::warn);
            return;
        }
        Set<Geometry> unreadable = history.unreadable(scene);
        if (!unreadable.isEmpty()) {
            frame.want(unreadable);
            return;
        }
        SyncView view = new SyncView(frame, thread, history.begin(scene));
        boolean hasKeptContext;
        try {
            current.sync(scene, view);
        } finally {
            view.close();
            hasKeptContext = reclaimContext();
            tellOpenGlErrors(frame, "sync()");
        }
        requireKeptContext(hasKeptContext, "sync()");
        if (frame.isCancelled()) {
            return;
        }
        sceneWarnings = frame.warnings();
        if (view.requested().isEmpty()) {
            history.complete();
        } else {
            history.completeWanting();
            frame.want(view.requested());
        }
    }

    /** Gives the renderer an empty scene, where it has another one, and frees what is kept for the next frame. */
    void clear() {
        closeSpareFramebuffer();
        if (renderer != null) {
            sync(renderer, Scene.EMPTY, new NobodysFrame());
        }
    }

    /** Of nobody. */
    private static final class NobodysFrame extends SessionFrame {}

    private void draw(GlRenderer current, SessionFrame frame) {
        TextureFramebuffer framebuffer = takeFramebuffer(frame.request());
        frame.open(framebuffer, null);
        frame.drawing();
        if (isDebugged) {
            UndefinedPixels.fill(framebuffer, null);
        }
        GlFrameView view = new GlFrameView(frame, thread, framebuffer, () -> tellOpenGlErrors(frame, "render()"));
        boolean hasKeptContext;
        try {
            if (!frame.isCancelled()) {
                current.render(frame.request(), view);
            }
        } finally {
            view.close();
            hasKeptContext = reclaimContext();
            tellOpenGlErrors(frame, "render()");
        }
        requireKeptContext(hasKeptContext, "render()");
        if (!frame.isCancelled()) {
            framebuffer.check();
        }
        DrawingFence.await(frame::isCancelled);
        openGlBytes = ObjectMemory.bytes();
        frame.setOpenGlBytes(openGlBytes);
        if (isDebugged && !frame.isCancelled()) {
            Film drawn = newFilm(frame.request());
            framebuffer.read(drawn);
            tellUndefinedPixels(frame, drawn);
        }
    }

    private void draw(FilmRenderer current, SessionFrame frame) {
        // Never that of another frame: threads that a renderer has left behind may still write into it.
        Film film = newFilm(frame.request());
        frame.open(null, film);
        frame.drawing();
        if (isDebugged) {
            UndefinedPixels.fill(null, film);
        }
        FilmFrameView view = new FilmFrameView(frame, thread, film);
        try {
            if (!frame.isCancelled()) {
                current.render(frame.request(), view);
            }
        } finally {
            view.close();
        }
        if (isDebugged && !frame.isCancelled()) {
            tellUndefinedPixels(frame, film);
        }
    }

    private static Film newFilm(RenderRequest request) {
        return Film.allocate(request.width(), request.height(), request.passes());
    }

    /** Makes the context current again where a renderer has left another one so, or none. {@return whether it was current} */
    private boolean reclaimContext() {
        if (context == null || context.isCurrent()) {
            return true;
        }
        context.makeCurrent();
        return false;
    }

    private void requireKeptContext(boolean isKept, String method) {
        if (!isKept) {
            throw new PassbridgeException(source.name() + " left another OpenGL context current after " + method
                    + " than the one it is called with, or none: use contexts of its own on threads of its own");
        }
    }

    /** What a renderer left behind of OpenGL's errors. @param method of the renderer */
    private void tellOpenGlErrors(SessionFrame frame, String method) {
        if (context != null) {
            context.takeErrors().forEach(error -> frame.warn(isDebugged
                    ? error
                    : error + " in " + method + " of " + source.name() + ": Java's option -D" + DEBUG_PROPERTY + "=true tells where"));
        }
    }

    private static void tellUndefinedPixels(SessionFrame frame, Film drawn) {
        for (UndefinedPixels.Found found : UndefinedPixels.find(drawn)) {
            frame.warn("Pass " + found.pass().name() + ": " + found.count() + " of " + drawn.width() * drawn.height()
                    + " pixels were not written, the first one at x " + found.x() + ", y " + found.y()
                    + ": they show whatever was in memory");
        }
    }

    /** The renderer, made where there is none: classes first, then what it needs. */
    private Renderer openRenderer() {
        if (renderer == null) {
            Renderer opened = newRenderer();
            try {
                RendererCapabilities offered = opened.capabilities();
                if (offered == null) {
                    throw new PassbridgeException(source.name() + " has no capabilities: return some from capabilities()");
                }
                if (opened instanceof GlRenderer && opened instanceof FilmRenderer) {
                    throw new PassbridgeException(source.name() + " is a GlRenderer and a FilmRenderer: implement one of them");
                }
                if (opened instanceof GlRenderer) {
                    openContext(opened instanceof SharesObjects);
                } else {
                    MissingFunctions.replaceWithoutContext();
                }
                capabilities = offered;
            } catch (Throwable failure) {
                close(opened);
                throw failure;
            }
            renderer = opened;
            history = new SyncHistory();
        }
        return renderer;
    }

    private Renderer newRenderer() {
        try {
            Renderer opened = source.open();
            thread.setContextClassLoader(source.loader() == null ? Renderer.class.getClassLoader() : source.loader());
            return opened;
        } catch (InvocationTargetException thrown) {
            throw new PassbridgeException("the constructor of " + source.name() + " failed: " + thrown.getCause(), thrown.getCause());
        } catch (ReflectiveOperationException | java.io.IOException e) {
            throw new PassbridgeException(source.name() + " can't be loaded: " + e, e);
        }
    }

    private void check(RenderRequest request) {
        List<String> unfilled = request.passes().stream()
                .filter(pass -> !capabilities.fills(pass))
                .map(pass -> pass.name() + " (" + pass.channels() + " channels)")
                .collect(Collectors.toList());
        if (!unfilled.isEmpty()) {
            throw new PassbridgeException("the renderer fills no pass " + String.join(", ", unfilled)
                    + ": name it in its capabilities(), or don't declare it in the add-on");
        }
        try {
            capabilities.settings().ifPresent(request.settings()::as);
        } catch (IllegalArgumentException wrong) {
            throw new PassbridgeException(wrong.getMessage(), wrong.getCause()); // said to the user, not to the renderer's author
        }
    }

    /** Driver and versions for reports, one "name: value" a line; the renderer is made where there is none. */
    public String report() {
        openRenderer();
        return "Java: " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")\n"
                + (context == null ? "OpenGL: not started, the renderer needs none" : context.report());
    }

    /** Whether OpenGL was started; then its context is current. */
    public boolean hasContext() {
        return context != null;
    }

    private void openContext(boolean isShared) {
        if (context == null) {
            OffscreenContext opened = isDebugged ? OffscreenContext.openForDebugging()
                    : isShared ? OffscreenContext.openShared() : OffscreenContext.open();
            opened.makeCurrent();
            DrawingTurn.begin();
            context = opened;
        }
    }

    /** Lets go of a frame's picture; the memory of one that OpenGL has drawn is used for the next frame. */
    void release(SessionFrame frame) {
        if (frame.drawnFramebuffer() != null) {
            closeSpareFramebuffer();
            spareFramebuffer = frame.drawnFramebuffer();
        }
        frame.open(null, null);
    }

    private TextureFramebuffer takeFramebuffer(RenderRequest request) {
        TextureFramebuffer spare = spareFramebuffer;
        spareFramebuffer = null;
        if (spare != null) {
            if (spare.width() == request.width()
                    && spare.height() == request.height()
                    && spare.passes().equals(request.passes())
                    && spare.renew()) {
                return spare;
            }
            spare.close();
        }
        return TextureFramebuffer.open(request.width(), request.height(), request.passes());
    }

    private void closeSpareFramebuffer() {
        if (spareFramebuffer != null) {
            spareFramebuffer.close();
            spareFramebuffer = null;
        }
    }

    /** Forgets the renderer, one that threw for example: the next frame has a new one. @return what its close() threw, which is logged */
    public Optional<Throwable> closeRenderer() {
        Renderer closed = renderer;
        renderer = null;
        return closed == null ? Optional.empty() : close(closed);
    }

    private Optional<Throwable> close(Renderer closed) {
        try {
            closed.close();
            return Optional.empty();
        } catch (Throwable failure) { // checked exceptions, too: other languages of the JVM don't declare them
            LOGGER.log(Level.WARNING, "closing " + source.name() + " failed", failure);
            client.closeFailed(failure);
            return Optional.of(failure);
        }
    }
}
