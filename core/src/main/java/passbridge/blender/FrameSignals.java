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
    private static final int IS_CANCELLED = 0;
    private static final int WANTS_REFRESH = Integer.BYTES;

    private final ByteBuffer memory;

    FrameSignals(long address) {
        memory = MemoryUtil.memByteBuffer(address, 2 * Integer.BYTES);
    }

    boolean isCancelled() {
        return (int) WORDS.getVolatile(memory, IS_CANCELLED) != 0;
    }

    boolean wantsRefresh() {
        return (int) WORDS.getVolatile(memory, WANTS_REFRESH) != 0;
    }
}
