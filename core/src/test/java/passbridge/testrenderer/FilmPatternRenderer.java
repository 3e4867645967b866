// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.lwjgl.system.MemoryUtil;
import passbridge.FilmFrame;
import passbridge.FilmRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.pass.Pass;
import passbridge.scene.Scene;

/**
 * Fills every pass with {@link PatternRenderer}'s words, without OpenGL. Says what it does, and keeps its settings as metadata.
 *
 * <p>The nested classes use the frame in ways of their own.
 */
public class FilmPatternRenderer implements FilmRenderer {
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
        frame.status("filling " + request.passes().size() + " passes");
        for (int index = 0; index < request.passes().size(); index++) {
            fill(frame, index, request.passes().get(index));
        }
        frame.metadata("settings", request.settings().toString());
        frame.warn("a film needs no light");
        frame.progress(request.samples(), request.samples());
    }

    private static void fill(FilmFrame frame, int index, Pass pass) {
        FloatBuffer pixels = frame.film().pixels(pass);
        IntBuffer words = MemoryUtil.memByteBuffer(pixels).asIntBuffer(); // floats would lose payloads of NaNs
        for (int position = 0; position < words.capacity(); position++) {
            words.put(position, PatternRenderer.word(index, position / pass.channels(), position % pass.channels()));
        }
    }

    @Override
    public void close() {
        // keeps nothing
    }

    /** Declares only one pass beside Combined. */
    public static final class OnePass extends FilmPatternRenderer {
        /** Four channels. */
        public static final Pass INK = new Pass("Ink", 4);

        @Override
        public RendererCapabilities capabilities() {
            return RendererCapabilities.of(INK).withSettings(Thickness.class);
        }
    }

    /** @param thickness of a line */
    public record Thickness(float thickness) {}

    /** Offers its unfinished picture, all of it 1, 2, 3 and so on, until it is cancelled; without OpenGL. */
    public static final class Refreshing extends FilmPatternRenderer {
        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            for (int image = 1; !frame.isCancelled(); image++) {
                FloatBuffer pixels = frame.film().pixels(Pass.COMBINED);
                while (pixels.hasRemaining()) {
                    pixels.put(image);
                }
                frame.refresh();
            }
        }
    }

    /** Takes a few milliseconds, and offers no unfinished picture. */
    public static final class Brief extends FilmPatternRenderer {
        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            try {
                Thread.sleep(3);
            } catch (InterruptedException never) {
                throw new IllegalStateException(never);
            }
            super.render(request, frame);
        }
    }

    /** Offers unfinished pictures for half a second, and then draws. */
    public static final class Unfinished extends FilmPatternRenderer {
        private static final long OFFERING_NS = 500_000_000;

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            long started = System.nanoTime();
            while (System.nanoTime() - started < OFFERING_NS && !frame.isCancelled()) {
                frame.refresh();
            }
            super.render(request, frame);
        }
    }

    /** Uses its frame when that is long over, on a thread that it has left behind. */
    public static final class Late extends FilmPatternRenderer {
        private static volatile Thread left;

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            left = new Thread(() -> {
                while (!frame.isCancelled()) {
                    Thread.onSpinWait();
                }
                for (int i = 0; i < 10_000; i++) {
                    frame.progress(i, i);
                    frame.status("late " + i);
                    frame.warn("late");
                    frame.metadata("late", "value");
                    frame.refresh();
                }
            });
            left.start();
            super.render(request, frame);
        }

        /** Waits for the thread of the last frame. */
        public static void join() throws InterruptedException {
            left.join();
        }
    }
}
