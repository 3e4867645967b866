// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lwjgl.opengl.GL41C;
import passbridge.RenderRequest;
import passbridge.gl.ObjectMemory;
import passbridge.gl.OffscreenContext;
import passbridge.pass.Pass;
import passbridge.scene.Image.ColorSpace;

/** Renderers of several sessions, each on a thread with a context of its own, that show equal images. */
class SharedTexturesTest {
    private static final int SIDE = 64;
    private static final RenderRequest REQUEST = TestFrame.request(SIDE, SIDE, 1, 1.5f, List.of(Pass.COMBINED));

    private static MemoryImage image() {
        return new MemoryImage(SIDE, SIDE, 4, ColorSpace.LINEAR, (x, y, channel) -> (x + SIDE * y) % 7 + 0.1f * channel);
    }

    private static Shown showing(MemoryImage image) {
        return new TestScene(TestScene.orthographic(1)).world(1, 1, 1, false).add(MemoryMesh.plane(1), TestScene.textured(image)).build();
    }

    private static float[] alone(MemoryImage image) {
        try (SharingSession session = new SharingSession(REQUEST)) {
            return session.draw(showing(image));
        }
    }

    @Test
    void anImageIsReadOnceAndFreedWithItsLastUser() {
        MemoryImage image = image();
        float[] expected = alone(image);
        assertEquals(1, image.copyCount());
        try (SharingSession watcher = new SharingSession(REQUEST)) {
            long objectCount = watcher.call(SharingSession::objectCount);
            try (SharingSession second = new SharingSession(REQUEST)) {
                try (SharingSession first = new SharingSession(REQUEST)) {
                    assertArrayEquals(expected, first.draw(showing(image)));
                    assertEquals(2, image.copyCount());
                    assertArrayEquals(expected, second.draw(showing(image)));
                    assertEquals(2, image.copyCount(), "read again");
                }
                assertArrayEquals(expected, second.draw(showing(image)));
                assertTrue(watcher.call(SharingSession::objectCount) > objectCount);
            }
            assertEquals(objectCount, watcher.call(SharingSession::objectCount));
        }
    }

    @Test
    void otherImagesAreOthers() {
        MemoryImage dark = new MemoryImage(SIDE, SIDE, 4, ColorSpace.LINEAR, (x, y, channel) -> 0.1f);
        float[] expected = alone(dark);
        try (SharingSession first = new SharingSession(REQUEST); SharingSession second = new SharingSession(REQUEST)) {
            first.draw(showing(image()));
            assertArrayEquals(expected, second.draw(showing(dark)));
        }
    }

    @Test
    void eachSessionCountsWhatItUses() {
        MemoryImage image = image();
        try (SharingSession first = new SharingSession(REQUEST); SharingSession second = new SharingSession(REQUEST)) {
            long before = second.call(ObjectMemory::bytes);
            first.draw(showing(image));
            assertEquals(before, second.call(ObjectMemory::bytes));
            second.draw(showing(image));
            long used = second.call(ObjectMemory::bytes);
            assertTrue(used >= before + SIDE * SIDE * 16, "an image of floats, at least");
            first.draw(new TestScene(TestScene.orthographic(1)).build());
            assertEquals(used, second.call(ObjectMemory::bytes));
        }
    }

    @Test
    void whatACancelledFrameHasBegunIsSharedWithNobody() {
        MemoryImage image = image();
        float[] expected = alone(image);
        try (SharingSession first = new SharingSession(REQUEST); SharingSession second = new SharingSession(REQUEST)) {
            for (int polls = 1; polls < 12; polls++) {
                int count = polls;
                first.call(() -> {
                    try (TestFrame frame = new TestFrame(REQUEST)) {
                        frame.cancelAfterPolls(count);
                        first.renderer().sync(showing(image).scene(), frame);
                        return null;
                    }
                });
                assertArrayEquals(expected, second.draw(showing(image)));
                second.draw(new TestScene(TestScene.orthographic(1)).build());
            }
        }
    }

    @Test
    void anImageThatCannotBeReadFailsNobodyElse() {
        MemoryImage broken = new MemoryImage(SIDE, SIDE, 4, ColorSpace.LINEAR, (x, y, channel) -> {
            throw new IllegalStateException("broken");
        });
        MemoryImage image = image();
        float[] expected = alone(image);
        try (SharingSession first = new SharingSession(REQUEST); SharingSession second = new SharingSession(REQUEST)) {
            assertArrayEquals(expected, second.draw(showing(image)));
            var thrown = assertThrows(CompletionException.class, () -> first.draw(showing(broken)));
            assertEquals("broken", thrown.getCause().getMessage());
            assertArrayEquals(expected, first.draw(showing(image)));
            assertArrayEquals(expected, second.draw(showing(image)));
        }
    }

    @Test
    void sessionsThatComeAndGoAtOnceShowTheSame() {
        MemoryImage image = image();
        float[] expected = alone(image);
        int threadCount = 4;
        var start = new CountDownLatch(threadCount);
        ExecutorService threads = Executors.newFixedThreadPool(threadCount);
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < threadCount; i++) {
            all.add(threads.submit(() -> {
                start.countDown();
                start.await();
                for (int round = 0; round < 3; round++) {
                    try (SharingSession session = new SharingSession(REQUEST)) {
                        for (int frame = 0; frame < 4; frame++) {
                            assertArrayEquals(expected, session.draw(showing(image)));
                            assertTrue(session.call(ObjectMemory::bytes) >= SIDE * SIDE * 16);
                            if (frame % 2 == 1) {
                                session.draw(new TestScene(TestScene.orthographic(1)).build());
                            }
                        }
                    }
                }
                return null;
            }));
        }
        all.forEach(SharingSession::resultOf);
        threads.shutdown();
    }
}
