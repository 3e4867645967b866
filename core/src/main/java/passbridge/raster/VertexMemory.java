// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.glBindVertexArray;
import static org.lwjgl.opengl.GL41C.glDeleteVertexArrays;
import static org.lwjgl.opengl.GL41C.glGenVertexArrays;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Memory of OpenGL for vertices and indices. Small parts share buffers, because a buffer and a vertex array object for each take longer than
 * filling them; a large part has a buffer of its own. A buffer is freed with the last part of it.
 */
final class VertexMemory {
    private static final int SHARED_BYTES = 8 << 20;
    private static final int MAX_SHARED_PART_BYTES = 1 << 20;

    private final List<Block> shared = new ArrayList<>();
    private final int maxPartBytes;

    VertexMemory() {
        this(Integer.MAX_VALUE);
    }

    /** @param maxPartBytes as {@link #maxPartBytes} */
    VertexMemory(int maxPartBytes) {
        this.maxPartBytes = maxPartBytes;
    }

    /** {@return bytes that a part has at most} */
    int maxPartBytes() {
        return maxPartBytes;
    }

    /**
     * Takes a part, whose contents are undefined.
     *
     * @param sizeBytes 1 to {@link #maxPartBytes}
     * @param alignmentBytes its offset is a multiple of this
     * @param what for messages: what the data is of
     * @throws passbridge.PassbridgeException where OpenGL has no memory for it
     */
    Part allocate(long sizeBytes, int alignmentBytes, String what) {
        if (sizeBytes > MAX_SHARED_PART_BYTES) {
            return new Block(sizeBytes, what).allocate((int) sizeBytes, alignmentBytes);
        }
        for (int i = shared.size() - 1; i >= 0; i--) {
            Part part = shared.get(i).allocate((int) sizeBytes, alignmentBytes);
            if (part != null) {
                return part;
            }
        }
        Block block = new Block(SHARED_BYTES, what);
        shared.add(block);
        return block.allocate((int) sizeBytes, alignmentBytes);
    }

    /** One buffer. */
    private final class Block {
        private final UploadBuffer buffer = new UploadBuffer();
        private final TreeMap<Integer, Integer> free = new TreeMap<>(); // where a gap ends, by where it starts; no two touch
        private final Map<Object, Integer> vertexArrays = new HashMap<>();
        private final int sizeBytes;

        Block(long sizeBytes, String what) {
            try {
                buffer.allocate(sizeBytes, what);
            } catch (RuntimeException e) {
                buffer.close();
                throw e;
            }
            this.sizeBytes = (int) sizeBytes;
            free.put(0, this.sizeBytes);
        }

        /** Null where no gap is large enough. */
        Part allocate(int partBytes, int alignmentBytes) {
            for (Map.Entry<Integer, Integer> gap : free.entrySet()) {
                int start = gap.getKey();
                int gapEnd = gap.getValue();
                int offset = (start + alignmentBytes - 1) / alignmentBytes * alignmentBytes;
                if (partBytes <= gapEnd - offset) {
                    int end = offset + partBytes;
                    free.remove(start);
                    if (end < gapEnd) {
                        free.put(end, gapEnd);
                    }
                    return new Part(this, start, offset, end);
                }
            }
            return null;
        }

        void release(int start, int end) {
            Map.Entry<Integer, Integer> before = free.lowerEntry(start);
            boolean joinsBefore = before != null && before.getValue() == start;
            Integer afterEnd = free.remove(end);
            free.put(joinsBefore ? before.getKey() : start, afterEnd == null ? end : afterEnd);
            if (free.firstKey() == 0 && free.firstEntry().getValue() == sizeBytes) {
                shared.remove(this);
                vertexArrays.values().forEach(array -> glDeleteVertexArrays(array));
                buffer.close();
            }
        }
    }

    /** A part of a buffer; to be closed once. */
    static final class Part implements GlResource {
        private final Block block;
        private final int start;
        private final int offset;
        private final int end;

        private Part(Block block, int start, int offset, int end) {
            this.block = block;
            this.start = start;
            this.offset = offset;
            this.end = end;
        }

        /** Name of the buffer. */
        int buffer() {
            return block.buffer.name();
        }

        /** Of the first byte in the buffer. */
        int offset() {
            return offset;
        }

        int sizeBytes() {
            return end - offset;
        }

        /**
         * Hands over the part's memory; nothing may be drawing from it.
         *
         * @param what for messages: what the data is of
         * @param writer writes all that will be read; the memory ends with the call
         */
        void write(String what, Consumer<ByteBuffer> writer) {
            block.buffer.write(offset, end - offset, what, writer);
        }

        /** What was written. The caller's, to be freed with {@link org.lwjgl.system.MemoryUtil#memFree}. */
        ByteBuffer read() {
            return block.buffer.read(offset, end - offset);
        }

        /**
         * A vertex array object, which all parts of the buffer share.
         *
         * @param layout says what it reads, from the buffer's first byte on
         * @param describe is called with a new one bound
         */
        int vertexArray(Object layout, Runnable describe) {
            Integer known = block.vertexArrays.get(layout);
            if (known == null) {
                known = glGenVertexArrays();
                block.vertexArrays.put(layout, known);
                glBindVertexArray(known);
                describe.run();
            }
            return known;
        }

        @Override
        public void close() {
            block.release(start, end);
        }
    }
}
