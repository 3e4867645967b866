// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Scenes of one's own: builder, meshes and images in memory, and what records refuse. */
class SceneBuilderTest {
    private static final TriangleMesh TRIANGLE = TriangleMesh.of("triangle", new float[] {0, 0, 0, 1, 0, 0, 0, 1, 0}, new int[] {0, 1, 2});
    private static final Camera CAMERA =
            Camera.perspective(Camera.lookAt(new Vector3f(0, -5, 0), new Vector3f()), 1, 1, 0.1f, 100);
    /** Of sums and products of a few floats near 1. */
    private static final float ROUNDING = 1e-5f;

    @Test
    void buildsWhatItWasGiven() {
        Material red = Material.colored(1, 0, 0);
        Light sun = new Light.Sun(Light.aim(new Vector3f(0, 0, 5), new Vector3f()), new Vector3f(3));
        Matrix4f place = new Matrix4f().translation(1, 2, 3);
        SceneBuilder builder = Scene.builder().world(1, 2, 3).passAlphaThreshold(0.25f).add(TRIANGLE, place, red).add(sun);
        place.translate(9, 9, 9);
        Scene scene = builder.build();
        builder.add(TRIANGLE, red);

        assertEquals(new Scene(
                new World(new Vector3f(1, 2, 3), false),
                List.of(Instance.of(TRIANGLE, new Matrix4f().translation(1, 2, 3), red)), List.of(sun), 0.25f), scene);
        assertEquals(2, builder.build().instances().size());
    }

    @Test
    void camerasLookWhereTheyShould() {
        Vector3f target = new Vector3f(1, 2, 3);
        for (Vector3f eye : List.of(new Vector3f(4, -5, 3), new Vector3f(1, 2, 9), new Vector3f(1, 2, -9))) {
            Vector3f seen = Camera.lookAt(eye, target).transformPosition(target, new Vector3f());
            assertEquals(0, seen.x, ROUNDING);
            assertEquals(0, seen.y, ROUNDING);
            assertEquals(-eye.distance(target), seen.z, ROUNDING);
        }
        Vector3f above = Camera.lookAt(new Vector3f(4, -5, 3), target).transformPosition(new Vector3f(1, 2, 4));
        assertTrue(above.y > 0, "up is " + above);
    }

    @Test
    void projectionsShowWhatTheySay() {
        Vector3f corner = Camera.orthographic(new Matrix4f(), 4, 2, 1, 10).projection()
                .transformProject(new Vector3f(4, 2, -1), new Vector3f());
        assertEquals(1, corner.x, ROUNDING);
        assertEquals(1, corner.y, ROUNDING);
        Vector3f edge = Camera.perspective(new Matrix4f(), (float) Math.PI / 2, 2, 1, 10).projection()
                .transformProject(new Vector3f(6, 3, -3), new Vector3f());
        assertEquals(1, edge.x, ROUNDING);
        assertEquals(1, edge.y, ROUNDING);
    }

    @Test
    void lightsShineWhereTheyAreAimed() {
        Matrix4f light = Light.aim(new Vector3f(1, 1, 5), new Vector3f(1, 1, 0));
        assertTrue(light.transformDirection(new Vector3f(0, 0, -1)).equals(new Vector3f(0, 0, -1), ROUNDING));
        assertTrue(light.getTranslation(new Vector3f()).equals(new Vector3f(1, 1, 5), ROUNDING));
    }

    @Test
    void meshesAreGatheredBySlot() {
        TriangleMesh mesh = TriangleMesh.of("quad", new float[] {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0}, new int[] {0, 1, 2, 0, 2, 3, 3, 2, 1})
                .withNormals(0, 0, 2, 0, 0, 1, 0, 0, 0, 3, 0, 4)
                .withUvs(0, 0, 1, 0, 1, 1, 0, 1)
                .withSlots(5, 0, 1);
        List<MeshAttribute> uvs = List.of(mesh.uvMap().orElseThrow());
        ByteBuffer vertices = direct(4 + 4 * Mesh.vertexBytes(uvs)).position(4);
        ByteBuffer indices = direct(9 * Integer.BYTES);

        assertArrayEquals(new int[] {1, 2}, mesh.gather(uvs, vertices, indices, 2));

        int[] gathered = new int[9];
        indices.asIntBuffer().get(gathered);
        assertArrayEquals(new int[] {0, 2, 3, 3, 2, 1, 0, 1, 2}, gathered);
        float[] floats = new float[32];
        vertices.slice().order(ByteOrder.nativeOrder()).asFloatBuffer().get(floats);
        assertArrayEquals(
                new float[] {
                    0, 0, 0, 0, 0, 1, 0, 0,
                    1, 0, 0, 0, 0, 1, 1, 0,
                    1, 1, 0, 0, 0, 0, 1, 1,
                    0, 1, 0, 0.6f, 0, 0.8f, 0, 1
                },
                floats);
        assertEquals(4, vertices.position());
        assertNotEquals(mesh.id(), mesh.withUvs(new float[8]).id());
    }

    @Test
    void flatMeshesHaveNoNormals() {
        ByteBuffer vertices = direct(3 * Mesh.vertexBytes(List.of()));
        TRIANGLE.gather(List.of(), vertices, direct(12), 1);
        assertEquals(new Vector3f(), new Vector3f(3 * Float.BYTES, vertices));
        assertEquals(Optional.empty(), TRIANGLE.uvMap());
    }

    @Test
    void shapesFaceOutwards() {
        for (TriangleMesh mesh : List.of(TriangleMesh.cube(2), TriangleMesh.sphere(1, 2), TriangleMesh.sphere(1, 9))) {
            ByteBuffer vertices = direct(mesh.vertexCount(List.of()) * Mesh.vertexBytes(List.of()));
            ByteBuffer indices = direct(mesh.triangleCount() * 12);
            mesh.gather(List.of(), vertices, indices, 1);
            double volume = 0;
            for (int triangle = 0; triangle < mesh.triangleCount(); triangle++) {
                List<Vector3f> corners = new ArrayList<>();
                for (int corner = 0; corner < 3; corner++) {
                    corners.add(new Vector3f(24 * indices.getInt(12 * triangle + 4 * corner), vertices));
                }
                Vector3f front = corners.get(1).sub(corners.get(0), new Vector3f())
                        .cross(corners.get(2).sub(corners.get(0), new Vector3f()));
                assertTrue(front.dot(corners.get(0)) > 0, mesh + ", triangle " + triangle);
                volume += front.dot(corners.get(0)) / 6;
            }
            double whole = mesh.triangleCount() == 12 ? 8 : 4.0 / 3 * Math.PI;
            assertTrue(volume > 0.3 * whole && volume < whole + ROUNDING, mesh + ": " + volume); // corners of coarse spheres are cut
        }
    }

    @Test
    void imagesCopyTheirRows() {
        float[] pixels = {0, 1, 2, 3, 4, 5};
        ArrayImage image = ArrayImage.of("ramp", 1, 3, 2, Image.ColorSpace.LINEAR, pixels);
        pixels[2] = 99;
        ByteBuffer rows = direct(16);
        ImagePixels stored = image.pixels();
        stored.copyRows(1, 2, rows);
        assertEquals(List.of(2f, 3f, 4f, 5f), List.of(rows.getFloat(0), rows.getFloat(4), rows.getFloat(8), rows.getFloat(12)));
        assertRefused("rows", () -> stored.copyRows(2, 2, rows));
        assertRefused("direct", () -> stored.copyRows(0, 2, ByteBuffer.allocate(16)));
    }

    @Test
    void recordsRefuseWhatCannotBe() {
        Matrix4f broken = new Matrix4f().m00(Float.NaN);
        Vector3f white = new Vector3f(1);
        Vector3f endless = new Vector3f(Float.POSITIVE_INFINITY, 0, 0);
        assertRefused("place of an instance", () -> Scene.builder().add(TRIANGLE, broken, Material.colored(1, 1, 1)));
        assertRefused("material", () -> Scene.builder().add(TRIANGLE));
        assertRefused("place of a light", () -> new Light.Sun(broken, white));
        assertRefused("power", () -> new Light.Point(new Matrix4f(), endless, 0));
        assertRefused("radius", () -> new Light.Point(new Matrix4f(), white, -1));
        assertRefused("spot", () -> new Light.Spot(new Matrix4f(), white, 0, 4, 0));
        assertRefused("blend", () -> new Light.Spot(new Matrix4f(), white, 0, 1, Float.NaN));
        assertRefused("area", () -> new Light.Area(new Matrix4f(), white, 1, -1, false));
        assertRefused("colour", () -> Scene.builder().world(0, Float.NaN, 0));
        assertRefused("threshold", () -> Scene.builder().passAlphaThreshold(2).build());
        assertRefused("place of a camera", () -> Camera.sharp(Camera.Type.PERSPECTIVE, broken, new Matrix4f(), 1, 2));
        assertRefused("projection", () -> Camera.sharp(Camera.Type.PERSPECTIVE, new Matrix4f(), broken, 1, 2));
        assertRefused("perspective", () -> Camera.perspective(new Matrix4f(), 4, 1, 1, 2));
        assertRefused("orthographic", () -> Camera.orthographic(new Matrix4f(), 0, 1, 1, 2));
        assertRefused("look", () -> Camera.lookAt(white, white));
        assertRefused("aperture", () -> new Camera.DepthOfField(0, 1, 0, 0, 1));
        assertRefused("exposure", () -> new Camera.Shutter(0, Camera.Shutter.Position.START));
        assertRefused("vertex 3", () -> TriangleMesh.of("mesh", new float[9], new int[] {0, 1, 3}));
        assertRefused("three", () -> TriangleMesh.of("mesh", new float[9], new int[] {0, 1}));
        assertRefused("positions", () -> TriangleMesh.of("mesh", new float[8], new int[0]));
        assertRefused("finite", () -> TriangleMesh.of("mesh", new float[] {0, Float.NaN, 0}, new int[0]));
        assertRefused("normals", () -> TRIANGLE.withNormals(1, 2, 3));
        assertRefused("UVs", () -> TRIANGLE.withUvs(1));
        assertRefused("slot", () -> TRIANGLE.withSlots(-1));
        assertRefused("2x2", () -> ArrayImage.of("image", 2, 2, 1, Image.ColorSpace.SRGB, new float[5]));
        assertRefused("direct", () -> TRIANGLE.gather(List.of(), ByteBuffer.allocate(999), direct(12), 1));
    }

    private static void assertRefused(String word, Executable making) {
        String message = assertThrows(IllegalArgumentException.class, making).getMessage();
        assertTrue(message.contains(word), message);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
