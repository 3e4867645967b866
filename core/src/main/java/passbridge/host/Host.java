// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Takes the C library's messages, one after the other, for as long as the process lives. */
final class Host {
    // pb_host_message_kind
    private static final int SESSION_OPEN = 1;
    private static final int SESSION_CLOSE = 2;
    private static final int FRAME_RENDER = 3;
    private static final int FRAME_RESOLVE = 4;
    private static final int FRAME_RELEASE = 5;
    private static final int DESCRIBE = 6;

    private final RenderThread renderThread = new RenderThread();

    private Host() {}

    /** Called by the C library on the thread that it started the JVM on, or by tests. Returns only by an exception. */
    static void run() {
        FrameText text = new FrameText();
        try {
            Host host = new Host();
            ByteBuffer message = ByteBuffer.allocateDirect(Native.MESSAGE_BYTES).order(ByteOrder.nativeOrder());
            while (true) {
                Native.receive(message.clear());
                host.dispatch(message);
            }
        } catch (Throwable failure) {
            text.stopped(failure);
            throw failure;
        }
    }

    private void dispatch(ByteBuffer message) {
        int kind = message.getInt();
        message.getInt();
        long session = message.getLong();
        long frame = message.getLong();
        FrameMessage request = FrameMessage.read(message);
        int targetCount = message.getInt();
        switch (kind) {
            case SESSION_OPEN -> renderThread.openSession(session, readText(message));
            case SESSION_CLOSE -> renderThread.closeSession(session);
            case FRAME_RENDER -> renderThread.render(session, frame, request);
            case FRAME_RESOLVE -> renderThread.resolve(session, frame, targetCount);
            case FRAME_RELEASE -> renderThread.release(session, frame);
            case DESCRIBE -> renderThread.describe(frame);
            default -> throw new IllegalStateException("the library sent a message of unknown kind " + kind);
        }
    }

    private static String readText(ByteBuffer message) {
        ByteBuffer text = message.slice();
        int length = 0;
        while (length < text.capacity() && text.get(length) != 0) {
            length++;
        }
        return StandardCharsets.UTF_8.decode(text.limit(length)).toString();
    }
}
