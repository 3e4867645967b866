// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import passbridge.session.RendererFailure;

/** Brings texts to C, in memory set aside beforehand: {@link OutOfMemoryError} can be told, too. Any thread; its memory has a lock. */
final class FrameText {
    private static final byte[] OUT_OF_MEMORY = RendererFailure.OUT_OF_MEMORY.getBytes(StandardCharsets.UTF_8);

    /** Guarded by this class's lock. */
    private static final ByteBuffer MEMORY = ByteBuffer.allocateDirect(Protocol.FRAME_TEXT_BYTES);

    private FrameText() {}

    /** What is done with a text: its first bytes are UTF-8, good during the call. */
    @FunctionalInterface
    interface Use {
        void with(ByteBuffer text, int byteCount);
    }

    static synchronized void use(String text, Use use) {
        byte[] bytes;
        try {
            bytes = text.getBytes(StandardCharsets.UTF_8);
        } catch (OutOfMemoryError full) {
            bytes = OUT_OF_MEMORY;
        }
        int byteCount = Math.min(bytes.length, MEMORY.capacity());
        MEMORY.clear().put(bytes, 0, byteCount);
        use.with(MEMORY, byteCount);
    }
}
