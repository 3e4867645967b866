// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.opengl.GL41C.*;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lwjgl.BufferUtils;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassFramebuffer;
import passbridge.PassbridgeException;
import passbridge.pass.Pass;

@ExtendWith(CurrentContext.class)
class TextureFramebufferTest {
    private static final int WIDTH = 13;
    private static final int HEIGHT = 7;

    /** Quiet and signalling NaN with payloads, infinities, zeros, denormals. */
    private static final int[] SPECIAL = {
        0x7fc0_1234, 0xffc5_4321, 0x7f80_0001, 0xff85_5555, 0x7f80_0000, 0xff80_0000, 0x8000_0000, 0, 1, 0x8000_0001, 0x007f_ffff,
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void readsBackEveryBit(int channels) {
        Pass pass = new Pass("pattern", channels);
        try (TextureFramebuffer framebuffer = TextureFramebuffer.open(WIDTH, HEIGHT, List.of(Pass.DEPTH, pass, Pass.COMBINED))) {
            int[] pattern = upload(framebuffer, pass);
            FloatBuffer pixels = BufferUtils.createFloatBuffer(pattern.length);
            framebuffer.readRows(pass, 0, HEIGHT, pixels);
            assertEquals(0, pixels.position());
            assertArrayEquals(pattern, bits(pixels));
        }
    }

    @Test
    void readsSomeRowsFromTheBuffersPosition() {
        try (TextureFramebuffer framebuffer = TextureFramebuffer.open(WIDTH, HEIGHT, List.of(Pass.COMBINED))) {
            int[] pattern = upload(framebuffer, Pass.COMBINED);
            int rowFloats = WIDTH * 4;
            FloatBuffer pixels = BufferUtils.createFloatBuffer(3 + 2 * rowFloats + 1);
            pixels.position(3);
            framebuffer.readRows(Pass.COMBINED, 4, 2, pixels);
            assertEquals(3, pixels.position());
            pixels.limit(3 + 2 * rowFloats);
            assertArrayEquals(IntStream.range(4 * rowFloats, 6 * rowFloats).map(i -> pattern[i]).toArray(), bits(pixels));
            pixels.limit(pixels.capacity());
            assertEquals(0, pixels.get(0));
            assertEquals(0, pixels.get(pixels.capacity() - 1));
        }
    }

    @Test
    void readsWhateverThePackState() {
        try (TextureFramebuffer framebuffer = TextureFramebuffer.open(WIDTH, HEIGHT, List.of(Pass.DEPTH))) {
            int[] pattern = upload(framebuffer, Pass.DEPTH);
            int packBuffer = glGenBuffers();
            glBindBuffer(GL_PIXEL_PACK_BUFFER, packBuffer);
            glPixelStorei(GL_PACK_SWAP_BYTES, GL_TRUE);
            glPixelStorei(GL_PACK_ROW_LENGTH, WIDTH + 5);
            glPixelStorei(GL_PACK_SKIP_ROWS, 1);
            glPixelStorei(GL_PACK_SKIP_PIXELS, 2);
            glPixelStorei(GL_PACK_ALIGNMENT, 8);
            glClampColor(GL_CLAMP_READ_COLOR, GL_TRUE);
            glEnable(0); // an error of somebody else
            FloatBuffer pixels = BufferUtils.createFloatBuffer(pattern.length);
            framebuffer.readRows(Pass.DEPTH, 0, HEIGHT, pixels);
            assertArrayEquals(pattern, bits(pixels));
            glDeleteBuffers(packBuffer);
        }
    }

    @Test
    void drawBuffersFollowThePasses() {
        List<Pass> passes = List.of(Pass.UV, Pass.DEPTH, Pass.COMBINED);
        try (TextureFramebuffer framebuffer = TextureFramebuffer.open(2, 1, passes)) {
            glBindFramebuffer(GL_FRAMEBUFFER, framebuffer.id());
            for (int i = 0; i < passes.size(); i++) {
                glClearBufferfv(GL_COLOR, i, new float[] {i + 0.5f, 2, 3, 4});
            }
            for (int i = 0; i < passes.size(); i++) {
                FloatBuffer pixels = BufferUtils.createFloatBuffer(2 * PassFramebuffer.storedChannels(passes.get(i)));
                framebuffer.readRows(passes.get(i), 0, 1, pixels);
                assertEquals(i + 0.5f, pixels.get(0));
                assertEquals(i + 0.5f, pixels.get(PassFramebuffer.storedChannels(passes.get(i))));
            }
        }
    }

    @Test
    void refusesTooLargeFrame() {
        int tooLarge = glGetInteger(GL_MAX_TEXTURE_SIZE) + 1;
        PassbridgeException e =
                assertThrows(PassbridgeException.class, () -> TextureFramebuffer.open(tooLarge, 1, List.of(Pass.COMBINED)));
        assertTrue(e.getMessage().startsWith("a frame of " + tooLarge + "x1 is larger than the "), e.getMessage());
        assertTrue(e.getMessage().endsWith("make it smaller"), e.getMessage());
        assertThrows(PassbridgeException.class, () -> TextureFramebuffer.open(1, tooLarge, List.of(Pass.COMBINED)));
    }

    @Test
    void holdsMorePassesThanOneDrawingWrites() {
        List<Pass> passes = IntStream.range(0, 20).mapToObj(i -> new Pass("pass " + i, i % 4 + 1)).toList();
        try (TextureFramebuffer framebuffer = TextureFramebuffer.open(3, 2, passes)) {
            int atOnce = framebuffer.maxPassesAtOnce();
            assertTrue(atOnce >= 8 && atOnce < 20, "draw buffers: " + atOnce);
            PassbridgeException all = assertThrows(PassbridgeException.class, framebuffer::id);
            assertTrue(all.getMessage().contains("writes " + atOnce + " passes at most, not 20: draw several times"), all.getMessage());

            for (int first = 0; first < 20; first += atOnce) {
                List<Pass> drawn = passes.subList(first, Math.min(first + atOnce, 20));
                glBindFramebuffer(GL_FRAMEBUFFER, framebuffer.id(drawn));
                for (int i = 0; i < drawn.size(); i++) {
                    glClearBufferfv(GL_COLOR, i, new float[] {first + i + 0.5f, 0, 0, 0});
                }
            }
            for (int i = 0; i < 20; i++) {
                assertEquals(i + 0.5f, firstFloat(framebuffer, passes.get(i)));
            }
            assertEquals(GL_NO_ERROR, glGetError());
        }
    }

    @Test
    void aPassAloneCanBeBlittedInto() {
        try (TextureFramebuffer from = TextureFramebuffer.open(2, 2, List.of(Pass.COMBINED));
                TextureFramebuffer to = TextureFramebuffer.open(2, 2, List.of(Pass.DEPTH, Pass.COMBINED))) {
            glBindFramebuffer(GL_FRAMEBUFFER, from.id());
            glClearBufferfv(GL_COLOR, 0, new float[] {0.75f, 0, 0, 1});
            glBindFramebuffer(GL_READ_FRAMEBUFFER, from.id(Pass.COMBINED));
            glBindFramebuffer(GL_DRAW_FRAMEBUFFER, to.id(Pass.COMBINED));
            glBlitFramebuffer(0, 0, 2, 2, 0, 0, 2, 2, GL_COLOR_BUFFER_BIT, GL_NEAREST);
            assertEquals(0.75f, firstFloat(to, Pass.COMBINED));
        }
    }

    @Test
    void theSamePassesHaveOneFramebufferAndWhatIsBoundStaysBound() {
        List<Pass> passes = List.of(Pass.UV, Pass.DEPTH, Pass.COMBINED);
        try (TextureFramebuffer framebuffer = TextureFramebuffer.open(2, 1, passes)) {
            glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer.id());
            glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer.id(Pass.UV));
            int some = framebuffer.id(List.of(Pass.COMBINED, Pass.UV));
            assertEquals(some, framebuffer.id(List.of(Pass.COMBINED, Pass.UV)));
            assertEquals(framebuffer.id(), glGetInteger(GL_READ_FRAMEBUFFER_BINDING));
            assertEquals(framebuffer.id(Pass.UV), glGetInteger(GL_DRAW_FRAMEBUFFER_BINDING));
            assertThrows(IllegalArgumentException.class, () -> framebuffer.id(Pass.NORMAL));
            assertThrows(IllegalArgumentException.class, () -> framebuffer.id(List.of()));
            assertThrows(IllegalArgumentException.class, () -> framebuffer.id(List.of(Pass.UV, Pass.UV)));
        }
    }

    @Test
    void tellsWhatARendererHasDoneToItsObjects() {
        assertTold("deleted the texture of pass Depth, which is Passbridge's", false, framebuffer ->
                glDeleteTextures(framebuffer.texture(Pass.DEPTH)));
        assertTold("changed size or format of the texture of pass Depth", false, framebuffer -> {
            glBindTexture(GL_TEXTURE_2D, framebuffer.texture(Pass.DEPTH));
            glTexImage2D(GL_TEXTURE_2D, 0, GL_R32F, 1, 1, 0, GL_RED, GL_FLOAT, 0);
        });
        assertTold("deleted the framebuffer object of passes Combined, Depth, which is Passbridge's", true, framebuffer ->
                glDeleteFramebuffers(framebuffer.id()));
        int own = glGenTextures();
        glBindTexture(GL_TEXTURE_2D, own);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA32F, 2, 2, 0, GL_RGBA, GL_FLOAT, 0);
        assertTold("attached its own texture in place of that of pass Depth to a framebuffer object", true, framebuffer -> {
            glBindFramebuffer(GL_FRAMEBUFFER, framebuffer.id());
            glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT1, GL_TEXTURE_2D, own, 0);
        });
        assertTold("took the texture of pass Combined from a framebuffer object", true, framebuffer -> {
            glBindFramebuffer(GL_FRAMEBUFFER, framebuffer.id());
            glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, 0, 0);
        });
        glDeleteTextures(own);
    }

    /** @param isRenewable the textures are as they were, so that the next frame can have them */
    private static void assertTold(String what, boolean isRenewable, Consumer<TextureFramebuffer> deed) {
        try (TextureFramebuffer framebuffer = TextureFramebuffer.open(2, 2, List.of(Pass.COMBINED, Pass.DEPTH))) {
            framebuffer.id();
            framebuffer.check();
            deed.accept(framebuffer);
            PassbridgeException told = assertThrows(PassbridgeException.class, framebuffer::check);
            assertTrue(told.getMessage().startsWith("the renderer " + what), told.getMessage());
            assertEquals(isRenewable, framebuffer.renew());
            if (isRenewable) {
                drawAndRead(framebuffer);
            } else {
                FloatBuffer pixels = BufferUtils.createFloatBuffer(4);
                PassbridgeException unread = assertThrows(PassbridgeException.class, () -> framebuffer.readRows(Pass.DEPTH, 0, 1, pixels));
                assertEquals(told.getMessage(), unread.getMessage());
            }
        }
    }

    private static void drawAndRead(TextureFramebuffer framebuffer) {
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer.id());
        glClearBufferfv(GL_COLOR, 0, new float[] {1, 2, 3, 4});
        glClearBufferfv(GL_COLOR, 1, new float[] {5, 0, 0, 0});
        assertEquals(1, firstFloat(framebuffer, Pass.COMBINED));
        assertEquals(5, firstFloat(framebuffer, Pass.DEPTH));
        framebuffer.check();
    }

    @Test
    void renewingTakesAwayWhatARendererHasAttached() {
        int depth = glGenRenderbuffers();
        glBindRenderbuffer(GL_RENDERBUFFER, depth);
        glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT32F, 2, 2);
        try (TextureFramebuffer framebuffer = TextureFramebuffer.open(2, 2, List.of(Pass.COMBINED))) {
            glBindFramebuffer(GL_FRAMEBUFFER, framebuffer.id());
            glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, depth);
            glDrawBuffers(GL_NONE);
            glBindTexture(GL_TEXTURE_2D, framebuffer.texture(Pass.COMBINED));
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_BASE_LEVEL, 3);
            framebuffer.check();

            assertTrue(framebuffer.renew());
            glBindFramebuffer(GL_FRAMEBUFFER, framebuffer.id());
            assertEquals(GL_NONE, glGetFramebufferAttachmentParameteri(
                    GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE));
            glClearBufferfv(GL_COLOR, 0, new float[] {1, 2, 3, 4});
            assertEquals(1, firstFloat(framebuffer, Pass.COMBINED));
        }
        glDeleteRenderbuffers(depth);
    }

    @Test
    void readsItsTexturesWhateverIsAttachedElsewhere() {
        int own = glGenTextures();
        glBindTexture(GL_TEXTURE_2D, own);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA32F, 2, 2, 0, GL_RGBA, GL_FLOAT, 0);
        try (TextureFramebuffer framebuffer = TextureFramebuffer.open(2, 2, List.of(Pass.COMBINED))) {
            drawCombined(framebuffer, 7);
            glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, own, 0);
            glClearBufferfv(GL_COLOR, 0, new float[] {9, 9, 9, 9});
            assertEquals(7, firstFloat(framebuffer, Pass.COMBINED));
        }
        glDeleteTextures(own);
    }

    private static void drawCombined(TextureFramebuffer framebuffer, float value) {
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer.id());
        glClearBufferfv(GL_COLOR, 0, new float[] {value, 0, 0, 1});
    }

    private static float firstFloat(TextureFramebuffer framebuffer, Pass pass) {
        FloatBuffer pixels = BufferUtils.createFloatBuffer(framebuffer.width() * PassFramebuffer.storedChannels(pass));
        framebuffer.readRows(pass, 0, 1, pixels);
        return pixels.get(0);
    }

    @Test
    void leaksNothingWhereMemoryEnds() {
        long textureCount = textureCount();
        int size = glGetInteger(GL_MAX_TEXTURE_SIZE);
        PassbridgeException e =
                assertThrows(PassbridgeException.class, () -> TextureFramebuffer.open(size, size, List.of(Pass.COMBINED)));
        long mebibytes = 16L * size * size >> 20;
        assertEquals("a frame of " + size + "x" + size + " with 1 passes needs " + mebibytes
                + " MiB, more than this OpenGL gives: make it smaller or switch passes off", e.getMessage());
        assertEquals(textureCount, textureCount());
        assertEquals(GL_NO_ERROR, glGetError());
    }

    /** Drivers number textures from 1. */
    private static long textureCount() {
        return IntStream.range(1, 10_000).filter(name -> glIsTexture(name)).count();
    }

    @Test
    void refusesWrongArguments() {
        assertThrows(IllegalArgumentException.class, () -> TextureFramebuffer.open(0, 1, List.of(Pass.DEPTH)));
        assertThrows(IllegalArgumentException.class, () -> TextureFramebuffer.open(1, 1, List.of()));
        assertThrows(IllegalArgumentException.class, () -> TextureFramebuffer.open(1, 1, List.of(Pass.DEPTH, Pass.DEPTH)));
        try (TextureFramebuffer framebuffer = TextureFramebuffer.open(2, 2, List.of(Pass.DEPTH))) {
            FloatBuffer pixels = BufferUtils.createFloatBuffer(4);
            assertThrows(IllegalArgumentException.class, () -> framebuffer.readRows(Pass.UV, 0, 1, pixels));
            assertThrows(IllegalArgumentException.class, () -> framebuffer.readRows(Pass.DEPTH, -1, 1, pixels));
            assertThrows(IllegalArgumentException.class, () -> framebuffer.readRows(Pass.DEPTH, 1, 2, pixels));
            assertThrows(IllegalArgumentException.class, () -> framebuffer.readRows(Pass.DEPTH, 1, Integer.MAX_VALUE, pixels));
            assertThrows(IllegalArgumentException.class, () -> framebuffer.readRows(Pass.DEPTH, 0, 1, FloatBuffer.allocate(4)));
            pixels.position(1);
            assertThrows(IllegalArgumentException.class, () -> framebuffer.readRows(Pass.DEPTH, 0, 2, pixels));
            assertThrows(IllegalArgumentException.class, () -> framebuffer.texture(Pass.UV));
        }
    }

    @Test
    void closesTwice() {
        TextureFramebuffer framebuffer = TextureFramebuffer.open(2, 2, List.of(Pass.DEPTH));
        int texture = framebuffer.texture(Pass.DEPTH);
        assertTrue(glIsTexture(texture));
        framebuffer.close();
        framebuffer.close();
        assertTrue(!glIsTexture(texture));
    }

    /** Fills a pass with random bits and all special values, returned. */
    private static int[] upload(PassFramebuffer framebuffer, Pass pass) {
        int channels = PassFramebuffer.storedChannels(pass);
        SplittableRandom random = new SplittableRandom(channels);
        int[] pattern = random.ints((long) WIDTH * HEIGHT * channels).toArray();
        System.arraycopy(SPECIAL, 0, pattern, 0, SPECIAL.length);
        IntBuffer data = BufferUtils.createIntBuffer(pattern.length).put(pattern).flip();
        glBindTexture(GL_TEXTURE_2D, framebuffer.texture(pass));
        nglTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, WIDTH, HEIGHT, channels == 1 ? GL_RED : GL_RGBA, GL_FLOAT,
                MemoryUtil.memAddress(data));
        return pattern;
    }

    private static int[] bits(FloatBuffer pixels) {
        IntBuffer words = MemoryUtil.memIntBuffer(MemoryUtil.memAddress(pixels), pixels.remaining());
        int[] bits = new int[words.remaining()];
        words.get(bits);
        return bits;
    }
}
