// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.AMDPinnedMemory.GL_EXTERNAL_VIRTUAL_MEMORY_BUFFER_AMD;
import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.lwjgl.opengl.GL;
import org.lwjgl.system.JNI;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.system.Platform;
import org.lwjgl.system.linux.DynamicLinkLoader;
import passbridge.PassbridgeException;
import passbridge.gl.DrawingTurn;
import passbridge.gl.ObjectKind;

/**
 * An OpenGL buffer that the processor fills, all at once. Where OpenGL draws in software its memory is ours (AMD_pinned_memory): Mesa's own
 * would be cleared first, page by small page, which takes longer than filling it. Elsewhere it is mapped.
 */
final class UploadBuffer implements GlResource {
    /** Pages of this size are what makes fresh memory cheap; Linux gives them where a range holds whole ones. */
    private static final int ALIGNMENT_BYTES = 2 << 20;

    private static final int MADV_HUGEPAGE = 14;

    /** Smaller ones are not worth pages of their own. */
    private static final int MIN_PINNED_BYTES = 1 << 20;

    private final int buffer = ObjectKind.BUFFER.make();
    private ByteBuffer pinned;
    private long mappedBytes;

    int name() {
        return buffer;
    }

    /** Of the memory that it has. */
    int sizeBytes() {
        return pinned == null ? (int) mappedBytes : pinned.capacity();
    }

    /**
     * Fills the buffer, again in the same memory where the size is the same: nothing may be drawing from it. It goes through a target
     * that no vertex array object remembers.
     *
     * @param sizeBytes at least 1
     * @param what for messages: what the data is of
     * @param writer is handed memory of that size and writes all that will be read; the memory ends with the call
     * @throws PassbridgeException where OpenGL has no memory for it or loses it
     */
    void fill(long sizeBytes, String what, Consumer<ByteBuffer> writer) {
        allocate(sizeBytes, what);
        write(0, (int) sizeBytes, what, writer);
    }

    /**
     * Gives the buffer memory, whose contents are undefined, or lets it keep what it has where the size is the same.
     *
     * @param sizeBytes at least 1
     * @param what for messages: what the data is of
     * @throws PassbridgeException where OpenGL has no memory for it
     */
    void allocate(long sizeBytes, String what) {
        if (sizeBytes > Integer.MAX_VALUE) {
            throw new PassbridgeException(what + " needs " + (sizeBytes >> 20) + " MiB, more than fit in one buffer of 2 GiB: split it or "
                    + "simplify it");
        }
        if (sizeBytes >= MIN_PINNED_BYTES && drawsInSoftware()) {
            pin(sizeBytes, what);
        } else if (mappedBytes != sizeBytes) {
            glBindBuffer(GL_COPY_WRITE_BUFFER, buffer);
            glBufferData(GL_COPY_WRITE_BUFFER, sizeBytes, GL_STATIC_DRAW);
            mappedBytes = sizeBytes;
            unpin();
        }
    }

    /**
     * Writes a part of the allocated memory: nothing may be drawing from it.
     *
     * @param what for messages: what the data is of
     * @param writer is handed memory of that size and writes all that will be read; the memory ends with the call
     * @throws PassbridgeException where OpenGL has no memory for it or loses it
     */
    void write(int offset, int sizeBytes, String what, Consumer<ByteBuffer> writer) {
        if (pinned != null) {
            writer.accept(pinned.slice(offset, sizeBytes).order(pinned.order()));
            return;
        }
        glBindBuffer(GL_COPY_WRITE_BUFFER, buffer);
        ByteBuffer mapped = glMapBufferRange(
                GL_COPY_WRITE_BUFFER, offset, sizeBytes,
                GL_MAP_WRITE_BIT | (sizeBytes == mappedBytes ? GL_MAP_INVALIDATE_BUFFER_BIT : GL_MAP_INVALIDATE_RANGE_BIT));
        if (mapped == null) {
            throw outOfMemory(sizeBytes, what);
        }
        writer.accept(mapped);
        glBindBuffer(GL_COPY_WRITE_BUFFER, buffer);
        if (!glUnmapBuffer(GL_COPY_WRITE_BUFFER)) {
            throw new PassbridgeException("OpenGL lost the data of " + what + ": render again");
        }
    }

    /** {@return a part of what was written} The caller's, to be freed with {@link MemoryUtil#memFree}. */
    ByteBuffer read(int offset, int sizeBytes) {
        ByteBuffer copy = MemoryUtil.memAlloc(sizeBytes);
        if (pinned != null) {
            copy.put(0, pinned, offset, sizeBytes);
        } else {
            glBindBuffer(GL_COPY_READ_BUFFER, buffer);
            glGetBufferSubData(GL_COPY_READ_BUFFER, offset, copy);
        }
        return copy;
    }

    /** Whether the processor draws. */
    static boolean drawsInSoftware() {
        return GL.getCapabilities().GL_AMD_pinned_memory && DrawingTurn.drawsInSoftware();
    }

    private void pin(long sizeBytes, String what) {
        if (pinned != null && pinned.capacity() == sizeBytes) {
            return;
        }
        long wholeBlocks = (sizeBytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES; // C11 promises no other sizes
        long address = MemoryUtil.nmemAlignedAlloc(ALIGNMENT_BYTES, wholeBlocks * ALIGNMENT_BYTES);
        if (address == MemoryUtil.NULL) {
            throw outOfMemory(sizeBytes, what);
        }
        useHugePages(address, sizeBytes);
        ByteBuffer memory = MemoryUtil.memByteBuffer(address, (int) sizeBytes);
        glBindBuffer(GL_EXTERNAL_VIRTUAL_MEMORY_BUFFER_AMD, buffer);
        glBufferData(GL_EXTERNAL_VIRTUAL_MEMORY_BUFFER_AMD, memory, GL_STATIC_DRAW);
        glBindBuffer(GL_EXTERNAL_VIRTUAL_MEMORY_BUFFER_AMD, 0);
        unpin();
        pinned = memory;
        mappedBytes = 0;
    }

    /** A hint: without it memory is dearer. */
    private static void useHugePages(long address, long sizeBytes) {
        if (Platform.get() == Platform.LINUX) {
            long process = DynamicLinkLoader.dlopen((CharSequence) null, DynamicLinkLoader.RTLD_LAZY);
            JNI.invokePPI(address, sizeBytes, MADV_HUGEPAGE, DynamicLinkLoader.dlsym(process, "madvise"));
            DynamicLinkLoader.dlclose(process);
        }
    }

    private static PassbridgeException outOfMemory(long sizeBytes, String what) {
        return OpenGlMemory.missing(sizeBytes, what + " needs", "simplify it");
    }

    @Override
    public void close() {
        ObjectKind.BUFFER.free(buffer);
        unpin();
    }

    /** Once the buffer has other memory. */
    private void unpin() {
        if (pinned != null) {
            glFinish(); // a cancelled frame may still be drawn from it
            MemoryUtil.memAlignedFree(pinned);
            pinned = null;
        }
    }
}
