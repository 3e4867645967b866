// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.glBindVertexArray;
import static org.lwjgl.opengl.GL41C.glDeleteVertexArrays;
import static org.lwjgl.opengl.GL41C.glFinish;
import static org.lwjgl.opengl.GL41C.glGenVertexArrays;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Memory of OpenGL for vertices and indices. Small parts share buffers, because a buffer and a vertex array object for each take longer than
 * filling them; a large part has a buffer of its own, which renderers of other sessions may use, too. A buffer is freed with the last part of it.
 */
final class VertexMemory {
    private static final int COMMON_BYTES = 8 << 20;
    private static final int MAX_SMALL_PART_BYTES = 1 << 20;

    private final List<Block> common = new ArrayList<>(); // of small parts
    private final int maxPartBytes;

    VertexMemory() {
        this(Integer.MAX_VALUE);
    }

    /** @param maxPartBytes as {@link #maxPartBytes} */
    VertexMemory(int maxPartBytes) {
        this.maxPartBytes = maxPartBytes;
    }

    /** {@return whether so many bytes have a buffer of their own} */
    static boolean isLarge(long sizeBytes) {
        return sizeBytes > MAX_SMALL_PART_BYTES;
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
        if (isLarge(sizeBytes)) {
            return new Block(sizeBytes, what).allocate((int) sizeBytes, alignmentBytes);
        }
        for (int i = common.size() - 1; i >= 0; i--) {
            Part part = common.get(i).allocate((int) sizeBytes, alignmentBytes);
            if (part != null) {
                return part;
            }
        }
        Block block = new Block(COMMON_BYTES, what);
        common.add(block);
        return block.allocate((int) sizeBytes, alignmentBytes);
    }

    /**
     * A part that has a buffer which several renderers may draw from.
     *
     * @param facts what was told of the data
     */
    record SharedPart<F>(Part part, F facts) {}

    /** {@return a part with the data that has an equal key, whoever has written it; empty where nobody has, or it is not shared} */
    <K, F> Optional<SharedPart<F>> take(SharedObjects<K, FilledBuffer<F>> among, K key) {
        return among.take(key).map(filled -> whole(new Sharing<>(among, key, filled)));
    }

    /**
     * Shares what is written with other renderers.
     *
     * @param part one that {@linkplain Part#hasOwnBuffer has a buffer of its own}; not to be used any more
     * @param facts what whoever draws from it has to know
     * @return what to use instead
     */
    <K, F> SharedPart<F> share(Part part, SharedObjects<K, FilledBuffer<F>> among, K key, F facts) {
        part.block.deleteVertexArrays();
        return whole(new Sharing<>(among, key, among.offer(key, new FilledBuffer<>(part.block.buffer, facts))));
    }

    private <F> SharedPart<F> whole(Sharing<?, F> sharing) {
        Block block = new Block(sharing.filled.buffer(), sharing);
        return new SharedPart<>(block.allocate(block.sizeBytes, 1), sharing.filled.facts());
    }

    /** A use of a buffer that several renderers may draw from. */
    private record Sharing<K, F>(SharedObjects<K, FilledBuffer<F>> among, K key, FilledBuffer<F> filled) {
        boolean claim() {
            return among.claim(key, filled);
        }

        void release() {
            glFinish(); // a cancelled frame may still be drawn from it
            among.release(key, filled);
        }
    }

    /** One buffer. */
    private final class Block {
        private final UploadBuffer buffer;
        private final TreeMap<Integer, Integer> free = new TreeMap<>(); // where a gap ends, by where it starts; no two touch
        private final Map<Object, Integer> vertexArrays = new HashMap<>();
        private final int sizeBytes;
        private Sharing<?, ?> sharing; // null: no other renderer uses the buffer

        Block(long sizeBytes, String what) {
            this(allocated(sizeBytes, what), null);
        }

        Block(UploadBuffer buffer, Sharing<?, ?> sharing) {
            this.buffer = buffer;
            this.sharing = sharing;
            sizeBytes = buffer.sizeBytes();
            free.put(0, sizeBytes);
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
                common.remove(this);
                deleteVertexArrays();
                if (sharing == null) {
                    buffer.close();
                } else {
                    sharing.release();
                }
            }
        }

        void deleteVertexArrays() {
            vertexArrays.values().forEach(array -> glDeleteVertexArrays(array));
            vertexArrays.clear();
        }

        boolean claim() {
            if (sharing != null && !sharing.claim()) {
                return false;
            }
            sharing = null;
            return true;
        }
    }

    private static UploadBuffer allocated(long sizeBytes, String what) {
        UploadBuffer buffer = new UploadBuffer();
        try {
            buffer.allocate(sizeBytes, what);
        } catch (RuntimeException e) {
            buffer.close();
            throw e;
        }
        return buffer;
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

        /** Whether there are no other parts of the buffer. */
        boolean hasOwnBuffer() {
            return sizeBytes() == block.sizeBytes;
        }

        /** Whether no other renderer uses the part, nor will from now on until it is {@linkplain VertexMemory#share shared} again. */
        boolean claim() {
            return block.claim();
        }

        /**
         * Hands over the part's memory; nothing may be drawing from it, and no other renderer use it.
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
