// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.joml.Matrix4f;
import org.joml.Matrix4x3f;
import org.joml.Vector3f;
import org.joml.Vector4f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lwjgl.opengl.GL41C;
import passbridge.RenderRequest;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.ArrayType;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Scene;
import passbridge.scene.SceneObject;
import passbridge.scene.ValueGraph;
import passbridge.scene.ValueNode;

@ExtendWith(CurrentContext.class)
class AlphaTest {
    private static final ValueNode ONE = new ValueNode.Constant(new Vector4f(1));

    private static Material glowing(float alpha) {
        return new Material("glowing", 1, ValueGraph.constant(new Vector3f(), alpha), false, 0, 1, 0, new Vector3f(1), 0);
    }

    /** Black but for the world's light of 1, which shows the base colour: the last of the nodes. */
    private static Material colored(ValueNode... nodes) {
        List<ValueNode> all = new ArrayList<>(List.of(nodes));
        all.add(ONE);
        return new Material(
                "colored", 1, new ValueGraph(all, nodes.length - 1, nodes.length), false, 0, 1, 0, new Vector3f(), 0);
    }

    private static TestScene lit() {
        return new TestScene(TestScene.orthographic(1)).world(1, 1, 1, true);
    }

    private static float[] color(MemoryMesh mesh, ValueNode... nodes) {
        try (TestFrame frame = TestFrame.draw(lit().add(mesh, colored(nodes)).build(), 1, Pass.COMBINED)) {
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
        var hole = new Material("hole", 1, ValueGraph.constant(new Vector3f()), true, 0, 1, 0, new Vector3f(1), 0);
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
        Vector4f absent = new Vector4f(0.5f, 0.6f, 0.7f, 0.8f);
        assertArrayEquals(new float[] {0.25f, 0.25f, 0.25f}, color(mesh, new ValueNode.Attribute("number", absent)), 1e-6f);
        assertArrayEquals(new float[] {0.5f, 0.25f, 0.125f}, color(mesh, new ValueNode.Attribute("vector", absent)), 1e-6f);
        assertArrayEquals(new float[] {0.1f, 0.2f, 0.3f}, color(mesh, new ValueNode.Attribute("", absent)), 1e-6f);
        assertArrayEquals(new float[] {0.5f, 0.6f, 0.7f}, color(mesh, new ValueNode.Attribute("none", absent)), 1e-6f);
        assertArrayEquals(new float[3], color(mesh, new ValueNode.UvMap("none")));
        assertArrayEquals(new float[] {0.5f, 0.5f, 0}, color(mesh, new ValueNode.UvMap("UVMap")), 1e-6f);
        assertArrayEquals(new float[] {0.4f, 0.4f, 0.4f},
                color(mesh, new ValueNode.Attribute("color", absent), new ValueNode.WeightedSum(0, new Vector4f(0, 0, 0, 1))), 1e-6f);
        assertArrayEquals(new float[] {1, 1, 1},
                color(mesh, new ValueNode.Attribute("vector", absent), new ValueNode.WeightedSum(0, new Vector4f(0, 0, 0, 1))), 1e-6f);
    }

    @Test
    void slotsOfOneMeshHaveAttributesOfTheirOwn() {
        MemoryMesh mesh = new MemoryMesh(true).quad(0, new Vector3f(0, 0, 1), -1, -1, 0, 1).quad(1, new Vector3f(0, 0, 1), 0, -1, 1, 1)
                .attribute("a", ArrayType.FLOAT, 0.25f).attribute("b", ArrayType.FLOAT, 0.75f);
        Shown scene = lit().add(mesh, colored(new ValueNode.Attribute("b", new Vector4f())),
                colored(new ValueNode.Attribute("a", new Vector4f()))).build();
        try (TestFrame frame = TestFrame.draw(scene, 2, Pass.COMBINED)) {
            assertEquals(0.75f, frame.value(Pass.COMBINED, 0, 0), 1e-6f);
            assertEquals(0.25f, frame.value(Pass.COMBINED, 1, 0), 1e-6f);
        }
        assertEquals(1, mesh.gatherCount());
    }

    @ParameterizedTest
    @CsvSource({
        "ADD, 0.25, 0.5, 0, 0.75", "SUBTRACT, 0.75, 0.5, 0, 0.25", "MULTIPLY, 0.5, 0.5, 0, 0.25", "DIVIDE, 0.25, 0.5, 0, 0.5",
        "DIVIDE, 0.25, 0, 0, 0", "MULTIPLY_ADD, 0.5, 0.5, 0.125, 0.375", "POWER, 0.5, 2, 0, 0.25", "POWER, -0.5, 2, 0, 0.25",
        "POWER, -0.5, 0.5, 0, 0", "LOGARITHM, 2, 4, 0, 0.5", "SQUARE_ROOT, 0.25, 0, 0, 0.5", "SQUARE_ROOT, -1, 0, 0, 0",
        "ABSOLUTE, -0.5, 0, 0, 0.5", "EXPONENT, 0, 0, 0, 1", "MINIMUM, 0.25, 0.5, 0, 0.25", "MAXIMUM, 0.25, 0.5, 0, 0.5",
        "LESS_THAN, 0.25, 0.5, 0, 1", "GREATER_THAN, 0.25, 0.5, 0, 0", "SIGN, 0.3, 0, 0, 1", "COMPARE, 0.5, 0.6, 0.2, 1",
        "COMPARE, 0.5, 0.8, 0.2, 0", "ROUND, 0.6, 0, 0, 1", "FLOOR, 0.6, 0, 0, 0", "CEILING, 0.4, 0, 0, 1", "TRUNCATE, 0.9, 0, 0, 0",
        "FRACTION, -0.25, 0, 0, 0.75", "MODULO, 0.75, 0.5, 0, 0.25", "SNAP, 0.7, 0.25, 0, 0.5", "PING_PONG, 0.75, 0.5, 0, 0.25",
        "SINE, 0, 0, 0, 0", "COSINE, 0, 0, 0, 1", "TANGENT, 0, 0, 0, 0",
        "ARCTANGENT2, 0.5, 0.5, 0, 0.785398", "ARCTANGENT2, 0, 0, 0, 0", "ARCTANGENT2, 0, -1, 0, 3.141593",
    })
    void mathIsBlenders(ValueNode.Operation operation, float a, float b, float c, float expected) {
        float[] color = color(MemoryMesh.plane(9), new ValueNode.Constant(new Vector4f(a)), new ValueNode.Constant(new Vector4f(b)),
                new ValueNode.Constant(new Vector4f(c)), new ValueNode.Math(operation, 0, 1, 2, false));
        assertEquals(expected, color[0], 1e-5f);
    }

    @ParameterizedTest
    @CsvSource({
        "MIX, 0.375", "ADD, 0.5", "MULTIPLY, 0.1875", "SUBTRACT, 0", "SCREEN, 0.4375", "DIFFERENCE, 0.25", "DARKEN, 0.25",
        "LIGHTEN, 0.375"
    })
    void blendsAreBlenders(ValueNode.Blend blend, float expected) {
        float[] color = color(MemoryMesh.plane(9), new ValueNode.Constant(new Vector4f(0.5f)),
                new ValueNode.Constant(new Vector4f(0.25f)), new ValueNode.Constant(new Vector4f(0.5f)),
                new ValueNode.Mix(blend, 0, 1, 2, true));
        assertEquals(expected, color[0], 1e-6f);
    }

    @ParameterizedTest
    @CsvSource({
        "REPEAT, 1.25, 1", "REPEAT, 1.75, 2", "EXTEND, 1.25, 2", "EXTEND, -3, 1", "CLIP, 1.25, 0", "CLIP, 0.75, 2", "MIRROR, 1.25, 2",
        "MIRROR, 1.75, 1"
    })
    void extensionsAreBlenders(ValueNode.Extension extension, float u, float quarters) {
        Image image = new MemoryImage(2, 1, 4, Image.ColorSpace.LINEAR, (x, y, channel) -> 0.25f * (x + 1));
        for (ValueNode.Interpolation interpolation : ValueNode.Interpolation.values()) {
            float[] color = color(MemoryMesh.plane(9), new ValueNode.Constant(new Vector4f(u, 0.5f, 0, 0)),
                    new ValueNode.ImageSample(image, 0, interpolation, extension));
            assertEquals(0.25f * quarters, color[0], 1e-3f); // filtering has 8 bits of position
        }
    }

    @Test
    void materialsThatDifferByNumbersShareAProgram() {
        TestScene scene = lit();
        for (int i = 0; i < 100; i++) {
            Image image = new MemoryImage(1, 1, 4, Image.ColorSpace.LINEAR, (x, y, channel) -> 1);
            scene.add(MemoryMesh.plane(1), glowing(i / 200f));
            scene.add(MemoryMesh.plane(1), new Material("image " + i, i, ValueGraph.image(image), false, 0, 1, 0, new Vector3f(), 0));
        }
        try (RasterRenderer renderer = new RasterRenderer();
                TestFrame frame = new TestFrame(TestFrame.request(1, 1, 1, 1.5f, List.of(Pass.COMBINED, Pass.DEPTH)))) {
            GL41C.glUseProgram(0); // of another test: it is freed when another is used
            long before = programCount();
            frame.drawWith(renderer, scene.build());
            assertEquals(5, programCount() - before); // Combined and data, with and without alpha, and what is emitted
        }
    }

    private static long programCount() {
        return IntStream.range(1, 10_000).filter(GL41C::glIsProgram).count();
    }

    @Test
    void facesAreSeenFromBehind() {
        Matrix4f turned = new Matrix4f().rotateY((float) Math.PI);
        Matrix4f mirrored = new Matrix4f().scale(-1, 1, 1);
        Material material = colored(new ValueNode.BackFacing());
        for (Matrix4f place : List.of(new Matrix4f(), turned, mirrored)) {
            try (TestFrame frame = TestFrame.draw(lit().add(MemoryMesh.plane(9), place, 1, material).build(), 1, Pass.COMBINED)) {
                assertEquals(place == turned ? 1 : 0, frame.value(Pass.COMBINED, 0, 0));
            }
        }
    }

    @Test
    void transformAndCombine() {
        assertArrayEquals(new float[] {0.8f, 0.3f, 0.6f},
                color(MemoryMesh.plane(9), new ValueNode.Constant(new Vector4f(0.1f, 0.2f, 0.3f, 1)),
                        new ValueNode.Transform(0, new Matrix4x3f(2, 0, 0, 0, 1, 0, 0, 0, 2, 0.6f, 0.1f, 0))), 1e-6f);
        assertArrayEquals(new float[] {0.2f, 1, 0.5f},
                color(MemoryMesh.plane(9), new ValueNode.Constant(new Vector4f(0.2f)), ONE, new ValueNode.Constant(new Vector4f(0.5f)),
                        new ValueNode.Combine(0, 1, 2)), 1e-6f);
    }
}
