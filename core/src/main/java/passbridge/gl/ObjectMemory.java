// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.lwjgl.opengl.GL41C.*;
import static org.lwjgl.opengl.GL45C.glGetNamedBufferParameteri64;
import static org.lwjgl.opengl.GL45C.glGetNamedRenderbufferParameteri;
import static org.lwjgl.opengl.GL45C.glGetTextureLevelParameteri;
import static org.lwjgl.opengl.GL45C.glGetTextureParameteri;

import java.util.Optional;
import java.util.function.IntToLongFunction;
import org.lwjgl.opengl.GL;
import org.lwjgl.opengl.GL45C;

/** What OpenGL's objects take. Thread: the one with the OpenGL context; nothing is bound, and nothing else changes. */
public final class ObjectMemory {
    /** Drivers give the names of objects from 1 on, and those that have become free first: after so many free ones there are no more. */
    private static final int LAST_GAP = 256;

    private static final int FACE_COUNT = 6;

    private static final int[] TEXTURE_SIZES = {
        GL_TEXTURE_RED_SIZE,
        GL_TEXTURE_GREEN_SIZE,
        GL_TEXTURE_BLUE_SIZE,
        GL_TEXTURE_ALPHA_SIZE,
        GL_TEXTURE_DEPTH_SIZE,
        GL_TEXTURE_STENCIL_SIZE,
        GL_TEXTURE_SHARED_SIZE
    };

    private static final int[] RENDERBUFFER_SIZES = {
        GL_RENDERBUFFER_RED_SIZE,
        GL_RENDERBUFFER_GREEN_SIZE,
        GL_RENDERBUFFER_BLUE_SIZE,
        GL_RENDERBUFFER_ALPHA_SIZE,
        GL_RENDERBUFFER_DEPTH_SIZE,
        GL_RENDERBUFFER_STENCIL_SIZE
    };

    private ObjectMemory() {}

    /**
     * {@return the bytes of all buffers, textures and renderbuffers of the current context, as their sizes and formats say; 0 where OpenGL is
     * older than 4.5, which tells only of what is bound} In the process's {@link ShareGroup} they are those that {@link ObjectKind} knows as
     * the context's; what it has in common with others counts whole.
     */
    public static long bytes() {
        if (!GL.getCapabilities().OpenGL45) {
            return 0;
        }
        return sum(ObjectKind.BUFFER, buffer -> glGetNamedBufferParameteri64(buffer, GL_BUFFER_SIZE))
                + sum(ObjectKind.TEXTURE, ObjectMemory::textureBytes)
                + sum(ObjectKind.RENDERBUFFER, ObjectMemory::renderbufferBytes);
    }

    private static long sum(ObjectKind kind, IntToLongFunction bytes) {
        Optional<DriverContext> member = DriverContext.ofThread().filter(DriverContext::isMember);
        if (member.isPresent()) {
            return member.get().names(kind).all().filter(kind::exists).mapToLong(bytes).sum();
        }
        long sum = 0;
        for (int name = 1, last = 0; name - last <= LAST_GAP; name++) {
            if (kind.exists(name)) {
                sum += bytes.applyAsLong(name);
                last = name;
            }
        }
        return sum;
    }

    private static long textureBytes(int texture) {
        int width = level(texture, 0, GL_TEXTURE_WIDTH);
        if (width == 0 || level(texture, 0, GL_TEXTURE_BUFFER_DATA_STORE_BINDING) != 0) { // or its texels are a buffer's, which has no target
            return 0;
        }
        int target = glGetTextureParameteri(texture, GL45C.GL_TEXTURE_TARGET);
        boolean hasOneLevel = target == GL_TEXTURE_RECTANGLE
                || target == GL_TEXTURE_2D_MULTISAMPLE || target == GL_TEXTURE_2D_MULTISAMPLE_ARRAY;
        long bytes = 0;
        int height = level(texture, 0, GL_TEXTURE_HEIGHT);
        for (int level = 0; width > 0; level++) {
            bytes += levelBytes(texture, level, width, height);
            boolean isLast = hasOneLevel || Math.max(width, height) == 1; // one more may be an error
            width = isLast ? 0 : level(texture, level + 1, GL_TEXTURE_WIDTH);
            height = isLast ? 0 : level(texture, level + 1, GL_TEXTURE_HEIGHT);
        }
        return target == GL_TEXTURE_CUBE_MAP ? FACE_COUNT * bytes : bytes;
    }

    private static long levelBytes(int texture, int level, int width, int height) {
        if (level(texture, level, GL_TEXTURE_COMPRESSED) == GL_TRUE) {
            return level(texture, level, GL_TEXTURE_COMPRESSED_IMAGE_SIZE);
        }
        long bits = 0;
        for (int size : TEXTURE_SIZES) {
            bits += level(texture, level, size);
        }
        long sampleCount = Math.max(1, level(texture, level, GL_TEXTURE_SAMPLES));
        return bits / Byte.SIZE * sampleCount * width * height * level(texture, level, GL_TEXTURE_DEPTH);
    }

    private static int level(int texture, int level, int parameter) {
        return glGetTextureLevelParameteri(texture, level, parameter);
    }

    private static long renderbufferBytes(int renderbuffer) {
        long bits = 0;
        for (int size : RENDERBUFFER_SIZES) {
            bits += glGetNamedRenderbufferParameteri(renderbuffer, size);
        }
        long sampleCount = Math.max(1, glGetNamedRenderbufferParameteri(renderbuffer, GL_RENDERBUFFER_SAMPLES));
        return bits / Byte.SIZE * sampleCount
                * glGetNamedRenderbufferParameteri(renderbuffer, GL_RENDERBUFFER_WIDTH)
                * glGetNamedRenderbufferParameteri(renderbuffer, GL_RENDERBUFFER_HEIGHT);
    }
}
