// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.lwjgl.system.Configuration;

/** Takes the C library's messages, one after the other, for as long as the process lives. */
final class Host {
    private final Map<Long, HostSession> sessions = new ConcurrentHashMap<>();

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
        FrameText text = new FrameText();
        try {
            ByteBuffer message = ByteBuffer.allocateDirect(Protocol.HostMessage.BYTES + Protocol.HOST_PAYLOAD_BYTES).order(ByteOrder.nativeOrder());
            while (true) {
                Native.receive(message.clear());
                dispatch(HostMessage.read(message));
            }
        } catch (Throwable failure) {
            text.stopped(failure);
            throw failure;
        }
    }

    private void dispatch(HostMessage message) {
        long number = message.session();
        switch (message.kind()) {
            case SESSION_OPEN -> sessions.put(number, new HostSession(message));
            case SESSION_CLOSE -> sessions.get(number).close();
            case FRAME_RENDER -> sessions.get(number).render(message);
            case FRAME_OPEN -> sessions.get(number).open(message);
            case FRAME_RESOLVE -> sessions.get(number).resolve(message);
            case FRAME_RELEASE -> sessions.get(number).release(message);
            case DESCRIBE -> sessions.get(number).describe(message);
        }
        // A frame may be closed after its session.
        if (sessions.get(number).isDone()) {
            sessions.remove(number);
        }
    }
}
