// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.FloatBuffer;
import org.lwjgl.system.MemoryUtil;

/** Direct memory for one strip of a framebuffer on its way to Blender; grows up to a strip's size. Thread: the render thread. */
final class ReadbackMemory implements AutoCloseable {
    /** A strip is copied within a few milliseconds, so that a cancel is answered soon. */
    private static final int STRIP_FLOATS = (32 << 20) / Float.BYTES;

    private FloatBuffer memory; // null: none yet

    /** Rows that fit into a strip; at least one. */
    int rowsOf(long floatsPerRow) {
        return (int) Math.max(1, STRIP_FLOATS / floatsPerRow);
    }

    /** Memory for this many floats, position 0; its contents are undefined and good until the next call. */
    FloatBuffer floats(long count) {
        if (memory == null || memory.capacity() < count) {
            MemoryUtil.memFree(memory);
            memory = MemoryUtil.memAllocFloat(Math.toIntExact(count));
        }
        return memory.clear();
    }

    /** Frees what it has; it may be used again. */
    @Override
    public void close() {
        MemoryUtil.memFree(memory);
        memory = null;
    }
}
