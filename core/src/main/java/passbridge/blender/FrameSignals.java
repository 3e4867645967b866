// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.lwjgl.system.MemoryUtil;

/** A {@code pb_frame_signals}: what C tells without a call. Its memory is never freed. Any thread. */
final class FrameSignals {
    private static final VarHandle WORDS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;

    FrameSignals(long address) {
        memory = MemoryUtil.memByteBuffer(address, Protocol.FrameSignals.BYTES);
    }

    boolean isCancelled() {
        return (int) WORDS.getVolatile(memory, Protocol.FrameSignals.IS_CANCELLED) != 0;
    }

    boolean wantsRefresh() {
        return (int) WORDS.getVolatile(memory, Protocol.FrameSignals.WANTS_REFRESH) != 0;
    }
}
