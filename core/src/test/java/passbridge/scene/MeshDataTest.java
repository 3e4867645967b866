// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What geometries give beside what they gather: arrays, plain data, tangents, normals of flat triangles, polygons. */
class MeshDataTest {
    private static final float[] SQUARE = {0, 0, 0, 2, 0, 0, 2, 2, 0, 0, 2, 0};
    private static final int[] TWO_TRIANGLES = {0, 1, 2, 0, 2, 3};
    private static final float ROUNDING = 1e-6f;

    private static TriangleMesh square() {
        return TriangleMesh.of("square", SQUARE, TWO_TRIANGLES);
    }

    @Test
    void plainArraysHaveWhatIsGathered() {
        TriangleMesh mesh = square().withNormals(0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1).withSlots(2, 0)
                .withAttribute("heat", ArrayType.FLOAT, 1, 2, 3, 4);
        MeshAttribute heat = mesh.attribute("heat").orElseThrow();
        MeshData data = Mesh.read(mesh, FlatNormals.ZERO, heat);
        assertArrayEquals(SQUARE, data.positions());
        assertArrayEquals(new float[] {0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1}, data.normals());
        assertArrayEquals(new float[] {1, 2, 3, 4}, data.values().get(heat));
        assertArrayEquals(new int[] {0, 2, 3, 0, 1, 2}, data.indices());
        assertArrayEquals(new int[] {1, 0, 1}, data.slotTriangleCounts());
        assertEquals(3, mesh.slotCount());
    }

    @Test
    void flatTrianglesHaveTheirNormalWhereItIsWanted() {
        TriangleMesh roof = TriangleMesh.of("roof", new float[] {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1}, new int[] {0, 1, 2, 0, 3, 1, 0, 0, 0});
        assertEquals(4, roof.vertexCount(List.of(), FlatNormals.ZERO));
        assertEquals(9, roof.vertexCount(List.of(), FlatNormals.OF_FACE));
        MeshData data = Mesh.read(roof, FlatNormals.OF_FACE);
        assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8}, data.indices());
        assertArrayEquals(
                new float[] {
                    0, 0, 1, 0, 0, 1, 0, 0, 1,
                    0, 1, 0, 0, 1, 0, 0, 1, 0,
                    0, 0, 0, 0, 0, 0, 0, 0, 0 // without area it has none
                },
                data.normals());
        assertArrayEquals(new float[] {0, 0, 1}, Arrays.copyOfRange(data.positions(), 12, 15));
    }

    @Test
    void smoothMeshesStayAsTheyAre() {
        TriangleMesh sphere = TriangleMesh.sphere(1, 4);
        assertEquals(sphere.vertexCount(List.of()), sphere.vertexCount(List.of(), FlatNormals.OF_FACE));
        assertArrayEquals(Mesh.read(sphere, FlatNormals.ZERO).normals(), Mesh.read(sphere, FlatNormals.OF_FACE).normals());
    }

    @ParameterizedTest
    @ValueSource(floats = {1, -1})
    void tangentsFollowTheMap(float side) {
        TriangleMesh mesh = square().withNormals(0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1)
                .withUvs(0, 0, side, 0, side, 1, 0, 1);
        Tangent tangent = new Tangent(mesh.uvMap().orElseThrow());
        float[] tangents = Mesh.read(mesh, FlatNormals.ZERO, tangent).values().get(tangent);
        for (int vertex = 0; vertex < 4; vertex++) {
            assertEquals(side, tangents[4 * vertex], ROUNDING);
            assertEquals(0, tangents[4 * vertex + 1], ROUNDING);
            assertEquals(0, tangents[4 * vertex + 2], ROUNDING);
            assertEquals(side, tangents[4 * vertex + 3]);
        }
    }

    /** On a sphere u grows to the east, and v to the north: along cross(normal, tangent). */
    @Test
    void tangentsOfASphereAreSmooth() {
        TriangleMesh sphere = TriangleMesh.sphere(3, 32);
        Tangent tangent = new Tangent(sphere.uvMap().orElseThrow());
        MeshData data = Mesh.read(sphere, FlatNormals.OF_FACE, tangent, sphere.uvMap().orElseThrow());
        float[] tangents = data.values().get(tangent);
        int looked = 0;
        for (int vertex = 0; vertex < data.vertexCount(); vertex++) {
            Vector3f normal = new Vector3f(data.normals()[3 * vertex], data.normals()[3 * vertex + 1], data.normals()[3 * vertex + 2]);
            float u = data.values().get(sphere.uvMap().orElseThrow())[2 * vertex];
            if (Math.abs(normal.z) < 0.9f && u > 0 && u < 1) { // near the poles and at the seam triangles lie on one side only
                Vector3f found = new Vector3f(tangents[4 * vertex], tangents[4 * vertex + 1], tangents[4 * vertex + 2]);
                Vector3f east = new Vector3f(-normal.y, normal.x, 0).normalize();
                assertEquals(1, found.dot(east), 0.01); // a tessellation of 32 segments
                assertEquals(0, found.dot(normal), ROUNDING);
                assertEquals(1, tangents[4 * vertex + 3]);
                looked++;
            }
        }
        assertTrue(looked > 1000, looked + " vertices");
    }

    @Test
    void tangentsNeedAnAreaAndAPairOfNumbers() {
        TriangleMesh mesh = square().withUvs(new float[8]);
        Tangent tangent = new Tangent(mesh.uvMap().orElseThrow());
        assertArrayEquals(
                new float[] {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1},
                Mesh.read(mesh, FlatNormals.ZERO, tangent).values().get(tangent));
        MeshAttribute number = square().withAttribute("a", ArrayType.FLOAT, 1, 2, 3, 4).attributes().get(0);
        assertThrows(IllegalArgumentException.class, () -> new Tangent(number));
    }

    @Test
    void valuesKeepTheWantedOrder() {
        TriangleMesh mesh = square().withUvs(0, 0, 1, 0, 1, 1, 0, 1).withAttribute("heat", ArrayType.FLOAT, 1, 2, 3, 4);
        MeshAttribute uvs = mesh.uvMap().orElseThrow();
        MeshAttribute heat = mesh.attribute("heat").orElseThrow();
        List<VertexValue> values = List.of(heat, new Tangent(uvs), uvs);
        ByteBuffer vertices = direct(4 * Mesh.vertexBytes(values));
        mesh.gather(values, FlatNormals.ZERO, vertices, direct(24), 1);
        assertEquals(3, vertices.getFloat(2 * 52 + 24)); // heat of vertex 2
        assertEquals(1, vertices.getFloat(2 * 52 + 28)); // its tangent
        assertEquals(1, vertices.getFloat(2 * 52 + 28 + 12));
        assertEquals(1, vertices.getFloat(2 * 52 + 44)); // its u
        assertThrows(IllegalArgumentException.class, () -> mesh.gather(values, FlatNormals.ZERO, direct(207), direct(24), 1));
        assertThrows(IllegalArgumentException.class,
                () -> mesh.gather(List.of(heat, heat), FlatNormals.OF_FACE, direct(999), direct(24), 1));
    }

    @Test
    void arraysCanBeReadAndCopiedInPart() {
        TriangleMesh mesh = square().withUvs(0, 0, 1, 0, 1, 1, 0, 1).withSlots(1, 0);
        GeometryArray positions = mesh.array(GeometryArray.POSITION).orElseThrow();
        assertEquals(new GeometryArray(".position", Domain.POINT, ArrayType.FLOAT3, 4, 0), positions);
        assertArrayEquals(SQUARE, mesh.readFloats(positions));
        assertArrayEquals(new int[] {0, 1}, mesh.readIntegers(mesh.array(GeometryArray.MATERIAL_SLOT).orElseThrow()));
        assertTrue(mesh.array("UVMap").orElseThrow().isAttribute());
        ByteBuffer part = direct(4 + 24).position(4);
        mesh.copyValues(positions, 2, 2, part);
        assertEquals(List.of(2f, 2f, 0f, 0f, 2f, 0f), List.of(
                part.getFloat(4), part.getFloat(8), part.getFloat(12), part.getFloat(16), part.getFloat(20), part.getFloat(24)));
        assertThrows(IllegalArgumentException.class, () -> mesh.copyValues(positions, 3, 2, part));
        assertThrows(IllegalArgumentException.class, () -> mesh.copyValues(positions, 0, 3, part));
        assertThrows(IllegalArgumentException.class, () -> mesh.copyValues(positions, 0, 1, ByteBuffer.allocate(99)));
        assertThrows(IllegalArgumentException.class, () -> mesh.readIntegers(positions));
        assertEquals(Optional.of(new Bounds(new Vector3f(), new Vector3f(2, 2, 0))), mesh.bounds());
        assertEquals(Optional.empty(), TriangleMesh.of("nothing", new float[0], new int[0]).bounds());
    }

    /** A pentagon and a triangle, and what damaged files have. */
    @Test
    void polygonsAreWhatWasTriangulated() {
        GeometryArrays arrays = GeometryArrays.NONE
                .with(GeometryArray.POSITION, Domain.POINT, ArrayType.FLOAT3, new float[18])
                .with(GeometryArray.CORNER_VERTEX, Domain.CORNER, ArrayType.INT32, 4, 3, 2, 1, 0, 5, 4, 0, 9, 0, 1)
                .with(GeometryArray.TRIANGLE_CORNERS, Domain.TRIANGLE, ArrayType.INT32X3,
                        0, 1, 2, 0, 2, 4, 2, 3, 4, 5, 6, 7, 8, 9, 10, -1, 0, 99)
                .with(GeometryArray.TRIANGLE_FACE, Domain.TRIANGLE, ArrayType.INT32, 0, 0, 0, 1, 2, 7);
        MeshPolygons polygons = MeshPolygons.read(new ArraysAlone(arrays));
        assertEquals(3, polygons.count());
        assertArrayEquals(new int[] {0, 5, 8, 8}, polygons.offsets());
        assertArrayEquals(new int[] {4, 3, 2, 1, 0, 5, 4, 0}, polygons.vertices());
        assertArrayEquals(TWO_TRIANGLES, MeshPolygons.read(square()).vertices());
    }

    @Test
    void objectsAreSelectedByTheirIds() {
        SceneObject one = SceneObject.named(1, "one");
        SceneObject two = SceneObject.named(2, "two");
        assertTrue(ObjectSelection.ALL.contains(one));
        ObjectSelection onlyOne = new ObjectSelection(Set.of(1L), Set.of());
        assertEquals(List.of(true, false), List.of(onlyOne.contains(one), onlyOne.contains(two)));
        ObjectSelection notOne = new ObjectSelection(Set.of(), Set.of(1L));
        assertEquals(List.of(false, true), List.of(notOne.contains(one), notOne.contains(two)));
        assertEquals(5, one.hiddenFrom(Ray.CAMERA).visibleTo().size());
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** A mesh that has arrays, and gathers nothing. */
    private record ArraysAlone(GeometryArrays values) implements Mesh {
        @Override
        public long id() {
            return 1;
        }

        @Override
        public String name() {
            return "arrays";
        }

        @Override
        public List<GeometryArray> arrays() {
            return values.list();
        }

        @Override
        public void copyValues(GeometryArray array, int first, int count, ByteBuffer target) {
            values.copyValues(array, first, count, target);
        }

        @Override
        public int triangleCount() {
            return 0;
        }

        @Override
        public int slotCount() {
            return 1;
        }

        @Override
        public List<MeshAttribute> attributes() {
            return List.of();
        }

        @Override
        public Optional<MeshAttribute> uvMap() {
            return Optional.empty();
        }

        @Override
        public Optional<MeshAttribute> colorAttribute() {
            return Optional.empty();
        }

        @Override
        public int vertexCount(List<MeshAttribute> wanted) {
            return 0;
        }

        @Override
        public int[] gather(List<MeshAttribute> wanted, ByteBuffer vertices, ByteBuffer indices, int slotCount) {
            return new int[slotCount];
        }
    }

    /** Two squares, of which the second has its vertices twice, as two triangles. */
    private static final TriangleMesh SQUARES = TriangleMesh.of("squares",
            new float[] {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 2, 0, 0, 2, 1, 0, 1, 0, 0, 2, 1, 0, 1, 1, 0},
            new int[] {0, 1, 2, 0, 2, 3, 4, 5, 6, 7, 8, 9});

    @Test
    void islandsAreConnectedByEdgesAlone() {
        float[] islands = Mesh.read(SQUARES, FlatNormals.ZERO, DerivedValue.ISLAND).values().get(DerivedValue.ISLAND);
        for (int first : new int[] {0, 4, 7}) {
            assertEquals(islands[first], islands[first + 1]);
            assertEquals(islands[first], islands[first + 2]);
        }
        assertEquals(islands[0], islands[3]);
        assertEquals(3, IntStream.of(0, 4, 7).mapToObj(vertex -> islands[vertex]).distinct().count());
    }

    @Test
    void pointinessIsThatOfAllVerticesAtAPlace() {
        float[] pointiness = Mesh.read(SQUARES, FlatNormals.ZERO, DerivedValue.POINTINESS).values().get(DerivedValue.POINTINESS);
        for (float flat : pointiness) {
            assertEquals(0.5f, flat, 1e-6f);
        }
        MeshData cube = Mesh.read(TriangleMesh.cube(1), FlatNormals.ZERO, DerivedValue.POINTINESS);
        for (float convex : cube.values().get(DerivedValue.POINTINESS)) {
            assertTrue(convex > 0.6f && convex < 0.9f, "at a corner of a cube: " + convex);
        }
    }

    @Test
    void eachTriangleHasItsOwnCoordinates() {
        MeshData data = Mesh.read(SQUARES, FlatNormals.ZERO, DerivedValue.PARAMETRIC);
        float[] parametric = data.values().get(DerivedValue.PARAMETRIC);
        assertEquals(12, data.vertexCount());
        for (int triangle = 0; triangle < 4; triangle++) {
            float[] corners = new float[6];
            for (int corner = 0; corner < 3; corner++) {
                int vertex = data.indices()[3 * triangle + corner];
                System.arraycopy(parametric, 2 * vertex, corners, 2 * corner, 2);
            }
            assertArrayEquals(new float[] {1, 0, 0, 1, 0, 0}, corners);
        }
        assertArrayEquals(new float[36], data.normals(), "flat triangles stay without normals where these are not wanted");
    }
}
