// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.opengl.GL41C.GL_COPY_READ_BUFFER;
import static org.lwjgl.opengl.GL41C.glBindBuffer;
import static org.lwjgl.opengl.GL41C.glGetBufferSubData;
import static org.lwjgl.opengl.GL41C.glIsBuffer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import passbridge.gl.OffscreenContext;

class VertexMemoryTest {
    private static final int STRIDE_BYTES = 36; // no power of two

    private final VertexMemory memory = new VertexMemory();
    private OffscreenContext context;

    @BeforeEach
    void open() {
        context = OffscreenContext.open();
        context.makeCurrent();
    }

    @AfterEach
    void close() {
        context.close();
    }

    private VertexMemory.Part filled(int ints, int value) {
        VertexMemory.Part part = memory.allocate(ints * 4L, STRIDE_BYTES, "test");
        part.write("test", data -> {
            while (data.hasRemaining()) {
                data.putInt(value);
            }
        });
        return part;
    }

    private static void requireHolds(VertexMemory.Part part, int value) {
        int[] held = new int[part.sizeBytes() / 4];
        glBindBuffer(GL_COPY_READ_BUFFER, part.buffer());
        glGetBufferSubData(GL_COPY_READ_BUFFER, part.offset(), held);
        for (int read : held) {
            assertEquals(value, read);
        }
    }

    @Test
    void partsKeepWhatIsWrittenWhileOthersComeAndGo() {
        Random random = new Random(1);
        List<VertexMemory.Part> parts = new ArrayList<>();
        List<Integer> values = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            if (!parts.isEmpty() && random.nextInt(3) == 0) {
                int gone = random.nextInt(parts.size());
                parts.remove(gone).close();
                values.remove(gone);
            }
            parts.add(filled(1 + random.nextInt(20_000), i));
            values.add(i);
            assertEquals(0, parts.get(parts.size() - 1).offset() % STRIDE_BYTES);
        }
        for (int i = 0; i < parts.size(); i++) {
            requireHolds(parts.get(i), values.get(i));
        }
        assertTrue(parts.stream().map(VertexMemory.Part::buffer).distinct().count() > 1, "one buffer is too few to test them");
        Collections.shuffle(parts, random);
        parts.forEach(VertexMemory.Part::close);
        assertTrue(parts.stream().noneMatch(part -> glIsBuffer(part.buffer())), "a buffer is left that nothing is in");
    }

    @Test
    void freedMemoryIsTakenAgain() {
        VertexMemory.Part stays = filled(1000, 1);
        VertexMemory.Part first = filled(1000, 2);
        VertexMemory.Part second = filled(1000, 3);
        filled(1000, 4);
        first.close();
        second.close();
        VertexMemory.Part both = filled(2000, 5);
        assertEquals(stays.buffer(), both.buffer());
        assertEquals(first.offset(), both.offset());
        requireHolds(stays, 1);
    }

    @Test
    void largePartsHaveBuffersOfTheirOwn() {
        VertexMemory.Part small = filled(1000, 1);
        VertexMemory.Part large = filled(1 << 20, 2);
        assertNotEquals(small.buffer(), large.buffer());
        requireHolds(large, 2);
        int buffer = large.buffer();
        large.close();
        assertFalse(glIsBuffer(buffer));
        requireHolds(small, 1);
    }
}
