// SPDX-License-Identifier: Apache-2.0
package passbridge.offscreen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lwjgl.opengl.GL30C;
import passbridge.Film;
import passbridge.FilmFrame;
import passbridge.FilmRenderer;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.PassFramebuffer;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.Renderer;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.pass.Pass;
import passbridge.raster.RasterRenderer;
import passbridge.scene.Camera;
import passbridge.scene.Scene;
import passbridge.scene.Settings;
import passbridge.scene.World;
import passbridge.testrenderer.BrokenRenderer;
import passbridge.testrenderer.EndlessRenderer;
import passbridge.testrenderer.PatternRenderer;

/** Sessions without Blender: pictures, threads, the ways in which a frame ends. */
@Timeout(60)
class OffscreenSessionTest {
    private static final Pass INK = new Pass("Ink", 2);
    private static final Camera CAMERA = Camera.sharp(
            Camera.Type.ORTHOGRAPHIC, new Matrix4f(), new Matrix4f().setOrtho(-1, 1, -1, 1, 0.1f, 10), 0.1f, 10);
    private static final RenderRequest REQUEST = RenderRequest.of(CAMERA, 5, 3);

    /** A renderer in memory; closing is counted. */
    private abstract static class MemoryRenderer implements FilmRenderer {
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public RendererCapabilities capabilities() {
            return RendererCapabilities.of(INK);
        }

        @Override
        public void sync(Scene scene, SyncContext context) {
            // of no matter where it is not overridden
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    /** Fills all passes with the red of the scene's world. */
    private static final class WorldRenderer extends MemoryRenderer {
        private float value;

        @Override
        public void sync(Scene scene, SyncContext context) {
            value = scene.world().color().x();
        }

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            for (Pass pass : request.passes()) {
                FloatBuffer pixels = frame.film().pixels(pass);
                while (pixels.hasRemaining()) {
                    pixels.put(value);
                }
            }
        }
    }

    private static Scene scene(float worldRed) {
        return new Scene(new World(new Vector3f(worldRed, 0, 0), false), List.of(), List.of(), 0.5f);
    }

    private static float[] floats(Film film, Pass pass) {
        FloatBuffer pixels = film.pixels(pass);
        float[] values = new float[pixels.remaining()];
        pixels.get(values);
        return values;
    }

    private static float[] all(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void itsOwnRendererDrawsWithOpenGl() {
        try (OffscreenSession session = OffscreenSession.open()) {
            Film film = session.render(scene(0.25f), RenderRequest.of(CAMERA, 5, 3).withPasses(Pass.COMBINED, Pass.DEPTH));

            assertEquals(List.of(Pass.COMBINED, Pass.DEPTH), film.passes());
            assertArrayEquals(all(15, Pass.BACKGROUND_DEPTH), floats(film, Pass.DEPTH));
            float[] combined = floats(film, Pass.COMBINED);
            for (int pixel = 0; pixel < 15; pixel++) {
                assertArrayEquals(new float[] {0.25f, 0, 0, 1}, Arrays.copyOfRange(combined, 4 * pixel, 4 * pixel + 4));
            }
        }
    }

    @Test
    void everyWordOfAnOpenGlPictureArrives() {
        List<Pass> passes = IntStream.range(0, 20).mapToObj(i -> new Pass("pass " + i, i % 4 + 1)).toList();
        try (OffscreenSession session = OffscreenSession.open(PatternRenderer::new)) {
            Film film = session.render(scene(0), RenderRequest.of(CAMERA, 67, 31).withPasses(passes));

            for (int index = 0; index < passes.size(); index++) {
                Pass pass = passes.get(index);
                FloatBuffer pixels = film.pixels(pass);
                for (int i = 0; i < pixels.capacity(); i++) {
                    assertEquals(PatternRenderer.word(index, i / pass.channels(), i % pass.channels()),
                            Float.floatToRawIntBits(pixels.get(i)), pass + ", float " + i);
                }
            }
        }
    }

    @Test
    void aRendererWithoutOpenGlFillsAFilmForEachFrame() {
        try (OffscreenSession session = OffscreenSession.open(WorldRenderer::new)) {
            RenderRequest request = RenderRequest.of(CAMERA, 4, 2).withPasses(Pass.COMBINED, INK);
            Film first = session.render(scene(1), request);
            Film second = session.render(scene(2), request);

            assertNotSame(first, second);
            assertArrayEquals(all(32, 1), floats(first, Pass.COMBINED));
            assertArrayEquals(all(16, 1), floats(first, INK));
            assertArrayEquals(all(32, 2), floats(second, Pass.COMBINED));
            assertFalse(session.describe().contains("OpenGL renderer"), session.describe());
        }
    }

    @Test
    void describesJavaAndOpenGl() {
        try (OffscreenSession session = OffscreenSession.open()) {
            String report = session.describe();
            assertTrue(report.contains("Java: ") && report.contains("OpenGL renderer: "), report);
        }
    }

    @Test
    void whatARendererThrowsIsToldAndTheNextFrameHasANewOne() {
        try (OffscreenSession session = OffscreenSession.open(BrokenRenderer.Sometimes::new)) {
            PassbridgeException failure = assertThrows(PassbridgeException.class, () -> session.render(scene(0), REQUEST));

            assertTrue(failure.getMessage().startsWith("java.lang.IllegalStateException: broken in render at "
                    + BrokenRenderer.Sometimes.class.getName() + ".render("), failure.getMessage());
            assertEquals("broken in render", failure.getCause().getMessage());
            assertEquals(1, failure.getMessage().lines().count());
            session.render(scene(0), RenderRequest.of(CAMERA, 5, 3).withSamples(2));
        }
    }

    @Test
    void brokenRenderersFailTheirFrames() {
        assertFails("java.lang.IllegalStateException: broken in constructor", BrokenRenderer.Constructor::new);
        assertFails("java.lang.IllegalStateException: broken in sync", BrokenRenderer.Sync::new);
        assertFails("java.lang.AssertionError: broken in render", BrokenRenderer.Render::new);
        assertFails("java.lang.OutOfMemoryError: Java heap space: give Java more memory", BrokenRenderer.Memory::new);
        assertFails(BrokenRenderer.Text.class.getName(), BrokenRenderer.Text::new);
        assertFails("the supplier of the session's renderer gave none", () -> null);
    }

    private static void assertFails(String start, Supplier<? extends Renderer> renderer) {
        try (OffscreenSession session = OffscreenSession.open(renderer)) {
            PassbridgeException failure = assertThrows(PassbridgeException.class, () -> session.render(scene(0), REQUEST));
            assertTrue(failure.getMessage().startsWith(start), failure.getMessage());
        }
    }

    /** Clears Combined to the number of its frame, and does something to Passbridge's objects in the first one. */
    private static final class Vandal implements GlRenderer {
        private final AtomicInteger frameCount;
        private final Consumer<PassFramebuffer> deed;

        Vandal(AtomicInteger frameCount, Consumer<PassFramebuffer> deed) {
            this.frameCount = frameCount;
            this.deed = deed;
        }

        @Override
        public RendererCapabilities capabilities() {
            return RendererCapabilities.of();
        }

        @Override
        public void sync(Scene scene, SyncContext context) {
            // draws no scene
        }

        @Override
        public void render(RenderRequest request, GlFrame frame) {
            int number = frameCount.incrementAndGet();
            GL30C.glBindFramebuffer(GL30C.GL_FRAMEBUFFER, frame.framebuffer().id());
            GL30C.glClearBufferfv(GL30C.GL_COLOR, 0, new float[] {number, 0, 0, 1});
            if (number == 1) {
                deed.accept(frame.framebuffer());
            }
        }

        @Override
        public void close() {
            // keeps nothing
        }
    }

    @Test
    void whatARendererDoesToPassbridgesObjectsIsToldAndTheNextFrameWorks() {
        assertToldAndMended("the renderer deleted the framebuffer object of passes Combined, which is Passbridge's",
                framebuffer -> GL30C.glDeleteFramebuffers(framebuffer.id()));
        assertToldAndMended("the renderer deleted the texture of pass Combined, which is Passbridge's",
                framebuffer -> GL30C.glDeleteTextures(framebuffer.texture(Pass.COMBINED)));
        assertToldAndMended("the renderer attached its own texture in place of that of pass Combined", framebuffer -> {
            int own = GL30C.glGenTextures();
            GL30C.glBindTexture(GL30C.GL_TEXTURE_2D, own);
            GL30C.glTexImage2D(GL30C.GL_TEXTURE_2D, 0, GL30C.GL_RGBA32F, 5, 3, 0, GL30C.GL_RGBA, GL30C.GL_FLOAT, 0);
            GL30C.glFramebufferTexture2D(GL30C.GL_FRAMEBUFFER, GL30C.GL_COLOR_ATTACHMENT0, GL30C.GL_TEXTURE_2D, own, 0);
        });
    }

    private static void assertToldAndMended(String told, Consumer<PassFramebuffer> deed) {
        AtomicInteger frameCount = new AtomicInteger();
        try (OffscreenSession session = OffscreenSession.open(() -> new Vandal(frameCount, deed))) {
            PassbridgeException failure = assertThrows(PassbridgeException.class, () -> session.render(scene(0), REQUEST));
            assertTrue(failure.getMessage().startsWith(told), failure.getMessage());
            for (int number = 2; number < 4; number++) {
                assertEquals(number, session.render(scene(0), REQUEST).pixels(Pass.COMBINED).get(0));
            }
        }
    }

    /** Makes two mistakes with OpenGL, and leaves pixels of its picture as they were. */
    private static final class Careless implements GlRenderer {
        @Override
        public RendererCapabilities capabilities() {
            return RendererCapabilities.of();
        }

        @Override
        public void sync(Scene scene, SyncContext context) {
            GL30C.glBindBuffer(GL30C.GL_ARRAY_BUFFER, -1);
        }

        @Override
        public void render(RenderRequest request, GlFrame frame) {
            GL30C.glBindFramebuffer(GL30C.GL_FRAMEBUFFER, frame.framebuffer().id());
            GL30C.glEnable(GL30C.GL_SCISSOR_TEST);
            GL30C.glScissor(0, 0, 5, 2);
            GL30C.glClearBufferfv(GL30C.GL_COLOR, 0, new float[] {1, 0, 0, 1});
            GL30C.glEnable(0x1234);
            frame.refresh();
        }

        @Override
        public void close() {
            // keeps nothing
        }
    }

    private static List<String> warnings(Supplier<? extends Renderer> renderer, boolean isDebugged, boolean isLookedAt) {
        List<String> warnings = new ArrayList<>();
        System.setProperty("passbridge.debug", Boolean.toString(isDebugged));
        try (OffscreenSession session = OffscreenSession.open(renderer)) {
            session.render(scene(0), REQUEST, new RenderListener() {
                @Override
                public boolean wantsRefresh() {
                    return isLookedAt;
                }

                @Override
                public void warning(String text) {
                    warnings.add(text);
                }
            });
        } finally {
            System.clearProperty("passbridge.debug");
        }
        return warnings;
    }

    @Test
    void openGlErrorsAreTold() {
        String hint = " of " + Careless.class.getName() + ": Java's option -Dpassbridge.debug=true tells where";
        for (boolean isLookedAt : new boolean[] {false, true}) {
            assertEquals(List.of("OpenGL error GL_INVALID_OPERATION in sync()" + hint, "OpenGL error GL_INVALID_ENUM in render()" + hint),
                    warnings(Careless::new, false, isLookedAt));
        }
        assertEquals(List.of(), warnings(RasterRenderer::new, false, false));
    }

    @Test
    void debuggingTellsWhereErrorsAreMadeAndWhatIsNotWritten() {
        List<String> warnings = warnings(Careless::new, true, false);
        assertEquals(3, warnings.size(), warnings::toString);
        String place = " at " + Careless.class.getName() + ".";
        assertTrue(warnings.get(0).startsWith("OpenGL error: GL_INVALID_OPERATION in glBindBuffer"), warnings.get(0));
        assertTrue(warnings.get(0).contains(place + "sync(OffscreenSessionTest.java:"), warnings.get(0));
        assertTrue(warnings.get(1).contains("glEnable") && warnings.get(1).contains(place + "render("), warnings.get(1));
        assertEquals("Pass Combined: 5 of 15 pixels were not written, the first one at x 0, y 2: they show whatever was in memory",
                warnings.get(2));
        assertEquals(List.of("Pass Combined: 15 of 15 pixels were not written, the first one at x 0, y 0: they show whatever was in memory"),
                warnings(() -> new MemoryRenderer() {
                    @Override
                    public void render(RenderRequest request, FilmFrame frame) {
                        // writes nothing
                    }
                }, true, false));
        assertEquals(List.of(), warnings(RasterRenderer::new, true, false));
    }

    @Test
    void anUnknownPassIsRefused() {
        try (OffscreenSession session = OffscreenSession.open(WorldRenderer::new)) {
            PassbridgeException failure = assertThrows(PassbridgeException.class,
                    () -> session.render(scene(0), RenderRequest.of(CAMERA, 1, 1).withPasses(new Pass("Fog", 1))));
            assertTrue(failure.getMessage().contains("Fog"), failure.getMessage());
        }
    }

    @Test
    void aListenerCancelsAtAnyPoll() {
        try (OffscreenSession session = OffscreenSession.open()) {
            RenderRequest request = RenderRequest.of(CAMERA, 64, 64).withSamples(8);
            int cancelled = 0;
            for (int poll = 1; ; poll++) {
                int wanted = poll;
                AtomicInteger polls = new AtomicInteger();
                RenderListener listener = new RenderListener() {
                    @Override
                    public boolean isCancelled() {
                        return polls.incrementAndGet() == wanted;
                    }
                };
                try {
                    session.render(scene(1), request, listener);
                    assertTrue(polls.get() < wanted, "it was cancelled, but drawn");
                    break;
                } catch (CancellationException expected) {
                    assertEquals(wanted, polls.get(), "asked again");
                    cancelled++;
                }
            }
            assertTrue(cancelled > 2, "polls: " + cancelled);
        }
    }

    @Test
    void anInterruptCancels() throws InterruptedException {
        CountDownLatch drawing = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        try (OffscreenSession session = OffscreenSession.open(EndlessRenderer::new)) {
            RenderListener listener = new RenderListener() {
                @Override
                public boolean isCancelled() {
                    drawing.countDown();
                    return false;
                }
            };
            Thread caller = new Thread(() -> {
                try {
                    session.render(scene(0), REQUEST, listener);
                } catch (CancellationException expected) {
                    thrown.set(expected);
                    interrupted.set(Thread.currentThread().isInterrupted());
                }
            });
            caller.start();
            drawing.await();
            caller.interrupt();
            caller.join();
        }
        assertEquals("the frame was cancelled", thrown.get().getMessage());
        assertTrue(interrupted.get());
    }

    @Test
    void aFrameThatWaitsIsCancelledAtOnceAndTheOthersGoOn() throws InterruptedException {
        CountDownLatch drawing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger drawn = new AtomicInteger();
        Renderer waiting = new MemoryRenderer() {
            @Override
            public void render(RenderRequest request, FilmFrame frame) {
                drawing.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                drawn.incrementAndGet();
            }
        };
        try (OffscreenSession session = OffscreenSession.open(() -> waiting)) {
            Thread first = new Thread(() -> session.render(scene(0), REQUEST));
            first.start();
            drawing.await();
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> session.render(scene(0), REQUEST));
            assertTrue(Thread.interrupted());
            assertEquals(0, drawn.get());
            go.countDown();
            first.join();
            session.render(scene(0), REQUEST);
        }
        assertEquals(2, drawn.get());
    }

    /** Returns from the first frame only when it is released, whatever it is told. */
    private static final class DeafRenderer extends MemoryRenderer {
        static final AtomicInteger OPENED = new AtomicInteger();
        static final CountDownLatch RELEASED = new CountDownLatch(1);
        static final AtomicReference<FilmFrame> LATE = new AtomicReference<>();
        private final int number = OPENED.incrementAndGet();

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            frame.film().pixels(Pass.COMBINED).put(0, number);
            if (number == 1) {
                LATE.set(frame);
                frame.isCancelled();
                try {
                    RELEASED.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    @Test
    void aRendererThatDoesNotComeBackIsGivenUp() throws InterruptedException {
        try (OffscreenSession session = OffscreenSession.open(DeafRenderer::new)) {
            RenderListener listener = new RenderListener() {
                @Override
                public boolean isCancelled() {
                    return DeafRenderer.LATE.get() != null;
                }
            };
            CancellationException given =
                    assertThrows(CancellationException.class, () -> session.render(scene(0), REQUEST, listener));

            assertEquals("the frame was cancelled; " + DeafRenderer.class.getName()
                    + " did not return within 5 s after its frame was cancelled and was given up: render again", given.getMessage());
            assertEquals(2, session.render(scene(0), REQUEST).pixels(Pass.COMBINED).get(0));
            assertTrue(DeafRenderer.LATE.get().isCancelled());
        } finally {
            DeafRenderer.RELEASED.countDown();
        }
    }

    @Test
    void aListenerHearsAndSees() {
        List<String> heard = new ArrayList<>();
        RenderListener listener = new RenderListener() {
            @Override
            public void progress(int samplesDone, int sampleCount) {
                heard.add("progress " + samplesDone + " of " + sampleCount);
            }

            @Override
            public void status(String text) {
                heard.add("status " + text);
            }

            @Override
            public boolean wantsRefresh() {
                return true;
            }

            @Override
            public void refreshed(Film unfinished) {
                heard.add("refreshed " + unfinished.pixels(Pass.COMBINED).get(0));
            }

            @Override
            public void metadata(String name, String value) {
                heard.add("metadata " + name + "=" + value + " on " + Thread.currentThread().getName());
            }

            @Override
            public void warning(String text) {
                heard.add("warning " + text + " on " + Thread.currentThread().getName());
            }
        };
        Renderer teller = new MemoryRenderer() {
            @Override
            public void render(RenderRequest request, FilmFrame frame) {
                frame.status("busy");
                frame.film().pixels(Pass.COMBINED).put(0, 7);
                frame.metadata("manifest", "{}");
                frame.warn("no fur");
                frame.warn("no fur");
                frame.progress(1, 1);
                frame.refresh();
            }
        };
        try (OffscreenSession session = OffscreenSession.open(() -> teller)) {
            session.render(scene(0), REQUEST, listener);
        }
        String here = " on " + Thread.currentThread().getName();
        assertEquals(
                List.of("status busy", "progress 1 of 1", "refreshed 7.0", "metadata manifest={}" + here, "warning no fur" + here), heard);
    }

    @Test
    void anOpenGlPictureRefreshes() {
        List<Float> refreshed = new ArrayList<>();
        RenderListener listener = new RenderListener() {
            @Override
            public boolean wantsRefresh() {
                return true;
            }

            @Override
            public void refreshed(Film unfinished) {
                refreshed.add(unfinished.pixels(Pass.COMBINED).get(0));
            }
        };
        Renderer clearing = new GlRenderer() {
            @Override
            public RendererCapabilities capabilities() {
                return RendererCapabilities.of();
            }

            @Override
            public void sync(Scene scene, SyncContext context) {
                // draws no scene
            }

            @Override
            public void close() {
                // keeps nothing
            }

            @Override
            public void render(RenderRequest request, GlFrame frame) {
                GL30C.glBindFramebuffer(GL30C.GL_DRAW_FRAMEBUFFER, frame.framebuffer().id());
                for (float value : new float[] {0.5f, 0.5f, 1}) {
                    GL30C.glClearBufferfv(GL30C.GL_COLOR, 0, new float[] {value, value, value, value});
                    frame.refresh();
                }
            }
        };
        try (OffscreenSession session = OffscreenSession.open(() -> clearing)) {
            Film film = session.render(scene(0), REQUEST, listener);
            assertArrayEquals(all(60, 1), floats(film, Pass.COMBINED));
        }
        assertEquals(List.of(0.5f, 0.5f, 1f), refreshed);
    }

    @Test
    void whatAListenerThrowsFailsTheFrame() {
        RenderListener listener = new RenderListener() {
            @Override
            public boolean isCancelled() {
                throw new IllegalArgumentException("the listener's own");
            }
        };
        try (OffscreenSession session = OffscreenSession.open()) {
            PassbridgeException failure =
                    assertThrows(PassbridgeException.class, () -> session.render(scene(0), REQUEST, listener));
            assertEquals("the listener's own", failure.getCause().getMessage());
            session.render(scene(0), REQUEST);
        }
    }

    @Test
    void closesTwiceAndIsOfNoUseAfterwards() {
        WorldRenderer renderer = new WorldRenderer();
        OffscreenSession session = OffscreenSession.open(() -> renderer);
        session.render(scene(0), REQUEST);
        session.close();
        session.close();

        assertEquals(1, renderer.closed.get());
        assertThrows(IllegalStateException.class, () -> session.render(scene(0), REQUEST));
        assertThrows(IllegalStateException.class, session::describe);
    }

    @Test
    void closingCancelsWhatIsDrawnAndWhatWaits() throws InterruptedException {
        int callers = 3;
        CountDownLatch drawing = new CountDownLatch(1);
        AtomicInteger cancelled = new AtomicInteger();
        OffscreenSession session = OffscreenSession.open(EndlessRenderer::new);
        RenderListener listener = new RenderListener() {
            @Override
            public boolean isCancelled() {
                drawing.countDown();
                return false;
            }
        };
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            threads.add(new Thread(() -> {
                try {
                    session.render(scene(0), REQUEST, listener);
                } catch (IllegalStateException expected) { // cancelled, or begun after the end
                    cancelled.incrementAndGet();
                }
            }));
        }
        threads.forEach(Thread::start);
        drawing.await();
        session.close();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(callers, cancelled.get());
    }

    /** Does not come back from its frame, nor asks whether it should, until it is let go. */
    private static final class Hanging extends MemoryRenderer {
        final CountDownLatch hangs = new CountDownLatch(1);
        final CountDownLatch letGo = new CountDownLatch(1);

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            hangs.countDown();
            try {
                letGo.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void closingWhileARendererHangsEndsTheFramesOfAll() throws InterruptedException {
        Hanging renderer = new Hanging();
        OffscreenSession session = OffscreenSession.open(() -> renderer);
        List<Throwable> thrown = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            callers.add(new Thread(() -> thrown.add(assertThrows(IllegalStateException.class, () -> session.render(scene(0), REQUEST)))));
        }
        callers.get(0).start();
        renderer.hangs.await();
        callers.get(1).start();
        callers.get(2).start();
        session.close();
        for (Thread caller : callers) {
            caller.join();
        }
        assertEquals(3, thrown.size());
        assertEquals(0, renderer.closed.get(), "it is given up");
        renderer.letGo.countDown();
        while (renderer.closed.get() == 0) {
            Thread.sleep(1);
        }
    }

    /** What waits behind a renderer that hangs goes on with the next one. */
    @Test
    void describingDoesNotWaitForARendererThatIsGivenUp() throws InterruptedException {
        Hanging hanging = new Hanging();
        AtomicInteger made = new AtomicInteger();
        try (OffscreenSession session = OffscreenSession.open(() -> made.incrementAndGet() == 1 ? hanging : new WorldRenderer())) {
            Thread caller = new Thread(() -> assertThrows(CancellationException.class, () -> session.render(scene(0), REQUEST)));
            caller.start();
            hanging.hangs.await();
            caller.interrupt();
            assertTrue(session.describe().startsWith("Java: "));
            caller.join();
        } finally {
            hanging.letGo.countDown();
        }
    }

    @Test
    void closingEndsTheWaitForARendererThatIsNeverMade() throws InterruptedException {
        CountDownLatch making = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        OffscreenSession session = OffscreenSession.open(() -> {
            making.countDown();
            try {
                letGo.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return new WorldRenderer();
        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = new Thread(() -> thrown.set(assertThrows(CancellationException.class, session::describe)));
        caller.start();
        making.await();
        session.close();
        caller.join();
        assertEquals("the session was closed", thrown.get().getMessage());
        letGo.countDown();
    }

    @Test
    void clearingGivesTheRendererAnEmptyScene() {
        List<Scene> synced = new ArrayList<>();
        Renderer recorder = new MemoryRenderer() {
            @Override
            public void sync(Scene scene, SyncContext context) {
                synced.add(scene);
            }

            @Override
            public void render(RenderRequest request, FilmFrame frame) {
                // draws nothing
            }
        };
        Scene scene = scene(1);
        try (OffscreenSession session = OffscreenSession.open(() -> recorder)) {
            session.render(scene, REQUEST);
            session.clear();
            session.render(scene, REQUEST);
        }
        assertEquals(List.of(scene, Scene.EMPTY, scene), synced);
    }

    @Test
    void theSessionsOwnThreadIsNotLeftWaitingForItself() {
        AtomicReference<OffscreenSession> own = new AtomicReference<>();
        Renderer impatient = new MemoryRenderer() {
            @Override
            public void render(RenderRequest request, FilmFrame frame) {
                own.get().render(scene(0), request);
            }
        };
        try (OffscreenSession session = OffscreenSession.open(() -> impatient)) {
            own.set(session);
            PassbridgeException failure = assertThrows(PassbridgeException.class, () -> session.render(scene(0), REQUEST));
            assertSame(IllegalStateException.class, failure.getCause().getClass());
        }
    }

    @Test
    void aRendererMayLeaveItsThreadInterrupted() {
        Renderer interrupting = new MemoryRenderer() {
            @Override
            public void render(RenderRequest request, FilmFrame frame) {
                Thread.currentThread().interrupt();
            }
        };
        try (OffscreenSession session = OffscreenSession.open(() -> interrupting)) {
            session.render(scene(0), REQUEST);
            session.render(scene(0), REQUEST);
        }
    }

    @Test
    void settingsReachTheRenderer() {
        record Ink(float thickness) {}
        AtomicReference<Ink> read = new AtomicReference<>();
        Renderer inked = new MemoryRenderer() {
            @Override
            public RendererCapabilities capabilities() {
                return RendererCapabilities.of().withSettings(Ink.class);
            }

            @Override
            public void render(RenderRequest request, FilmFrame frame) {
                read.set(request.settings().as(Ink.class));
            }
        };
        try (OffscreenSession session = OffscreenSession.open(() -> inked)) {
            session.render(scene(0),
                    RenderRequest.of(CAMERA, 1, 1).withSettings(Settings.of(new Ink(2))));
        }
        assertEquals(new Ink(2), read.get());
    }
}
