// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import static org.lwjgl.opengl.GL21C.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import passbridge.Film;
import passbridge.PassFramebuffer;
import passbridge.pass.Pass;

/** Makes undefined contents of pictures recognizable. */
public final class UndefinedPixels {
    /** A quiet NaN, so that it stays as it is in computations, with a payload, so that nobody else has computed it. */
    private static final float WORD = Float.intBitsToFloat(0x7fc5c0de);

    private static final int STRIP_FLOATS = 1 << 20;

    private static final int[] UNPACK_STATE = {
        GL_UNPACK_SWAP_BYTES, GL_UNPACK_LSB_FIRST, GL_UNPACK_ROW_LENGTH, GL_UNPACK_SKIP_ROWS, GL_UNPACK_SKIP_PIXELS, GL_UNPACK_ALIGNMENT
    };

    private UndefinedPixels() {}

    /**
     * Undefined pixels of a pass.
     *
     * @param count how many, at least 1
     * @param x of the first one
     * @param y of the first one, from the bottom
     */
    public record Found(Pass pass, int count, int x, int y) {}

    /** Fills the one that is not null. Leaves OpenGL's state as it was. Thread: the render thread. */
    public static void fill(PassFramebuffer framebuffer, Film film) {
        if (film != null) {
            film.passes().forEach(pass -> fill(film.pixels(pass)));
        } else {
            fillTextures(framebuffer);
        }
    }

    private static void fill(FloatBuffer pixels) {
        while (pixels.hasRemaining()) {
            pixels.put(WORD);
        }
    }

    private static void fillTextures(PassFramebuffer framebuffer) {
        int buffer = glGetInteger(GL_PIXEL_UNPACK_BUFFER_BINDING);
        int texture = glGetInteger(GL_TEXTURE_BINDING_2D);
        int[] state = new int[UNPACK_STATE.length];
        glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
        for (int i = 0; i < state.length; i++) {
            state[i] = glGetInteger(UNPACK_STATE[i]);
            glPixelStorei(UNPACK_STATE[i], UNPACK_STATE[i] == GL_UNPACK_ALIGNMENT ? 4 : 0);
        }
        for (Pass pass : framebuffer.passes()) {
            glBindTexture(GL_TEXTURE_2D, framebuffer.texture(pass));
            fillTexture(framebuffer.width(), framebuffer.height(), PassFramebuffer.storedChannels(pass));
        }
        for (int i = 0; i < state.length; i++) {
            glPixelStorei(UNPACK_STATE[i], state[i]);
        }
        glBindTexture(GL_TEXTURE_2D, texture);
        glBindBuffer(GL_PIXEL_UNPACK_BUFFER, buffer);
    }

    private static void fillTexture(int width, int height, int channels) {
        int stripRows = Math.min(height, Math.max(1, STRIP_FLOATS / (width * channels)));
        FloatBuffer strip = ByteBuffer.allocateDirect(stripRows * width * channels * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        fill(strip.duplicate());
        for (int row = 0; row < height; row += stripRows) {
            glTexSubImage2D(GL_TEXTURE_2D, 0, 0, row, width, Math.min(stripRows, height - row),
                    channels == 1 ? GL_RED : GL_RGBA, GL_FLOAT, strip);
        }
    }

    /** What is still there. */
    public static List<Found> find(Film film) {
        List<Found> found = new ArrayList<>();
        for (Pass pass : film.passes()) {
            FloatBuffer pixels = film.pixels(pass);
            int count = 0;
            int first = 0;
            for (int pixel = 0; pixel < film.width() * film.height(); pixel++) {
                if (isUndefined(pixels, pixel * pass.channels(), pass.channels())) {
                    first = count == 0 ? pixel : first;
                    count++;
                }
            }
            if (count > 0) {
                found.add(new Found(pass, count, first % film.width(), first / film.width()));
            }
        }
        return found;
    }

    private static boolean isUndefined(FloatBuffer pixels, int first, int channels) {
        for (int i = first; i < first + channels; i++) {
            if (Float.floatToRawIntBits(pixels.get(i)) == Float.floatToRawIntBits(WORD)) {
                return true;
            }
        }
        return false;
    }
}
