// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Native;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import passbridge.pass.Pass;
import passbridge.session.FrameState;
import passbridge.session.RendererJar;
import passbridge.testrenderer.BrokenRenderer;
import passbridge.testrenderer.FilmPatternRenderer;
import passbridge.testrenderer.HangingRenderer;
import passbridge.testrenderer.PatternRenderer;
import passbridge.testrenderer.SlowDrawingRenderer;

/** What renderers do with a frame, through the C ABI, beside drawing with OpenGL. */
@Timeout(120)
class HostSinkTest {
    private static final int WIDTH = 37;
    private static final int HEIGHT = 23;

    private static void assertPattern(TargetMemory target) {
        int[] words = target.words();
        for (int position = 0; position < words.length; position++) {
            int expected = target.isPadding(position)
                    ? TargetMemory.UNTOUCHED
                    : PatternRenderer.word(0, target.pixelOf(position), target.channelOf(position));
            if (words[position] != expected) {
                assertEquals(Integer.toHexString(expected), Integer.toHexString(words[position]), "word " + position);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void deliversEveryBitOfAFilm(int channels) {
        Pass pass = new Pass("pattern", channels);
        TargetMemory target = new TargetMemory(pass, WIDTH, HEIGHT, 3);
        try (HostClient client = new HostClient(FilmPatternRenderer.class);
                HostClient.Frame frame = client.submit(WIDTH, HEIGHT, pass)) {
            frame.waitFor(FrameState.DRAWN);
            frame.resolve(target);
            assertTrue(frame.errorText().startsWith("pattern: copied from the film by C\n"), frame.errorText());
        }
        assertPattern(target);
    }

    @Test
    void writesTargetsThatCameWithTheRequest() {
        TargetMemory target = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        NativeMemory scene = new NativeMemory();
        Abi.pb_render_request request = HostClient.request(scene, WIDTH, HEIGHT, List.of(Pass.COMBINED));
        request.targets = scene.put(target.target);
        try (HostClient client = new HostClient(PatternRenderer.class);
                HostClient.Frame frame = client.submit(scene, request)) {
            Abi.pb_frame_progress resolved = frame.waitFor(FrameState.RESOLVED);
            assertTrue(resolved.draw_ms > 0);
        }
        assertPattern(target);
    }

    @Test
    void startsNoOpenGlWhereNoneIsNeeded() {
        try (HostClient client = new HostClient(FilmPatternRenderer.class)) {
            assertTrue(client.describe().endsWith("OpenGL: not started, the renderer needs none"), client.describe());
        }
    }

    @Test
    void handsSettingsStatusMetadataAndWarningsOn() {
        NativeMemory scene = new NativeMemory();
        Abi.pb_render_request request = HostClient.request(scene, 1, 1, List.of(FilmPatternRenderer.OnePass.INK));
        request.text = scene.put("thickness");
        Abi.pb_property thickness = new Abi.pb_property();
        thickness.name.count = "thickness".length();
        thickness.type = Protocol.PropertyType.FLOAT;
        thickness.count = 1;
        thickness.numbers[0] = 2.5;
        request.properties = scene.put(thickness);
        request.settings.count = 1;
        TargetMemory target = new TargetMemory(FilmPatternRenderer.OnePass.INK, 1, 1);
        try (HostClient client = new HostClient(FilmPatternRenderer.OnePass.class);
                HostClient.Frame frame = client.submit(scene, request)) {
            assertEquals("filling 1 passes", Native.toString(frame.waitFor(FrameState.DRAWN).status, StandardCharsets.UTF_8));
            frame.resolve(target);
            assertTrue(frame.errorText().endsWith("\n\na film needs no light"), frame.errorText());
            assertEquals(Map.of("settings", "{thickness=2.5}"), frame.metadata());
        }
    }

    @Test
    void refusesPassesAndSettingsThatTheRendererDoesNotHave() {
        try (HostClient client = new HostClient(FilmPatternRenderer.OnePass.class)) {
            try (HostClient.Frame frame = client.submit(1, 1, Pass.DEPTH)) {
                assertEquals("the renderer fills no pass Depth (1 channels): name it in its capabilities(), or don't declare it in the add-on",
                        frame.waitForFailure());
            }
            try (HostClient.Frame frame = client.submitSmall()) {
                assertEquals("Thickness has a component 'thickness', but there is no such setting, only []: declare it in the add-on",
                        frame.waitForFailure());
            }
        }
    }

    @Test
    void showsUnfinishedPicturesOnceForEachWish() {
        TargetMemory first = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        TargetMemory second = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        try (HostClient client = new HostClient(FilmPatternRenderer.Refreshing.class);
                HostClient.Frame frame = client.submit(WIDTH, HEIGHT, Pass.COMBINED)) {
            frame.refresh(first);
            frame.waitForRefresh(1);
            frame.refresh(second);
            frame.waitForRefresh(2);
            float shown = Float.intBitsToFloat(first.words()[0]);
            assertTrue(shown >= 1 && shown < Float.intBitsToFloat(second.words()[0]));
            for (int word : first.words()) {
                assertEquals(shown, Float.intBitsToFloat(word));
            }
        }
    }

    @Test
    void showsUnfinishedPicturesInHalfFloats() {
        TargetMemory target = TargetMemory.ofHalfFloats(Pass.COMBINED, WIDTH, HEIGHT, 4);
        try (HostClient client = new HostClient(FilmPatternRenderer.Refreshing.class);
                HostClient.Frame frame = client.submit(WIDTH, HEIGHT, Pass.COMBINED)) {
            frame.refresh(target);
            frame.waitForRefresh(1);
        }
        int[] halves = target.halves();
        assertTrue(halves[0] >= 0x3c00 && halves[0] < 0x7c00); // 1 and more
        for (int position = 0; position < halves.length; position++) {
            assertEquals(target.isPadding(position) ? TargetMemory.UNTOUCHED_HALF : halves[0], halves[position]);
        }
    }

    @Test
    void deliversFilmsInHalfFloats() {
        TargetMemory target = TargetMemory.ofHalfFloats(Pass.COMBINED, WIDTH, HEIGHT, 4);
        try (HostClient client = new HostClient(FilmPatternRenderer.class);
                HostClient.Frame frame = client.submit(WIDTH, HEIGHT, Pass.COMBINED)) {
            frame.waitFor(FrameState.DRAWN);
            frame.resolve(target);
        }
        HostTest.assertPatternInHalves(target, 0);
    }

    /** Whoever asks for a look can't know that the last sample ends at that moment. */
    @Test
    void aLookThatComesTooLateHarmsNoPicture() {
        TargetMemory late = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        int[] untouched = late.words();
        TargetMemory finished = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        try (HostClient client = new HostClient(FilmPatternRenderer.class);
                HostClient.Frame frame = client.submit(WIDTH, HEIGHT, Pass.COMBINED)) {
            frame.waitFor(FrameState.DRAWN);
            frame.refresh(late);
            assertEquals(0, frame.resolve(finished).refresh_serial);
        }
        assertEquals(PatternRenderer.word(0, 1, 2), finished.words()[4 + 2]);
        assertArrayEquals(untouched, late.words());
    }

    /** Memory of Blender's is lent only once OpenGL has drawn what is to go there: closing the frame waits for no drawing. */
    @Test
    void aCancelDoesNotWaitForOpenGlThatDraws() throws InterruptedException {
        TargetMemory target = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        try (HostClient client = new HostClient(SlowDrawingRenderer.class)) {
            try (HostClient.Frame frame = client.submit(WIDTH, HEIGHT, Pass.COMBINED)) {
                SlowDrawingRenderer.awaitBusy();
                frame.refresh(target);
                SlowDrawingRenderer.ask();
                Thread.sleep(200); // it is most likely in refresh() now; the test passes where it is not
            }
            assertTrue(SlowDrawingRenderer.drewOn(), "closing the frame waited for OpenGL");
        }
    }

    @Test
    void aSinkThatIsUsedLateHearsNothing() throws InterruptedException {
        try (HostClient client = new HostClient(FilmPatternRenderer.Late.class)) {
            try (HostClient.Frame frame = client.submitSmall()) {
                frame.waitFor(FrameState.DRAWN);
            }
            FilmPatternRenderer.Late.join();
            try (HostClient.Frame frame = client.submitSmall()) {
                frame.waitFor(FrameState.DRAWN);
            }
            FilmPatternRenderer.Late.join();
        }
    }

    @Test
    void causesThatGoRoundInACircleAreTold() {
        try (HostClient client = new HostClient(BrokenRenderer.Circle.class);
                HostClient.Frame frame = client.submitSmall()) {
            assertTrue(frame.waitForFailure().contains("\nCaused by: java.lang.IllegalStateException: second"));
        }
    }

    @Test
    void aSessionMayBeClosedBeforeItsFrames() {
        TargetMemory target = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        HostClient client = new HostClient(FilmPatternRenderer.class);
        try (HostClient.Frame frame = client.submit(WIDTH, HEIGHT, Pass.COMBINED)) {
            client.close();
            frame.waitFor(FrameState.DRAWN);
            frame.resolve(target);
        }
        assertPattern(target);
    }

    // ------------------------------------------------------------------------------------------------ renderers that don't return

    @ParameterizedTest
    @ValueSource(classes = {HangingRenderer.Render.class, HangingRenderer.Sync.class, HangingRenderer.Close.class})
    void goesOnWithoutARendererThatDoesNotReturn(Class<?> renderer) {
        HangingRenderer.arm();
        TargetMemory target = new TargetMemory(Pass.COMBINED, WIDTH, HEIGHT);
        try (HostClient client = new HostClient(renderer)) {
            HostClient.Frame hanging = client.submit(WIDTH, HEIGHT, Pass.COMBINED);
            HangingRenderer.await();
            hanging.close();
            try (HostClient.Frame next = client.submit(WIDTH, HEIGHT, Pass.COMBINED)) {
                next.waitFor(FrameState.DRAWN);
                next.resolve(target);
            }
            assertPattern(target);
        } finally {
            HangingRenderer.letGo();
        }
    }

    // ------------------------------------------------------------------------------------------------ rebuilt renderers

    @Test
    void classesOfClosedSessionsAreCollected(@TempDir Path folder) throws Exception {
        int editCount = 100;
        List<WeakReference<ClassLoader>> loaders = new java.util.ArrayList<>();
        for (int edit = 0; edit < editCount; edit++) {
            Path jar = new RendererJar(folder)
                    .source("example.Probe", "package example; public class Probe { public static final int EDIT = " + edit + "; }")
                    .renderer("example.Ink", "System.getProperties().put(\"passbridge.test.loader\", getClass().getClassLoader());"
                            + "frame.film().pixels(passbridge.pass.Pass.COMBINED).put(0, " + edit + ");")
                    .write("edit-" + edit + ".jar");
            TargetMemory target = new TargetMemory(Pass.COMBINED, 1, 1);
            try (HostClient client = new HostClient("example.Ink", jar.toString());
                    HostClient.Frame frame = client.submitSmall()) {
                frame.waitFor(FrameState.DRAWN);
                frame.resolve(target);
            }
            assertEquals(edit, Float.intBitsToFloat(target.words()[0]));
            loaders.add(new WeakReference<>((ClassLoader) System.getProperties().remove("passbridge.test.loader")));
        }
        for (int attempt = 0; attempt < 50 && loaders.stream().anyMatch(loader -> loader.get() != null); attempt++) {
            System.gc();
            Thread.sleep(100); // threads of closed sessions end meanwhile
        }
        assertEquals(0, loaders.stream().filter(loader -> loader.get() != null).count());
    }
}
