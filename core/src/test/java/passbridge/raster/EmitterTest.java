// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import org.joml.Vector4f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import passbridge.RenderRequest;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.Ray;
import passbridge.scene.SceneObject;
import passbridge.scene.ShaderGraphBuilder;
import passbridge.scene.SocketType;
import passbridge.scene.TriangleMesh;

/** Radiance of a white plane of 18 metres at its middle, in the light of meshes that the camera does not see. */
@ExtendWith(CurrentContext.class)
class EmitterTest {
    private static final int SAMPLES = 64;

    /** 256 points, evenly spread, of something that is no nearer than it is wide. */
    private static final double RELATIVE = 0.03;

    private static final SceneObject UNSEEN = SceneObject.UNNAMED.hiddenFrom(Ray.CAMERA);

    private static TestScene lit() {
        return new TestScene(TestScene.orthographic(0.005f)).add(TriangleMesh.plane(18), TestScene.WHITE);
    }

    private static TestScene lit(Geometry geometry, Matrix4fc place, Material material) {
        return lit().add(geometry, place, UNSEEN, material);
    }

    private static Vector3f radiance(Shown shown) {
        return radiance(shown, SAMPLES);
    }

    private static Vector3f radiance(Shown shown, int samples) {
        RenderRequest request = TestFrame.request(1, 1, samples, 0, List.of(Pass.COMBINED));
        try (TestFrame frame = TestFrame.draw(shown, request)) {
            return pixel(frame);
        }
    }

    private static Vector3f pixel(TestFrame frame) {
        float[] pixel = frame.pixel(Pass.COMBINED, 0, 0);
        return new Vector3f(pixel[0], pixel[1], pixel[2]);
    }

    private static Matrix4f at(float x, float y, float z) {
        return new Matrix4f().translation(x, y, z);
    }

    /** What the origin reflects of a square of radiance 1, both sides of it, by a fine grid. */
    private static double ofSquare(Matrix4fc place, float size) {
        int grid = 300;
        Vector3f normal = place.normal(new Matrix4f()).transformDirection(new Vector3f(0, 0, 1)).normalize();
        Vector3f sides = place.transformDirection(new Vector3f(1, 0, 0)).cross(place.transformDirection(new Vector3f(0, 1, 0)));
        double sum = 0;
        for (int i = 0; i < grid * grid; i++) {
            Vector3f point = place.transformPosition(
                    new Vector3f(((i % grid + 0.5f) / grid - 0.5f) * size, ((i / grid + 0.5f) / grid - 0.5f) * size, 0));
            double squared = point.lengthSquared();
            sum += Math.abs(normal.dot(point)) * Math.max(point.z, 0) / (squared * squared);
        }
        return sum / (grid * grid) * sides.length() * size * size / Math.PI;
    }

    private static void assertSquare(Matrix4fc place) {
        double expected = 5 * ofSquare(place, 1);
        assertEquals(expected, radiance(lit(TriangleMesh.plane(1), place, TestScene.emissive(5)).build()).x, expected * RELATIVE);
    }

    @Test
    void squareLightsFromBothSides() {
        assertSquare(at(0, 0, 1));
        assertSquare(at(0, 0, 1).rotateX((float) Math.PI));
        assertSquare(at(1, 0.5f, 1).rotateX(0.7f));
        assertSquare(at(1, 0.5f, 1).rotateX(0.7f).rotateY((float) Math.PI));
    }

    @Test
    void placeMayScaleAndMirror() {
        assertSquare(at(0, 0, 2).scale(2, 0.5f, 1));
        assertSquare(at(0, 1, 2).scale(-1, 1, 3).rotateX(0.4f));
        assertSquare(at(0, 1, 2).rotateX(0.4f).scale(1.5f, 1, -1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 16})
    void fewSamplesHaveSixteenPointsTogether(int samples) {
        Matrix4f place = at(0, 0, 2);
        double expected = 5 * ofSquare(place, 1);
        // Of 16 points, seen from twice as far away as their square is wide.
        assertEquals(expected, radiance(lit(TriangleMesh.plane(1), place, TestScene.emissive(5)).build(), samples).x, expected * 0.05);
    }

    /** A sphere far away would shine with π times its radius squared; of a cube the side below shines down, and no other is seen. */
    @Test
    void closedMeshShinesFromItsOutside() {
        Matrix4f place = at(0, 0, 1.5f);
        double expected = 5 * ofSquare(at(0, 0, 1), 1);
        Material material = TestScene.emissive(5);
        assertEquals(expected, radiance(lit(TriangleMesh.cube(1), place, material).build()).x, expected * RELATIVE);
        Matrix4f insideOut = new Matrix4f(place).scale(-1);
        assertEquals(expected, radiance(lit(TriangleMesh.cube(1), insideOut, material).build()).x, expected * RELATIVE);
    }

    /** Of radius 0.5, in 32 by 16 parts. Triangles that are next to each other do not follow each other, as in real meshes. */
    private static TriangleMesh sphere() {
        int rings = 16;
        int segments = 32;
        float[] positions = new float[3 * (rings + 1) * segments];
        int[] indices = new int[6 * rings * segments];
        for (int ring = 0; ring <= rings; ring++) {
            for (int segment = 0; segment < segments; segment++) {
                int vertex = ring * segments + segment;
                double latitude = Math.PI * ring / rings;
                double longitude = 2 * Math.PI * segment / segments;
                positions[3 * vertex] = (float) (0.5 * Math.sin(latitude) * Math.cos(longitude));
                positions[3 * vertex + 1] = (float) (0.5 * Math.sin(latitude) * Math.sin(longitude));
                positions[3 * vertex + 2] = (float) (-0.5 * Math.cos(latitude));
                if (ring < rings) {
                    int next = ring * segments + (segment + 1) % segments;
                    int[] corners = {vertex, next, next + segments, vertex, next + segments, vertex + segments};
                    System.arraycopy(corners, 0, indices, 6 * vertex, 6);
                }
            }
        }
        int[] shuffled = new int[indices.length];
        int triangleCount = indices.length / 3;
        for (int triangle = 0; triangle < triangleCount; triangle++) {
            System.arraycopy(indices, 3 * triangle, shuffled, 3 * (triangle * 389 % triangleCount), 3); // 389 is prime
        }
        return TriangleMesh.of("sphere", positions, shuffled);
    }

    @ParameterizedTest
    @ValueSource(floats = {1.2f, 2, 4})
    void sphereLightsWithItsRadiusSquared(float height) {
        double expected = 5 * 0.25 / (height * height);
        // Of the 1,024 points no more than a third light the origin; the nearest, 0.7 m away, do so most.
        assertEquals(expected, radiance(lit(sphere(), at(0, 0, height), TestScene.emissive(5)).build(), 4 * SAMPLES).x, expected * RELATIVE);
    }

    /** Within a cube of radiance 1 all that is seen has radiance 1. */
    @Test
    void closedMeshLightsWhatIsInIt() {
        var scene = new TestScene(TestScene.orthographic(0.005f)).add(TriangleMesh.plane(0.2f), TestScene.WHITE)
                .add(TriangleMesh.cube(1), at(0, 0, 0.2f), UNSEEN, TestScene.emissive(1)).build();
        // The nearest side is 0.3 m away: points on it, of 6 m² in all, are softened as discs of 9 cm.
        assertEquals(1, radiance(scene).x, 0.08);
    }

    @Test
    void thinClosedMeshDoesNotShineThroughItself() {
        // 0.2 mm thick; its upper side, which shines up, is a hundred times as large as what is seen of the edges.
        Matrix4f place = at(0, 0, 1).scale(1, 1, 2e-4f);
        double expected = 5 * ofSquare(at(0, 0, 1), 1);
        assertEquals(expected, radiance(lit(TriangleMesh.cube(1), place, TestScene.emissive(5)).build()).x, expected * RELATIVE);
    }

    @Test
    void thingsCastShadowsInItsLight() {
        var scene = lit(TriangleMesh.plane(1), at(0, 0, 2), TestScene.emissive(5));
        assertEquals(0, radiance(scene.add(TriangleMesh.plane(3), at(0, 0, 1), UNSEEN, TestScene.WHITE).build()).x);
    }

    @Test
    void itsOtherPartsCastShadowsToo() {
        // A frame of two squares in one mesh: the upper one is behind the lower.
        var mesh = TriangleMesh.of("two squares", new float[] {
            -0.5f, -0.5f, 1, 0.5f, -0.5f, 1, 0.5f, 0.5f, 1, -0.5f, 0.5f, 1, -2, -2, 4, 2, -2, 4, 2, 2, 4, -2, 2, 4},
                new int[] {0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7});
        double lower = ofSquare(at(0, 0, 1), 1);
        double upper = ofSquare(at(0, 0, 4), 4);
        assertEquals(lower, upper, lower * 1e-3); // as large, seen from the origin
        assertEquals(5 * lower, radiance(lit(mesh, new Matrix4f(), TestScene.emissive(5)).build()).x, 5 * lower * 2 * RELATIVE);
    }

    @Test
    void whatSurfacesDoNotSeeLightsNothing() {
        var scene = lit().add(TriangleMesh.plane(1), at(0, 0, 1), UNSEEN.hiddenFrom(Ray.DIFFUSE), TestScene.emissive(5));
        assertEquals(0, radiance(scene.build()).x);
    }

    @Test
    void whatCastsNoShadowLightsAllTheSame() {
        double expected = 5 * ofSquare(at(0, 0, 1), 1);
        var scene = lit().add(TriangleMesh.plane(1), at(0, 0, 1), UNSEEN.hiddenFrom(Ray.SHADOW), TestScene.emissive(5));
        assertEquals(expected, radiance(scene.build()).x, expected * RELATIVE);
    }

    /** Red on the left, blue on the right, by the UV map. */
    private static Material redAndBlue() {
        var image = new MemoryImage(256, 16, 3, Image.ColorSpace.LINEAR,
                (x, y, channel) -> channel == (x < 128 ? 0 : 2) ? 1 : 0);
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node texture = graph.texture(image);
        ShaderGraphBuilder.Node emission = graph.node("ShaderNodeEmission")
                .link("Color", SocketType.COLOR, texture, "Color").number("Strength", 5).output("Emission", SocketType.SHADER);
        return Material.of("screen", graph.surface(emission, "Emission"));
    }

    @Test
    void imageShinesByItsPlaces() {
        // The red half lies above the origin, the blue one beside it.
        Matrix4f place = at(0.5f, 0, 0.5f);
        Vector3f radiance = radiance(lit(TriangleMesh.plane(1).withUvs(0, 0, 1, 0, 1, 1, 0, 1), place, redAndBlue()).build());
        double red = 5 * ofSquare(at(0.25f, 0, 0.5f).scale(0.5f, 1, 1), 1);
        double blue = 5 * ofSquare(at(0.75f, 0, 0.5f).scale(0.5f, 1, 1), 1);
        // The map has 64 texels, so one of each edge has both colours.
        assertEquals(red, radiance.x, red * 2 * RELATIVE);
        assertEquals(blue, radiance.z, blue * 2 * RELATIVE);
        assertEquals(0, radiance.y, 1e-6);
    }

    @Test
    void numberIsAnEmissionWhereAShaderIsAskedFor() {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node color = graph.node("ShaderNodeRGB").output("Color", SocketType.COLOR, new Vector4f(1, 2, 3, 1));
        Vector3f radiance = radiance(lit(TriangleMesh.plane(1), at(0, 0, 1), Material.of("color", graph.surface(color, "Color"))).build());
        double expected = ofSquare(at(0, 0, 1), 1);
        assertArrayEquals(new double[] {expected, 2 * expected, 3 * expected}, new double[] {radiance.x, radiance.y, radiance.z},
                3 * expected * RELATIVE);
    }

    @Test
    void emittersAndLampsAdd() {
        double emitter = 5 * ofSquare(at(0, 0, 1), 1);
        // So many lamps that a sample has none of its 20 places for the emitter left, and one that outshines the others.
        var scene = lit(TriangleMesh.plane(1), at(0, 0, 1), TestScene.emissive(5));
        for (int i = 0; i < 40; i++) {
            scene.add(new Light.Sun(Light.Source.UNNAMED, at(0, 0, 2).rotateX(0.01f * i), new Vector3f(1e-3f), 0));
        }
        // The square keeps the suns off.
        assertEquals(emitter, radiance(scene.build()).x, emitter * RELATIVE);
        scene.add(new Light.Point(Light.Source.UNNAMED, at(0, 0, 0.5f), new Vector3f(100), 0, false));
        double lamp = 100 / (4 * Math.PI * 0.25) / Math.PI;
        assertEquals(emitter + lamp, radiance(scene.build()).x, (emitter + lamp) * RELATIVE);
    }

    @Test
    void manyEmittersShareThePoints() {
        var scene = lit();
        double expected = 0;
        for (int i = 0; i < 50; i++) {
            Matrix4f place = at(i % 10 - 4.5f, i / 10 - 2, 2);
            scene.add(TriangleMesh.plane(0.2f), place, UNSEEN, TestScene.emissive(i % 2 == 0 ? 1 : 20));
            expected += (i % 2 == 0 ? 1 : 20) * ofSquare(place, 0.2f);
        }
        // 256 points, one after another of what lies in rows: not as even as on one square.
        assertEquals(expected, radiance(scene.build()).x, expected * 3 * RELATIVE);
    }

    @Test
    void moreLightIsAnotherMaterialOfTheSameMesh() {
        MemoryMesh mesh = MemoryMesh.plane(0.5f);
        double one = ofSquare(at(0, 0, 1), 1);
        RenderRequest request = TestFrame.request(1, 1, SAMPLES, 0, List.of(Pass.COMBINED));
        try (RasterRenderer renderer = new RasterRenderer(); TestFrame frame = new TestFrame(request)) {
            frame.drawWith(renderer, lit(mesh, at(0, 0, 1), TestScene.emissive(1)).build());
            assertEquals(one, pixel(frame).x, one * RELATIVE);
            int gathered = mesh.gatherCount();
            mesh.setReadable(false);
            frame.drawWith(renderer, lit(mesh, at(0, 0, 1), TestScene.emissive(2)).build());
            assertEquals(2 * one, pixel(frame).x, 2 * one * RELATIVE);
            assertEquals(gathered, mesh.gatherCount());
        }
    }

    @Test
    void meshThatBeginsToShineIsAskedFor() {
        MemoryMesh mesh = MemoryMesh.plane(0.5f);
        RenderRequest request = TestFrame.request(1, 1, SAMPLES, 0, List.of(Pass.COMBINED));
        try (RasterRenderer renderer = new RasterRenderer(); TestFrame frame = new TestFrame(request)) {
            frame.drawWith(renderer, lit(mesh, at(0, 0, 1), TestScene.WHITE).build());
            mesh.setReadable(false);
            Shown shining = lit(mesh, at(0, 0, 1), TestScene.emissive(1)).build();
            frame.drawWith(renderer, shining);
            assertEquals(List.of(mesh), frame.requested());
            mesh.setReadable(true);
            frame.drawWith(renderer, shining);
            double expected = ofSquare(at(0, 0, 1), 1);
            assertEquals(expected, pixel(frame).x, expected * RELATIVE);
        }
    }

    @Test
    void meshInOnlyOneSlotThatEmits() {
        Vector3f up = new Vector3f(0, 0, 1);
        var mesh = new MemoryMesh(false).quad(0, up, -5, -5, -4, -4).quad(1, up, -0.5f, -0.5f, 0.5f, 0.5f);
        var scene = lit().add(mesh, at(0, 0, 1), UNSEEN, TestScene.WHITE, TestScene.emissive(5));
        double expected = 5 * ofSquare(at(0, 0, 1), 1);
        assertEquals(expected, radiance(scene.build()).x, expected * RELATIVE);
    }

    @Test
    void nearestEmitterNeverOutshinesItself() {
        float touching = radiance(lit(TriangleMesh.plane(1), at(0, 0, 1e-3f), TestScene.emissive(5)).build()).x;
        assertTrue(touching > 0 && touching <= 5 * 1.01, "radiance " + touching);
    }

    @Test
    void whatIsScaledToNothingLightsNothing() {
        assertEquals(0, radiance(lit(TriangleMesh.plane(1), at(0, 0, 1).scale(0), TestScene.emissive(5)).build()).x);
        assertEquals(0, radiance(lit(TriangleMesh.plane(1), at(0, 0, 1).scale(1, 0, 1), TestScene.emissive(5)).build()).x);
    }
}
