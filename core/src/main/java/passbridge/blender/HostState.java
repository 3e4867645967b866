// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import passbridge.Film;
import passbridge.PassFramebuffer;
import passbridge.gl.DrawingFence;
import passbridge.gl.TextureFramebuffer;
import passbridge.pass.Pass;
import passbridge.scene.Scene;
import passbridge.session.ClientState;
import passbridge.session.FrameState;
import passbridge.session.RenderThread;

/** What a session for Blender keeps beside its render thread. Thread: that one. */
final class HostState implements ClientState {
    private final ReadbackMemory readback = new ReadbackMemory();
    private final ByteBuffer refreshTargets =
            ByteBuffer.allocateDirect(Protocol.MAX_TARGET_COUNT * Protocol.PassTarget.BYTES).order(ByteOrder.nativeOrder());
    private final SessionScene parts = new SessionScene();
    private Scene scene; // null: there is none

    /** Decodes, syncs and draws a frame, with a captured scene or with the one that is here, and delivers it where its targets are known. */
    void open(RenderThread thread, HostFrame frame, HostMessage message) {
        frame.begin(message, this);
        thread.draw(frame, () -> scene(frame, message.scene()));
        deliverAtOnce(frame, message);
    }

    private void deliverAtOnce(HostFrame frame, HostMessage message) {
        ByteBuffer targets = message.targets();
        if (frame.state() == FrameState.DRAWN && targets.hasRemaining()) {
            deliver(frame, targets);
        }
    }

    /** The scene of a frame: a captured one, or the one that is here. Empty: something of it is not here, as the frame was told. */
    private Optional<Scene> scene(HostFrame frame, HostMessage.CapturedSpan span) {
        if (span.sizeBytes() > 0) {
            SceneSegments segments = frame.lendScene(parts::stopTelling);
            SessionScene.Next next = parts.begin(segments, segments.lease(), frame::warn);
            Optional<Scene> captured = DescribedScene.read(segments.description(span), next, frame::warn);
            if (captured.isEmpty()) {
                frame.wantIds(next.missing());
                return captured;
            }
            parts.replaceWith(next);
            scene = captured.get();
        } else if (scene == null) {
            frame.wantIds(Set.of());
        }
        return Optional.ofNullable(scene);
    }

    @Override
    public void clear() {
        scene = null;
        parts.clear();
        readback.close();
    }

    @Override
    public void close() {
        readback.close();
    }

    /**
     * Copies the picture into targets, strip by strip; into none of them where one doesn't fit. The frame's text then says how each
     * pass got there, one "name: way" a line; an empty line; the frame's warnings, one a line.
     */
    void deliver(HostFrame frame, ByteBuffer targetList) {
        StringJoiner ways = new StringJoiner("\n");
        for (PassTarget target : PassTarget.read(frame, targetList)) {
            ways.add(target.pass().name() + ": " + write(frame, target));
        }
        ways.add("");
        frame.warnings().forEach(ways::add);
        frame.tellMetadata();
        frame.answer(ways.toString());
    }

    /** Serves a wish to see the unfinished picture. */
    void refresh(HostFrame frame) {
        // Before anything is borrowed: a cancel does not wait for OpenGL.
        if (frame.drawnFramebuffer() != null && !DrawingFence.awaitUnless(frame::isCancelled)) {
            return;
        }
        int[] count = new int[1];
        frame.use(address -> count[0] = Native.frameBeginRefresh(address, refreshTargets.clear()));
        if (count[0] == 0) {
            return;
        }
        try {
            for (PassTarget target : PassTarget.read(frame, refreshTargets.limit(count[0] * Protocol.PassTarget.BYTES))) {
                write(frame, target);
            }
        } catch (FrameCancelled cancelled) {
            return; // isCancelled() tells the renderer
        } finally {
            frame.use(Native::frameEndRefresh);
        }
    }

    /** Brings a pass to its target, and says how. */
    private String write(HostFrame frame, PassTarget target) {
        if (frame.drawnFilm() != null) {
            copyFilm(frame, target);
            return "copied from the film by C";
        }
        TextureFramebuffer framebuffer = frame.drawnFramebuffer();
        long floatsPerRow = (long) framebuffer.width() * PassFramebuffer.storedChannels(target.pass());
        boolean direct = target.holdsRowsOf(floatsPerRow);
        int stripRows = readback.rowsOf(floatsPerRow);
        for (int row = 0; row < framebuffer.height(); row += stripRows) {
            int rowCount = Math.min(stripRows, framebuffer.height() - row);
            if (direct) {
                readStrip(frame, target, row, rowCount);
            } else {
                repackStrip(frame, target, row, rowCount, readback.floats(rowCount * floatsPerRow));
            }
        }
        return direct ? "OpenGL wrote into it" : "read into direct memory, repacked by C";
    }

    private void copyFilm(HostFrame frame, PassTarget target) {
        Film film = frame.drawnFilm();
        Pass pass = target.pass();
        FloatBuffer pixels = film.pixels(pass);
        int floatsPerRow = film.width() * pass.channels();
        int stripRows = readback.rowsOf(floatsPerRow);
        long started = System.nanoTime();
        for (int row = 0; row < film.height(); row += stripRows) {
            int firstRow = row;
            int rowCount = Math.min(stripRows, film.height() - row);
            FloatBuffer strip = pixels.slice(row * floatsPerRow, rowCount * floatsPerRow);
            frame.use(address -> Native.frameWriteRows(address, target.index(), firstRow, rowCount, strip, pass.channels()));
        }
        frame.times().deliverMs += StageTimes.since(started);
    }

    private static void repackStrip(HostFrame frame, PassTarget target, int row, int rowCount, FloatBuffer pixels) {
        long started = System.nanoTime();
        frame.drawnFramebuffer().readRows(target.pass(), row, rowCount, pixels);
        frame.times().readbackMs += StageTimes.since(started);
        started = System.nanoTime();
        int channels = PassFramebuffer.storedChannels(target.pass());
        frame.use(address -> Native.frameWriteRows(address, target.index(), row, rowCount, pixels, channels));
        frame.times().deliverMs += StageTimes.since(started);
    }

    /** Has OpenGL write a strip where it belongs. */
    private static void readStrip(HostFrame frame, PassTarget target, int row, int rowCount) {
        long started = System.nanoTime();
        frame.use(address -> {
            Native.frameBorrow(address);
            try {
                frame.drawnFramebuffer()
                        .readRows(target.pass(), row, rowCount, target.rowAddress(row), target.rowBytes(rowCount));
            } finally {
                Native.frameGiveBack(address);
            }
        });
        frame.times().readbackMs += StageTimes.since(started);
    }
}
