// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.nio.FloatBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import passbridge.FilmFrame;
import passbridge.FilmRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.pass.Pass;
import passbridge.scene.Scene;

/**
 * Draws pictures that survive any colour management: each channel of a pixel is 0 or 1, by chance, another picture for each frame and
 * sample. Offers each sample's picture. launcher/tests computes the same pictures.
 */
public class ConfettiRenderer implements FilmRenderer {
    private static final int SAMPLE_COUNT = 12;
    private static final long SAMPLE_NANOSECONDS = 100_000_000;

    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(pass -> true);
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        // draws no scene
    }

    @Override
    public void render(RenderRequest request, FilmFrame frame) {
        for (int sample = 1; sample <= SAMPLE_COUNT && !frame.isCancelled(); sample++) {
            draw(request, frame, sample);
            frame.progress(sample, SAMPLE_COUNT);
            frame.refresh();
            LockSupport.parkNanos(SAMPLE_NANOSECONDS);
        }
    }

    private static void draw(RenderRequest request, FilmFrame frame, int sample) {
        FloatBuffer pixels = frame.film().pixels(Pass.COMBINED);
        for (int pixel = 0; pixel < request.width() * request.height(); pixel++) {
            for (int channel = 0; channel < 3; channel++) {
                pixels.put(value(request.time().frame(), sample, pixel, channel));
            }
            pixels.put(1);
        }
    }

    /** The pixel counts from the bottom left, row by row. */
    private static int value(int frame, int sample, int pixel, int channel) {
        int word = (((frame * 31 + sample) * 1_000_003 + pixel) * 3 + channel) * 0x9E3779B1;
        return ((word ^ word >>> 15) * 0x85EBCA6B) >>> 31;
    }

    @Override
    public void close() {
        // keeps nothing
    }

    /** Ends within milliseconds, at any moment of a look at its picture. */
    public static final class Brief extends ConfettiRenderer {
        private static final long MOST_NANOSECONDS = 4_000_000;

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            draw(request, frame, 1);
            frame.progress(1, 1);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MOST_NANOSECONDS));
            frame.refresh();
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MOST_NANOSECONDS));
        }
    }
}
