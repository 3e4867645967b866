// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import passbridge.session.FrameState;
import passbridge.session.RendererFailure;

/** Brings texts to C, in memory set aside beforehand: {@link OutOfMemoryError} can be told, too. */
final class FrameText {
    private static final byte[] OUT_OF_MEMORY = RendererFailure.OUT_OF_MEMORY.getBytes(StandardCharsets.UTF_8);

    private final ByteBuffer memory = ByteBuffer.allocateDirect(Protocol.FRAME_TEXT_BYTES);

    /** Ends a frame and tells why: the message where it was written for users, else class, message and stack trace. */
    void fail(HostFrame frame, Throwable failure) {
        byte[] text;
        try {
            text = RendererFailure.describe(failure).getBytes(StandardCharsets.UTF_8);
        } catch (OutOfMemoryError again) {
            text = OUT_OF_MEMORY;
        }
        frame.setState(FrameState.FAILED, memory, put(text));
    }

    /** Answers a frame with a text: it is resolved. */
    void resolve(HostFrame frame, String text) {
        frame.setState(FrameState.RESOLVED, memory, put(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Tells that the host ends. */
    void stopped(Throwable failure) {
        int byteCount = put(RendererFailure.describe(failure).getBytes(StandardCharsets.UTF_8));
        Native.stopped(memory, byteCount);
    }

    private int put(byte[] text) {
        int byteCount = Math.min(text.length, memory.capacity());
        memory.clear().put(text, 0, byteCount);
        return byteCount;
    }
}
