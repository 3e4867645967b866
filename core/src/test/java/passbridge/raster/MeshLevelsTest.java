// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Light;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.TriangleMesh;

@ExtendWith(CurrentContext.class)
class MeshLevelsTest {
    private static final int SIZE = 64;
    private static final int SAMPLES = 16;
    private static final int GRID = 60; // squares along each side

    /** Buffers for so little: a mesh in several pieces has no levels. */
    private static final int SMALL_PART_BYTES = 1 << 16;

    private static ByteBuffer direct(int sizeBytes) {
        return ByteBuffer.allocateDirect(sizeBytes).order(ByteOrder.nativeOrder());
    }

    private static MeshLevels.Source source(TriangleMesh mesh, int slotCount) {
        List<MeshAttribute> attributes = mesh.attributes();
        int vertexBytes = Mesh.vertexBytes(attributes);
        ByteBuffer vertices = direct(mesh.vertexCount(attributes) * vertexBytes);
        ByteBuffer indices = direct(mesh.triangleCount() * 3 * Integer.BYTES);
        int[] slotTriangleCounts = mesh.gather(attributes, vertices, indices, slotCount);
        int[] corners = new int[mesh.triangleCount() * 3];
        indices.asIntBuffer().get(corners);
        return new MeshLevels.Source(vertices, vertexBytes, corners, slotTriangleCounts);
    }

    private static Vector3f position(MeshLevels.Source source, int vertex) {
        int first = vertex * source.vertexBytes();
        return new Vector3f(source.vertices().getFloat(first), source.vertices().getFloat(first + 4), source.vertices().getFloat(first + 8));
    }

    /** A square from -1 to 1 at these heights, of which what is left of the middle is in slot 0, the rest in slot 1. */
    private static TriangleMesh square(DoubleBinaryOperator height) {
        float[] positions = new float[3 * (GRID + 1) * (GRID + 1)];
        int[] indices = new int[6 * GRID * GRID];
        int[] slots = new int[2 * GRID * GRID];
        for (int i = 0; i < positions.length / 3; i++) {
            positions[3 * i] = 2f * (i % (GRID + 1)) / GRID - 1;
            positions[3 * i + 1] = 2f * (i / (GRID + 1)) / GRID - 1;
            positions[3 * i + 2] = (float) height.applyAsDouble(positions[3 * i], positions[3 * i + 1]);
        }
        for (int square = 0; square < GRID * GRID; square++) {
            int corner = square / GRID * (GRID + 1) + square % GRID;
            int[] two = {corner, corner + 1, corner + GRID + 2, corner, corner + GRID + 2, corner + GRID + 1};
            System.arraycopy(two, 0, indices, 6 * square, 6);
            Arrays.fill(slots, 2 * square, 2 * square + 2, square % GRID < GRID / 2 ? 0 : 1);
        }
        return TriangleMesh.of("square", positions, indices).withSlots(slots);
    }

    @Test
    void levelsOfASphereAreNearIt() {
        MeshLevels.Source sphere = source(TriangleMesh.sphere(1, 64), 1);
        List<MeshLevels.Level> levels = MeshLevels.of(sphere, () -> false);
        int before = sphere.corners().length / 3;
        for (MeshLevels.Level level : levels) {
            int count = level.indices().length / 3;
            assertTrue(count < 0.6 * before && count == level.slotTriangleCounts()[0], count + " after " + before);
            before = count;
            for (int i = 0; i < level.indices().length; i += 3) {
                Vector3f middle = position(sphere, level.indices()[i]).add(position(sphere, level.indices()[i + 1]))
                        .add(position(sphere, level.indices()[i + 2])).div(3);
                // A deviation holds for nearly all; collapsed onto vertices, the largest triangles are a few times as far.
                assertTrue(1 - middle.length() < 4 * level.deviation(), count + " triangles: " + middle.length() + ", " + level.deviation());
            }
        }
        assertTrue(levels.stream().anyMatch(level -> level.deviation() < 0.05 && level.indices().length < sphere.corners().length / 20));
    }

    @Test
    void bordersOfSurfaceAndSlotsStay() {
        MeshLevels.Source square = source(square((x, y) -> 0), 2);
        List<MeshLevels.Level> levels = MeshLevels.of(square, () -> false);
        assertTrue(levels.size() > 5);
        for (MeshLevels.Level level : levels) {
            double[] areas = new double[2];
            for (int i = 0; i < level.indices().length; i += 3) {
                Vector3f a = position(square, level.indices()[i]);
                Vector3f b = position(square, level.indices()[i + 1]).sub(a);
                Vector3f c = position(square, level.indices()[i + 2]).sub(a);
                areas[i / 3 < level.slotTriangleCounts()[0] ? 0 : 1] += b.cross(c).z / 2;
            }
            assertEquals(2, areas[0], 1e-4); // rounding
            assertEquals(2, areas[1], 1e-4);
            assertTrue(level.deviation() < 0.01, "of a plane: " + level.deviation()); // what it finds near a vertex
        }
    }

    /** A corner that moves to where vertices differ takes the one on its own side. */
    @Test
    void cornersStayOnTheirSideOfASeam() {
        MeshLevels.Source whole = source(square((x, y) -> 0), 2);
        int cornerCount = whole.corners().length;
        float[] uvs = new float[2 * cornerCount]; // triangles of the first slot have 0, those of the second 10
        Arrays.fill(uvs, cornerCount, uvs.length, 10);
        TriangleMesh seamed = TriangleMesh.of("seamed", unwelded(whole), IntStream.range(0, cornerCount).toArray()).withUvs(uvs);
        MeshLevels.Source source = source(seamed, 1);
        List<MeshLevels.Level> levels = MeshLevels.of(source, () -> false);
        int[] indices = levels.get(3).indices();
        for (int i = 0; i < indices.length; i += 3) {
            float first = u(source, indices[i]);
            for (int corner = 1; corner < 3; corner++) {
                assertTrue(u(source, indices[i + corner]) == first || !hasWedge(source, position(source, indices[i + corner]), first));
            }
        }
    }

    private static float u(MeshLevels.Source source, int vertex) {
        return source.vertices().getFloat(vertex * source.vertexBytes() + Mesh.POSITION_AND_NORMAL_BYTES);
    }

    private static boolean hasWedge(MeshLevels.Source source, Vector3f at, float u) {
        int count = source.vertices().capacity() / source.vertexBytes();
        return IntStream.range(0, count).anyMatch(vertex -> position(source, vertex).equals(at)
                && u(source, vertex) == u);
    }

    private static float[] unwelded(MeshLevels.Source source) {
        float[] positions = new float[3 * source.corners().length];
        for (int corner = 0; corner < source.corners().length; corner++) {
            Vector3f at = position(source, source.corners()[corner]);
            positions[3 * corner] = at.x;
            positions[3 * corner + 1] = at.y;
            positions[3 * corner + 2] = at.z;
        }
        return positions;
    }

    private record Drawn(float[] picture, int triangleCount) {}

    private static Drawn drawn(Shown shown, VertexMemory memory) {
        try (RasterRenderer renderer = new RasterRenderer(memory, SurfaceProgram::new);
                TestFrame frame = new TestFrame(TestFrame.request(SIZE, SIZE, SAMPLES, 1.5f, List.of(Pass.COMBINED)))) {
            int triangleCount = frame.primitivesDrawnWith(renderer, shown);
            assertEquals(GL_NO_ERROR, glGetError());
            return new Drawn(frame.picture(Pass.COMBINED).clone(), triangleCount);
        }
    }

    /** Bowls and hills, neither of which may darken by their own coarser shadow, nor be lit through it. */
    @ParameterizedTest
    @ValueSource(floats = {0.8f, -0.8f})
    void shadowsOfLevelsAreThoseOfTheMesh(float height) {
        TriangleMesh hill = square((x, y) -> height * Math.exp(-4 * (x * x + y * y)));
        Shown shown = new TestScene(TestScene.orthographic(1.5f))
                .world(0.2f, 0.2f, 0.2f, false)
                .add(hill, new Matrix4f(), TestScene.REFLECTS_NOTHING, TestScene.WHITE, TestScene.WHITE)
                .add(TriangleMesh.plane(4), new Matrix4f().translation(0, 0, -1), TestScene.REFLECTS_NOTHING, TestScene.WHITE)
                .add(new Light.Sun(new Matrix4f().rotateX(0.7f), new Vector3f(2)))
                .add(new Light.Point(new Matrix4f().translation(1, 1, 2), new Vector3f(100), 0.1f))
                .build();
        Drawn withLevels = drawn(shown, new VertexMemory());
        Drawn whole = drawn(shown, new VertexMemory(SMALL_PART_BYTES));
        assertTrue(withLevels.triangleCount < 0.8 * whole.triangleCount, withLevels.triangleCount + " of " + whole.triangleCount);
        double sum = 0;
        double signed = 0;
        double difference = 0;
        for (int i = 0; i < whole.picture.length; i++) {
            sum += whole.picture[i];
            signed += withLevels.picture[i] - whole.picture[i];
            difference += Math.abs(withLevels.picture[i] - whole.picture[i]);
        }
        // What is pushed behind the surface by a quarter of a texel shades a little less where it ends: 0.4 % of all light.
        assertEquals(0, signed / sum, 0.006);
        assertTrue(difference < 0.006 * sum, difference / sum + " of the light differs");
    }

    /** A slot that a level has lost would be where the mesh is, and yet is not the mesh. */
    @Test
    void slotsOfOneSquareDeviate() {
        MeshLevels.Source square = source(square((x, y) -> 0), 2);
        int[] slotTriangleCounts = new int[GRID * GRID];
        Arrays.fill(slotTriangleCounts, 2);
        var source = new MeshLevels.Source(square.vertices(), square.vertexBytes(), square.corners(), slotTriangleCounts);
        for (MeshLevels.Level level : MeshLevels.of(source, () -> false)) {
            assertTrue(level.deviation() > 0.1f / GRID, level.indices().length / 3 + " triangles: " + level.deviation());
        }
    }

    /** The camera sees what is, however little its levels deviate. */
    @Test
    void camerasSeeTheMesh() {
        TriangleMesh flat = square((x, y) -> 0);
        Shown shown = new TestScene(TestScene.orthographic(2)).add(flat, TestScene.WHITE, TestScene.WHITE).build();
        try (RasterRenderer renderer = new RasterRenderer();
                TestFrame frame = new TestFrame(TestFrame.request(SIZE, SIZE, 1, 1.5f, List.of(Pass.OBJECT_INDEX)))) {
            int drawnCount = frame.primitivesDrawnWith(renderer, shown);
            assertTrue(drawnCount > 0 && drawnCount % flat.triangleCount() == 0, drawnCount + " triangles");
        }
    }

    /** Far beyond what a matrix can tell with its numbers. */
    @Test
    void camerasSeeThroughAnyClipRange() {
        Camera camera = Camera.perspective(new Matrix4f(), 1, 1, 1e-5f, 1e6f);
        TestScene scene = new TestScene(camera);
        for (int i = 0; i < 3; i++) {
            scene.add(TriangleMesh.sphere(0.5f, 64), new Matrix4f().translation(2 * i - 2, 0, -5), i + 1, TestScene.WHITE);
        }
        try (RasterRenderer renderer = new RasterRenderer();
                TestFrame frame = new TestFrame(TestFrame.request(SIZE, SIZE, 1, 1.5f, List.of(Pass.OBJECT_INDEX)))) {
            frame.drawWith(renderer, scene.build());
            assertEquals(2, frame.pixel(Pass.OBJECT_INDEX, SIZE / 2, SIZE / 2)[0]);
        }
    }

    /** Many instances are drawn in clusters, which keep what is each instance's own; those that the camera does not see are left out. */
    @Test
    void clustersOfInstances() {
        TriangleMesh sphere = TriangleMesh.sphere(0.3f, 64);
        TestScene scene = new TestScene(TestScene.orthographic(4));
        for (int i = 0; i < 100; i++) {
            scene.add(sphere, new Matrix4f().translation(i % 10 - 3.5f, 3.5f - i / 10, 0), i + 1, TestScene.WHITE);
        }
        try (RasterRenderer renderer = new RasterRenderer();
                TestFrame frame = new TestFrame(TestFrame.request(SIZE, SIZE, 1, 1.5f, List.of(Pass.OBJECT_INDEX)))) {
            int drawnCount = frame.primitivesDrawnWith(renderer, scene.build());
            for (int i = 0; i < 64; i++) {
                int row = i / 8;
                int column = i % 8;
                assertEquals(10 * row + column + 1, frame.pixel(Pass.OBJECT_INDEX, 8 * column + 4, SIZE - 1 - (8 * row + 3))[0], i + "");
            }
            assertTrue(drawnCount < 80L * 2 * sphere.triangleCount(), "what is not seen is drawn");
        }
    }
}
