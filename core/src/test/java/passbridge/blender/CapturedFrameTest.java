// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import passbridge.FrameTime;
import passbridge.RenderRequest;
import passbridge.SamplingLimits;
import passbridge.View;
import passbridge.pass.Pass;
import passbridge.scene.Bounds;
import passbridge.scene.Camera;
import passbridge.scene.FlatNormals;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.Mesh;
import passbridge.scene.Scene;
import passbridge.scene.Settings;
import passbridge.session.FrameState;
import passbridge.testrenderer.BrokenRenderer;
import passbridge.testrenderer.CountingRenderer;
import passbridge.testrenderer.Hoarder;
import passbridge.testrenderer.MeshReader;
import passbridge.testrenderer.RecordingRenderer;

/** Frames with scenes that the C library has captured, from one end to the other. */
@Timeout(120)
class CapturedFrameTest {
    private final DescriptionBuilder builder = new DescriptionBuilder(0);

    private static RecordingRenderer.Recording drawn(HostClient client, DescriptionBuilder described) {
        try (HostClient.Frame frame = client.open(described, 5, 3, Pass.COMBINED)) {
            frame.waitFor(FrameState.DRAWN);
            return RecordingRenderer.last();
        }
    }

    private static Geometry geometry(RecordingRenderer.Recording recording, int index) {
        return recording.scene().instances().get(index).geometry();
    }

    @Test
    void everyKindOfGeometryIsCapturedAndGathered() {
        builder.addMesh();
        builder.addCurves();
        builder.addPointCloud();
        builder.addInstances();
        try (HostClient client = new HostClient(RecordingRenderer.class)) {
            RecordingRenderer.Recording recording = drawn(client, builder);
            assertArrayEquals(new int[] {0, 1, 2, 0, 2, 3}, recording.meshes().get(geometry(recording, 0)).indices());
            assertArrayEquals(new int[] {0, 2, 1, 3, 1, 2}, recording.curves().get(geometry(recording, 1)).indices());
            assertArrayEquals(
                    new float[] {0, 1, 2, 0.5f, 6, 7, 8, 0.5f}, recording.pointClouds().get(geometry(recording, 2)));
            assertEquals(
                    Optional.of(new Bounds(new Vector3f(0, 1, 2), new Vector3f(6, 7, 8))), geometry(recording, 2).bounds());
            assertFalse(geometry(recording, 0).isReadable(), "sync is over");
        }
    }

    @Test
    void whatCanNotBeDrawnIsToldWithEveryFrame() {
        builder.addMesh();
        builder.addInstances();
        try (HostClient client = new HostClient(MeshReader.Added.class)) {
            for (DescriptionBuilder described : new DescriptionBuilder[] {builder, builder, null}) {
                try (HostClient.Frame frame = client.open(described, 5, 3, Pass.COMBINED)) {
                    frame.waitFor(FrameState.DRAWN);
                    frame.resolve(new TargetMemory(Pass.COMBINED, 5, 3));
                    assertTrue(frame.errorText().contains("Mesh 'Mesh é': 1 triangles have wrong indices"), frame.errorText());
                }
            }
        }
    }

    /** What the recorder asks for again it is given with the frame after. */
    @Test
    void unchangedGeometriesAreTheSameObjectsAndAreSentOnRequest() {
        builder.addMesh();
        builder.addCurves();
        builder.addInstances();
        try (HostClient client = new HostClient(RecordingRenderer.class)) {
            Geometry first = geometry(drawn(client, builder), 0);
            try (HostClient.Frame frame = client.open(builder, 5, 3, Pass.COMBINED)) {
                assertEquals(FrameState.INCOMPLETE, frame.waitForEnd());
                assertEquals(Set.of(1L, 2L), frame.wanted());
            }
            client.forget(1, 2);
            RecordingRenderer.Recording again = drawn(client, builder);
            assertSame(first, geometry(again, 0));
            assertEquals(6, again.meshes().get(first).indices().length);

            DescriptionBuilder moved = new DescriptionBuilder(0);
            moved.addMesh(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 2, 0);
            moved.addInstances();
            Geometry changed = geometry(drawn(client, moved), 0);
            assertNotSame(first, changed);
            assertEquals(first.id(), changed.id());
        }
    }

    @Test
    void theSessionsSceneServesFramesWithoutOne() {
        builder.addMesh();
        builder.addInstances();
        try (HostClient client = new HostClient(RecordingRenderer.class)) {
            RecordingRenderer.Recording first = drawn(client, builder);
            assertSame(first.scene(), drawn(client, null).scene());
        }
        try (HostClient client = new HostClient(RecordingRenderer.class);
                HostClient.Frame frame = client.open(null, 5, 3, Pass.COMBINED)) {
            assertEquals(FrameState.INCOMPLETE, frame.waitForEnd());
            assertEquals(Set.of(), frame.wanted(), "all of it");
        }
    }

    @Test
    void aClearedSessionHasNoSceneAndIsGivenAllOfTheNext() {
        builder.addMesh();
        builder.addInstances();
        try (HostClient client = new HostClient(RecordingRenderer.class)) {
            Geometry before = geometry(drawn(client, builder), 0);
            client.clear();
            client.describe(); // comes after it
            assertSame(Scene.EMPTY, RecordingRenderer.lastSynced());
            try (HostClient.Frame frame = client.open(null, 5, 3, Pass.COMBINED)) {
                assertEquals(FrameState.INCOMPLETE, frame.waitForEnd());
                assertEquals(Set.of(), frame.wanted(), "all of it");
            }
            RecordingRenderer.Recording after = drawn(client, builder);
            assertNotSame(before, geometry(after, 0));
            assertArrayEquals(new int[] {0, 1, 2, 0, 2, 3}, after.meshes().get(geometry(after, 0)).indices());
        }
    }

    /** The frame is on its way, or drawn, and keeps its picture. */
    @Test
    void framesThatAreOpenStayAsTheyAreWhenTheSessionIsCleared() {
        builder.addMesh();
        builder.addInstances();
        try (HostClient client = new HostClient(RecordingRenderer.class);
                HostClient.Frame frame = client.open(builder, 5, 3, Pass.COMBINED)) {
            client.clear();
            frame.waitFor(FrameState.DRAWN);
            assertEquals(1, RecordingRenderer.last().meshes().size());
            client.describe();
            frame.resolve(new TargetMemory(Pass.COMBINED, 5, 3));
        }
    }

    @Test
    void aClearedSessionHasNothingOfTheSceneAndThePictureInOpenGl() {
        builder.addMesh();
        builder.addInstances();
        try (HostClient client = new HostClient(CountingRenderer.class)) {
            counts(client, new DescriptionBuilder(0));
            client.clear();
            Map<String, Integer> drawn = counts(client, builder); // and of nothing, which was there before
            client.clear();
            Map<String, Integer> nothing = counts(client, builder);
            for (String kind : List.of("buffers", "textures", "vertex arrays", "framebuffers", "renderbuffers")) {
                assertEquals(drawn.get(kind + " of nothing"), nothing.get(kind + " of nothing"), kind);
            }
            assertEquals(0, nothing.get("framebuffers of nothing"), "nor any of a picture");
            assertTrue(nothing.get("buffers") > nothing.get("buffers of nothing"), nothing::toString);
        }
    }

    /** What CountingRenderer tells with a frame. */
    private static Map<String, Integer> counts(HostClient client, DescriptionBuilder described) {
        try (HostClient.Frame frame = client.open(described, 5, 3, Pass.COMBINED)) {
            frame.waitFor(FrameState.DRAWN);
            frame.resolve(new TargetMemory(Pass.COMBINED, 5, 3));
            Map<String, Integer> counts = new HashMap<>();
            Matcher told = Pattern.compile("count of (.+): ([0-9]+)").matcher(frame.errorText());
            while (told.find()) {
                counts.put(told.group(1), Integer.valueOf(told.group(2)));
            }
            return counts;
        }
    }

    /** A renderer that is new is given everything, though the session had sent it. */
    @Test
    void aNewRendererIsGivenEverything() {
        builder.addMesh();
        builder.addInstances();
        try (HostClient client = new HostClient(BrokenRenderer.Sometimes.class)) {
            NativeMemory memory = new NativeMemory();
            Abi.pb_render_request failing = HostClient.request(memory, 5, 3, List.of(Pass.COMBINED));
            failing.samples = 1;
            try (HostClient.Frame frame = client.open(builder, failing, memory)) {
                frame.waitForFailure();
            }
            try (HostClient.Frame frame = client.open(builder, 5, 3, Pass.COMBINED)) {
                assertEquals(FrameState.INCOMPLETE, frame.waitForEnd());
                assertEquals(Set.of(1L), frame.wanted());
                client.forget(1);
            }
            try (HostClient.Frame frame = client.open(builder, 5, 3, Pass.COMBINED)) {
                frame.waitFor(FrameState.DRAWN);
            }
        }
    }

    @Test
    void pixelsComeOnRequest() {
        builder.addImage(2, 1, 2).integer(Protocol.Image.FORMAT, Protocol.PixelFormat.UINT8);
        builder.addImage(1, 2, 1);
        builder.addImage(1, 1, 1);
        for (int i = 0; i < 3; i++) {
            builder.addTexturedMaterial("material " + i, i);
        }
        builder.addPointCloud();
        builder.addInstances(0, 1, 2);
        try (HostClient client = new HostClient(RecordingRenderer.class);
                HostClient.Frame frame = client.open(builder, 5, 3, Pass.COMBINED)) {
            assertEquals(1, frame.waitForWantedImage());
            frame.providePixels(1, 2, 1, 2, Protocol.PixelFormat.UINT8, 0, 1, 0.2f, 0.4f);
            assertEquals(2, frame.waitForWantedImage());
            frame.providePixels(2, 1, 2, 1, Protocol.PixelFormat.FLOAT32, 7.5f, Float.NEGATIVE_INFINITY);
            assertEquals(3, frame.waitForWantedImage());
            frame.providePixels(3, 1, 1, 1, Protocol.PixelFormat.FLOAT32);
            frame.waitFor(FrameState.DRAWN);
            Map<Image, float[]> images = RecordingRenderer.last().images();
            assertEquals(3, images.size());
            images.forEach((image, pixels) -> assertArrayEquals(
                    switch ((int) image.id()) {
                        case 1 -> new float[] {0, 1, 51 / 255f, 102 / 255f};
                        case 2 -> new float[] {7.5f, Float.NEGATIVE_INFINITY};
                        default -> new float[0]; // it can't be read
                    },
                    pixels));
        }
    }

    @Test
    void aCancelEndsTheWaitForPixels() {
        builder.addImage(1, 1, 1);
        builder.addTexturedMaterial("A", 0);
        builder.addPointCloud();
        builder.addInstances(0);
        try (HostClient client = new HostClient(RecordingRenderer.class);
                HostClient.Frame frame = client.open(builder, 5, 3, Pass.COMBINED)) {
            frame.waitForWantedImage();
            frame.cancel();
            assertEquals(FrameState.CANCELLED, frame.waitForEnd());
        }
    }

    @Test
    void requestsTellEverything() {
        NativeMemory memory = new NativeMemory();
        Abi.pb_render_request request = HostClient.request(memory, 5, 3, List.of(Pass.COMBINED, new Pass("é", 2)));
        String text = "Scénelayerleft/tmp/a.blendCameratoontall";
        request.text = memory.put(text);
        int[] ends = {6, 11, 15, 27, 33};
        Abi.pb_range[] ranges = {request.scene_name, request.view_layer, request.view_name, request.file_path, request.view.camera_name};
        for (int i = 0, start = 0; i < ends.length; start = ends[i++]) {
            ranges[i].first = start;
            ranges[i].count = ends[i] - start;
        }
        Abi.pb_property toon = property(33, 4, Protocol.PropertyType.BOOL, 1);
        Abi.pb_property tall = property(37, 4, Protocol.PropertyType.FLOAT, 1.5);
        request.properties = memory.put(toon, tall);
        request.settings.count = 1;
        request.camera_settings.first = 1;
        request.camera_settings.count = 1;
        request.camera_properties.count = 2;
        request.seed = 7;
        request.frame = -3;
        request.subframe = 0.25f;
        request.noise_threshold = 0.01f;
        request.fps = 23.976;
        request.time_limit_s = 2.5;
        request.view.camera_id = 12;
        request.view.full_width = 20;
        request.view.full_height = 10;
        request.view.x = 2;
        request.view.y = 4;
        request.view.camera.type = 1;
        Abi.pb_camera_step step = new Abi.pb_camera_step();
        step.time_frames = -0.25f;
        step.world_to_camera = new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1};
        step.projection = new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        request.camera_steps = memory.put(step);
        try (HostClient client = new HostClient(RecordingRenderer.class);
                HostClient.Frame frame = client.open(builder, request, memory)) {
            frame.waitFor(FrameState.DRAWN);
            Matrix4f identity = new Matrix4f();
            View view = new View(
                    Camera.sharp(Camera.Type.ORTHOGRAPHIC, identity, identity, 0.1f, 100), "left", new View.Region(2, 4, 20, 10),
                    List.of(new View.CameraStep(-0.25f, new Matrix4f().translation(5, 6, 7), identity)),
                    new View.CameraObject(
                            12, "Camera", Settings.of(Map.of("tall", 1.5f)), Settings.of(Map.of("toon", true, "tall", 1.5f))));
            assertEquals(
                    new RenderRequest(
                            view, 5, 3, 2, new SamplingLimits(2.5, 0.01f), 1.5f, List.of(Pass.COMBINED, new Pass("é", 2)),
                            Settings.of(Map.of("toon", true)), 7,
                            new FrameTime(-3, 0.25f, 23.976f), "Scéne", "layer", Optional.of(Path.of("/tmp/a.blend"))),
                    RecordingRenderer.last().request());
        }
    }

    private static Abi.pb_property property(int first, int count, int type, double number) {
        Abi.pb_property property = new Abi.pb_property();
        property.name.first = first;
        property.name.count = count;
        property.type = type;
        property.count = 1;
        property.numbers[0] = number;
        return property;
    }

    @Test
    void panoramaDepthOfFieldAndShutter() {
        NativeMemory memory = new NativeMemory();
        Abi.pb_render_request request = HostClient.request(memory, 5, 3, List.of(Pass.COMBINED));
        request.view.camera.type = 2;
        request.view.camera.longitude = new float[] {-3, 2};
        request.view.camera.latitude = new float[] {-1, 1.5f};
        request.view.camera.aperture_radius = 0.01f;
        request.view.camera.focus_distance = 5;
        request.view.camera.aperture_blades = 6;
        request.view.camera.aperture_rotation = 0.5f;
        request.view.camera.aperture_ratio = 2;
        request.view.camera.shutter_frames = 0.75f;
        request.view.camera.shutter_position = 2;
        try (HostClient client = new HostClient(RecordingRenderer.class);
                HostClient.Frame frame = client.open(builder, request, memory)) {
            frame.waitFor(FrameState.DRAWN);
            Camera camera = RecordingRenderer.last().request().camera();
            assertEquals(Optional.of(new Camera.Panorama(-3, 2, -1, 1.5f)), camera.panorama());
            assertEquals(Optional.of(new Camera.DepthOfField(0.01f, 5, 6, 0.5f, 2)), camera.depthOfField());
            assertEquals(Optional.of(new Camera.Shutter(0.75f, Camera.Shutter.Position.END)), camera.shutter());
        }
    }

    /** The next frame works. */
    @Test
    void aSceneThatCanNotBeFailsItsFrameAlone() {
        builder.addMesh();
        builder.addInstances();
        builder.addLight(9, 0);
        try (HostClient client = new HostClient(RecordingRenderer.class)) {
            try (HostClient.Frame frame = client.open(builder, 5, 3, Pass.COMBINED)) {
                String told = frame.waitForFailure();
                assertTrue(told.startsWith("the description of the scene has a light of unknown type 9"), told);
            }
            DescriptionBuilder right = new DescriptionBuilder(0);
            right.addMesh();
            right.addInstances();
            try (HostClient.Frame frame = client.open(right, 5, 3, Pass.COMBINED)) {
                if (frame.waitForEnd() == FrameState.INCOMPLETE) {
                    assertEquals(Set.of(1L), frame.wanted());
                    client.forget(1);
                }
            }
            assertEquals(1, drawn(client, right).scene().instances().size());
        }
    }

    @Test
    void readingAfterSyncFailsTheFrame() {
        builder.addMesh();
        builder.addInstances();
        try (HostClient client = new HostClient(MeshReader.Late.class);
                HostClient.Frame frame = client.open(builder, 5, 3, Pass.COMBINED)) {
            String told = frame.waitForFailure();
            assertTrue(told.startsWith("java.lang.IllegalStateException: the values of mesh 'Mesh é' are not in memory any more"), told);
        }
    }

    /** A renderer keeps every scene for ever: its blocks are its own, and other frames work. */
    @Test
    void whatIsKeptForEverCanBeReadForEver() {
        try (HostClient client = new HostClient(Hoarder.class)) {
            for (int i = 0; i < 5; i++) {
                DescriptionBuilder scene = new DescriptionBuilder(0);
                scene.addMesh(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1 + i, 0);
                scene.addInstances();
                try (HostClient.Frame frame = client.open(scene, 5, 3, Pass.COMBINED)) {
                    frame.waitFor(FrameState.DRAWN);
                }
                assertNull(Hoarder.caught());
            }
        }
        try {
            for (int i = 0; i < 5; i++) { // the session is closed
                Mesh mesh = (Mesh) Hoarder.scenes().get(i).instances().get(0).geometry();
                assertEquals(1 + i, Mesh.read(mesh, FlatNormals.ZERO).positions()[10]);
            }
        } finally {
            Hoarder.release();
        }
    }

    /** What is thrown stays in the renderer, and the frame is drawn. */
    @Test
    void aRendererMayCatchEverything() {
        builder.addMesh();
        builder.addInstances();
        try (HostClient client = new HostClient(Hoarder.class)) {
            try (HostClient.Frame frame = client.open(builder, 5, 3, Pass.COMBINED)) {
                frame.waitFor(FrameState.DRAWN);
            }
            List.copyOf(Hoarder.scenes()).forEach(scene -> assertNull(Hoarder.caught()));
            Hoarder.closeRetentions();
            try (HostClient.Frame frame = client.open(null, 5, 3, Pass.COMBINED)) {
                frame.waitFor(FrameState.DRAWN);
            }
            assertInstanceOf(IllegalStateException.class, Hoarder.caught());
        } finally {
            Hoarder.release();
        }
    }
}
