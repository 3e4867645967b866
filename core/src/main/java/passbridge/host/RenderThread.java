// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import passbridge.gl.OffscreenContext;

/**
 * The one thread with an OpenGL context. Everything of every session runs here, one task after the other; nothing that a task
 * throws ends it.
 */
final class RenderThread {
    private static final Logger LOGGER = System.getLogger(RenderThread.class.getName());

    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "passbridge-render");
        thread.setDaemon(true);
        return thread;
    });
    private final FrameText text = new FrameText();
    private final ReadbackMemory readback = new ReadbackMemory();
    private final Map<Long, HostSession> sessions = new HashMap<>();
    private final Map<Long, HostFrame> frames = new HashMap<>();
    private OffscreenContext context;

    void openSession(long number, String rendererName) {
        execute(() -> sessions.put(number, new HostSession(rendererName, readback)));
    }

    void closeSession(long number) {
        execute(() -> sessions.remove(number).close());
    }

    void render(long sessionNumber, long frameAddress, FrameMessage message) {
        execute(() -> {
            HostFrame frame = new HostFrame(frameAddress);
            frames.put(frameAddress, frame);
            HostSession session = sessions.get(sessionNumber);
            attempt(frame, session, () -> {
                long started = System.nanoTime();
                openContext();
                frame.times().startMs = StageTimes.since(started);
                session.render(frame, message);
            });
        });
    }

    void resolve(long sessionNumber, long frameAddress, int targetCount) {
        execute(() -> {
            HostFrame frame = frames.get(frameAddress);
            HostSession session = sessions.get(sessionNumber);
            attempt(frame, session, () -> {
                String ways = session.resolve(frame, targetCount);
                text.tell(frame, ways.getBytes(StandardCharsets.UTF_8));
                frame.setState(FrameState.RESOLVED);
            });
        });
    }

    void release(long sessionNumber, long frameAddress) {
        execute(() -> {
            HostFrame frame = frames.remove(frameAddress);
            HostSession session = sessions.get(sessionNumber);
            if (frame != null && session != null) {
                session.release(frame);
            }
            Native.frameRelease(frameAddress);
        });
    }

    /** Answers the frame with a report, one "name: value" a line. */
    void describe(long frameAddress) {
        execute(() -> {
            HostFrame frame = new HostFrame(frameAddress);
            attempt(frame, null, () -> {
                openContext();
                String report = "Java: " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")\n"
                        + context.report();
                text.tell(frame, report.getBytes(StandardCharsets.UTF_8));
                frame.setState(FrameState.RESOLVED);
            });
        });
    }

    /** Whatever a task throws, the thread stays: with it OpenGL's context would be lost. */
    private void execute(Runnable task) {
        executor.execute(() -> {
            try {
                task.run();
            } catch (Throwable failure) {
                LOGGER.log(Level.ERROR, "a task of the render thread failed", failure);
            }
        });
    }

    /** The boundary: whatever is thrown becomes the frame's failure. */
    private void attempt(HostFrame frame, HostSession session, Runnable task) {
        try {
            task.run();
        } catch (FrameCancelled cancelled) {
            frame.setState(FrameState.CANCELLED);
        } catch (IncompleteScene incomplete) {
            frame.setState(FrameState.INCOMPLETE);
        } catch (Throwable failure) {
            text.fail(frame, failure);
            if (session != null) {
                session.dropRenderer();
            }
            frame.setState(FrameState.FAILED);
        }
    }

    private void openContext() {
        if (context == null) {
            OffscreenContext opened = OffscreenContext.open();
            opened.makeCurrent();
            context = opened;
        }
    }
}
