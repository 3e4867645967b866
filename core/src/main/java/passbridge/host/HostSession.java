// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.Renderer;
import passbridge.gl.Film;
import passbridge.pass.Pass;
import passbridge.scene.Scene;

/** A renderer and the film that it draws into. Thread: the render thread. */
final class HostSession implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(HostSession.class.getName());

    /** {@code sizeof} of the structs; a test holds them against the library's. */
    static final int PASS_REQUEST_BYTES = 72;

    private final String rendererName;
    private final ReadbackMemory readback;
    private final SessionGeometry geometry = new SessionGeometry();
    private final SessionImages images = new SessionImages();
    private Renderer renderer;
    private Film spareFilm;

    HostSession(String rendererName, ReadbackMemory readback) {
        this.rendererName = rendererName;
        this.readback = readback;
    }

    /** Decodes, syncs and draws; on return the frame is drawn or was cancelled. */
    void render(HostFrame frame, FrameMessage message) {
        long started = System.nanoTime();
        frame.setRequest(request(frame, message));
        Renderer current = openRenderer();
        frame.times().startMs += StageTimes.since(started);

        started = System.nanoTime();
        frame.setState(FrameState.SYNCING);
        sync(current, frame, message);
        frame.times().syncMs = StageTimes.since(started);
        if (frame.isCancelled()) {
            frame.setState(FrameState.CANCELLED);
            return;
        }

        started = System.nanoTime();
        frame.setFilm(takeFilm(frame.request()));
        frame.setState(FrameState.DRAWING);
        if (!frame.isCancelled()) {
            current.render(frame.request(), frame);
            frame.film().finish();
        }
        frame.times().drawMs = StageTimes.since(started);
        frame.setState(frame.isCancelled() ? FrameState.CANCELLED : FrameState.DRAWN);
    }

    /** A renderer whose sync was not completed may have kept anything or nothing: its next scene is all new to it. */
    private void sync(Renderer current, HostFrame frame, FrameMessage message) {
        boolean complete = false;
        try {
            Scene scene = new SceneDecoder(frame, geometry, images).decode(message.scene());
            current.sync(scene, frame);
            complete = !frame.isCancelled();
        } finally {
            if (!complete) {
                forgetScene();
            }
        }
    }

    private void forgetScene() {
        geometry.clear();
        images.clear();
    }

    /**
     * Copies the film into the targets, strip by strip; into none of them where one doesn't fit.
     *
     * @return how each pass got there, one "name: way" a line; an empty line; the frame's warnings, one a line
     */
    String resolve(HostFrame frame, int targetCount) {
        List<PassTarget> targets = new ArrayList<>(targetCount);
        for (int index = 0; index < targetCount; index++) {
            targets.add(PassTarget.read(frame, index));
        }
        StringJoiner ways = new StringJoiner("\n");
        for (PassTarget target : targets) {
            boolean direct = isDirect(frame, target);
            deliver(frame, target, direct);
            ways.add(target.pass().name() + ": "
                    + (direct ? "OpenGL wrote into it" : "read into direct memory, repacked by C"));
        }
        ways.add("");
        frame.warnings().forEach(ways::add);
        return ways.toString();
    }

    /** Whether OpenGL's rows are the target's, so that one copy does. */
    private static boolean isDirect(HostFrame frame, PassTarget target) {
        return target.holdsRowsOf((long) frame.film().width() * Film.storedChannels(target.pass()));
    }

    private void deliver(HostFrame frame, PassTarget target, boolean direct) {
        Film film = frame.film();
        Pass pass = target.pass();
        int storedChannels = Film.storedChannels(pass);
        long floatsPerRow = (long) film.width() * storedChannels;
        int stripRows = readback.rowsOf(floatsPerRow);
        for (int row = 0; row < film.height(); row += stripRows) {
            int rowCount = Math.min(stripRows, film.height() - row);
            if (direct) {
                readStrip(frame, target, row, rowCount);
                continue;
            }
            FloatBuffer pixels = readback.floats(rowCount * floatsPerRow);
            long started = System.nanoTime();
            film.readRows(pass, row, rowCount, pixels);
            frame.times().readbackMs += StageTimes.since(started);
            started = System.nanoTime();
            Native.frameWriteRows(frame.address(), target.index(), row, rowCount, pixels, storedChannels);
            frame.times().deliverMs += StageTimes.since(started);
        }
    }

    /** Has OpenGL write a strip where it belongs. */
    private static void readStrip(HostFrame frame, PassTarget target, int row, int rowCount) {
        long started = System.nanoTime();
        Native.frameBorrow(frame.address());
        try {
            frame.film().readRows(target.pass(), row, rowCount, target.rowAddress(row), target.rowBytes(rowCount));
        } finally {
            Native.frameGiveBack(frame.address());
        }
        frame.times().readbackMs += StageTimes.since(started);
    }

    /** Takes the frame's film back for the next frame. */
    void release(HostFrame frame) {
        if (frame.film() != null) {
            closeSpareFilm();
            spareFilm = frame.film();
            frame.setFilm(null);
        }
    }

    /** Forgets a renderer that threw: the next frame starts with a new one. */
    void dropRenderer() {
        Renderer dropped = renderer;
        renderer = null;
        forgetScene();
        if (dropped != null) {
            try {
                dropped.close();
            } catch (Throwable failure) { // checked exceptions, too: other languages of the JVM don't declare them
                LOGGER.log(Level.WARNING, "closing " + rendererName + " failed", failure);
            }
        }
    }

    @Override
    public void close() {
        dropRenderer();
        closeSpareFilm();
    }

    private RenderRequest request(HostFrame frame, FrameMessage message) {
        ByteBuffer in = frame.read(message.passes());
        List<Pass> passes = new ArrayList<>();
        while (in.hasRemaining()) {
            passes.add(new Pass(NameMember.read(in), in.getInt()));
            in.getInt();
        }
        return new RenderRequest(message.width(), message.height(), message.samples(), message.filterWidth(), passes);
    }

    private Renderer openRenderer() {
        if (renderer == null) {
            renderer = newRenderer();
        }
        return renderer;
    }

    private Renderer newRenderer() {
        try {
            return Class.forName(rendererName).asSubclass(Renderer.class).getDeclaredConstructor().newInstance();
        } catch (ClassNotFoundException missing) {
            throw new PassbridgeException("there is no class " + rendererName + " on the class path", missing);
        } catch (ClassCastException wrong) {
            throw new PassbridgeException(rendererName + " does not implement " + Renderer.class.getName(), wrong);
        } catch (java.lang.reflect.InvocationTargetException thrown) {
            throw new PassbridgeException(
                    "the constructor of " + rendererName + " failed: " + thrown.getCause(), thrown.getCause());
        } catch (ReflectiveOperationException wrong) {
            throw new PassbridgeException(rendererName + " needs a public constructor without parameters", wrong);
        }
    }

    private Film takeFilm(RenderRequest request) {
        Film spare = spareFilm;
        spareFilm = null;
        if (spare != null) {
            if (spare.width() == request.width()
                    && spare.height() == request.height()
                    && spare.passes().equals(request.passes())) {
                return spare;
            }
            spare.close();
        }
        return Film.open(request.width(), request.height(), request.passes());
    }

    private void closeSpareFilm() {
        if (spareFilm != null) {
            spareFilm.close();
            spareFilm = null;
        }
    }
}
