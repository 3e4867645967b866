// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.BrokenRenderers;
import com.example.RayRenderer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import passbridge.FilmFrame;
import passbridge.RenderRequest;
import passbridge.Renderer;
import passbridge.pass.Pass;
import passbridge.scene.Settings;
import passbridge.testkit.FrameResult.Outcome;
import passbridge.testkit.FrameResult.Unwritten;

/** That the kit finds mistakes, and tells them as Blender does. */
class BrokenRenderersTest {
    private static RenderJob job() {
        return StandardScene.OBJECTS.job();
    }

    private static void assertContains(String part, String text) {
        assertTrue(text.contains(part), () -> "'" + part + "' is not in: " + text);
    }

    /** That a frame fails with this report, and that a stand-in has no more to complain of. */
    private static void assertReport(String expected, Supplier<? extends Renderer> renderer, RenderJob job) {
        try (BlenderStandIn blender = BlenderStandIn.open(renderer)) {
            FrameResult result = blender.render(job);
            assertEquals(Outcome.FAILED, result.outcome());
            assertContains(expected, result.reportedLine());
        }
    }

    /** That a stand-in complains when it is closed. */
    private static void assertFault(String expected, Supplier<? extends Renderer> renderer) {
        BlenderStandIn blender = BlenderStandIn.open(renderer);
        blender.render(job()).picture();
        blender.render(job()).picture();
        AssertionError found = assertThrows(AssertionError.class, blender::close);
        assertContains(expected, found.getMessage());
        blender.close(); // the second time for nothing
    }

    /** That a check finds a renderer, and would not complain of a correct one. */
    private static void assertFound(String expected, Supplier<? extends Renderer> renderer, Consumer<BlenderStandIn> check) {
        try (BlenderStandIn blender = BlenderStandIn.open(RayRenderer::new)) {
            check.accept(blender);
        }
        try (BlenderStandIn blender = BlenderStandIn.open(renderer)) {
            AssertionError found = assertThrows(AssertionError.class, () -> check.accept(blender));
            assertContains(expected, found.getMessage());
        }
    }

    @Test
    void exceptionsAreReportedAsInBlender() {
        try (BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.ThrowsInConstructor.class.getName(), List.of())) {
            assertContains("the constructor of com.example.BrokenRenderers$ThrowsInConstructor failed: java.lang.IllegalStateException: broken in "
                    + "constructor at com.example.BrokenRenderers$ThrowsInConstructor.<init>(", blender.render(job()).reportedLine());
        }
        assertReport("java.lang.IllegalStateException: broken in capabilities at com.example.BrokenRenderers$ThrowsInCapabilities.capabilities("
                + "BrokenRenderers.java:", BrokenRenderers.ThrowsInCapabilities::new, job());
        assertReport("java.lang.IllegalStateException: broken in sync at com.example.BrokenRenderers$ThrowsInSync.sync(BrokenRenderers.java:",
                BrokenRenderers.ThrowsInSync::new, job());
        assertReport("java.lang.AssertionError: broken in render at com.example.BrokenRenderers$ThrowsInRender.render(BrokenRenderers.java:",
                BrokenRenderers.ThrowsInRender::new, job());
    }

    @Test
    void theReportHasTheRenderersStackAlone() {
        try (BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.ThrowsInSync::new)) {
            List<String> lines = blender.render(job()).report().lines().toList();
            assertEquals(2, lines.size(), lines::toString);
            assertTrue(lines.get(1).startsWith("\tat com.example.BrokenRenderers$ThrowsInSync.sync("), lines::toString);
        }
    }

    @Test
    void aRendererThatFailedIsFollowedByANewOne() {
        AtomicInteger count = new AtomicInteger();
        try (BlenderStandIn blender = BlenderStandIn.open(
                () -> count.incrementAndGet() == 1 ? new BrokenRenderers.ThrowsInRender() : new RayRenderer())) {
            assertEquals(Outcome.FAILED, blender.render(job()).outcome());
            blender.render(job()).picture();
            blender.render(job()).picture();
        }
        assertEquals(2, count.get());
    }

    @Test
    void failedFramesHaveNoPicture() {
        try (BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.ThrowsInRender::new)) {
            FrameResult result = blender.render(job());
            assertContains("broken in render", assertThrows(AssertionError.class, result::picture).getMessage());
        }
    }

    @Test
    void closeThatThrowsIsAFault() {
        assertFault("close() failed, which Blender tells on its console only: java.lang.IllegalStateException: broken in close",
                BrokenRenderers.ThrowsInClose::new);
    }

    @Test
    void unwrittenPixelsAreCounted() {
        try (BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.ReturnsEarly::new)) {
            FrameResult result = blender.render(job().withPasses(List.of(Pass.COMBINED, RayRenderer.FACING)));
            assertEquals(Outcome.RENDERED, result.outcome());
            assertEquals(List.of(new Unwritten(Pass.COMBINED, 8 * 64, 0, 40), new Unwritten(RayRenderer.FACING, 8 * 64, 0, 40)),
                    result.unwritten());
            assertContains("Combined: 512 pixels, the first one at x 0, y 40", assertThrows(AssertionError.class, result::picture).getMessage());
        }
    }

    @Test
    void pixelsComputedFromUnwrittenOnesAreCounted() {
        try (BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.AddsToUndefined::new)) {
            assertEquals(List.of(new Unwritten(Pass.COMBINED, 64 * 48, 0, 0)), blender.render(job()).unwritten());
        }
    }

    @Test
    void unwrittenPixelsOfOpenGlAreCounted() {
        List<Pass> passes = List.of(Pass.COMBINED, Pass.NORMAL, Pass.DEPTH);
        try (BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.FillsLeftColumns::new)) {
            for (int frame = 0; frame < 2; frame++) { // the second one in the framebuffer of the first
                assertEquals(passes.stream().map(pass -> new Unwritten(pass, 3 * 48, 61, 0)).toList(),
                        blender.render(job().withPasses(passes)).unwritten());
            }
        }
        try (BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.OpenGl::new)) {
            blender.render(job().withPasses(passes)).picture();
        }
    }

    @Test
    void lateReadsFailAsInBlender() {
        BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.ReadsLate::new);
        FrameResult result = blender.render(job());
        assertEquals(Outcome.FAILED, result.outcome());
        assertContains(
                "java.lang.IllegalStateException: the values of mesh 'plane' are not in memory any more",
                result.reportedLine());
        assertContains("mesh 'plane' was read outside of sync(), on thread passbridge-render-",
                assertThrows(AssertionError.class, blender::close).getMessage());
    }

    @Test
    void lateReadsThatNobodySeesAreFaults() {
        assertFault("image 'four pixels' was read outside of sync(), on thread reader", BrokenRenderers.ReadsLateUnseen::new);
    }

    @Test
    void memoryThatBlenderCantWriteToIsRefused() {
        assertReport("java.lang.IllegalArgumentException: direct buffers of 96 and 24 bytes and at least one slot are needed at com.example.",
                BrokenRenderers.GathersIntoHeap::new, job());
    }

    @Test
    void wrongThreadsAreReported() {
        assertReport("framebuffer() belongs to the thread that render() is called on, not to elsewhere", BrokenRenderers.DrawsElsewhere::new, job());
    }

    @Test
    void wrongCapabilitiesAreReported() {
        assertReport("com.example.BrokenRenderers$DrawsBothWays is a GlRenderer and a FilmRenderer: implement one of them",
                BrokenRenderers.DrawsBothWays::new, job());
        assertReport("the renderer fills no pass Depth (1 channels): name it in its capabilities(), or don't declare it in the add-on",
                RayRenderer::new, job().withPasses(List.of(Pass.COMBINED, Pass.DEPTH)));
    }

    @Test
    void whatCantBeLoadedIsReported() {
        try (BlenderStandIn blender = BlenderStandIn.open("com.example.Missing", List.of())) {
            assertContains("there is no class com.example.Missing in Passbridge's class path: is its name right?",
                    blender.render(job()).reportedLine());
        }
        try (BlenderStandIn blender = BlenderStandIn.open("", List.of(Path.of("missing.jar")))) {
            assertContains("the jar missing.jar is not there: build it, or correct the class path of the add-on",
                    blender.render(job()).reportedLine());
        }
    }

    @Test
    void whoIgnoresCancelIsFound() {
        assertFound("times more and drew the whole picture: return where isCancelled() is true", BrokenRenderers.IgnoresCancel::new,
                blender -> RendererChecks.cancelsCleanly(blender, job()));
        assertFound("the renderer never asks isCancelled()", BrokenRenderers.NeverAsks::new,
                blender -> RendererChecks.cancelsCleanly(blender, job()));
    }

    @Test
    void tasksThatEachAskOnceAreFine() {
        try (BlenderStandIn blender = BlenderStandIn.open(ManyTasks::new)) {
            RendererChecks.cancelsCleanly(blender, job());
        }
    }

    /** Asks before each row, and leaves out those that are not wanted one by one. */
    private static final class ManyTasks extends RayRenderer {
        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            var pixels = frame.film().pixels(Pass.COMBINED);
            for (int y = 0; y < request.height(); y++) {
                if (!frame.isCancelled()) {
                    pixels.put(4 * request.width() * y, new float[4 * request.width()]);
                }
            }
        }
    }

    @Test
    void whoIsDamagedByCancelIsFound() {
        assertFound("without having written all pixels", BrokenRenderers.KeepsCancelled::new,
                blender -> RendererChecks.cancelsCleanly(blender, job()));
    }

    @Test
    void whoNeverReturnsIsGivenUp() {
        AtomicInteger count = new AtomicInteger();
        try (BlenderStandIn blender = BlenderStandIn.open(
                () -> count.incrementAndGet() == 1 ? new BrokenRenderers.NeverReturns() : new RayRenderer(), Duration.ofSeconds(1));
                SubmittedFrame endless = blender.submit(job());
                SubmittedFrame waiting = blender.submit(job())) {
            FrameResult result = endless.await();
            assertEquals(Outcome.FAILED, result.outcome());
            assertEquals("com.example.BrokenRenderers$NeverReturns did not return within 5 s after its frame was cancelled and was given up: "
                    + "render again", result.reportedLine());
            waiting.await().picture();
        }
    }

    @Test
    void whoWaitsForCancelIsFound() {
        try (BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.WaitsForCancel::new, Duration.ofSeconds(1))) {
            FrameResult result = blender.render(job());
            assertEquals(Outcome.FAILED, result.outcome());
            assertContains("the frame was not complete within 1 s and was cancelled then", result.reportedLine());
        }
    }

    @Test
    void whoWritesIntoAFilmThatIsGivenAwayIsFound() {
        BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.WritesLate::new);
        try (SubmittedFrame first = blender.submit(job()); SubmittedFrame second = blender.submit(job())) {
            first.await().picture();
            second.await().picture();
        }
        assertContains("the film was written to after render() had returned", assertThrows(AssertionError.class, blender::close).getMessage());
    }

    @Test
    void whoKeepsAnOldSceneIsFound() {
        RenderJob one = job();
        RenderJob other = StandardScene.TRIANGLE.job();
        assertFound("a scene after another one differs", BrokenRenderers.KeepsLongestScene::new,
                blender -> RendererChecks.followsScenes(blender, other, one));
    }

    @Test
    void whoDrawsOtherPixelsEachTimeIsFound() {
        RenderJob one = job();
        assertFound("the same scene rendered twice differs", BrokenRenderers.DrawsAtRandom::new,
                blender -> RendererChecks.rendersRepeatably(blender, one));
    }

    @Test
    void whoKeepsAFilmIsFound() {
        RenderJob one = job();
        assertFound("without having written all pixels", BrokenRenderers.KeepsFilm::new,
                blender -> RendererChecks.rendersRepeatably(blender, one));
    }

    @Test
    void whoDoesNotNameItsSettingsIsFound() {
        RenderJob job = job().withSettings(Settings.of(new BrokenRenderers.Gain(2)));
        try (BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.NamesSettings::new)) {
            RendererChecks.refusesMissingSettings(blender, job);
        }
        assertReport("Gain has a component 'gain', but there is no such setting, only []: declare it in the add-on",
                BrokenRenderers.NamesSettings::new, job());
        try (BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.NamesNoSettings::new)) {
            assertContains("a frame without settings was RENDERED",
                    assertThrows(AssertionError.class, () -> RendererChecks.refusesMissingSettings(blender, job)).getMessage());
        }
    }

    @Test
    void whoSharesBetweenSessionsIsFound() {
        RenderJob other = StandardScene.TRIANGLE.job();
        RenderJob one = job();
        try (BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.SharesCounter::new);
                BlenderStandIn otherBlender = BlenderStandIn.open(BrokenRenderers.SharesCounter::new)) {
            assertContains("a frame beside one of another session differs", assertThrows(AssertionError.class,
                    () -> RendererChecks.keepsSessionsApart(blender, otherBlender, one, other)).getMessage());
        }
    }

    @Test
    void whoMakesAProjectionOfItsOwnIsFound() {
        assertFound("the picture of a border is not that part of the whole picture", BrokenRenderers.OwnProjection::new,
                blender -> RendererChecks.rendersBorder(blender, job(), 0.01));
    }

    @Test
    void whoCantBeClosedTwiceIsFound() {
        RendererChecks.closesTwice(RayRenderer::new, job());
        AssertionError found =
                assertThrows(AssertionError.class, () -> RendererChecks.closesTwice(BrokenRenderers.ClosesOnce::new, job()));
        assertContains("a second close() failed: java.lang.IllegalStateException: closed already", found.getMessage());
    }

    @Test
    void leaksOfOpenGlAreFound() {
        RendererChecks.freesOpenGlObjects(BrokenRenderers.OpenGl::new, job());
        AssertionError found =
                assertThrows(AssertionError.class, () -> RendererChecks.freesOpenGlObjects(BrokenRenderers.LeaksTextures::new, job()));
        assertContains("has left behind 1 textures of OpenGL", found.getMessage());
    }

    @Test
    void aCorrectRendererHasNoFaults() {
        try (BlenderStandIn blender = BlenderStandIn.open(RayRenderer::new)) {
            blender.render(job()).picture();
            assertFalse(blender.faults().iterator().hasNext());
        }
    }
}
