// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.joml.Matrix4f;
import org.joml.Matrix4x3f;
import org.joml.Vector3f;
import org.joml.Vector4f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import passbridge.RenderRequest;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Curves;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.PointCloud;
import passbridge.scene.Scene;
import passbridge.scene.ValueGraph;
import passbridge.scene.ValueNode;
import passbridge.scene.World;
import passbridge.session.FrameState;
import passbridge.testrenderer.PatternRenderer;
import passbridge.testrenderer.RecordingRenderer;

/** What a renderer is handed for a scene message in native memory. */
@Timeout(120)
class SceneDecodingTest {
    private final SceneMemory memory = new SceneMemory();
    private long lastImageId;

    @Test
    void emptyScene() {
        Scene scene = decode().scene();
        assertEquals(List.of(), scene.instances());
        assertEquals(List.of(), scene.lights());
    }

    @Test
    void request() {
        RenderRequest request = decode().request();
        assertEquals(RenderRequest.of(request.camera(), 5, 3).withSamples(2).withPasses(Pass.COMBINED, new Pass("é", 2)), request);
    }

    @Test
    void cameraAndWorld() {
        memory.scene.camera.world_to_camera = counting(16, 1);
        memory.scene.camera.projection = counting(16, 100);
        memory.scene.camera.type = 1;
        memory.scene.camera.clip_start = 0.25f;
        memory.scene.camera.clip_end = 75;
        memory.scene.world_color = new float[] {1, 2, 3};
        memory.scene.transparent_film = 1;
        RecordingRenderer.Recording decoded = decode();
        assertEquals(
                Camera.sharp(Camera.Type.ORTHOGRAPHIC, matrix(counting(16, 1)), matrix(counting(16, 100)), 0.25f, 75),
                decoded.request().camera());
        assertEquals(new World(new Vector3f(1, 2, 3), true), decoded.scene().world());
    }

    @Test
    void panoramaDepthOfFieldAndShutter() {
        memory.scene.camera.type = 2;
        memory.scene.camera.longitude = new float[] {-3, 2};
        memory.scene.camera.latitude = new float[] {-1, 1.5f};
        memory.scene.camera.aperture_radius = 0.01f;
        memory.scene.camera.focus_distance = 5;
        memory.scene.camera.aperture_blades = 6;
        memory.scene.camera.aperture_rotation = 0.5f;
        memory.scene.camera.aperture_ratio = 2;
        memory.scene.camera.shutter_frames = 0.75f;
        memory.scene.camera.shutter_position = 2;
        Camera camera = decode().request().camera();
        assertEquals(Optional.of(new Camera.Panorama(-3, 2, -1, 1.5f)), camera.panorama());
        assertEquals(Optional.of(new Camera.DepthOfField(0.01f, 5, 6, 0.5f, 2)), camera.depthOfField());
        assertEquals(Optional.of(new Camera.Shutter(0.75f, Camera.Shutter.Position.END)), camera.shutter());
    }

    @Test
    void opaqueFilmAndPerspective() {
        RecordingRenderer.Recording decoded = decode();
        assertEquals(Camera.Type.PERSPECTIVE, decoded.request().camera().type());
        assertFalse(decoded.scene().world().transparentFilm());
    }

    @Test
    void lightsOfEveryType() {
        Abi.pb_lent_light[] lights = new Abi.pb_lent_light[5];
        for (int i = 0; i < lights.length; i++) {
            lights[i] = new Abi.pb_lent_light();
            lights[i].light_to_world = counting(16, i);
            lights[i].type = Math.min(i, 3);
            lights[i].color = new float[] {i, i + 0.5f, i + 0.75f};
            lights[i].radius = 10;
            lights[i].spot_angle = 1.5f;
            lights[i].spot_blend = 0.25f;
            lights[i].area_size = new float[] {13, 14};
            lights[i].area_is_ellipse = i == 4 ? 1 : 0;
        }
        memory.scene.lights = memory.put(lights);
        assertEquals(
                List.of(
                        new Light.Point(matrix(counting(16, 0)), new Vector3f(0, 0.5f, 0.75f), 10),
                        new Light.Sun(matrix(counting(16, 1)), new Vector3f(1, 1.5f, 1.75f)),
                        new Light.Spot(matrix(counting(16, 2)), new Vector3f(2, 2.5f, 2.75f), 10, 1.5f, 0.25f),
                        new Light.Area(matrix(counting(16, 3)), new Vector3f(3, 3.5f, 3.75f), 13, 14, false),
                        new Light.Area(matrix(counting(16, 4)), new Vector3f(4, 4.5f, 4.75f), 13, 14, true)),
                decode().scene().lights());
    }

    @Test
    void lightsThatAreNoneAreLeftOut() {
        Abi.pb_lent_light[] lights = {new Abi.pb_lent_light(), new Abi.pb_lent_light(), new Abi.pb_lent_light()};
        for (Abi.pb_lent_light light : lights) {
            light.light_to_world = counting(16, 0);
        }
        lights[0].light_to_world[3] = Float.NaN;
        lights[1].color = new float[] {0, Float.POSITIVE_INFINITY, 0};
        memory.scene.lights = memory.put(lights);
        assertEquals(1, decode().scene().lights().size());
    }

    @Test
    void meshIsGathered() {
        memory.addMesh();
        memory.scene.materials = memory.put(material("A", -1), material("B", -1));
        memory.scene.material_slots = memory.put(0, 1);
        memory.addInstances(prototype(0, 0, 2));
        RecordingRenderer.Recording recording = decode();
        Mesh mesh = (Mesh) recording.scene().instances().get(0).geometry();
        assertEquals("Mesh é", mesh.name());
        assertEquals(5, mesh.vertexCount(mesh.attributes()));
        assertEquals(3, mesh.triangleCount());
        assertEquals(mesh.attribute("UVé"), mesh.uvMap());
        assertTrue(mesh.uvMap().isPresent());
        RecordingRenderer.Gathered gathered = recording.meshes().get(mesh);
        assertArrayEquals(new int[] {0, 2, 3, 0, 1, 2}, gathered.indices()); // slot 0, slot 1; the third can't be drawn
        assertArrayEquals(new int[] {1, 1}, gathered.slotTriangleCounts());
        assertArrayEquals(
                new float[] {
                    0, 0, 0, 0, 0, 1, 0, 1,
                    1, 0, 0, 0, 0, 2, 2, 3,
                    1, 1, 0, 0, 0, 3, 4, 5,
                    0, 1, 0, 0, 0, 4, 6, 7,
                    0, 0, 0, 0, 0, 5, 8, 9,
                },
                gathered.vertices());
    }

    @Test
    void meshWithoutUvs() {
        Abi.pb_mesh mesh = new Abi.pb_mesh();
        mesh.name = memory.put("empty");
        memory.scene.meshes = memory.put(mesh);
        memory.addInstance();
        RecordingRenderer.Recording recording = decode();
        Mesh decoded = (Mesh) recording.scene().instances().get(0).geometry();
        assertEquals(Optional.empty(), decoded.uvMap());
        assertEquals(0, recording.meshes().get(decoded).vertices().length);
    }

    @Test
    void curvesAreGathered() {
        memory.addCurves();
        memory.addInstances(prototype(GeometryKind.CURVES));
        RecordingRenderer.Recording recording = decode();
        Curves curves = (Curves) recording.scene().instances().get(0).geometry();
        assertEquals("Curves é", curves.name());
        assertEquals(5, curves.maxPieceCount());
        assertTrue(curves.hasUvs());
        RecordingRenderer.GatheredCurves gathered = recording.curves().get(curves);
        assertArrayEquals(new int[] {0, 2, 1, 3, 1, 2}, gathered.indices());
        assertArrayEquals(
                new float[] {
                    0, 0, 0, 1, 0, 0, 1, 0.25f, 0.5f,
                    0, 0, 0, 1, 0, 0, 1, 0.25f, 0.5f,
                    2, 0, 0, 1, 0, 0, 2, 0.25f, 0.5f,
                    2, 0, 0, 1, 0, 0, 2, 0.25f, 0.5f,
                },
                Arrays.copyOf(gathered.vertices(), 4 * 9));
    }

    @Test
    void pointCloudIsGathered() {
        memory.addPointCloud();
        memory.addInstances(prototype(GeometryKind.POINT_CLOUD));
        RecordingRenderer.Recording recording = decode();
        PointCloud cloud = (PointCloud) recording.scene().instances().get(0).geometry();
        assertEquals("Points é", cloud.name());
        assertEquals(3, cloud.pointCount());
        assertArrayEquals(new float[] {0, 1, 2, 0.5f, 6, 7, 8, 0.5f}, recording.pointClouds().get(cloud));
    }

    @Test
    void whatIsLeftOutOfCurvesAndPointsIsToldOf() {
        memory.addCurves();
        memory.addPointCloud();
        memory.addInstances(prototype(GeometryKind.CURVES), prototype(GeometryKind.POINT_CLOUD));
        try (HostClient client = new HostClient(RecordingRenderer.class);
                HostClient.Frame frame = client.submit(memory, 5, 3, Pass.COMBINED)) {
            frame.waitFor(FrameState.DRAWN);
            frame.resolve(new TargetMemory(Pass.COMBINED, 5, 3));
            String told = frame.errorText();
            assertTrue(told.contains("Curves 'Curves é': 1 have wrong points, coordinates or radii and are not drawn"), told);
            assertTrue(told.contains("Point cloud 'Points é': 1 points have wrong coordinates or radii and are not drawn"), told);
        }
    }

    @Test
    void unchangedCurvesAndPointsAreTheSameObjects() {
        memory.addCurves();
        memory.addPointCloud();
        memory.addInstances(prototype(GeometryKind.CURVES), prototype(GeometryKind.POINT_CLOUD));
        try (HostClient client = new HostClient(RecordingRenderer.class)) {
            decodedGeometries(client); // from the second time on the session compares contents
            List<Geometry> first = decodedGeometries(client);
            memory.addCurves(); // elsewhere in memory
            memory.addPointCloud();
            List<Geometry> second = decodedGeometries(client);
            assertSame(first.get(0), second.get(0));
            assertSame(first.get(1), second.get(1));
            memory.leaveOutCurvesAndPointCloud();
            try (HostClient.Frame frame = client.submit(memory, 5, 3, Pass.COMBINED)) {
                frame.waitFor(FrameState.INCOMPLETE); // the renderer asks for the data
            }
        }
    }

    /** A geometry of another kind under the same id is another geometry. */
    @Test
    void kindMayChange() {
        memory.addMesh();
        memory.addInstance();
        try (HostClient client = new HostClient(RecordingRenderer.class)) {
            decodedGeometry(client);
            memory.scene.meshes = new Abi.pb_span();
            memory.addPointCloud(1);
            memory.addInstances(prototype(GeometryKind.POINT_CLOUD));
            assertTrue(decodedGeometry(client) instanceof PointCloud);
        }
    }

    @Test
    void instancesShareMeshesAndMaterials() {
        memory.addMesh();
        Abi.pb_lent_prototype[] prototypes = {prototype(0, 0, 2), prototype(0, 0, 2), prototype(0, 1, 1)};
        prototypes[1].object_index = 7;
        memory.scene.materials = memory.put(material("A", -1), material("B", -1));
        memory.scene.material_slots = memory.put(1, 0);
        memory.addInstances(prototypes);
        memory.scene.instance_prototypes = memory.put(0, 1, 2, 1);
        float[] matrices = counting(4 * 16, 1);
        memory.scene.instance_matrices = memory.put(matrices);
        List<Instance> decoded = decode().scene().instances();
        assertEquals(4, decoded.size());
        assertSame(decoded.get(0).geometry(), decoded.get(1).geometry());
        assertSame(decoded.get(0).materials(), decoded.get(1).materials());
        assertEquals(matrix(counting(16, 17)), decoded.get(1).objectToWorld());
        assertEquals(matrix(counting(16, 49)), decoded.get(3).objectToWorld());
        assertEquals(List.of(0, 7, 0, 7), decoded.stream().map(instance -> instance.object().passIndex()).toList());
        assertEquals(List.of("B", "A"), decoded.get(0).materials().stream().map(Material::name).toList());
        assertEquals(List.of("A"), decoded.get(2).materials().stream().map(Material::name).toList());
    }

    @Test
    void defaultMaterials() {
        memory.addMesh();
        memory.scene.materials = memory.put(material("A", -1));
        memory.scene.material_slots = memory.put(-1, 0);
        memory.scene.default_bent_normal_share = 0.75f;
        memory.addInstances(prototype(0, 0, 0), prototype(0, 0, 2));
        List<Instance> decoded = decode().scene().instances();
        Material expected = Material.defaultMaterial(0.75f);
        assertEquals(List.of(expected), decoded.get(0).materials());
        assertEquals(expected, decoded.get(1).materials().get(0));
        assertEquals("A", decoded.get(1).materials().get(1).name());
    }

    @Test
    void materialsAndImages() {
        Abi.pb_lent_image[] images = {image(2, 3, 4, 1), image(1, 2, 1, 0)};
        memory.scene.images = memory.put(images);
        memory.scene.materials = memory.put(material("plain", -1), material("shared", 0), material("again", 0), material("é", 1));
        memory.scene.material_slots = memory.put(0, 1, 2, 3);
        memory.addMesh();
        memory.addInstances(prototype(0, 0, 4));
        RecordingRenderer.Recording recording = decode();
        List<Material> materials = recording.scene().instances().get(0).materials();
        assertEquals(
                new Material(
                        "plain", 9, ValueGraph.constant(new Vector3f(0.1f, 0.2f, 0.3f)), false, 0.4f, 0.5f, 0.6f, new Vector3f(7, 8, 9), 0.25f),
                materials.get(0));
        Image first = materials.get(1).values().images().get(0);
        Image second = materials.get(3).values().images().get(0);
        assertEquals(ValueGraph.image(first), materials.get(1).values());
        assertSame(first, materials.get(2).values().images().get(0));
        assertNotSame(first, second);
        assertEquals("é", materials.get(3).name());
        assertImage(first, 2, 3, 4, Image.ColorSpace.SRGB, recording.images().get(first));
        assertImage(second, 1, 2, 1, Image.ColorSpace.LINEAR, recording.images().get(second));
    }

    @Test
    void valueNodes() {
        Abi.pb_lent_value_node math = valueNode(4, "", 0, 1, 2);
        math.operation = 3;
        math.is_clamped = 1;
        Abi.pb_lent_value_node mix = valueNode(5, "", 3, 2, 1);
        mix.operation = 7;
        Abi.pb_lent_material material = material("graph", -1);
        material.values = memory.put(
                valueNode(0, ""), valueNode(1, "Façade"), valueNode(2, "UVMap"), math, mix, valueNode(6, "", 1),
                valueNode(7, "", 3, 4, 5), valueNode(8, "", 2));
        material.base_color_value = 6;
        material.alpha_value = 4;
        material.flags = 1;
        memory.scene.materials = memory.put(material);
        memory.scene.material_slots = memory.put(0);
        memory.scene.pass_alpha_threshold = 0.25f;
        memory.addMesh();
        memory.addInstances(prototype(0, 0, 1));
        Scene scene = decode().scene();
        Material decoded = scene.instances().get(0).materials().get(0);
        assertEquals(0.25f, scene.passAlphaThreshold());
        assertTrue(decoded.holdout());
        Vector4f vector = new Vector4f(0, 1, 2, 3);
        assertEquals(
                new ValueGraph(
                        List.of(new ValueNode.Constant(vector), new ValueNode.Attribute("Façade", vector), new ValueNode.UvMap("UVMap"),
                                new ValueNode.Math(ValueNode.Operation.DIVIDE, 0, 1, 2, true),
                                new ValueNode.Mix(ValueNode.Blend.LIGHTEN, 3, 2, 1, false), new ValueNode.WeightedSum(1, vector),
                                new ValueNode.Combine(3, 4, 5),
                                new ValueNode.Transform(2, new Matrix4x3f(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11))),
                        6, 4),
                decoded.values());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesValuesComputedFromLaterOnes(int input) {
        Abi.pb_lent_material material = material("loop", -1);
        material.values = memory.put(valueNode(0, ""), valueNode(6, "", input));
        material.alpha_value = 1;
        memory.scene.materials = memory.put(material);
        memory.addMesh();
        memory.addInstances(prototype(0, 0, 0));
        assertRefused("the scene message has a material that can't be: node 1 of a value graph computes from one that is not before it");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesIndicesOutside(int index) {
        memory.addMesh();
        memory.scene.materials = memory.put(material("A", -1));
        memory.scene.material_slots = memory.put(0);
        memory.addInstances(prototype(index, 0, 1));
        assertRefused("the scene message names mesh " + index + " of 1");

        memory.addInstances(prototype(0, 0, 1));
        memory.scene.material_slots = memory.put(index);
        assertRefused("the scene message names material " + index + " of 1");

        memory.scene.material_slots = memory.put(0);
        memory.scene.materials = memory.put(material("A", index));
        assertRefused("the scene message names image " + index + " of 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, -1, Integer.MAX_VALUE})
    void refusesUnknownKinds(int kind) {
        memory.scene.camera.type = kind;
        assertRefused("the scene message names camera type " + kind + " of 3");

        memory.scene.camera.type = 0;
        memory.scene.images = memory.put(image(1, 1, 1, kind));
        assertRefused("the scene message names colour space " + kind + " of 2");
    }

    @Test
    void refusesUnknownLight() {
        Abi.pb_lent_light light = new Abi.pb_lent_light();
        light.type = 4;
        memory.scene.lights = memory.put(light);
        assertRefused("the scene message has a light of unknown type 4");
    }

    @Test
    void refusesSlotsThatAreNotThere() {
        memory.addMesh();
        memory.scene.material_slots = memory.put(-1, -1);
        for (int[] range : new int[][] {{1, 2}, {3, 1}, {-1, 1}, {0, -1}, {Integer.MAX_VALUE, Integer.MAX_VALUE}}) {
            memory.addInstances(prototype(0, range[0], range[1]));
            assertRefused("the scene message has no material slots " + range[0] + " to ");
        }
    }

    @Test
    void holdoutIsOfThePrototype() {
        memory.addMesh();
        Abi.pb_lent_prototype[] prototypes = {prototype(0, 0, 0), prototype(0, 0, 0)};
        prototypes[1].flags = 1;
        memory.addInstances(prototypes);
        assertEquals(List.of(false, true), decode().scene().instances().stream().map(instance -> instance.object().holdout()).toList());
    }

    @Test
    void refusesInstancesThatDoNotFit() {
        memory.addMesh();
        memory.addInstances(prototype(0, 0, 0), prototype(0, 0, 0));
        memory.scene.instance_matrices.size_bytes -= 64;
        assertRefused("the scene message has 2 instances, but 64 bytes of matrices");

        memory.addInstances(prototype(0, 0, 0));
        memory.scene.instance_prototypes = memory.put(1);
        assertRefused("the scene message names prototype 1 of 1");
    }

    @Test
    void refusesGeometryOfUnknownKind() {
        memory.addMesh();
        Abi.pb_lent_prototype prototype = prototype(0, 0, 0);
        prototype.geometry_kind = 99;
        memory.addInstances(prototype);
        assertRefused("the scene message names geometry kind 99 of 3");
    }

    /** What is unchanged, by its content or because the sender says so, stays the same object. */
    @Test
    void unchangedMeshIsTheSameObject() {
        memory.addMesh();
        memory.addInstance();
        try (HostClient client = new HostClient(RecordingRenderer.class)) {
            decodedGeometry(client); // from the second time on the session compares contents
            Geometry first = decodedGeometry(client);
            memory.addMesh(); // elsewhere in memory
            assertSame(first, decodedGeometry(client));
            float[] moved = {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 2, 0};
            memory.addMesh(moved);
            Geometry changed = decodedGeometry(client);
            assertNotSame(first, changed);
            assertEquals(first.id(), changed.id());
            memory.leaveOutMesh();
            try (HostClient.Frame frame = client.submit(memory, 5, 3, Pass.COMBINED)) {
                frame.waitFor(FrameState.INCOMPLETE); // the renderer asks for the data
            }
        }
    }

    @Test
    void unknownMeshThatWasLeftOutMakesTheFrameIncomplete() {
        memory.leaveOutMesh();
        memory.addInstance();
        try (HostClient client = new HostClient(RecordingRenderer.class);
                HostClient.Frame frame = client.submit(memory, 5, 3, Pass.COMBINED)) {
            frame.waitFor(FrameState.INCOMPLETE);
        }
    }

    @Test
    void unchangedImageIsTheSameObject() {
        memory.addMesh();
        Abi.pb_lent_image image = image(1, 1, 1, 0);
        memory.scene.images = memory.put(image);
        memory.scene.materials = memory.put(material("A", 0));
        memory.scene.material_slots = memory.put(0);
        memory.addInstances(prototype(0, 0, 1));
        try (HostClient client = new HostClient(PatternRenderer.class)) {
            try (HostClient.Frame frame = client.submit(memory, 1, 1, Pass.COMBINED)) {
                frame.waitFor(FrameState.DRAWN);
            }
            image.pixels = new Abi.pb_span();
            memory.scene.images = memory.put(image);
            try (HostClient.Frame frame = client.submit(memory, 1, 1, Pass.COMBINED)) {
                frame.waitFor(FrameState.DRAWN);
            }
        }
        try (HostClient client = new HostClient(PatternRenderer.class);
                HostClient.Frame frame = client.submit(memory, 1, 1, Pass.COMBINED)) {
            frame.waitFor(FrameState.INCOMPLETE); // another session does not have it
        }
    }

    @Test
    void refusesTwoMeshesOfOneId() {
        memory.addMesh();
        Abi.pb_mesh twin = new Abi.pb_mesh();
        twin.id = 1;
        memory.scene.meshes = memory.put(twin, twin);
        assertRefused("the scene message has two geometries with id 1");
    }

    private Geometry decodedGeometry(HostClient client) {
        return decodedGeometries(client).get(0);
    }

    private List<Geometry> decodedGeometries(HostClient client) {
        try (HostClient.Frame frame = client.submit(memory, 5, 3, Pass.COMBINED)) {
            frame.waitFor(FrameState.DRAWN);
            return RecordingRenderer.last().scene().instances().stream().map(Instance::geometry).toList();
        }
    }

    @Test
    void refusesImageThatDoesNotFit() {
        Consumer<Consumer<Abi.pb_lent_image>> refuse = change -> {
            Abi.pb_lent_image image = image(2, 3, 4, 0);
            change.accept(image);
            memory.scene.images = memory.put(image);
            assertRefused("image image: ");
        };
        refuse.accept(image -> image.width = 0);
        refuse.accept(image -> image.height = -1);
        refuse.accept(image -> image.channels = 5);
        refuse.accept(image -> image.pixels.size_bytes--);
        refuse.accept(image -> image.pixels.size_bytes++);
        refuse.accept(image -> image.width = image.height = Integer.MAX_VALUE);
    }

    /** The half struct at the end fails the frame, and no more than that. */
    @Test
    void refusesHalfAStruct() {
        memory.scene.lights = memory.put(new Abi.pb_lent_light(), new Abi.pb_lent_light());
        memory.scene.lights.size_bytes -= 4;
        assertRefused("");
    }

    private RecordingRenderer.Recording decode() {
        try (HostClient client = new HostClient(RecordingRenderer.class);
                HostClient.Frame frame = client.submit(memory, 5, 3, Pass.COMBINED, new Pass("é", 2))) {
            frame.waitFor(FrameState.DRAWN);
            return RecordingRenderer.last();
        }
    }

    private void assertRefused(String text) {
        try (HostClient client = new HostClient(PatternRenderer.class);
                HostClient.Frame frame = client.submit(memory, 1, 1, Pass.COMBINED)) {
            String told = frame.waitForFailure();
            assertTrue(told.startsWith(text), told);
        }
    }

    /** Of the first geometry of a kind, without slots. */
    private static Abi.pb_lent_prototype prototype(GeometryKind kind) {
        Abi.pb_lent_prototype prototype = new Abi.pb_lent_prototype();
        prototype.geometry_kind = kind.ordinal();
        return prototype;
    }

    private Abi.pb_lent_prototype prototype(int mesh, int firstMaterial, int materialCount) {
        Abi.pb_lent_prototype prototype = new Abi.pb_lent_prototype();
        prototype.geometry = mesh;
        prototype.first_material = firstMaterial;
        prototype.material_count = materialCount;
        return prototype;
    }

    private Abi.pb_lent_material material(String name, int image) {
        Abi.pb_lent_material material = new Abi.pb_lent_material();
        material.name = memory.put(name);
        material.base_color = new float[] {0.1f, 0.2f, 0.3f};
        material.metallic = 0.4f;
        material.roughness = 0.5f;
        material.specular = 0.6f;
        material.emission = new float[] {7, 8, 9};
        material.pass_index = 9;
        material.bent_normal_share = 0.25f;
        if (image >= 0 || image < -1) {
            Abi.pb_lent_value_node uvMap = valueNode(2, "");
            Abi.pb_lent_value_node sample = valueNode(3, "");
            sample.image = image;
            material.values = memory.put(uvMap, sample);
            material.base_color_value = 1;
        }
        return material;
    }

    private Abi.pb_lent_value_node valueNode(int kind, String name, int... inputs) {
        Abi.pb_lent_value_node node = new Abi.pb_lent_value_node();
        node.name = memory.put(name);
        node.kind = kind;
        System.arraycopy(inputs, 0, node.inputs, 0, inputs.length);
        for (int i = 0; i < node.constants.length; i++) {
            node.constants[i] = i;
        }
        return node;
    }

    private Abi.pb_lent_image image(int width, int height, int channels, int colorSpace) {
        Abi.pb_lent_image image = new Abi.pb_lent_image();
        image.id = ++lastImageId;
        image.name = memory.put("image");
        image.pixels = memory.put(counting(width * height * channels, 1));
        image.width = width;
        image.height = height;
        image.channels = channels;
        image.color_space = colorSpace;
        return image;
    }

    private static void assertImage(
            Image image, int width, int height, int channels, Image.ColorSpace colorSpace, float[] pixels) {
        assertEquals("image", image.name());
        assertEquals(width, image.width());
        assertEquals(height, image.height());
        assertEquals(channels, image.channels());
        assertEquals(colorSpace, image.colorSpace());
        assertArrayEquals(counting(width * height * channels, 1), pixels);
    }

    private static float[] counting(int count, float first) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = first + i;
        }
        return values;
    }

    private static Matrix4f matrix(float[] values) {
        return new Matrix4f().set(values);
    }
}
