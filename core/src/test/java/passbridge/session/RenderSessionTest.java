// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.joml.Matrix4f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import passbridge.FilmFrame;
import passbridge.FilmRenderer;
import passbridge.Frame;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.scene.Camera;
import passbridge.scene.Material;
import passbridge.scene.Scene;
import passbridge.scene.TriangleMesh;

/** One supervisor for all: queue, cancel, giving up, clearing, and who frees what. */
@Timeout(60)
class RenderSessionTest {
    private static final RenderRequest REQUEST = RenderRequest.of(
            Camera.sharp(Camera.Type.ORTHOGRAPHIC, new Matrix4f(), new Matrix4f().setOrtho(-1, 1, -1, 1, 0.1f, 10), 0.1f, 10), 2, 2);
    private static final RendererSource SOURCE = new NamedRenderer("passbridge.raster.RasterRenderer", List.of());
    private static final Scene SCENE = Scene.builder().add(TriangleMesh.cube(1), Material.colored(1, 0, 0)).build();

    private final List<Scene> synced = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger openStates = new AtomicInteger();
    private final AtomicInteger clearedStates = new AtomicInteger();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final Semaphore hanging = new Semaphore(0);

    /** Keeps what it was told. */
    private static final class TestFrame extends SessionFrame {
        final List<FrameState> told = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger progress = new AtomicInteger();
        volatile boolean isReleased;

        TestFrame() {
            setRequest(REQUEST);
        }

        @Override
        protected void tell(FrameState reached) {
            told.add(reached);
        }

        @Override
        protected void tellProgress(int samplesDone, int sampleCount) {
            if (state() != FrameState.DRAWING) {
                throw new AssertionError("progress in state " + state());
            }
            progress.incrementAndGet();
        }

        @Override
        protected void released() {
            isReleased = true;
        }
    }

    /** Counts itself. */
    private final class State implements ClientState {
        State() {
            openStates.incrementAndGet();
        }

        @Override
        public void clear() {
            clearedStates.incrementAndGet();
        }

        @Override
        public void close() {
            openStates.decrementAndGet();
        }
    }

    /** Keeps the scenes; hangs in render where the subclass says so. */
    private class Recorder implements FilmRenderer {
        @Override
        public RendererCapabilities capabilities() {
            return RendererCapabilities.of();
        }

        @Override
        public void sync(Scene scene, SyncContext context) {
            synced.add(scene);
            context.warn("no fur");
        }

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            // draws nothing
        }

        @Override
        public void close() {
            // keeps nothing
        }
    }

    private final class HangingOnce extends Recorder {
        private final AtomicInteger count;

        HangingOnce(AtomicInteger count) {
            this.count = count;
        }

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            if (count.incrementAndGet() == 1) {
                hanging.release();
                boolean isLetGo = false;
                while (!isLetGo) {
                    try {
                        letGo.await();
                        isLetGo = true;
                    } catch (InterruptedException deaf) {
                        continue;
                    }
                }
            }
        }
    }

    private RenderSession<TestFrame, State> open(java.util.function.Supplier<FilmRenderer> renderer) {
        return new RenderSession<>(() -> new RendererSource.Made(renderer), State::new);
    }

    private static TestFrame draw(RenderSession<TestFrame, State> session, Scene scene) {
        TestFrame frame = new TestFrame();
        session.begin(frame, (thread, state) -> {
            thread.draw(frame, () -> java.util.Optional.of(scene));
            frame.resolved();
        });
        return frame;
    }

    private static void finish(RenderSession<TestFrame, State> session, TestFrame frame) throws InterruptedException {
        frame.awaitEnd();
        session.release(frame);
    }

    private static void end(RenderSession<TestFrame, State> session) throws InterruptedException {
        session.close();
        assertTrue(session.awaitEnd(20_000));
    }

    @Test
    void statesGoForwardOnly() throws InterruptedException {
        RenderSession<TestFrame, State> session = open(Recorder::new);
        TestFrame frame = draw(session, SCENE);
        finish(session, frame);
        assertEquals(List.of(FrameState.SYNCING, FrameState.DRAWING, FrameState.DRAWN, FrameState.RESOLVED), frame.told);
        assertFalse(frame.drawing(), "back");
        assertTrue(frame.resolved(), "again");
        assertTrue(frame.failed(new IllegalStateException("late"), SOURCE), "delivered in vain");
        for (boolean isTaken : new boolean[] {frame.resolved(), frame.cancelled(), frame.incomplete(), frame.failed(new Error(), SOURCE)}) {
            assertFalse(isTaken, "after the end");
        }
        assertEquals("late", frame.failure().getMessage());
        end(session);
    }

    @Test
    void aSceneIsSyncedOnceAndItsWarningsAreToldWithEachFrame() throws InterruptedException {
        RenderSession<TestFrame, State> session = open(Recorder::new);
        for (int i = 0; i < 3; i++) {
            TestFrame frame = draw(session, SCENE);
            finish(session, frame);
            assertEquals(java.util.Set.of("no fur"), frame.warnings());
        }
        assertEquals(1, synced.size());
        end(session);
    }

    @Test
    void clearingGivesTheEmptySceneOnce() throws InterruptedException {
        RenderSession<TestFrame, State> session = open(Recorder::new);
        session.clear(); // there is no renderer yet
        finish(session, draw(session, SCENE));
        session.clear();
        session.clear();
        finish(session, draw(session, SCENE));
        end(session);
        assertEquals(3, synced.size());
        assertSame(Scene.EMPTY, synced.get(1));
        assertSame(SCENE, synced.get(2));
        assertEquals(3, clearedStates.get());
        session.clear();
    }

    @Test
    void aRendererThatThrowsAtTheEmptySceneIsReplaced() throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        RenderSession<TestFrame, State> session = open(() -> {
            made.incrementAndGet();
            return new Recorder() {
                @Override
                public void sync(Scene scene, SyncContext context) {
                    if (scene == Scene.EMPTY) {
                        throw new IllegalStateException("can't be empty");
                    }
                }
            };
        });
        finish(session, draw(session, SCENE));
        session.clear();
        TestFrame next = draw(session, SCENE);
        finish(session, next);
        assertEquals(FrameState.RESOLVED, next.state());
        assertEquals(2, made.get());
        end(session);
    }

    @Test
    void givenUpWorkersFreeWhatTheyHaveWhereTheirThreadEnds() throws InterruptedException {
        AtomicInteger count = new AtomicInteger();
        RenderSession<TestFrame, State> session = open(() -> new HangingOnce(count));
        TestFrame first = draw(session, SCENE);
        TestFrame waiting = draw(session, SCENE);
        hanging.acquire();
        session.cancel(first);
        finish(session, first);
        assertEquals(FrameState.FAILED, first.state());
        assertTrue(first.report().contains("did not return within 5 s after its frame was cancelled"), first.report());
        finish(session, waiting);
        assertEquals(FrameState.RESOLVED, waiting.state(), "it goes on with another worker");
        assertEquals(2, openStates.get());
        assertFalse(first.isReleased);
        letGo.countDown();
        end(session);
        awaitNoStates();
        assertTrue(first.isReleased, "as soon as its thread came back");
    }

    private void awaitNoStates() throws InterruptedException {
        while (openStates.get() > 0) {
            Thread.sleep(1);
        }
    }

    @Test
    void closingWhileARendererHangsEndsAllFrames() throws InterruptedException {
        AtomicInteger count = new AtomicInteger();
        RenderSession<TestFrame, State> session = open(() -> new HangingOnce(count));
        TestFrame hung = draw(session, SCENE);
        TestFrame waiting = draw(session, SCENE);
        hanging.acquire();
        session.close();
        assertThrows(IllegalStateException.class, () -> draw(session, SCENE));
        session.frames().forEach(session::cancel);
        assertEquals(FrameState.CANCELLED, waiting.state(), "at once");
        finish(session, waiting);
        finish(session, hung);
        assertEquals(FrameState.FAILED, hung.state());
        assertTrue(session.awaitEnd(20_000), "the session has ended, though the given-up thread has not");
        letGo.countDown();
        awaitNoStates();
    }

    @Test
    void aRendererThatHangsBetweenFramesIsGivenUp() throws InterruptedException {
        RenderSession<TestFrame, State> session = open(() -> new Recorder() {
            @Override
            public void sync(Scene scene, SyncContext context) {
                super.sync(scene, context);
                while (scene == Scene.EMPTY && letGo.getCount() > 0) {
                    Thread.onSpinWait();
                }
            }
        });
        finish(session, draw(session, SCENE));
        session.clear();
        TestFrame next = draw(session, SCENE);
        finish(session, next);
        assertEquals(FrameState.RESOLVED, next.state());
        letGo.countDown();
        end(session);
        awaitNoStates();
    }

    /** A thread that tells progress all the time must not be heard once render() has returned: it would tell of an old state. */
    @Test
    void progressNeverComesAfterTheRenderer() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger();
        List<Thread> tellers = new ArrayList<>();
        RenderSession<TestFrame, State> session = open(() -> new Recorder() {
            @Override
            public void render(RenderRequest request, FilmFrame frame) {
                CountDownLatch begun = new CountDownLatch(1);
                Thread teller = new Thread(() -> tell(frame, begun, failures));
                tellers.add(teller);
                teller.start();
                try {
                    begun.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        for (int i = 0; i < 200; i++) {
            TestFrame frame = draw(session, SCENE);
            finish(session, frame);
            assertTrue(frame.progress.get() > 0);
        }
        end(session);
        for (Thread teller : tellers) {
            teller.join();
        }
        assertEquals(0, failures.get());
    }

    /** A thread that a renderer has left behind writes into its film for ever: not into the next frame's. */
    @Test
    void aFilmIsNoOtherFrames() throws InterruptedException {
        List<passbridge.Film> films = Collections.synchronizedList(new ArrayList<>());
        RenderSession<TestFrame, State> session = open(() -> new Recorder() {
            @Override
            public void render(RenderRequest request, FilmFrame frame) {
                films.add(frame.film());
            }
        });
        for (int i = 0; i < 3; i++) {
            finish(session, draw(session, SCENE));
        }
        end(session);
        assertEquals(3, films.size());
        assertEquals(3, films.stream().map(film -> film.pixels(passbridge.pass.Pass.COMBINED))
                .map(org.lwjgl.system.MemoryUtil::memAddress).distinct().count());
    }

    private static void tell(Frame frame, CountDownLatch begun, AtomicInteger failures) {
        try {
            frame.progress(0, 1);
            begun.countDown();
            while (!frame.isCancelled()) {
                frame.progress(1, 1);
            }
            frame.progress(1, 1);
            frame.status("late");
        } catch (AssertionError told) {
            failures.incrementAndGet();
        }
    }
}
