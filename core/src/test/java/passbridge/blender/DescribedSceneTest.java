// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.joml.Matrix4f;
import org.joml.Matrix4x3f;
import org.joml.Vector2f;
import org.joml.Vector3f;
import org.joml.Vector4f;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import passbridge.PassbridgeException;
import passbridge.scene.ArrayType;
import passbridge.scene.Bounds;
import passbridge.scene.Curves;
import passbridge.scene.CurvesData;
import passbridge.scene.DerivedValue;
import passbridge.scene.Domain;
import passbridge.scene.FlatNormals;
import passbridge.scene.Geometry;
import passbridge.scene.GeometryArray;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.InstanceSource;
import passbridge.scene.Light;
import passbridge.scene.LightLinking;
import passbridge.scene.LightPaths;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.MeshData;
import passbridge.scene.MeshPart;
import passbridge.scene.MeshPolygons;
import passbridge.scene.ObjectSelection;
import passbridge.scene.Particle;
import passbridge.scene.PointCloud;
import passbridge.scene.Ray;
import passbridge.scene.Retention;
import passbridge.scene.Scene;
import passbridge.scene.SceneObject;
import passbridge.scene.Settings;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderLink;
import passbridge.scene.ShaderNode;
import passbridge.scene.ShaderSocket;
import passbridge.scene.SocketType;
import passbridge.scene.VertexValue;
import passbridge.scene.World;

/** What becomes of a captured description: scenes, and geometries that are read where they were captured. */
@Timeout(120)
class DescribedSceneTest {
    private final DescriptionBuilder.ProcessMemory arena = new DescriptionBuilder.ProcessMemory();
    private final SessionScene session = new SessionScene();
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    private final DescriptionBuilder builder = new DescriptionBuilder(1);
    private Lease lease = new Lease(() -> {});
    private Set<Long> missing = Set.of();

    @BeforeAll
    static void loadLibrary() {
        Native.load(Abi.PATH);
    }

    /** As a frame does it: what was lent before is lent no longer. */
    private Optional<Scene> decodePossible(DescriptionBuilder described) {
        lease.close();
        lease = new Lease(() -> {});
        SessionScene.Next next = session.begin(arena, lease, warnings::add);
        Optional<Scene> scene = DescribedScene.read(new Description(described.build(), arena), next, warnings::add);
        missing = next.missing();
        scene.ifPresent(complete -> session.replaceWith(next));
        return scene;
    }

    private Scene decode() {
        return decodePossible(builder).orElseThrow();
    }

    private Geometry geometry(int index) {
        return decode().instances().get(index).geometry();
    }

    private void assertRefused(String start) {
        String told = assertThrows(PassbridgeException.class, this::decode).getMessage();
        assertTrue(told.startsWith(start), told);
    }

    @Test
    void emptyScene() {
        Scene scene = decode();
        assertEquals(List.of(), scene.instances());
        assertEquals(List.of(), scene.lights());
        assertEquals(new World(new Vector3f(), false), scene.world());
        assertEquals(new LightPaths(0, Float.POSITIVE_INFINITY), scene.lightPaths());
        assertEquals(List.of(), scene.motionTimes());
    }

    @Test
    void worldAndProperties() {
        builder.add(Protocol.Lists.WORLDS, Protocol.World.BYTES)
                .integer64(Protocol.World.ID, 5)
                .text(Protocol.World.NAME, "Wélt")
                .text(Protocol.World.LIGHT_GROUP, "sky")
                .property(Protocol.World.SETTINGS, "fog", Protocol.PropertyType.FLOAT, "", 0.5)
                .property(Protocol.World.PROPERTIES, "mood", Protocol.PropertyType.TEXT, "blau")
                .real(Protocol.World.COLOR, 1, 2, 3)
                .integer(Protocol.World.GRAPH, Protocol.NONE);
        builder.scene.integer(Protocol.Scene.WORLD, 0, 1)
                .real(Protocol.Scene.PASS_ALPHA_THRESHOLD, 0.25f)
                .real(Protocol.Scene.FILM_EXPOSURE, 0.7f)
                .integer(Protocol.Scene.MAX_BOUNCES, 4)
                .real(Protocol.Scene.CLAMP_INDIRECT, 10)
                .property(Protocol.Scene.PROPERTIES, "on", Protocol.PropertyType.BOOL, "", 1)
                .property(Protocol.Scene.PROPERTIES, "count", Protocol.PropertyType.INT, "", -7)
                .property(Protocol.Scene.PROPERTIES, "color", Protocol.PropertyType.COLOR, "", 1, 2, 3)
                .property(Protocol.Scene.PROPERTIES, "whole", Protocol.PropertyType.INTS, "", 4, 5)
                .property(Protocol.Scene.PROPERTIES, "broken", Protocol.PropertyType.FLOATS, "", 0.5, 1.5, 2.5, 3.5);
        Scene scene = decode();
        assertEquals(
                new World(
                        new Vector3f(1, 2, 3), ShaderGraph.EMPTY, true, 0.7f, "Wélt", "sky", Settings.of(Map.of("fog", 0.5f)), Settings.of(Map.of("mood", "blau"))),
                scene.world());
        assertEquals(0.25f, scene.passAlphaThreshold());
        assertEquals(new LightPaths(4, 10), scene.lightPaths());
        assertEquals(
                Settings.of(Map.of(
                        "on", true, "count", -7, "color", new Vector3f(1, 2, 3), "whole", List.of(4, 5),
                        "broken", List.of(0.5f, 1.5f, 2.5f, 3.5f))),
                scene.properties());
    }

    @Test
    void lightsOfEveryType() {
        int object = builder.addObject(9, "lamp").index();
        for (int type = 0; type < 4; type++) {
            builder.addLight(type, object);
        }
        builder.addLight(Protocol.LightType.AREA, object).integer(Protocol.Light.AREA_IS_ELLIPSE, 1).integer(Protocol.Light.FLAGS, 0);
        builder.add(Protocol.Lists.LIGHT_LINKS, Protocol.LightLink.BYTES).integer64(0, 3);
        builder.add(Protocol.Lists.LIGHT_LINKS, Protocol.LightLink.BYTES).integer64(0, 4).integer(Protocol.LightLink.IS_EXCLUDED, 1);
        builder.get(Protocol.Lists.LIGHTS, 0)
                .integer(Protocol.Light.FLAGS, Protocol.LightFlags.CASTS_SHADOW | Protocol.LightFlags.SOFT_FALLOFF)
                .integer(Protocol.Light.RECEIVERS, 0, 1, 1, 1)
                .property(Protocol.Light.SETTINGS, "warmth", Protocol.PropertyType.FLOAT, "", 2);
        Matrix4f origin = new Matrix4f();
        Vector3f power = new Vector3f(1, 2, 3);
        SceneObject lamp = SceneObject.named(9, "lamp");
        List<Light.Source> sources = new ArrayList<>();
        for (long id = 1; id <= 5; id++) {
            sources.add(new Light.Source(id, "light", lamp, List.of(), id < 5,
                    id == 1
                            ? new LightLinking(new ObjectSelection(Set.of(3L), Set.of()), new ObjectSelection(Set.of(), Set.of(4L)))
                            : LightLinking.ALL, Optional.empty(),
                    id == 1 ? Settings.of(Map.of("warmth", 2f)) : Settings.NONE, Settings.NONE));
        }
        assertEquals(
                List.of(
                        new Light.Point(sources.get(0), origin, power, 10, true),
                        new Light.Sun(sources.get(1), origin, power, 0.125f),
                        new Light.Spot(sources.get(2), origin, power, 10, false, 1.5f, 0.25f),
                        new Light.Area(sources.get(3), origin, power, 13, 14, false, 2),
                        new Light.Area(sources.get(4), origin, power, 13, 14, true, 2)),
                decode().lights());
    }

    @Test
    void lightsThatAreNoneAreLeftOut() {
        int object = builder.addObject(9, "lamp").index();
        builder.addLight(0, object).real(Protocol.Light.LIGHT_TO_WORLD, Float.NaN);
        builder.addLight(0, object).real(Protocol.Light.COLOR, Float.POSITIVE_INFINITY);
        builder.addLight(0, object);
        assertEquals(1, decode().lights().size());
        assertEquals(
                List.of("the place of a light has to consist of finite numbers: 'lamp' does not shine",
                        "the power of a light has to consist of finite numbers: 'lamp' does not shine"),
                warnings);
    }

    @Test
    void objectsTellOfThemselves() {
        builder.addPointCloud();
        builder.addObject(7, "Öbject")
                .text(Protocol.Object.ASSET_NAME, "asset")
                .integer64(Protocol.Object.PARENT, 6)
                .text(Protocol.Object.LIGHT_GROUP, "key")
                .property(Protocol.Object.SETTINGS, "toon", Protocol.PropertyType.BOOL, "", 1)
                .property(Protocol.Object.PROPERTIES, "wear", Protocol.PropertyType.FLOAT, "", 0.75)
                .real(Protocol.Object.COLOR, 0.1f, 0.2f, 0.3f, 0.4f)
                .integer(Protocol.Object.PASS_INDEX, -3)
                .integer(Protocol.Object.VISIBILITY, Protocol.Visibility.DIFFUSE | Protocol.Visibility.SHADOW)
                .integer(Protocol.Object.FLAGS, Protocol.ObjectFlags.HOLDOUT | Protocol.ObjectFlags.SHADOW_CATCHER)
                .integer(Protocol.Object.COLLECTIONS, 0, 2)
                .integer(Protocol.Object.RECEIVERS, 0, 1, 1, 1);
        builder.add(Protocol.Lists.LIGHT_LINKS, Protocol.LightLink.BYTES).integer64(0, 3);
        builder.add(Protocol.Lists.LIGHT_LINKS, Protocol.LightLink.BYTES).integer64(0, 4).integer(Protocol.LightLink.IS_EXCLUDED, 1);
        builder.add(Protocol.Lists.NAMES, Protocol.Range.BYTES).text(0, "Set");
        builder.add(Protocol.Lists.NAMES, Protocol.Range.BYTES).text(0, "Props");
        builder.addInstance(builder.addPrototype(0, 0).index());
        builder.addInstance(0);
        Scene scene = decode();
        SceneObject object = scene.instances().get(0).object();
        assertEquals(
                new SceneObject(
                        7, "Öbject", "asset", 6, List.of("Set", "Props"), -3, new Vector4f(0.1f, 0.2f, 0.3f, 0.4f),
                        Set.of(Ray.DIFFUSE, Ray.SHADOW), true, true, "key",
                        new LightLinking(new ObjectSelection(Set.of(3L), Set.of()), new ObjectSelection(Set.of(), Set.of(4L))),
                        Settings.of(Map.of("toon", true)),
                        Settings.of(Map.of("wear", 0.75f)), Settings.NONE),
                object);
        assertSame(object, scene.instances().get(1).object());
        assertSame(object, decode().instances().get(0).object(), "it has not changed since the scene before");
    }

    @Test
    void meshIsGathered() {
        builder.addMesh();
        builder.addInstances();
        Mesh mesh = (Mesh) geometry(0);
        assertEquals("Mesh é", mesh.name());
        assertEquals(1, mesh.id());
        assertEquals(5, mesh.vertexCount(mesh.attributes()));
        assertEquals(3, mesh.triangleCount());
        assertEquals(2, mesh.slotCount());
        assertEquals(mesh.attribute("UVé"), mesh.uvMap());
        assertTrue(mesh.uvMap().isPresent());
        assertEquals(Optional.empty(), mesh.colorAttribute());
        MeshData data = Mesh.read(mesh, FlatNormals.ZERO, mesh.uvMap().orElseThrow());
        assertArrayEquals(new int[] {0, 2, 3, 0, 1, 2}, data.indices()); // slot 0, slot 1; the third can't be drawn
        assertArrayEquals(new int[] {1, 1}, data.slotTriangleCounts());
        assertArrayEquals(new float[] {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0}, data.positions());
        assertArrayEquals(new float[] {0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0, 5}, data.normals());
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, data.values().get(mesh.uvMap().orElseThrow()));
        assertEquals(List.of("Mesh 'Mesh é': 1 triangles have wrong indices or coordinates and are not drawn"), warnings);
        decode();
        assertEquals(2, warnings.size(), "told again with each frame that has the mesh");
    }

    /** Vertex 2 is the same at both of its corners, vertex 1 is not. */
    @Test
    void cornersThatAreAlikeShareAVertex() {
        builder.geometry(1, "strip", GeometryKind.MESH)
                .integer(Protocol.Geometry.POINT_COUNT, 4, 6, 2, 2)
                .integer(Protocol.Geometry.UV_MAP, 3)
                .array(GeometryArray.POSITION, Domain.POINT, ArrayType.FLOAT3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0)
                .array(GeometryArray.CORNER_VERTEX, Domain.CORNER, ArrayType.INT32, 0, 1, 2, 2, 1, 3)
                .array(GeometryArray.TRIANGLE_CORNERS, Domain.TRIANGLE, ArrayType.INT32X3, 0, 1, 2, 3, 4, 5)
                .array("UVé", Domain.CORNER, ArrayType.FLOAT2, 0, 0, 1, 0, 0, 1, 0, 1, 5, 5, 1, 1);
        builder.addInstances();
        Mesh mesh = (Mesh) geometry(0);
        assertEquals(4, mesh.vertexCount(List.of()));
        assertEquals(5, mesh.vertexCount(mesh.attributes()));
        MeshData data = Mesh.read(mesh, FlatNormals.ZERO, mesh.uvMap().orElseThrow());
        assertArrayEquals(new int[] {0, 1, 2, 2, 4, 3}, data.indices());
        assertArrayEquals(new float[] {0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0}, data.positions());
        assertArrayEquals(new float[] {0, 0, 1, 0, 0, 1, 1, 1, 5, 5}, data.values().get(mesh.uvMap().orElseThrow()));
        assertEquals(List.of(), warnings);
    }

    /** Triangles of both slots, with two vertices in common, of which one differs between its corners. */
    @Test
    void partsHaveTheVerticesOfTheirTriangles() {
        builder.geometry(1, "strip", GeometryKind.MESH)
                .integer(Protocol.Geometry.POINT_COUNT, 4, 6, 2, 2)
                .integer(Protocol.Geometry.UV_MAP, 3)
                .array(GeometryArray.POSITION, Domain.POINT, ArrayType.FLOAT3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0)
                .array(GeometryArray.CORNER_VERTEX, Domain.CORNER, ArrayType.INT32, 0, 1, 2, 2, 1, 3)
                .array(GeometryArray.TRIANGLE_CORNERS, Domain.TRIANGLE, ArrayType.INT32X3, 0, 1, 2, 3, 4, 5)
                .array("UVé", Domain.CORNER, ArrayType.FLOAT2, 0, 0, 1, 0, 0, 1, 0, 1, 5, 5, 1, 1)
                .array(GeometryArray.TRIANGLE_FACE, Domain.TRIANGLE, ArrayType.INT32, 0, 1)
                .array(GeometryArray.MATERIAL_SLOT, Domain.FACE, ArrayType.INT32, 1, 0);
        builder.addInstances();
        Mesh mesh = (Mesh) geometry(0);
        float[][] expected = {{0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1}, {0, 1, 0, 1, 1, 1, 1, 1, 1, 0, 5, 5}}; // x, y, u, v of each vertex
        int[][] expectedIndices = {{0, 1, 2}, {0, 2, 1}}; // the corner that differs comes last
        for (int triangle = 0; triangle < 2; triangle++) {
            MeshPart part = mesh.part(mesh.attributes(), triangle, 1, 2);
            assertEquals(3, part.vertexCount());
            ByteBuffer vertices = direct(3 * Mesh.vertexBytes(mesh.attributes()));
            ByteBuffer indices = direct(3 * Integer.BYTES);
            assertThrows(IllegalArgumentException.class, () -> part.gather(vertices, direct(11)));
            assertArrayEquals(new int[] {triangle, 1 - triangle}, part.gather(vertices, indices));
            for (int i = 0; i < 3; i++) {
                assertEquals(expectedIndices[triangle][i], indices.getInt(i * Integer.BYTES));
                for (int value = 0; value < 4; value++) {
                    assertEquals(expected[triangle][4 * i + value], vertices.getFloat(4 * (8 * i + (value < 2 ? value : value + 4))));
                }
            }
        }
        assertThrows(IndexOutOfBoundsException.class, () -> mesh.part(mesh.attributes(), 1, 2, 1));
        assertEquals(List.of(), warnings);
    }

    @Test
    void attributesOfAllTypesAreGathered() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(4).put(new byte[] {(byte) 255, 0, (byte) 188, (byte) 51});
        builder.addPointCloud();
        builder.clear(Protocol.Lists.GEOMETRIES);
        builder.add(Protocol.Lists.GEOMETRIES, Protocol.Geometry.BYTES)
                .integer64(Protocol.Geometry.ID, 4)
                .integer(Protocol.Geometry.POINT_COUNT, 3, 3, 1, 1)
                .integer(Protocol.Geometry.UV_MAP, Protocol.NONE, 4)
                .array(GeometryArray.POSITION, Domain.POINT, ArrayType.FLOAT3, 0, 0, 0, 1, 0, 0, 0, 1, 0)
                .array(GeometryArray.CORNER_VERTEX, Domain.CORNER, ArrayType.INT32, 0, 1, 2)
                .array(GeometryArray.TRIANGLE_CORNERS, Domain.TRIANGLE, ArrayType.INT32X3, 0, 1, 2)
                .array("number", Domain.POINT, ArrayType.INT32, -1, 2, 300)
                .array("color", Domain.FACE, ArrayType.BYTE_COLOR, bytes)
                .array("short", Domain.POINT, ArrayType.FLOAT, 1, 2); // an array of another length can't be gathered
        builder.addInstances();
        Mesh mesh = (Mesh) geometry(0);
        assertEquals(List.of("number", "color"), mesh.attributes().stream().map(attribute -> attribute.name()).toList());
        assertEquals(mesh.attribute("color"), mesh.colorAttribute());
        MeshData data = Mesh.read(mesh, FlatNormals.ZERO, mesh.attributes().get(1), mesh.attributes().get(0));
        assertArrayEquals(new float[] {-1, 2, 300}, data.values().get(mesh.attributes().get(0)));
        float[] color = data.values().get(mesh.attributes().get(1));
        assertEquals(1, color[0]);
        assertEquals(0.5f, color[2], 0.01f); // 188 is half as bright as 255
        assertEquals(0.2f, color[3], 1e-6f);
        assertArrayEquals(new float[] {0, 0, 1, 0, 0, 1, 0, 0, 1}, Mesh.read(mesh, FlatNormals.OF_FACE).normals());
        assertEquals(6, mesh.arrays().size());
        assertArrayEquals(new int[] {-1, 2, 300}, mesh.readIntegers(mesh.array("number").orElseThrow()));
        assertArrayEquals(new int[] {0, 1, 2}, MeshPolygons.read(mesh).vertices());
    }

    @Test
    void curvesAreGathered() {
        builder.addCurves();
        builder.addInstances();
        Curves curves = (Curves) geometry(0);
        assertEquals(5, curves.maxPieceCount(1));
        assertTrue(curves.hasUvs());
        ByteBuffer vertices = direct(10 * curves.vertexBytes());
        ByteBuffer indices = direct(5 * Curves.PIECE_INDEX_COUNT * Integer.BYTES);
        assertEquals(1, curves.gather(1, vertices, indices));
        float[] gathered = new float[4 * 9];
        vertices.asFloatBuffer().get(gathered);
        assertArrayEquals(
                new float[] {
                    0, 0, 0, 1, 0, 0, 1, 0.25f, 0.5f,
                    0, 0, 0, 1, 0, 0, 1, 0.25f, 0.5f,
                    2, 0, 0, 1, 0, 0, 2, 0.25f, 0.5f,
                    2, 0, 0, 1, 0, 0, 2, 0.25f, 0.5f,
                },
                gathered);
        assertEquals(List.of("Curves 'Curves é': 1 have wrong points, coordinates or radii and are not drawn"), warnings);
        CurvesData data = Curves.read(curves);
        assertArrayEquals(new int[] {0, 2, 5}, data.offsets());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5}, data.radii());
        assertArrayEquals(new float[] {0.25f, 0.5f, 1, 1}, data.uvs());
        assertThrows(IllegalArgumentException.class, () -> curves.gather(1, vertices, direct(1)));
        assertThrows(IllegalArgumentException.class, () -> curves.gather(0, vertices, indices));
    }

    @Test
    void pointCloudIsGathered() {
        builder.addPointCloud().real(Protocol.Geometry.BOUNDS, 0, 1, 2, 6, 7, 8);
        builder.addInstances();
        PointCloud cloud = (PointCloud) geometry(0);
        ByteBuffer spheres = direct(3 * PointCloud.SPHERE_BYTES);
        assertEquals(2, cloud.gather(spheres));
        float[] gathered = new float[8];
        spheres.asFloatBuffer().get(gathered);
        assertArrayEquals(new float[] {0, 1, 2, 0.5f, 6, 7, 8, 0.5f}, gathered);
        assertEquals(List.of("Point cloud 'Points é': 1 points have wrong coordinates or radii and are not drawn"), warnings);
        assertArrayEquals(new float[] {0.5f, 0.5f, 0.5f}, PointCloud.read(cloud).radii());
        assertEquals(Optional.of(new Bounds(new Vector3f(0, 1, 2), new Vector3f(6, 7, 8))), cloud.bounds());
    }

    @Test
    void instancesShareWhatTheyHave() {
        builder.addMesh();
        builder.addMaterial("A");
        builder.addMaterial("B");
        builder.addObject(1, "one");
        builder.addObject(2, "two").integer(Protocol.Object.PASS_INDEX, 7);
        builder.addPrototype(0, 0, 1, 0);
        builder.addPrototype(0, 1, 1, 0).integer(Protocol.Prototype.SLOTS, 0, 2);
        builder.addPrototype(0, 0, 0);
        for (int i = 0; i < 4; i++) {
            float[] matrix = new float[16];
            for (int j = 0; j < 16; j++) {
                matrix[j] = 16 * i + j;
            }
            builder.addInstance(new int[] {0, 1, 2, 1}[i], matrix);
            builder.add(Protocol.Lists.INSTANCE_IDS, Long.BYTES).integer64(0, 100 + i);
            builder.add(Protocol.Lists.INSTANCE_RANDOM_IDS, Integer.BYTES).integer(0, -i);
        }
        List<Instance> decoded = decode().instances();
        assertSame(decoded.get(0).geometry(), decoded.get(1).geometry());
        assertSame(decoded.get(0).materials(), decoded.get(1).materials());
        assertEquals(16, decoded.get(1).objectToWorld().m00());
        assertEquals(63, decoded.get(3).objectToWorld().m33());
        assertEquals(List.of(0, 7, 0, 7), decoded.stream().map(instance -> instance.object().passIndex()).toList());
        assertEquals(List.of(100L, 101L, 102L, 103L), decoded.stream().map(Instance::id).toList());
        assertEquals(List.of(NameHash.of("one"), -1, -2, -3), decoded.stream().map(Instance::randomId).toList(), "0: no instance");
        assertEquals(List.of("B", "A"), decoded.get(0).materials().stream().map(Material::name).toList());
        assertEquals(List.of("A"), decoded.get(2).materials().stream().map(Material::name).toList());
        assertSame(decoded.get(0).materials().get(1), decode().instances().get(0).materials().get(1), "unchanged materials stay");
    }

    @Test
    void sourcesAreOfTheInstancesThatTheyName() {
        builder.addMesh();
        builder.addObject(1, "object");
        builder.addPrototype(0, 0);
        builder.addInstance(0, new float[16]);
        builder.addInstance(0, new float[16]);
        DescriptionBuilder.Struct source = builder.add(Protocol.Lists.INSTANCE_SOURCES, Protocol.InstanceSource.BYTES)
                .integer(Protocol.InstanceSource.INSTANCE, 1)
                .real(Protocol.InstanceSource.GENERATED, 1, -1, 0)
                .real(Protocol.InstanceSource.UV, 0.25f, 0.75f);
        assertEquals(InstanceSource.NONE, decode().instances().get(0).source());
        assertEquals(new InstanceSource(new Vector3f(0, -1, -0.5f), new Vector2f(0.25f, 0.75f), Optional.empty()),
                decode().instances().get(1).source());
        source.integer(Protocol.InstanceSource.HAS_PARTICLE, 1).integer(Protocol.InstanceSource.PARTICLE_INDEX, 3)
                .real(Protocol.InstanceSource.PARTICLE_AGE, 4, 5, 6, 1, 2, 3, 7, 8, 9, 10, 11, 12);
        assertEquals(Optional.of(new Particle(3, 4, 5, 6, new Vector3f(1, 2, 3), new Vector3f(7, 8, 9), new Vector3f(10, 11, 12))),
                decode().instances().get(1).source().particle());
        source.integer(Protocol.InstanceSource.INSTANCE, 2);
        assertRefused("the description of the scene has 2 instances, but the source of instance 2");
    }

    @Test
    void motionIsOfWhatMoves() {
        builder.addPointCloud();
        builder.addObject(1, "still");
        builder.addPrototype(0, 0);
        builder.addInstance(0);
        builder.addInstance(0);
        builder.addLight(0, 0).integer(Protocol.Light.MOTION, 4, 2);
        for (float time : new float[] {-0.25f, 0.25f}) {
            builder.add(Protocol.Lists.MOTION_TIMES, Float.BYTES).real(0, time);
        }
        for (int i = 0; i < 6; i++) { // step by step: both instances, then the light's
            float x = i == 1 || i == 3 || i >= 4 ? i : 0;
            builder.add(Protocol.Lists.MOTION_MATRICES, 16 * Float.BYTES)
                    .real(0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, 0, 0, 1);
        }
        builder.scene.integer(Protocol.Scene.INSTANCE_MOTION, 0, 4);
        Scene scene = decode();
        assertEquals(List.of(-0.25f, 0.25f), scene.motionTimes());
        assertEquals(List.of(), scene.instances().get(0).motionTransforms());
        assertEquals(
                List.of(new Matrix4f().translation(1, 0, 0), new Matrix4f().translation(3, 0, 0)),
                scene.instances().get(1).motionTransforms());
        assertEquals(
                List.of(new Matrix4f().translation(4, 0, 0), new Matrix4f().translation(5, 0, 0)),
                scene.lights().get(0).source().motionTransforms());
        builder.scene.integer(Protocol.Scene.INSTANCE_MOTION, 0, 3);
        assertRefused("the description of the scene has 2 instances and 2 motion steps, but 3 matrices");
    }

    @Test
    void defaultMaterials() {
        builder.addMesh();
        builder.addMaterial("A");
        builder.addObject(1, "object");
        builder.addShaderSocket("BSDF", SocketType.SHADER);
        builder.add(Protocol.Lists.SOCKET_VALUES, 4 * Float.BYTES);
        builder.addShaderNode("ShaderNodeBsdfDiffuse").integer(Protocol.ShaderNode.OUTPUTS, 0, 1).integer(Protocol.ShaderNode.VALUES, 0, 1);
        builder.addShaderGraph(0, 0);
        builder.scene.integer(Protocol.Scene.DEFAULT_GRAPH, 0);
        builder.addInstance(builder.addPrototype(0, 0).index());
        builder.addInstance(builder.addPrototype(0, 0, Protocol.NONE, 0).index());
        List<Instance> decoded = decode().instances();
        Material expected = decoded.get(0).materials().get(0);
        assertEquals("ShaderNodeBsdfDiffuse", expected.graph().nodes().get(0).type());
        assertEquals(expected, decoded.get(1).materials().get(0));
        assertEquals("A", decoded.get(1).materials().get(1).name());
    }

    @Test
    void materialsAndImages() {
        builder.addImage(2, 3, 4).integer(Protocol.Image.FORMAT, Protocol.PixelFormat.UINT8, 1);
        builder.addMaterial("plain").property(Protocol.Material.SETTINGS, "toon", Protocol.PropertyType.INT, "", 3);
        builder.addTexturedMaterial("é", 0).integer(Protocol.Material.FLAGS, Protocol.MaterialFlags.TRANSPARENT_SHADOW);
        builder.addMesh();
        builder.addInstances(0, 1);
        List<Material> materials = decode().instances().get(0).materials();
        assertEquals(
                new Material(1, "plain", 9, ShaderGraph.EMPTY, false, Settings.of(Map.of("toon", 3)), Settings.NONE),
                materials.get(0));
        assertTrue(materials.get(1).transparentShadow());
        Image image = materials.get(1).graph().images().get(0);
        assertEquals(List.of(2, 3, 4), List.of(image.width(), image.height(), image.channels()));
        assertEquals(Image.Format.UINT8, image.format());
        assertEquals(Image.ColorSpace.SRGB, image.colorSpace());
        assertEquals(8, image.rowBytes());
        assertSame(materials.get(1), decode().instances().get(0).materials().get(1), "with an image that has not changed");
        builder.get(Protocol.Lists.IMAGES, 0).integer64(Protocol.Image.STATE, 78);
        Image painted = decode().instances().get(0).materials().get(1).graph().images().get(0);
        assertNotSame(image, painted);
        assertEquals(image.id(), painted.id());
    }

    @Test
    void shaderGraphs() {
        builder.addShaderSocket("Value", SocketType.FLOAT);
        builder.addShaderSocket("Color", SocketType.COLOR);
        builder.addShaderSocket("Strength", SocketType.FLOAT);
        builder.addShaderSocket("Emission", SocketType.SHADER);
        for (int i = 0; i < 5; i++) {
            builder.add(Protocol.Lists.SOCKET_VALUES, 4 * Float.BYTES).real(0, i, i, i, 1);
        }
        builder.add(Protocol.Lists.NODE_MATRICES, 16 * Float.BYTES).real(0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1);
        builder.addShaderNode("ShaderNodeValue")
                .integer(Protocol.ShaderNode.OUTPUTS, 0, 1)
                .integer(Protocol.ShaderNode.VALUES, 4, 1)
                .property(Protocol.ShaderNode.PROPERTIES, "blender_version", Protocol.PropertyType.INT, "", 502);
        builder.addShaderNode("ShaderNodeEmission")
                .integer(Protocol.ShaderNode.INPUTS, 1, 2)
                .integer(Protocol.ShaderNode.OUTPUTS, 3, 1)
                .integer(Protocol.ShaderNode.VALUES, 1, 3)
                .integer(Protocol.ShaderNode.LINKS, 0, 1)
                .integer(Protocol.ShaderNode.OBJECT_TO_WORLD, 0);
        builder.add(Protocol.Lists.SHADER_LINKS, Protocol.ShaderLink.BYTES).integer(Protocol.ShaderLink.INPUT, 1, 0, 0);
        builder.addShaderGraph(1, 0);
        builder.addMaterial("shining").integer(Protocol.Material.GRAPH, 0);
        builder.addMaterial("black");
        builder.addMesh();
        builder.addInstances(0, 1);
        ShaderNode value = new ShaderNode(
                "ShaderNodeValue", "ShaderNodeValue", List.of(), List.of(socket("Value", SocketType.FLOAT, 4)),
                Settings.of(Map.of("blender_version", 502)), Optional.empty(), Optional.empty(), Optional.empty());
        ShaderNode emission = new ShaderNode(
                "ShaderNodeEmission", "ShaderNodeEmission",
                List.of(socket("Color", SocketType.COLOR, 1), new ShaderSocket(
                        "Strength", SocketType.FLOAT, new Vector4f(2, 2, 2, 1), Optional.of(new ShaderLink(0, "Value")))),
                List.of(socket("Emission", SocketType.SHADER, 3)),
                Settings.of(Map.of("object_to_world", List.of(1f, 0f, 0f, 0f, 0f, 1f, 0f, 0f, 0f, 0f, 1f, 0f, 5f, 6f, 7f, 1f))),
                Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals(
                new ShaderGraph(
                        List.of(value, emission), Optional.of(new ShaderLink(1, "Emission")), Optional.empty(), Optional.empty()),
                decode().instances().get(0).materials().get(0).graph());
        assertEquals(ShaderGraph.EMPTY, decode().instances().get(0).materials().get(1).graph());
    }

    private ShaderGraph graphOf(int material) {
        return decode().instances().get(0).materials().get(material).graph();
    }

    /** A description goes on where the one before ended. */
    @Test
    void graphsThatHaveBeenDescribedAlreadyStayTheSameObjects() {
        builder.addImage(1, 1, 4);
        builder.addTexturedMaterial("first", 0);
        DescriptionBuilder.Struct second = builder.addMaterial("second");
        builder.addMesh();
        builder.addInstances(0, 1);
        ShaderGraph first = graphOf(0);
        builder.addTexturedMaterial("unused", 0);
        second.integer(Protocol.Material.GRAPH, 1);
        ShaderGraph added = graphOf(1);
        assertSame(first, graphOf(0));
        assertSame(added, graphOf(1));
        builder.get(Protocol.Lists.SOCKET_VALUES, 0).real(0, 7);
        ShaderGraph changed = graphOf(0);
        assertNotSame(first, changed);
        assertEquals(7, changed.nodes().get(0).outputs().get(0).value().x());
        assertSame(changed, graphOf(0));
        session.clear();
        assertNotSame(changed, graphOf(0));
    }

    @Test
    void graphsWithAnotherImageAreOthers() {
        DescriptionBuilder.Struct image = builder.addImage(1, 1, 4);
        builder.addTexturedMaterial("first", 0);
        builder.addMesh();
        builder.addInstances(0);
        ShaderGraph first = graphOf(0);
        image.integer64(Protocol.Image.STATE, 78);
        assertNotSame(first, graphOf(0));
    }

    private static ShaderSocket socket(String identifier, SocketType type, float value) {
        return new ShaderSocket(identifier, type, new Vector4f(value, value, value, 1), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesIndicesOutside(int index) {
        String told = Integer.toUnsignedString(index) + " of ";
        builder.addMesh();
        builder.addMaterial("A");
        builder.addObject(1, "object");
        DescriptionBuilder.Struct prototype = builder.addPrototype(index, 0, 0);
        builder.addInstance(0);
        assertRefused("the description of the scene names geometry " + told + 1);
        prototype.integer(Protocol.Prototype.GEOMETRY, 0, index);
        assertRefused("the description of the scene names object " + told + 1);
        prototype.integer(Protocol.Prototype.OBJECT, 0);
        builder.get(Protocol.Lists.SLOTS, 0).integer(0, index);
        assertRefused("the description of the scene names material " + told + 1);
        builder.get(Protocol.Lists.SLOTS, 0).integer(0, 0);
        builder.get(Protocol.Lists.INSTANCE_PROTOTYPES, 0).integer(0, index);
        assertRefused("the description of the scene names prototype " + told + 1);
        builder.get(Protocol.Lists.INSTANCE_PROTOTYPES, 0).integer(0, 0);
        builder.addTexturedMaterial("B", index);
        assertRefused("the description of the scene names image " + told + 0);
    }

    @Test
    void refusesRangesOutside() {
        DescriptionBuilder.Struct mesh = builder.addMesh();
        for (int[] range : new int[][] {{0, 8}, {8, 1}, {-1, 1}, {0, -1}, {Integer.MAX_VALUE, Integer.MAX_VALUE}}) {
            mesh.integer(Protocol.Geometry.ARRAYS, range);
            assertRefused("the description of the scene names " + Integer.toUnsignedString(range[1]) + " times array from ");
        }
        mesh.integer(Protocol.Geometry.ARRAYS, 0, 7).integer(Protocol.Geometry.NAME, 0, Integer.MAX_VALUE);
        assertRefused("the description of the scene names 2147483647 times byte of text from 0 on");
    }

    @Test
    void refusesNumbersThatStandForNothing() {
        DescriptionBuilder.Struct mesh = builder.addMesh();
        mesh.integer(Protocol.Geometry.KIND, 99);
        assertRefused("the description of the scene names geometry kind 99 of 3");
        mesh.integer(Protocol.Geometry.KIND, 0, 2);
        assertRefused("the description of the scene has a geometry of unknown state 2");
        mesh.integer(Protocol.Geometry.STATE, 0);
        builder.get(Protocol.Lists.ARRAYS, 0).integer(Protocol.Array.TYPE, -1);
        assertRefused("the description of the scene names array type 4294967295 of 10");
        builder.get(Protocol.Lists.ARRAYS, 0).integer(Protocol.Array.TYPE, ArrayType.FLOAT3.ordinal());
        builder.addObject(1, "object");
        builder.addLight(4, 0);
        assertRefused("the description of the scene has a light of unknown type 4");
        builder.clear(Protocol.Lists.LIGHTS);
        builder.addImage(0, 1, 1);
        assertRefused("image 'image' can't have 0x1 pixels of 1 channels");
        builder.get(Protocol.Lists.IMAGES, 0).integer(Protocol.Image.WIDTH, 1, 1, 5);
        assertRefused("image 'image' can't have 1x1 pixels of 5 channels");
        builder.get(Protocol.Lists.IMAGES, 0).integer(Protocol.Image.CHANNELS, 1, 1);
        assertRefused("the description of the scene has an image of unknown format 1");
    }

    @Test
    void refusesArraysThatAreNotWhatTheirNameSays() {
        builder.addMesh();
        DescriptionBuilder.Struct positions = builder.get(Protocol.Lists.ARRAYS, 0);
        positions.integer(Protocol.Array.COUNT, 5);
        assertRefused("mesh 'Mesh é': array '.position' of 5 values has 48 bytes");
        positions.integer(Protocol.Array.DOMAIN, Domain.CORNER.ordinal(), ArrayType.FLOAT3.ordinal(), 4);
        assertRefused("mesh 'Mesh é' can't have an array GeometryArray[name=.position, domain=CORNER");
        positions.integer(Protocol.Array.DOMAIN, Domain.POINT.ordinal(), ArrayType.FLOAT2.ordinal(), 6);
        assertRefused("mesh 'Mesh é' can't have an array GeometryArray[name=.position, domain=POINT, type=FLOAT2");
        positions.integer(Protocol.Array.TYPE, ArrayType.FLOAT3.ordinal(), 4).integer64(Protocol.Array.VALUES, 0);
        assertRefused("the description of the scene names memory outside of its arena: segment 0");
        positions.integer64(Protocol.Array.VALUES, 2);
        assertRefused("there is no segment 2");
    }

    @Test
    void refusesTwoOfOneId() {
        builder.addMesh();
        builder.addMesh();
        assertRefused("the description of the scene has two geometries with id 1");
        builder.clear(Protocol.Lists.GEOMETRIES);
        builder.addImage(1, 1, 1);
        builder.addImage(1, 1, 1).integer64(Protocol.Image.ID, 1);
        assertRefused("the description of the scene has two images with id 1");
    }

    @Test
    void refusesListsThatDoNotFit() {
        builder.addMesh();
        builder.addInstances();
        builder.add(Protocol.Lists.INSTANCE_IDS, Long.BYTES);
        builder.add(Protocol.Lists.INSTANCE_IDS, Long.BYTES);
        assertRefused("the description of the scene has 1 instances, but 2 ids of instances");
        builder.clear(Protocol.Lists.INSTANCE_MATRICES);
        assertRefused("the description of the scene has 1 instances, but 0 matrices of instances");
        builder.add(Protocol.Lists.INSTANCE_MATRICES, 60);
        assertRefused("the description of the scene has 60 bytes for its list of each matrix of an instance");
        builder.clear(Protocol.Lists.SCENES);
        builder.clear(Protocol.Lists.INSTANCE_MATRICES);
        assertRefused("the description of the scene has 0 scenes, not one");
    }

    /** Whatever the bytes are: a scene, or a PassbridgeException, and nothing else. */
    @Test
    void anyBytesAreRefusedOrRead() {
        Random random = new Random(1);
        int readCount = 0;
        for (int run = 0; run < 2000; run++) {
            DescriptionBuilder hostile = new DescriptionBuilder(1);
            hostile.addMesh();
            hostile.addCurves();
            hostile.addPointCloud();
            hostile.addImage(1, 1, 1);
            hostile.addTexturedMaterial("A", 0);
            hostile.addInstances(0, Protocol.NONE);
            hostile.addLight(run % 4, 0);
            for (int change = 0; change < 1 + run % 3; change++) {
                int list = random.nextInt(Protocol.Lists.COUNT);
                if (hostile.count(list) > 0 && list != Protocol.Lists.TEXT) {
                    DescriptionBuilder.Struct struct = hostile.get(list, random.nextInt(hostile.count(list)));
                    int member = random.nextInt(structBytes(list) / Integer.BYTES) * Integer.BYTES;
                    // No other addresses: the library guarantees those.
                    if (list != Protocol.Lists.ARRAYS || member < Protocol.Array.VALUES) {
                        int[] evil = {random.nextInt(), -1, 1, 2, 3, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7FC00000, 0x7F800000};
                        struct.integer(member, evil[random.nextInt(evil.length)]);
                    }
                }
            }
            try {
                decodePossible(hostile).ifPresent(scene -> scene.instances().forEach(instance -> gatherAll(instance.geometry())));
                readCount++;
            } catch (PassbridgeException refused) {
                assertFalse(refused.getMessage().isEmpty());
            }
        }
        assertTrue(readCount > 200, readCount + " of 2000 were read");
    }

    private static int structBytes(int list) {
        return switch (list) {
            case Protocol.Lists.GEOMETRIES -> Protocol.Geometry.BYTES;
            case Protocol.Lists.ARRAYS -> Protocol.Array.BYTES;
            case Protocol.Lists.OBJECTS -> Protocol.Object.BYTES;
            case Protocol.Lists.PROTOTYPES -> Protocol.Prototype.BYTES;
            case Protocol.Lists.MATERIALS -> Protocol.Material.BYTES;
            case Protocol.Lists.SHADER_GRAPHS -> Protocol.ShaderGraph.BYTES;
            case Protocol.Lists.SHADER_NODES -> Protocol.ShaderNode.BYTES;
            case Protocol.Lists.SHADER_SOCKETS -> Protocol.ShaderSocket.BYTES;
            case Protocol.Lists.IMAGES -> Protocol.Image.BYTES;
            case Protocol.Lists.LIGHTS -> Protocol.Light.BYTES;
            case Protocol.Lists.SCENES -> Protocol.Scene.BYTES;
            case Protocol.Lists.INSTANCE_MATRICES -> 16 * Float.BYTES;
            default -> Integer.BYTES;
        };
    }

    private static void gatherAll(Geometry geometry) {
        if (geometry instanceof Mesh mesh) {
            List<VertexValue> values = new ArrayList<>(mesh.attributes());
            values.addAll(List.of(DerivedValue.values()));
            Mesh.read(mesh, FlatNormals.OF_FACE, values.toArray(new VertexValue[0]));
        } else if (geometry instanceof Curves curves && curves.maxPieceCount(1) < 10_000) {
            curves.gather(1, direct((int) (2 * curves.maxPieceCount(1) * curves.vertexBytes())),
                    direct((int) curves.maxPieceCount(1) * Curves.PIECE_INDEX_COUNT * Integer.BYTES));
        } else if (geometry instanceof PointCloud cloud && cloud.pointCount() < 10_000) {
            cloud.gather(direct(cloud.pointCount() * PointCloud.SPHERE_BYTES));
        }
    }

    /** What is unchanged, by its content or because the capture says so, stays the same object. */
    @Test
    void unchangedGeometriesAreTheSameObjects() {
        builder.addMesh();
        builder.addCurves();
        builder.addPointCloud();
        builder.addInstances();
        List<Geometry> first = decode().instances().stream().map(Instance::geometry).toList();
        assertEquals(first, decode().instances().stream().map(Instance::geometry).toList());
        for (int i = 0; i < 3; i++) {
            builder.get(Protocol.Lists.GEOMETRIES, i)
                    .integer(Protocol.Geometry.STATE, Protocol.GeometryState.UNCHANGED).integer(Protocol.Geometry.ARRAYS, 0, 0);
        }
        List<Geometry> unchanged = decode().instances().stream().map(Instance::geometry).toList();
        for (int i = 0; i < 3; i++) {
            assertSame(first.get(i), unchanged.get(i));
            assertFalse(first.get(i).isReadable(), "nothing of it came with this scene");
        }
        builder.get(Protocol.Lists.GEOMETRIES, 0).integer(Protocol.Geometry.STATE, 0).integer(Protocol.Geometry.ARRAYS, 0, 7);
        assertSame(first.get(0), geometry(0), "its values are there again");
        assertTrue(first.get(0).isReadable());
        builder.get(Protocol.Lists.GEOMETRIES, 0).integer64(Protocol.Geometry.CONTENT, 99);
        Geometry changed = geometry(0);
        assertNotSame(first.get(0), changed);
        assertEquals(first.get(0).id(), changed.id());
    }

    @Test
    void whatIsNotHereIsMissing() {
        builder.addMesh().integer(Protocol.Geometry.STATE, Protocol.GeometryState.UNCHANGED).integer(Protocol.Geometry.ARRAYS, 0, 0);
        builder.addCurves();
        builder.addInstances();
        assertEquals(Optional.empty(), decodePossible(builder));
        assertEquals(Set.of(1L), missing);
        builder.get(Protocol.Lists.GEOMETRIES, 0).integer(Protocol.Geometry.STATE, 0).integer(Protocol.Geometry.ARRAYS, 0, 7);
        assertEquals(2, decode().instances().size());
    }

    /** A geometry of another kind under the same id is another geometry. */
    @Test
    void kindMayChange() {
        builder.addPointCloud();
        builder.addInstances();
        assertTrue(geometry(0) instanceof PointCloud);
        builder.clear(Protocol.Lists.GEOMETRIES);
        builder.addMesh().integer64(Protocol.Geometry.ID, 3);
        assertTrue(geometry(0) instanceof Mesh);
    }

    @Test
    void whatWasNotRetainedCanNotBeReadAfterSync() {
        builder.addMesh();
        builder.addInstances();
        Mesh mesh = (Mesh) geometry(0);
        lease.close();
        assertFalse(mesh.isReadable());
        String told = assertThrows(IllegalStateException.class, () -> Mesh.read(mesh, FlatNormals.ZERO)).getMessage();
        assertTrue(told.startsWith("the values of mesh 'Mesh é' are not in memory any more"), told);
        assertTrue(told.contains("retain()"), told);
        assertThrows(IllegalStateException.class, mesh::retain);
        assertThrows(IllegalStateException.class, () -> mesh.readFloats(mesh.arrays().get(0)));
        assertEquals(7, mesh.arrays().size(), "what it is can be asked at any time");
    }

    @Test
    void whatIsRetainedCanBeReadUntilItIsClosed() {
        builder.addMesh();
        builder.addInstances();
        Mesh mesh = (Mesh) geometry(0);
        Retention first = mesh.retain();
        Retention second = mesh.retain();
        lease.close();
        assertEquals(2, arena.holderCount());
        first.close();
        first.close();
        assertEquals(1, arena.holderCount());
        assertEquals(5, Mesh.read(mesh, FlatNormals.ZERO).vertexCount());
        second.close();
        assertEquals(0, arena.holderCount());
        assertThrows(IllegalStateException.class, () -> Mesh.read(mesh, FlatNormals.ZERO));
    }

    @Test
    void theGarbageCollectorClosesWhatIsLost() throws InterruptedException {
        builder.addMesh();
        builder.addInstances();
        geometry(0).retain();
        assertEquals(1, arena.holderCount());
        for (int i = 0; i < 200 && arena.holderCount() > 0; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertEquals(0, arena.holderCount());
    }

    /** Ten threads read, and the end of sync waits for those that are at it. */
    @Test
    void tenThreadsReadAtOnce() throws Exception {
        builder.addMesh();
        builder.addCurves();
        builder.addInstances();
        Scene scene = decode();
        AtomicBoolean isReleased = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(10);
        CountDownLatch haveRead = new CountDownLatch(10);
        List<Future<Integer>> reads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int index = i % 2;
            reads.add(threads.submit(() -> {
                int count = 0;
                try {
                    while (true) {
                        gatherAll(scene.instances().get(index).geometry());
                        if (count++ == 0) {
                            haveRead.countDown();
                        }
                    }
                } catch (IllegalStateException ended) {
                    assertTrue(isReleased.get() || !scene.instances().get(index).geometry().isReadable());
                    return count;
                }
            }));
        }
        assertTrue(haveRead.await(30, TimeUnit.SECONDS));
        lease.close();
        isReleased.set(true);
        threads.shutdown();
        assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
        for (Future<Integer> read : reads) {
            assertTrue(read.get() > 0, "each thread has read");
        }
    }

    @Test
    void aLeaseIsClosedOnceItsReadersAreDone() throws InterruptedException {
        AtomicBoolean isReleased = new AtomicBoolean();
        Lease lent = new Lease(() -> isReleased.set(true));
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread reader = new Thread(() -> lent.use(() -> {
            reading.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertFalse(isReleased.get());
        }));
        reader.start();
        reading.await();
        Thread closer = new Thread(lent::close);
        closer.start();
        closer.join(100);
        assertTrue(closer.isAlive());
        assertFalse(isReleased.get());
        goOn.countDown();
        closer.join(10_000);
        assertTrue(isReleased.get());
        assertFalse(lent.use(() -> {
            throw new AssertionError("it is closed");
        }));
        reader.join();
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
