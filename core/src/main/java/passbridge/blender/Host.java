// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.lwjgl.system.Configuration;
import passbridge.PassbridgeException;
import passbridge.gl.DrawingTurn;
import passbridge.gl.MissingFunctions;
import passbridge.session.FrameState;
import passbridge.session.RendererFailure;

/** Takes the C library's messages, one after the other, for as long as the process lives. */
final class Host {
    private static final Logger LOGGER = System.getLogger(Host.class.getName());

    /** How long threads that draw, or compile programs, have for what they are at when the process is about to end. */
    private static final long END_MS = 3_000;

    private static final StageTimes NO_TIMES = new StageTimes();

    private final Map<Long, HostSession> sessions = new ConcurrentHashMap<>();
    private final Map<Long, Throwable> refusedSessions = new HashMap<>(); // of this object's thread: why they could not be opened

    private Host() {}

    /** Called by the C library on the thread that it started the JVM on: in Blender's process. Returns only by an exception. */
    static void run() {
        // LWJGL decides once per process, when its class GL is first used, and would take GLX.
        Configuration.OPENGL_CONTEXT_API.set("EGL");
        Host host = new Host();
        ExitGuard.install(host.sessions::values);
        host.takeMessages();
    }

    /** As {@link #run}, in a process that is Java's own. */
    static void listen() {
        new Host().takeMessages();
    }

    private void takeMessages() {
        MissingFunctions.replaceBy(Native.missingFunction(), Native::replaceMissingFunctions);
        try {
            ByteBuffer message =
                    ByteBuffer.allocateDirect(Protocol.HostMessage.BYTES + Protocol.HOST_PAYLOAD_BYTES).order(ByteOrder.nativeOrder());
            while (true) {
                Native.receive(message.clear());
                dispatch(message);
            }
        } catch (Throwable failure) {
            FrameText.use(RendererFailure.describe(failure), Native::stopped);
            throw failure;
        }
    }

    /** Whatever is thrown fails the frame of the message: other sessions go on. */
    private void dispatch(ByteBuffer memory) {
        int kind = memory.getInt(Protocol.HostMessage.KIND);
        long frame = memory.getLong(Protocol.HostMessage.FRAME);
        try {
            dispatch(HostMessage.read(memory));
        } catch (Throwable failure) {
            refuse(kind, frame, failure);
        }
    }

    private void dispatch(HostMessage message) {
        if (message.kind() == HostMessage.Kind.SESSION_OPEN) {
            open(message);
            return;
        }
        if (message.kind() == HostMessage.Kind.END_DRAWING) {
            endDrawing(message.frame());
            return;
        }
        if (message.session() == 0) { // the release of such a frame
            Native.frameRelease(message.frame());
            return;
        }
        HostSession session = sessions.get(message.session());
        if (session == null) {
            Throwable reason = message.kind() == HostMessage.Kind.SESSION_CLOSE
                    ? refusedSessions.remove(message.session()) : refusedSessions.get(message.session());
            if (message.frame() != 0) {
                throw new PassbridgeException("the session could not be opened: " + reason.getMessage(), reason);
            }
            return;
        }
        switch (message.kind()) {
            case FRAME_OPEN -> session.open(message);
            case FRAME_RESOLVE -> session.resolve(message);
            case FRAME_RELEASE -> session.release(message);
            case DESCRIBE -> session.describe(message);
            case SESSION_CLEAR -> session.clear();
            default -> session.close();
        }
        // A frame may be closed after its session.
        if (session.isDone()) {
            sessions.remove(message.session());
        }
    }

    /** The process is about to end. C gives up waiting for the answer where there is none. */
    private static void endDrawing(long frame) {
        if (DrawingTurn.endAll(END_MS)) {
            FrameText.use("", (text, byteCount) -> Native.frameUpdate(frame, FrameState.RESOLVED, 0, 0, NO_TIMES, 0, text, byteCount));
        }
    }

    private void open(HostMessage message) {
        try {
            sessions.put(message.session(), new HostSession(message));
        } catch (Throwable reason) {
            refusedSessions.put(message.session(), reason);
            throw reason;
        }
    }

    /** C waits for what becomes of a frame: it must hear of it. Throws nothing: this thread is that of all sessions. */
    private static void refuse(int kind, long frame, Throwable failure) {
        try {
            if (kind == Protocol.HostMessageKind.FRAME_RELEASE) {
                Native.frameRelease(frame);
            } else if (frame != 0) {
                FrameText.use(RendererFailure.describe(failure), (text, byteCount) ->
                        Native.frameUpdate(frame, FrameState.FAILED, 0, 0, NO_TIMES, 0, text, byteCount));
            }
            LOGGER.log(Level.ERROR, "a message of kind " + kind + " failed", failure);
        } catch (Throwable again) { // no memory for a text, most likely: the next message may find some
            return;
        }
    }
}
