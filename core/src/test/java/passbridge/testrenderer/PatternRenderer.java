// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.nio.FloatBuffer;
import org.lwjgl.opengl.GL11C;
import org.lwjgl.opengl.GL30C;
import org.lwjgl.system.MemoryUtil;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.PassFramebuffer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.pass.Pass;
import passbridge.scene.Scene;

/**
 * Fills every pass with 32-bit words that betray any change on their way: NaNs with payloads, -0, infinities, denormals and
 * arbitrary bits. blender-addon/tests computes the same words.
 */
public final class PatternRenderer implements GlRenderer {
    private static final int[] SPECIAL_WORDS = {
        0x7fc00001, // quiet NaN with a payload
        0xffc12345, // the same, negative
        0x7f800001, // signalling NaN
        0x80000000, // -0
        0x7f800000, // infinity
        0xff800000, // -infinity
        0x00000001, // smallest denormal
        0x807fffff, // largest denormal, negative
    };
    private static final int SPECIAL_EVERY = 97;

    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(pass -> true);
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        // draws no scene
    }

    @Override
    public void render(RenderRequest request, GlFrame frame) {
        PassFramebuffer framebuffer = frame.framebuffer();
        for (int index = 0; index < request.passes().size(); index++) {
            Pass pass = request.passes().get(index);
            int channels = PassFramebuffer.storedChannels(pass);
            FloatBuffer pixels = MemoryUtil.memAllocFloat(request.width() * request.height() * channels);
            try {
                for (int pixel = 0; pixel < request.width() * request.height(); pixel++) {
                    for (int channel = 0; channel < channels; channel++) {
                        MemoryUtil.memPutInt(
                                MemoryUtil.memAddress(pixels) + Integer.BYTES * ((long) pixel * channels + channel),
                                word(index, pixel, channel));
                    }
                }
                GL11C.glBindTexture(GL11C.GL_TEXTURE_2D, framebuffer.texture(pass));
                GL11C.glTexSubImage2D(
                        GL11C.GL_TEXTURE_2D, 0, 0, 0, request.width(), request.height(),
                        channels == 1 ? GL11C.GL_RED : GL11C.GL_RGBA, GL11C.GL_FLOAT, pixels);
            } finally {
                MemoryUtil.memFree(pixels);
            }
        }
        GL11C.glBindTexture(GL11C.GL_TEXTURE_2D, 0);
        GL30C.glBindFramebuffer(GL30C.GL_FRAMEBUFFER, 0);
    }

    /** The bits of a channel; the pixel counts from the bottom left, row by row. */
    public static int word(int passIndex, int pixel, int channel) {
        int position = (passIndex * 1_000_003 + pixel) * 4 + channel;
        int special = Integer.remainderUnsigned(position, SPECIAL_EVERY);
        return special < SPECIAL_WORDS.length ? SPECIAL_WORDS[special] : position * 0x9E3779B1;
    }

    @Override
    public void close() {
        // keeps nothing
    }
}
