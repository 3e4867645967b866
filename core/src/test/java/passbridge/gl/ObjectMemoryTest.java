// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.lwjgl.opengl.GL41C.*;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lwjgl.opengl.GL;
import org.lwjgl.system.MemoryUtil;

@ExtendWith(CurrentContext.class)
class ObjectMemoryTest {
    private static final int RGBA32F_BYTES = 16;

    @BeforeEach
    void requireOpenGlThatTells() {
        assumeTrue(GL.getCapabilities().OpenGL45);
    }

    @Test
    void countsBuffers() {
        int buffer = glGenBuffers();
        assertTakes(1000, () -> {
            glBindBuffer(GL_ARRAY_BUFFER, buffer);
            glBufferData(GL_ARRAY_BUFFER, 1000, GL_STATIC_DRAW);
        });
        assertTakes(-1000, () -> glDeleteBuffers(buffer));
    }

    @Test
    void countsAllLevelsOfTextures() {
        assertTextureTakes(GL_TEXTURE_2D, RGBA32F_BYTES * (8 * 4 + 4 * 2 + 2 + 1), () -> {
            glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA32F, 8, 4, 0, GL_RGBA, GL_FLOAT, MemoryUtil.NULL);
            glGenerateMipmap(GL_TEXTURE_2D);
        });
    }

    @Test
    void countsAllLayersOfArrays() {
        assertTextureTakes(GL_TEXTURE_2D_ARRAY, 2 * 8 * 4 * 3, () ->
                glTexImage3D(GL_TEXTURE_2D_ARRAY, 0, GL_R16F, 8, 4, 3, 0, GL_RED, GL_FLOAT, MemoryUtil.NULL));
    }

    @Test
    void countsAllFacesOfCubes() {
        assertTextureTakes(GL_TEXTURE_CUBE_MAP, 4 * 6 * 8 * 8, () -> {
            for (int face = 0; face < 6; face++) {
                glTexImage2D(GL_TEXTURE_CUBE_MAP_POSITIVE_X + face, 0, GL_DEPTH_COMPONENT32F, 8, 8, 0, GL_DEPTH_COMPONENT, GL_FLOAT,
                        MemoryUtil.NULL);
            }
        });
    }

    @Test
    void countsTheLargestTexture() {
        int width = glGetInteger(GL_MAX_TEXTURE_SIZE);
        assertTextureTakes(GL_TEXTURE_2D, 2L * width - 1, () -> {
            glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, width, 1, 0, GL_RED, GL_UNSIGNED_BYTE, MemoryUtil.NULL);
            glGenerateMipmap(GL_TEXTURE_2D);
        });
    }

    @Test
    void countsAllSamples() {
        assertTextureTakes(GL_TEXTURE_2D_MULTISAMPLE, 4 * 4 * 8 * 4, () ->
                glTexImage2DMultisample(GL_TEXTURE_2D_MULTISAMPLE, 4, GL_RGBA8, 8, 4, true));
    }

    @Test
    void countsTheBufferOfABufferTextureOnce() {
        int buffer = glGenBuffers();
        glBindBuffer(GL_TEXTURE_BUFFER, buffer);
        glBufferData(GL_TEXTURE_BUFFER, 1000, GL_STATIC_DRAW);
        assertTextureTakes(GL_TEXTURE_BUFFER, 0, () -> glTexBuffer(GL_TEXTURE_BUFFER, GL_R8, buffer));
        glDeleteBuffers(buffer);
    }

    @Test
    void countsRenderbuffers() {
        int renderbuffer = glGenRenderbuffers();
        assertTakes(4 * 5 * 3, () -> {
            glBindRenderbuffer(GL_RENDERBUFFER, renderbuffer);
            glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT32F, 5, 3);
        });
        glDeleteRenderbuffers(renderbuffer);
    }

    private static void assertTextureTakes(int target, long bytes, Runnable making) {
        int texture = glGenTextures();
        assertTakes(bytes, () -> {
            glBindTexture(target, texture);
            making.run();
        });
        assertTakes(-bytes, () -> glDeleteTextures(texture));
    }

    private static void assertTakes(long bytes, Runnable change) {
        long before = ObjectMemory.bytes();
        change.run();
        assertEquals(bytes, ObjectMemory.bytes() - before);
        assertEquals(GL_NO_ERROR, glGetError());
    }
}
