// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.lwjgl.system.MemoryUtil;
import passbridge.RenderRequest;
import passbridge.RenderSink;
import passbridge.Renderer;
import passbridge.RendererCapabilities;
import passbridge.pass.Pass;
import passbridge.scene.Scene;

/**
 * Fills every pass with {@link PatternRenderer}'s words, without OpenGL. Says what it does, and keeps its settings as metadata.
 *
 * <p>The nested classes use the sink in ways of their own.
 */
public class FilmPatternRenderer implements Renderer {
    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.withoutOpenGl().withAnyPass();
    }

    @Override
    public void sync(Scene scene, RenderSink sink) {
        // draws no scene
    }

    @Override
    public void render(RenderRequest request, RenderSink sink) {
        sink.status("filling " + request.passes().size() + " passes");
        for (int index = 0; index < request.passes().size(); index++) {
            fill(sink, index, request.passes().get(index));
        }
        sink.metadata("settings", request.settings().toString());
        sink.warn("a film needs no light");
        sink.progress(request.samples(), request.samples());
    }

    private static void fill(RenderSink sink, int index, Pass pass) {
        FloatBuffer pixels = sink.film().pixels(pass);
        IntBuffer words = MemoryUtil.memByteBuffer(pixels).asIntBuffer(); // floats would lose payloads of NaNs
        for (int position = 0; position < words.capacity(); position++) {
            words.put(position, PatternRenderer.word(index, position / pass.channels(), position % pass.channels()));
        }
    }

    @Override
    public void close() {
        // keeps nothing
    }

    /** Asks for what an OpenGL renderer has. */
    public static final class WantsFramebuffer extends FilmPatternRenderer {
        @Override
        public void render(RenderRequest request, RenderSink sink) {
            sink.framebuffer();
        }
    }

    /** Declares only one pass beside Combined. */
    public static final class OnePass extends FilmPatternRenderer {
        /** Four channels. */
        public static final Pass INK = new Pass("Ink", 4);

        @Override
        public RendererCapabilities capabilities() {
            return RendererCapabilities.withoutOpenGl(INK).withSettings(Thickness.class);
        }
    }

    /** @param thickness of a line */
    public record Thickness(float thickness) {}

    /** Offers its unfinished picture, all of it 1, 2, 3 and so on, until it is cancelled; without OpenGL. */
    public static final class Refreshing extends FilmPatternRenderer {
        @Override
        public void render(RenderRequest request, RenderSink sink) {
            for (int image = 1; !sink.isCancelled(); image++) {
                FloatBuffer pixels = sink.film().pixels(Pass.COMBINED);
                while (pixels.hasRemaining()) {
                    pixels.put(image);
                }
                sink.refresh();
            }
        }
    }

    /** Offers unfinished pictures for half a second, and then draws. */
    public static final class Unfinished extends FilmPatternRenderer {
        private static final long OFFERING_NS = 500_000_000;

        @Override
        public void render(RenderRequest request, RenderSink sink) {
            long started = System.nanoTime();
            while (System.nanoTime() - started < OFFERING_NS && !sink.isCancelled()) {
                sink.refresh();
            }
            super.render(request, sink);
        }
    }

    /** Uses the sink of its frame when that is long over, on a thread that it has left behind. */
    public static final class Late extends FilmPatternRenderer {
        private static volatile Thread left;

        @Override
        public void render(RenderRequest request, RenderSink sink) {
            left = new Thread(() -> {
                while (!sink.isCancelled()) {
                    Thread.onSpinWait();
                }
                for (int i = 0; i < 10_000; i++) {
                    sink.progress(i, i);
                    sink.status("late " + i);
                    sink.warn("late");
                    sink.metadata("late", "value");
                    sink.refresh();
                }
            });
            left.start();
            super.render(request, sink);
        }

        /** Waits for the thread of the last frame. */
        public static void join() throws InterruptedException {
            left.join();
        }
    }
}
