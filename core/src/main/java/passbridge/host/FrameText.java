// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import passbridge.PassbridgeException;

/** Brings texts about failures to C, in memory set aside beforehand: {@link OutOfMemoryError} can be told too. */
final class FrameText {
    private static final byte[] OUT_OF_MEMORY =
            "java.lang.OutOfMemoryError: the JVM's heap is full. Raise the heap size in the add-on's preferences and restart Blender"
                    .getBytes(StandardCharsets.UTF_8);

    private final ByteBuffer memory = ByteBuffer.allocateDirect(Native.TEXT_BYTES);

    /** Tells why a frame failed: the message where it was written for users, else class, message and stack trace. */
    void fail(HostFrame frame, Throwable failure) {
        byte[] text;
        try {
            text = describe(failure).getBytes(StandardCharsets.UTF_8);
        } catch (OutOfMemoryError again) {
            text = OUT_OF_MEMORY;
        } catch (Throwable again) { // its getMessage() is a renderer's code, too
            text = (failure.getClass().getName() + " (its text can't be told: " + again.getClass().getName() + ")")
                    .getBytes(StandardCharsets.UTF_8);
        }
        tell(frame, text);
    }

    /** Answers a frame with a text. */
    void tell(HostFrame frame, byte[] text) {
        int byteCount = put(text);
        Native.frameText(frame.address(), memory, byteCount);
    }

    /** Tells that the host ends. */
    void stopped(Throwable failure) {
        int byteCount = put(describe(failure).getBytes(StandardCharsets.UTF_8));
        Native.stopped(memory, byteCount);
    }

    private int put(byte[] text) {
        int byteCount = Math.min(text.length, memory.capacity());
        memory.clear().put(text, 0, byteCount);
        return byteCount;
    }

    private static String describe(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return new String(OUT_OF_MEMORY, StandardCharsets.UTF_8) + " (" + failure.getMessage() + ")";
        }
        if (failure instanceof PassbridgeException && failure.getCause() == null) {
            return failure.getMessage();
        }
        StringWriter text = new StringWriter();
        if (failure instanceof PassbridgeException) {
            text.append(failure.getMessage()).append('\n');
        }
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString().strip();
    }
}
