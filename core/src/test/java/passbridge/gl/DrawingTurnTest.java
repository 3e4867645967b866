// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.joml.Matrix4f;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lwjgl.opengl.GL11C;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.offscreen.OffscreenSession;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Scene;

/** Sessions that draw at once, where the processor draws. */
@Timeout(60)
class DrawingTurnTest {
    private static final RenderRequest REQUEST = RenderRequest.of(
            Camera.sharp(Camera.Type.ORTHOGRAPHIC, new Matrix4f(), new Matrix4f().setOrtho(-1, 1, -1, 1, 0.1f, 10), 0.1f, 10), 2, 2);

    private final AtomicInteger drawingCount = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    @BeforeEach
    void assumeSoftware() {
        try (OffscreenContext context = OffscreenContext.open()) {
            context.makeCurrent();
            assumeTrue(DrawingTurn.drawsInSoftware(), "hardware draws: nobody waits for a turn");
        }
    }

    private interface Drawing extends GlRenderer {
        @Override
        default RendererCapabilities capabilities() {
            return RendererCapabilities.of(Pass.COMBINED);
        }

        @Override
        default void sync(Scene scene, SyncContext context) {
            // draws no scene
        }

        @Override
        default void close() {
            // keeps nothing
        }
    }

    private void draw() throws InterruptedException {
        mostAtOnce.accumulateAndGet(drawingCount.incrementAndGet(), Math::max);
        Thread.sleep(2);
        GL11C.glFlush();
        drawingCount.decrementAndGet();
    }

    private static void render(Drawing renderer) {
        try (OffscreenSession session = OffscreenSession.open(() -> renderer)) {
            session.render(Scene.EMPTY, REQUEST);
        }
    }

    @Test
    void sessionsDrawByTurns() throws Exception {
        int roundCount = 20;
        AtomicInteger rounds = new AtomicInteger();
        // Each goes on until both have drawn enough: nobody waits for the end of the other's frame.
        class Painter implements Drawing {
            @Override
            public void render(RenderRequest request, GlFrame frame) {
                try {
                    for (int round = 0; round < roundCount || rounds.get() < 2 * roundCount; round++) {
                        draw();
                        if (round < roundCount) {
                            rounds.incrementAndGet();
                        }
                        assertFalse(frame.isCancelled());
                    }
                } catch (InterruptedException e) {
                    throw new PassbridgeException("nobody interrupts this", e);
                }
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<?> first = threads.submit(() -> render(new Painter()));
        Future<?> second = threads.submit(() -> render(new Painter()));
        first.get();
        second.get();
        threads.shutdown();
        assertEquals(2 * roundCount, rounds.get());
        assertEquals(1, mostAtOnce.get());
    }

    @Test
    void whoKeepsItsTurnIsWaitedForSomeTime() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        class Hanging implements Drawing {
            private long beforeOfferNs;

            @Override
            public void render(RenderRequest request, GlFrame frame) {
                beforeOfferNs = System.nanoTime();
                assertFalse(frame.isCancelled());
                hangs.countDown();
                try {
                    letGo.await();
                } catch (InterruptedException e) {
                    throw new PassbridgeException("nobody interrupts this", e);
                }
            }
        }
        class Waiting implements Drawing {
            private long drawnNs;

            @Override
            public void render(RenderRequest request, GlFrame frame) {
                drawnNs = System.nanoTime();
            }
        }
        Hanging hanging = new Hanging();
        Waiting waiting = new Waiting();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<?> first = threads.submit(() -> render(hanging));
        hangs.await();
        threads.submit(() -> render(waiting)).get();
        letGo.countDown();
        first.get();
        threads.shutdown();
        assertTrue(waiting.drawnNs - hanging.beforeOfferNs >= TimeUnit.MILLISECONDS.toNanos(DrawingTurn.PATIENCE_MS), "it did not wait");
    }
}
