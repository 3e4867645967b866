// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.joml.Vector4f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lwjgl.opengl.GL41C;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.ArrayType;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Scene;
import passbridge.scene.SceneObject;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderGraphBuilder;
import passbridge.scene.SocketType;

@ExtendWith(CurrentContext.class)
class AlphaTest {
    /** Shines with a radiance of 1 as far as it is not seen through. */
    private static Material glowing(float alpha) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node transparent = TestScene.shader(graph, "ShaderNodeBsdfTransparent", 1);
        ShaderGraphBuilder.Node surface = TestScene.mix(
                graph, alpha, transparent, "BSDF", TestScene.emission(graph, 1), "Emission");
        return Material.of("glowing", graph.surface(surface, "Shader")).withPassIndex(1);
    }

    /** What shines with the colour of an attribute. */
    static ShaderGraph attribute(String name) {
        return attribute(name, "Color");
    }

    private static ShaderGraph attribute(String name, String output) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node node = graph.node("ShaderNodeAttribute").property("attribute_type", "GEOMETRY")
                .property("attribute_name", name).output("Color", SocketType.COLOR).output("Alpha", SocketType.FLOAT);
        return graph.surface(node, output);
    }

    private static ShaderGraph uvMap(String name) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        return graph.surface(
                graph.node("ShaderNodeUVMap").property("uv_map", name).property("from_instancer", false).output("UV", SocketType.VECTOR),
                "UV");
    }

    private static TestScene lit() {
        return new TestScene(TestScene.orthographic(1)).world(1, 1, 1, true);
    }

    private static float[] color(MemoryMesh mesh, ShaderGraph graph) {
        try (TestFrame frame = TestFrame.draw(lit().add(mesh, Material.of("shining", graph)).build(), 1, Pass.COMBINED)) {
            float[] pixel = frame.pixel(Pass.COMBINED, 0, 0);
            return new float[] {pixel[0], pixel[1], pixel[2]};
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "0, 0.5, 1", "0.5, 0.49, 2", "0.5, 0.5, 1", "1, 0.999, 2", "1, 1, 1", "0.5, 2, 1", "0.5, -1, 2"})
    void dataPassesTakeTheFirstSurfaceAboveTheThreshold(float threshold, float alpha, int objectIndex) {
        Shown scene = new TestScene(TestScene.orthographic(1)).passAlphaThreshold(threshold)
                .add(MemoryMesh.plane(9), new Matrix4f().translation(0, 0, 1), 1, glowing(alpha))
                .add(MemoryMesh.plane(9), new Matrix4f(), 2, TestScene.WHITE).build();
        try (TestFrame frame = TestFrame.draw(scene, 1, Pass.OBJECT_INDEX, Pass.DEPTH)) {
            assertEquals(objectIndex, frame.value(Pass.OBJECT_INDEX, 0, 0));
            assertEquals(objectIndex == 1 ? 4 : 5, frame.value(Pass.DEPTH, 0, 0), 1e-5f);
        }
    }

    @Test
    void surfacesBehindEachOtherAverageToTheirAlphas() {
        int size = 32;
        int samples = 64;
        Shown scene = new TestScene(TestScene.orthographic(1)).world(0, 0, 0, true)
                .add(MemoryMesh.plane(9), new Matrix4f().translation(0, 0, 1), 1, glowing(0.25f))
                .add(MemoryMesh.plane(9), new Matrix4f(), 2, glowing(0.5f)).build();
        RenderRequest request = TestFrame.request(size, size, samples, 0, List.of(Pass.COMBINED, Pass.OBJECT_INDEX));
        try (TestFrame frame = TestFrame.draw(scene, request)) {
            float[] picture = frame.picture(Pass.COMBINED);
            double sum = 0;
            double squares = 0;
            for (int pixel = 0; pixel < size * size; pixel++) {
                float alpha = picture[4 * pixel + 3];
                assertEquals(alpha, picture[4 * pixel], 1e-5f); // emission of 1
                sum += alpha;
                squares += alpha * alpha;
            }
            double mean = sum / (size * size);
            double variance = squares / (size * size) - mean * mean;
            // Draws by chance, p = 1 - 0.75 * 0.5: of 65536 the mean is within 5 standard deviations (0.0019 each).
            assertEquals(0.625, mean, 0.01);
            // Of a pixel's 64 draws by chance p (1 - p) / 64. Evenly spread ones have about a quarter of that, and more than by chance
            // where a pixel's sequences for the two surfaces depend on each other.
            assertEquals(0.25 * 0.625 * 0.375 / samples, variance, 0.2 * 0.625 * 0.375 / samples);
            assertEquals(2, frame.value(Pass.OBJECT_INDEX, 0, 0)); // 0.25 is below the threshold
        }
    }

    @Test
    void samplesOfASurfaceAreEvenlySpread() {
        int size = 16;
        int samples = 16;
        Shown scene = new TestScene(TestScene.orthographic(1)).world(0, 0, 0, true)
                .add(MemoryMesh.plane(9), new Matrix4f(), 1, glowing(0.3f)).build();
        try (TestFrame frame = TestFrame.draw(scene, TestFrame.request(size, size, samples, 0, List.of(Pass.COMBINED)))) {
            float[] picture = frame.picture(Pass.COMBINED);
            for (int pixel = 0; pixel < size * size; pixel++) {
                float count = picture[4 * pixel + 3] * samples;
                assertEquals(0.3f * samples, count, 1); // one in each sixteenth of 0 to 1
            }
        }
    }

    @Test
    void opaqueMaterialsBesideTransparentOnesAreDrawnWhole() {
        Shown scene = lit().add(MemoryMesh.plane(9), TestScene.WHITE)
                .add(MemoryMesh.plane(9), new Matrix4f().translation(0, 0, 1), 1, glowing(0)).build();
        try (TestFrame frame = TestFrame.draw(scene, 1, Pass.COMBINED, Pass.DEPTH)) {
            assertArrayEquals(new float[] {1, 1, 1, 1}, frame.pixel(Pass.COMBINED, 0, 0), 1e-6f);
            assertEquals(5, frame.value(Pass.DEPTH, 0, 0), 1e-5f);
        }
    }

    @Test
    void holdoutsAreHoles() {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        Material hole = Material.of("hole", graph.surface(
                graph.node("ShaderNodeHoldout").output("Holdout", SocketType.SHADER), "Holdout")).withPassIndex(1);
        var held = Instance.of(
                MemoryMesh.plane(9), new Matrix4f(), SceneObject.UNNAMED.withPassIndex(1).withHoldout(true), List.of(glowing(1)));
        Shown ofMaterial = new TestScene(TestScene.orthographic(1)).world(1, 1, 1, false).add(MemoryMesh.plane(9), hole).build();
        Shown ofInstance = new Shown(new Scene(ofMaterial.scene().world(), List.of(held), List.of(), 0.5f), ofMaterial.camera());
        for (Shown scene : List.of(ofMaterial, ofInstance)) {
            try (TestFrame frame = TestFrame.draw(scene, 1, Pass.COMBINED, Pass.DEPTH, Pass.UV, Pass.NORMAL, Pass.MATERIAL_INDEX)) {
                assertArrayEquals(new float[4], frame.pixel(Pass.COMBINED, 0, 0));
                assertEquals(Pass.BACKGROUND_DEPTH, frame.value(Pass.DEPTH, 0, 0));
                assertArrayEquals(new float[4], frame.pixel(Pass.UV, 0, 0));
                assertArrayEquals(new float[4], frame.pixel(Pass.NORMAL, 0, 0));
                assertEquals(0, frame.value(Pass.MATERIAL_INDEX, 0, 0));
            }
        }
    }

    @Test
    void attributesAreFoundByName() {
        MemoryMesh mesh = MemoryMesh.plane(9)
                .attribute("number", ArrayType.FLOAT, 0.25f)
                .attribute("vector", ArrayType.FLOAT3, 0.5f, 0.25f, 0.125f)
                .colorAttribute("color", 0.1f, 0.2f, 0.3f, 0.4f);
        assertArrayEquals(new float[] {0.25f, 0.25f, 0.25f}, color(mesh, attribute("number")), 1e-6f);
        assertArrayEquals(new float[] {0.5f, 0.25f, 0.125f}, color(mesh, attribute("vector")), 1e-6f);
        assertArrayEquals(new float[] {0.1f, 0.2f, 0.3f}, color(mesh, colorAttribute("")), 1e-6f);
        assertArrayEquals(new float[] {0.1f, 0.2f, 0.3f}, color(mesh, colorAttribute("color")), 1e-6f);
        assertArrayEquals(new float[3], color(mesh, attribute("none")));
        assertArrayEquals(new float[3], color(mesh, uvMap("none")));
        assertArrayEquals(new float[] {0.5f, 0.5f, 0}, color(mesh, uvMap("UVMap")), 1e-6f);
        assertArrayEquals(new float[] {0.5f, 0.5f, 0}, color(mesh, uvMap("")), 1e-6f);
        assertArrayEquals(new float[] {0.4f, 0.4f, 0.4f}, color(mesh, attribute("color", "Alpha")), 1e-6f);
        assertArrayEquals(new float[] {1, 1, 1}, color(mesh, attribute("vector", "Alpha")), 1e-6f);
    }

    private static ShaderGraph colorAttribute(String name) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        return graph.surface(
                graph.node("ShaderNodeVertexColor").property("layer_name", name).output("Color", SocketType.COLOR), "Color");
    }

    @Test
    void slotsOfOneMeshHaveAttributesOfTheirOwn() {
        MemoryMesh mesh = new MemoryMesh(true).quad(0, new Vector3f(0, 0, 1), -1, -1, 0, 1).quad(1, new Vector3f(0, 0, 1), 0, -1, 1, 1)
                .attribute("a", ArrayType.FLOAT, 0.25f).attribute("b", ArrayType.FLOAT, 0.75f);
        Shown scene = lit().add(mesh, Material.of("b", attribute("b")), Material.of("a", attribute("a"))).build();
        try (TestFrame frame = TestFrame.draw(scene, 2, Pass.COMBINED)) {
            assertEquals(0.75f, frame.value(Pass.COMBINED, 0, 0), 1e-6f);
            assertEquals(0.25f, frame.value(Pass.COMBINED, 1, 0), 1e-6f);
        }
        assertEquals(2, mesh.gatherCount()); // all slots at once, to be drawn and for the light that they give
    }

    @ParameterizedTest
    @CsvSource({
        "REPEAT, 1.25, 1", "REPEAT, 1.75, 2", "EXTEND, 1.25, 2", "EXTEND, -3, 1", "CLIP, 1.25, 0", "CLIP, 0.75, 2", "MIRROR, 1.25, 2",
        "MIRROR, 1.75, 1"
    })
    void extensionsAreBlenders(String extension, float u, float quarters) {
        Image image = new MemoryImage(2, 1, 4, Image.ColorSpace.LINEAR, (x, y, channel) -> 0.25f * (x + 1));
        for (String interpolation : List.of("Linear", "Closest")) {
            ShaderGraphBuilder graph = new ShaderGraphBuilder();
            ShaderGraphBuilder.Node place = graph.node("ShaderNodeCombineXYZ").number("X", u).number("Y", 0.5f).number("Z", 0)
                    .output("Vector", SocketType.VECTOR);
            ShaderGraphBuilder.Node texture = graph.node("ShaderNodeTexImage").image(image).property("interpolation", interpolation)
                    .property("extension", extension).property("projection", "FLAT")
                    .link("Vector", SocketType.VECTOR, place, "Vector").output("Color", SocketType.COLOR);
            float[] color = color(MemoryMesh.plane(9), graph.surface(texture, "Color"));
            assertEquals(0.25f * quarters, color[0], 1e-3f); // filtering has 8 bits of position
        }
    }

    /** Behind a surface that adds red and lets half of the green through, and none of the blue, is white. */
    @Test
    void whatIsBehindIsTintedAndAddedTo() {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node transparent = graph.node("ShaderNodeBsdfTransparent").color("Color", new Vector4f(1, 0.5f, 0, 1))
                .output("BSDF", SocketType.SHADER);
        ShaderGraphBuilder.Node red = graph.node("ShaderNodeEmission").color("Color", new Vector4f(1, 0, 0, 1)).number("Strength", 0.75f)
                .output("Emission", SocketType.SHADER);
        ShaderGraphBuilder.Node both = graph.node("ShaderNodeAddShader").link("Shader", SocketType.SHADER, transparent, "BSDF")
                .link("Shader_001", SocketType.SHADER, red, "Emission").output("Shader", SocketType.SHADER);
        Shown scene = new TestScene(TestScene.orthographic(1)).world(0, 0, 0, true)
                .add(MemoryMesh.plane(9), new Matrix4f().translation(0, 0, 1), 1, Material.of("filter", graph.surface(both, "Shader")))
                .add(MemoryMesh.plane(9), new Matrix4f(), 2, TestScene.emissive(1)).build();
        try (TestFrame frame = TestFrame.draw(scene, TestFrame.request(16, 16, 64, 0, List.of(Pass.COMBINED)))) {
            float[] picture = frame.picture(Pass.COMBINED);
            float[] mean = new float[4];
            for (int i = 0; i < picture.length; i++) {
                mean[i % 4] += picture[i] / 256;
            }
            // Half of the draws are of what is behind, and count twice: of 16384 by chance the mean is off by 0.008.
            assertArrayEquals(new float[] {1.75f, 0.5f, 0, 1}, mean, 0.02f);
        }
    }

    @Test
    void materialsThatDifferByNumbersShareAProgram() {
        TestScene scene = lit();
        for (int i = 0; i < 100; i++) {
            Image image = new MemoryImage(1, 1, 4, Image.ColorSpace.LINEAR, (x, y, channel) -> 1);
            scene.add(MemoryMesh.plane(1), glowing((i + 1) / 200f));
            scene.add(MemoryMesh.plane(1), TestScene.textured(image));
        }
        try (RasterRenderer renderer = new RasterRenderer();
                TestFrame frame = new TestFrame(TestFrame.request(1, 1, 1, 1.5f, List.of(Pass.COMBINED, Pass.DEPTH)))) {
            GL41C.glUseProgram(0); // of another test: it is freed when another is used
            long before = programCount();
            frame.drawWith(renderer, scene.build());
            // Combined and data, with and without alpha, what is behind the former, what is emitted, and the depth of what is opaque.
            assertEquals(7, programCount() - before);
        }
    }

    @Test
    void materialsThatTheDriverRefusesAreDrawnByTheirApproximation() {
        Image image = new MemoryImage(1, 1, 4, Image.ColorSpace.LINEAR, (x, y, channel) -> 1);
        Material refused = Material.textured(image).withEmission(0.25f, 0.5f, 1);
        Shown scene = new TestScene(TestScene.orthographic(1)).add(MemoryMesh.plane(9), refused).build();
        Function<SurfaceProgram.Code, SurfaceProgram> compiler = code -> {
            if (code.fragmentCode().contains("shaderImage0")) {
                throw new PassbridgeException("the driver can't compile this");
            }
            return new SurfaceProgram(code);
        };
        try (RasterRenderer renderer = new RasterRenderer(new VertexMemory(), compiler);
                TestFrame frame = new TestFrame(TestFrame.request(1, 1, 1, 1.5f, List.of(Pass.COMBINED, Pass.DEPTH)))) {
            frame.expectWarnings();
            for (int i = 0; i < 2; i++) {
                frame.drawWith(renderer, scene);
                assertArrayEquals(new float[] {0.25f, 0.5f, 1, 1}, frame.pixel(Pass.COMBINED, 0, 0), 1e-6f);
            }
        }
    }

    private static long programCount() {
        return IntStream.range(1, 10_000).filter(GL41C::glIsProgram).count();
    }

    @Test
    void facesAreSeenFromBehind() {
        Matrix4f turned = new Matrix4f().rotateY((float) Math.PI);
        Matrix4f mirrored = new Matrix4f().scale(-1, 1, 1);
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        Material material = Material.of("back", graph.surface(
                graph.node("ShaderNodeNewGeometry").output("Backfacing", SocketType.FLOAT), "Backfacing"));
        for (Matrix4f place : List.of(new Matrix4f(), turned, mirrored)) {
            try (TestFrame frame = TestFrame.draw(lit().add(MemoryMesh.plane(9), place, 1, material).build(), 1, Pass.COMBINED)) {
                assertEquals(place == turned ? 1 : 0, frame.value(Pass.COMBINED, 0, 0));
            }
        }
    }
}
