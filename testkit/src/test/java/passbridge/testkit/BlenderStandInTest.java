// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.BrokenRenderers;
import com.example.RayRenderer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.joml.Vector4f;
import org.junit.jupiter.api.Test;
import passbridge.FilmFrame;
import passbridge.RenderRequest;
import passbridge.SyncContext;
import passbridge.View;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Curves;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Mesh;
import passbridge.scene.PointCloud;
import passbridge.scene.Scene;
import passbridge.scene.SceneDelta;
import passbridge.scene.StoredImage;
import passbridge.testkit.FrameResult.Outcome;
import passbridge.testkit.FrameResult.Polls;
import passbridge.testkit.FrameResult.Progress;

/** What a renderer is handed, and what a test hears of it. */
class BlenderStandInTest {
    /** Keeps what it is handed; tells something. */
    private static final class Recorder extends RayRenderer {
        private final List<Scene> scenes = new ArrayList<>();
        private final List<SceneDelta> deltas = new ArrayList<>();
        private final List<RenderRequest> requests = new ArrayList<>();

        @Override
        public void sync(Scene scene, SyncContext context) {
            scenes.add(scene);
            deltas.add(context.delta());
            super.sync(scene, context);
        }

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            requests.add(request);
            frame.status("drawing\nmuch");
            frame.warn("it is dark");
            frame.warn("it is dark");
            frame.metadata("ink", "red");
            frame.progress(0, request.samples());
            super.render(request, frame);
            frame.refresh();
        }
    }

    private final Recorder recorder = new Recorder();

    private BlenderStandIn open() {
        return BlenderStandIn.open(() -> recorder);
    }

    @Test
    void whatTheRendererTellsIsHeard() {
        try (BlenderStandIn blender = open()) {
            FrameResult result = blender.render(StandardScene.TRIANGLE.job().withSamples(2));
            assertEquals(Outcome.RENDERED, result.outcome());
            assertEquals("", result.report());
            assertEquals(List.of("drawing"), result.statuses());
            assertEquals(List.of("it is dark"), result.warnings());
            assertEquals(Map.of("ink", "red"), result.metadata());
            assertEquals(List.of(new Progress(0, 2), new Progress(2, 2)), result.progress());
            assertEquals(1, result.refreshCount());
            assertEquals(new Polls(1 + 48, 0, 1), result.polls(), "one for the instance, one for each row");
        }
    }

    @Test
    void whatHasNotChangedIsTheSameObject() {
        RenderJob job = StandardScene.OBJECTS.job();
        Scene scene = job.scene();
        List<Instance> fewer = scene.instances().subList(0, 2);
        Scene without = new Scene(scene.world(), fewer, scene.lights(), scene.passAlphaThreshold());
        try (BlenderStandIn blender = open()) {
            blender.render(job);
            blender.render(job.withBorder(0, 0, 0.5f, 1)); // the same scene: nothing to sync
            blender.render(job.withScene(without));
            blender.render(job);
        }
        List<Scene> scenes = recorder.scenes;
        assertEquals(3, scenes.size());
        assertEquals(4, recorder.requests.size());
        SceneDelta first = recorder.deltas.get(0);
        assertEquals(3, first.added().size());
        assertEquals(Set.of(imageOf(scenes.get(0))), first.addedImages());
        SceneDelta less = recorder.deltas.get(1);
        assertEquals(Set.of(), less.added());
        assertEquals(Set.of(geometry(scenes.get(0), 2)), less.removed());
        assertEquals(Set.copyOf(scene.instances().get(2).materials()), less.removedMaterials());
        assertTrue(less.instancesMoved() && !less.lightsChanged() && !less.worldChanged());
        assertSame(imageOf(scenes.get(0)), imageOf(scenes.get(2)));
        assertSame(geometry(scenes.get(0), 0), geometry(scenes.get(2), 0));
        assertNotSame(geometry(scenes.get(0), 2), geometry(scenes.get(2), 2), "it had left the scene");
    }

    private static Geometry geometry(Scene scene, int instance) {
        return scene.instances().get(instance).geometry();
    }

    private static Image imageOf(Scene scene) {
        return scene.instances().get(0).materials().get(0).graph().images().get(0);
    }

    @Test
    void afterACancelledFrameAllIsNew() {
        RenderJob job = StandardScene.OBJECTS.job();
        try (BlenderStandIn blender = open()) {
            blender.render(job);
            FrameResult cancelled = blender.render(StandardScene.OBJECTS.job().cancelledAtPoll(2));
            assertEquals(Outcome.CANCELLED, cancelled.outcome());
            assertEquals(2, cancelled.polls().count());
            blender.render(job).picture();
        }
        assertEquals(2, recorder.requests.size(), "what is cancelled in sync() is not rendered");
        assertNotSame(geometry(recorder.scenes.get(0), 0), geometry(recorder.scenes.get(2), 0));
        SceneDelta last = recorder.deltas.get(2);
        assertEquals(3, last.added().size());
        assertEquals(6, last.removed().size(), "of the first scene, and what may be there of the cancelled one");
    }

    @Test
    void whatIsReadAfterACancelIsStillThere() {
        RayRenderer reader = new RayRenderer() {
            @Override
            public void sync(Scene scene, SyncContext context) {
                while (!context.isCancelled()) {
                    Thread.onSpinWait();
                }
                Mesh mesh = (Mesh) scene.instances().get(0).geometry();
                mesh.gather(List.of(), ByteBuffer.allocateDirect(1000), ByteBuffer.allocateDirect(1000), 1);
            }
        };
        try (BlenderStandIn blender = BlenderStandIn.open(() -> reader);
                SubmittedFrame frame = blender.submit(StandardScene.TRIANGLE.job())) {
            frame.cancel();
            assertEquals(Outcome.CANCELLED, frame.await().outcome());
        }
    }

    @Test
    void curvesPointsAndImagesAreLentAsMeshesAre() {
        List<Runnable> reads = new ArrayList<>();
        RayRenderer reader = new RayRenderer() {
            @Override
            public void sync(Scene scene, SyncContext context) {
                ByteBuffer memory = ByteBuffer.allocateDirect(1000).order(ByteOrder.nativeOrder());
                for (Instance instance : scene.instances()) {
                    instance.materials().get(0).graph().images()
                            .forEach(image -> read(() -> ((StoredImage) image).pixels().copyRows(1, 1, memory)));
                    if (instance.geometry() instanceof Curves curves) {
                        read(() -> assertEquals(1, curves.gather(1, memory, ByteBuffer.allocateDirect(1000))));
                        assertThrows(IllegalArgumentException.class, () -> curves.gather(1, memory, ByteBuffer.allocateDirect(47)));
                    } else if (instance.geometry() instanceof PointCloud points) {
                        read(() -> assertEquals(3, points.gather(memory)));
                        assertThrows(IllegalArgumentException.class, () -> points.gather(ByteBuffer.allocateDirect(63)));
                    }
                }
                super.sync(scene, context);
            }

            private void read(Runnable read) {
                read.run();
                reads.add(read);
            }
        };
        BlenderStandIn blender = BlenderStandIn.open(() -> reader);
        blender.render(StandardScene.STRANDS_AND_POINTS.job()).picture();
        blender.render(StandardScene.OBJECTS.job()).picture();
        assertEquals(3, reads.size());
        for (Runnable read : reads) {
            assertThrows(IllegalStateException.class, read::run);
        }
        AssertionError faults = assertThrows(AssertionError.class, blender::close);
        for (String what : List.of("curves 'hair'", "point cloud 'droplets'", "image 'four pixels'")) {
            assertTrue(faults.getMessage().contains(what + " was read outside of sync(), on thread main"), faults.getMessage());
        }
    }

    @Test
    void damagedTrianglesAreLeftOutWithAWarning() {
        try (BlenderStandIn blender = open()) {
            RenderJob job = StandardScene.DAMAGED_MESH.job();
            String warning = "Mesh 'damaged mesh': 3 triangles have wrong indices or coordinates and are not drawn";
            assertEquals(List.of(warning, "it is dark"), blender.render(job).warnings());
            assertEquals(List.of(warning, "it is dark"), blender.render(job).warnings(), "the renderer has kept the mesh");
            RendererChecks.followsScenes(blender, StandardScene.TRIANGLE.job(), job);
        }
    }

    @Test
    void bordersAreAppliedAsInTheAddOn() {
        RenderJob job = StandardScene.TRIANGLE.job();
        try (BlenderStandIn blender = open()) {
            // 0.3 * 64 = 19.2 and 0.9 * 64 = 57.6: Blender takes the whole pixels below.
            blender.render(job.withBorder(0.3f, 0.25f, 0.9f, 1));
        }
        RenderRequest request = recorder.requests.get(0);
        assertEquals(57 - 19, request.width());
        assertEquals(48 - 12, request.height());
        assertEquals(new View.Region(19, 12, 64, 48), request.view().region());
        var whole = new Vector4f(0.1f, 0.2f, -5, 1).mul(job.whole().camera().projection());
        var part = new Vector4f(0.1f, 0.2f, -5, 1).mul(recorder.requests.get(0).camera().projection());
        float pixels = 1e-4f; // of 64: rounding in 32-bit floats
        assertEquals((whole.x / whole.w + 1) / 2 * 64 - 19, (part.x / part.w + 1) / 2 * 38, pixels);
        assertEquals((whole.y / whole.w + 1) / 2 * 48 - 12, (part.y / part.w + 1) / 2 * 36, pixels);
    }

    @Test
    void bordersOfPanoramasAreAngles() {
        try (BlenderStandIn blender = open()) {
            blender.render(StandardScene.EQUIRECTANGULAR.job().withBorder(0, 0.5f, 0.25f, 1));
        }
        float pi = (float) Math.PI;
        assertEquals(new Camera.Panorama(-pi, -pi / 2, 0, pi / 2), recorder.requests.get(0).camera().panorama().orElseThrow());
    }

    @Test
    void bordersCanLieAnywhere() {
        try (BlenderStandIn blender = open()) {
            RendererChecks.rendersBorder(blender, StandardScene.EQUIRECTANGULAR.job(), 0.001);
            RendererChecks.rendersBorder(blender, StandardScene.ORTHOGRAPHIC.job(), 0.001);
        }
        assertThrows(IllegalArgumentException.class, () -> new Border(0.5f, 0, 0.5f, 1));
        assertThrows(IllegalArgumentException.class, () -> new Border(0, -0.1f, 1, 1));
        IllegalArgumentException empty =
                assertThrows(IllegalArgumentException.class, () -> StandardScene.TRIANGLE.job().withBorder(0.5f, 0, 0.501f, 1));
        assertTrue(empty.getMessage().contains("holds no pixel of 64x48"), empty.getMessage());
    }

    @Test
    void framesCanBeCancelledBeforeTheyBegin() {
        RenderJob job = StandardScene.TRIANGLE.job();
        try (BlenderStandIn blender = open(); SubmittedFrame first = blender.submit(StandardScene.LARGE.job());
                SubmittedFrame second = blender.submit(job)) {
            second.cancel();
            first.cancel();
            assertEquals(Outcome.CANCELLED, second.await().outcome());
            assertEquals(Outcome.CANCELLED, first.await().outcome());
            blender.render(job).picture();
        }
    }

    @Test
    void closingCancels() {
        BlenderStandIn blender = BlenderStandIn.open(BrokenRenderers.WaitsForCancel::new);
        SubmittedFrame first = blender.submit(StandardScene.TRIANGLE.job());
        SubmittedFrame second = blender.submit(StandardScene.TRIANGLE.job());
        blender.close();
        assertEquals(Outcome.CANCELLED, first.await().outcome());
        assertEquals(Outcome.CANCELLED, second.await().outcome());
    }

    @Test
    void picturesStayAsTheyAre() {
        try (BlenderStandIn blender = open()) {
            var picture = blender.render(StandardScene.TRIANGLE.job()).picture();
            float before = picture.pixels(Pass.COMBINED).get(4 * (24 * 64 + 32));
            blender.render(StandardScene.EMPTY.job()).picture();
            assertEquals(before, picture.pixels(Pass.COMBINED).get(4 * (24 * 64 + 32)));
            assertTrue(before > 0.3f, "that is the triangle, not the world");
        }
    }

    @Test
    void nothingIsRenderedAfterClose() {
        BlenderStandIn blender = open();
        blender.close();
        blender.close();
        assertThrows(IllegalStateException.class, () -> blender.render(StandardScene.EMPTY.job()));
    }
}
