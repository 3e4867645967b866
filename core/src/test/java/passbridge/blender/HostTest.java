// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import passbridge.pass.Pass;
import passbridge.session.FrameState;
import passbridge.testrenderer.BrokenRenderer;
import passbridge.testrenderer.EndlessRenderer;
import passbridge.testrenderer.MeshReader;
import passbridge.testrenderer.PatternRenderer;
import passbridge.testrenderer.RecordingRenderer;
import passbridge.testrenderer.StrayRenderer;

/** Drives the host through the C ABI, as the add-on does. A test that runs into the time limit found a frame that hangs. */
@Timeout(120)
class HostTest {
    private static final int WIDTH = 37;
    private static final int HEIGHT = 23;

    // ------------------------------------------------------------------------------------------------ pictures

    @ParameterizedTest
    @CsvSource({"1,0", "2,0", "3,0", "4,0", "1,3", "2,3", "3,3", "4,3"})
    void deliversEveryBit(int channels, int paddingWords) {
        Pass pass = new Pass("pattern é", channels);
        TargetMemory target = new TargetMemory(pass, WIDTH, HEIGHT, paddingWords);
        try (HostClient client = new HostClient(PatternRenderer.class);
                HostClient.Frame frame = client.submit(WIDTH, HEIGHT, pass)) {
            frame.waitFor(FrameState.DRAWN);
            frame.resolve(target);
        }
        assertPattern(target, 0);
    }

    @ParameterizedTest
    @CsvSource({"1,0", "2,0", "3,0", "4,0", "1,3", "2,3", "3,3", "4,4"})
    void deliversHalfFloats(int channels, int paddingHalves) {
        Pass pass = new Pass("pattern", channels);
        TargetMemory target = TargetMemory.ofHalfFloats(pass, WIDTH, HEIGHT, paddingHalves);
        TargetMemory floats = new TargetMemory(pass, WIDTH, HEIGHT);
        try (HostClient client = new HostClient(PatternRenderer.class);
                HostClient.Frame frame = client.submit(WIDTH, HEIGHT, pass)) {
            frame.waitFor(FrameState.DRAWN);
            frame.resolve(target);
            frame.resolve(floats);
        }
        assertPattern(floats, 0);
        assertPatternInHalves(target, 0);
    }

    @Test
    void deliversSeveralPassesInAnyOrder() {
        TargetMemory combined = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT, 1);
        TargetMemory depth = new TargetMemory(Pass.DEPTH, WIDTH, HEIGHT);
        TargetMemory normal = new TargetMemory(Pass.NORMAL, WIDTH, HEIGHT);
        try (HostClient client = new HostClient(PatternRenderer.class);
                HostClient.Frame frame =
                        client.submit(WIDTH, HEIGHT, Pass.COMBINED, Pass.DEPTH, Pass.NORMAL)) {
            frame.waitFor(FrameState.DRAWN);
            frame.resolve(normal, combined, depth);
        }
        assertPattern(combined, 0);
        assertPattern(depth, 1);
        assertPattern(normal, 2);
    }

    @Test
    void deliversPicturesLargerThanAStrip() {
        int width = 1024;
        int height = 2 * new ReadbackMemory().rowsOf(4L * width) + 3; // two strips and a bit
        TargetMemory target = new TargetMemory(Pass.COMBINED, width, height);
        try (HostClient client = new HostClient(PatternRenderer.class);
                HostClient.Frame frame = client.submit(width, height, Pass.COMBINED)) {
            frame.waitFor(FrameState.DRAWN);
            frame.resolve(target);
        }
        assertPattern(target, 0);
    }

    @Test
    void resolvesAgain() {
        TargetMemory first = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        TargetMemory second = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT, 2);
        try (HostClient client = new HostClient(PatternRenderer.class);
                HostClient.Frame frame = client.submit(WIDTH, HEIGHT, Pass.COMBINED)) {
            frame.waitFor(FrameState.DRAWN);
            frame.resolve(first);
            frame.resolve(second);
        }
        assertPattern(first, 0);
        assertPattern(second, 0);
    }

    /** Position of Combined among the passes: with it the pattern changes, too. */
    @Test
    void framesOpenAtOnceKeepTheirPictures() {
        TargetMemory ofFirst = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        TargetMemory ofSecond = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        TargetMemory ofThird = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        try (HostClient client = new HostClient(PatternRenderer.class)) {
            try (HostClient.Frame first = client.submit(WIDTH, HEIGHT, Pass.COMBINED);
                    HostClient.Frame second = client.submit(WIDTH, HEIGHT, Pass.UV, Pass.COMBINED)) {
                second.waitFor(FrameState.DRAWN);
                first.resolve(ofFirst);
                second.resolve(ofSecond);
            }
            // Takes over a framebuffer that lies spare.
            try (HostClient.Frame third = client.submit(WIDTH, HEIGHT, Pass.COMBINED)) {
                third.waitFor(FrameState.DRAWN);
                third.resolve(ofThird);
            }
        }
        assertPattern(ofFirst, 0);
        assertPattern(ofSecond, 1);
        assertPattern(ofThird, 0);
    }

    @Test
    void sessionsAreIndependent() {
        TargetMemory target = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        try (HostClient pattern = new HostClient(PatternRenderer.class);
                HostClient broken = new HostClient(BrokenRenderer.Sync.class);
                HostClient.Frame frame = pattern.submit(WIDTH, HEIGHT, Pass.COMBINED);
                HostClient.Frame failing = broken.submitSmall()) {
            failing.waitForFailure();
            frame.waitFor(FrameState.DRAWN);
            frame.resolve(target);
        }
        assertPattern(target, 0);
    }

    @Test
    void tellsProgress() {
        TargetMemory target = new TargetMemory(Pass.COMBINED, 1, 1);
        try (HostClient client = new HostClient(RecordingRenderer.class);
                HostClient.Frame frame = client.submitSmall()) {
            Abi.pb_frame_progress drawn = frame.waitFor(FrameState.DRAWN);
            assertEquals(2, drawn.sample);
            assertEquals(2, drawn.sample_count);
            assertTrue(drawn.image_serial >= 2);
            assertTrue(drawn.start_ms > 0 && drawn.sync_ms > 0 && drawn.draw_ms > 0);
            assertEquals(0, drawn.readback_ms);
            Abi.pb_frame_progress resolved = frame.resolve(target);
            assertEquals(drawn.image_serial, resolved.image_serial);
            assertTrue(resolved.readback_ms > 0);
            assertEquals(0, resolved.deliver_ms, "OpenGL wrote into the target: nothing was copied after it");
        }
    }

    @Test
    void pictureWithoutProgressCountsAsOne() {
        try (HostClient client = new HostClient(PatternRenderer.class);
                HostClient.Frame frame = client.submitSmall()) {
            assertEquals(1, frame.waitFor(FrameState.DRAWN).image_serial);
        }
    }

    @Test
    void describesItself() {
        try (HostClient client = new HostClient(PatternRenderer.class)) {
            String report = client.describe();
            assertTrue(report.startsWith("Java: " + Runtime.version()), report);
            List.of("OpenGL vendor: ", "OpenGL renderer: ", "OpenGL version: ", "LWJGL: ")
                    .forEach(line -> assertTrue(report.contains("\n" + line), report));
        }
    }

    // ------------------------------------------------------------------------------------------------ cancel

    @Test
    void cancelsWhileDrawing() {
        try (HostClient client = new HostClient(EndlessRenderer.class)) {
            for (int again = 0; again < 2; again++) {
                try (HostClient.Frame frame = client.submitSmall()) {
                    frame.waitFor(FrameState.DRAWING);
                    frame.cancel();
                    frame.waitFor(FrameState.CANCELLED);
                    assertEquals("", frame.errorText());
                }
            }
        }
    }

    @Test
    void closingCancels() {
        try (HostClient client = new HostClient(EndlessRenderer.class)) {
            try (HostClient.Frame frame = client.submitSmall()) {
                frame.waitFor(FrameState.DRAWING);
            }
            assertTrue(client.describe().startsWith("Java: ")); // the render thread is free again
        }
    }

    @Test
    void cancelsBeforeItsTurn() {
        try (HostClient client = new HostClient(EndlessRenderer.class);
                HostClient.Frame drawing = client.submitSmall();
                HostClient.Frame queued = client.submitSmall()) {
            drawing.waitFor(FrameState.DRAWING);
            queued.cancel();
            drawing.cancel();
            queued.waitFor(FrameState.CANCELLED);
        }
    }

    @Test
    void whatIsReadAfterACancelIsStillThere() throws InterruptedException {
        try (HostClient client = new HostClient(MeshReader.Cancelled.class);
                HostClient.Frame frame = client.open(sceneWithMesh(), 1, 1, Pass.COMBINED)) {
            MeshReader.Cancelled.awaitSync();
            frame.cancel();
            frame.waitFor(FrameState.CANCELLED);
            assertNull(MeshReader.Cancelled.thrown());
        }
    }

    // ------------------------------------------------------------------------------------------------ renderers that fail

    @ParameterizedTest
    @CsvSource({
        "Sync,   java.lang.IllegalStateException: broken in sync",
        "Render, java.lang.AssertionError: broken in render",
    })
    void tellsClassMessageAndTrace(String method, String cause) {
        String renderer = BrokenRenderer.class.getName() + "$" + method;
        try (HostClient client = new HostClient(renderer);
                HostClient.Frame frame = client.submitSmall()) {
            List<String> lines = frame.waitForFailure().lines().toList();
            assertEquals(cause + " at " + lines.get(1).substring("\tat ".length()), lines.get(0));
            assertTrue(lines.get(1).startsWith("\tat " + renderer + "." + method.toLowerCase(Locale.ROOT) + "("), lines.get(1));
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {StrayRenderer.OtherThread.class, StrayRenderer.OldFunction.class})
    void openGlThatIsNotThereThrowsAndDoesNotEndTheProcess(Class<?> renderer) {
        for (int again = 0; again < 2; again++) {
            try (HostClient client = new HostClient(renderer);
                    HostClient.Frame frame = client.submitSmall()) {
                String text = frame.waitForFailure();
                assertTrue(text.startsWith("java.lang.IllegalStateException: an OpenGL function was called on a thread without an OpenGL "
                        + "context, or one that the context does not have"), text);
                assertTrue(text.contains("StrayRenderer.java:"), text);
            }
        }
        assertPatternIsDrawn();
    }

    @Test
    void tellsOfTheConstructor() {
        String renderer = BrokenRenderer.Constructor.class.getName();
        try (HostClient client = new HostClient(renderer);
                HostClient.Frame frame = client.submitSmall()) {
            String text = frame.waitForFailure();
            String first = "the constructor of " + renderer + " failed: java.lang.IllegalStateException: broken in constructor at "
                    + renderer + ".<init>(BrokenRenderer.java:";
            assertTrue(text.startsWith(first), text);
            assertTrue(text.contains("\tat " + renderer + ".<init>("), text);
        }
    }

    @Test
    void drawsAgainAfterAFailure() {
        NativeMemory scene = new NativeMemory();
        Abi.pb_render_request request = HostClient.request(scene, 1, 1, List.of(Pass.COMBINED));
        try (HostClient client = new HostClient(BrokenRenderer.Sometimes.class)) {
            for (int samples = 1; samples <= 4; samples++) {
                request.samples = samples;
                try (HostClient.Frame frame = client.submit(scene, request)) {
                    frame.waitFor(samples % 2 == 1 ? FrameState.FAILED : FrameState.DRAWN);
                }
            }
        }
    }

    @Test
    void tellsThatMemoryIsFull() {
        try (HostClient client = new HostClient(BrokenRenderer.Memory.class);
                HostClient.Frame frame = client.submitSmall()) {
            String text = frame.waitForFailure();
            assertTrue(text.startsWith("java.lang.OutOfMemoryError: "), text);
            assertTrue(text.contains("Raise the heap size"), text);
        }
    }

    @Test
    void survivesAnExceptionWithoutText() {
        try (HostClient client = new HostClient(BrokenRenderer.Text.class);
                HostClient.Frame frame = client.submitSmall()) {
            String text = frame.waitForFailure();
            assertTrue(text.startsWith(BrokenRenderer.Text.class.getName() + "$1"), text);
        }
        assertPatternIsDrawn();
    }

    @Test
    void survivesACheckedExceptionInClose() {
        try (HostClient client = new HostClient(BrokenRenderer.Close.class);
                HostClient.Frame frame = client.submitSmall()) {
            frame.waitFor(FrameState.DRAWN);
        }
        assertPatternIsDrawn();
    }

    @Test
    void refusesUnknownClass() {
        assertFailureStarts("example.Nowhere", "there is no class example.Nowhere in Passbridge's class path: is its name right?\n");
    }

    @Test
    void refusesClassThatIsNoRenderer() {
        assertFailureStarts("java.lang.String", "java.lang.String does not implement passbridge.Renderer\n");
    }

    @Test
    void refusesRendererWithoutConstructor() {
        String renderer = BrokenRenderer.Unopenable.class.getName();
        assertFailureStarts(renderer, renderer + " needs to be a public class with a public constructor without parameters\n");
    }

    @Test
    void refusesToReadAMeshAfterSync() {
        assertFailureStarts(
                MeshReader.Late.class.getName(),
                "java.lang.IllegalStateException: the values of mesh 'Mesh é' are not in memory any more");
    }

    @ParameterizedTest
    @ValueSource(classes = {MeshReader.FewVertices.class, MeshReader.FewIndices.class})
    void refusesToReadAMeshIntoTooLittleMemory(Class<?> renderer) {
        assertFailureStarts(renderer.getName(), "java.lang.IllegalArgumentException: ");
    }

    @Test
    void aSessionThatCantBeOpenedFailsItsFramesAlone() {
        try (HostClient client = new HostClient("any.Renderer", "no\0path")) {
            for (int i = 0; i < 2; i++) {
                try (HostClient.Frame frame = client.submitSmall()) {
                    String text = frame.waitForFailure();
                    assertTrue(text.startsWith("the session could not be opened: Java can't read the path no"), text);
                }
            }
        }
        assertPatternIsDrawn();
    }

    /** One thread takes the messages of all engines. */
    @Test
    void theHostOutlivesAFullHeapWhileItTellsOfAFailure() {
        Logger logger = Logger.getLogger(Host.class.getName());
        Handler full = new Handler() {
            @Override
            public void publish(LogRecord line) {
                throw new OutOfMemoryError("Java heap space");
            }

            @Override
            public void flush() {
                // keeps nothing
            }

            @Override
            public void close() {
                // keeps nothing
            }
        };
        logger.addHandler(full);
        try (HostClient client = new HostClient("any.Renderer", "no\0path");
                HostClient.Frame frame = client.submitSmall()) {
            assertTrue(frame.waitForFailure().startsWith("the session could not be opened"));
        } finally {
            logger.removeHandler(full);
        }
        assertPatternIsDrawn();
    }

    // ------------------------------------------------------------------------------------------------ targets that don't fit

    @Test
    void refusesUnknownPass() {
        assertResolveFails(
                new TargetMemory(Pass.DEPTH, WIDTH, HEIGHT), "pass Depth was not asked for: the frame has ");
    }

    @ParameterizedTest
    @CsvSource({"36,23,4", "37,22,4", "37,23,3"})
    void refusesTargetOfAnotherSize(int width, int height, int channels) {
        assertResolveFails(
                new TargetMemory(new Pass(Pass.COMBINED.name(), channels), width, height),
                "pass Combined has 37x23 pixels of 4 channels, its target " + width + "x" + height + " of " + channels);
    }

    /** A target that fits, and one that doesn't: nothing is half-written. */
    private static void assertResolveFails(TargetMemory wrong, String text) {
        TargetMemory fitting = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        try (HostClient client = new HostClient(PatternRenderer.class);
                HostClient.Frame frame = client.submit(WIDTH, HEIGHT, Pass.COMBINED)) {
            frame.waitFor(FrameState.DRAWN);
            frame.startResolve(fitting, wrong);
            String told = frame.waitForFailure();
            assertTrue(told.startsWith(text), told);
        }
        for (TargetMemory target : List.of(fitting, wrong)) {
            assertTrue(IntStream.of(target.words()).allMatch(word -> word == TargetMemory.UNTOUCHED));
        }
    }

    // ------------------------------------------------------------------------------------------------ requests that are wrong

    @Test
    void refusesTheSamePassTwice() {
        try (HostClient client = new HostClient(PatternRenderer.class);
                HostClient.Frame frame = client.submit(1, 1, Pass.DEPTH, Pass.DEPTH)) {
            String text = frame.waitForFailure();
            assertTrue(text.startsWith("the frame can't be drawn: a pass was asked for twice"), text);
        }
    }

    @Test
    void refusesPictureLargerThanOpenGlDraws() {
        try (HostClient client = new HostClient(PatternRenderer.class);
                HostClient.Frame frame = client.submit(1 << 20, 1, Pass.DEPTH)) {
            String text = frame.waitForFailure();
            assertTrue(text.startsWith("a frame of 1048576x1 is larger than the "), text);
        }
        assertPatternIsDrawn();
    }

    private static DescriptionBuilder sceneWithMesh() {
        DescriptionBuilder scene = new DescriptionBuilder(0);
        scene.addMesh();
        scene.addInstances();
        return scene;
    }

    private static void assertFailureStarts(String renderer, String start) {
        try (HostClient client = new HostClient(renderer);
                HostClient.Frame frame = client.open(sceneWithMesh(), 1, 1, Pass.COMBINED)) {
            String text = frame.waitForFailure();
            assertTrue(text.startsWith(start), text);
        }
    }

    private static void assertPatternIsDrawn() {
        TargetMemory target = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        try (HostClient client = new HostClient(PatternRenderer.class);
                HostClient.Frame frame = client.submit(WIDTH, HEIGHT, Pass.COMBINED)) {
            frame.waitFor(FrameState.DRAWN);
            frame.resolve(target);
        }
        assertPattern(target, 0);
    }

    static void assertPatternInHalves(TargetMemory target, int passIndex) {
        int[] halves = target.halves();
        for (int position = 0; position < halves.length; position++) {
            int expected = target.isPadding(position)
                    ? TargetMemory.UNTOUCHED_HALF
                    : TargetMemory.nearestHalf(
                            PatternRenderer.word(passIndex, target.pixelOf(position), target.channelOf(position)));
            if (halves[position] != expected) {
                assertEquals(Integer.toHexString(expected), Integer.toHexString(halves[position]), "half float " + position);
            }
        }
    }

    private static void assertPattern(TargetMemory target, int passIndex) {
        int[] words = target.words();
        for (int position = 0; position < words.length; position++) {
            int expected = target.isPadding(position)
                    ? TargetMemory.UNTOUCHED
                    : PatternRenderer.word(passIndex, target.pixelOf(position), target.channelOf(position));
            if (words[position] != expected) {
                assertEquals(Integer.toHexString(expected), Integer.toHexString(words[position]), "word " + position);
            }
        }
    }
}
