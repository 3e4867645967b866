// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.opengl.GL41C.GL_MAX_TEXTURE_SIZE;
import static org.lwjgl.opengl.GL41C.glGetInteger;

import java.util.List;
import java.util.stream.IntStream;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Image.ColorSpace;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.Ray;
import passbridge.scene.SceneObject;
import passbridge.scene.Settings;
import passbridge.scene.ShaderGraphBuilder;
import passbridge.scene.SocketType;
import passbridge.scene.TriangleMesh;
import passbridge.scene.World;

@ExtendWith(CurrentContext.class)
class CombinedTest {
    /** The even world alone lights: a matte surface shows its albedo times the world's colour. */
    private static TestScene evenlyLit() {
        return new TestScene(TestScene.orthographic(1)).world(1, 1, 1, false);
    }

    @Test
    void emissionAddsToTheWorldsLight() {
        var scene = new TestScene(TestScene.orthographic(1)).world(0.5f, 1, 2, false)
                .add(MemoryMesh.plane(9), TestScene.diffuse(0, 0.5f));
        try (TestFrame frame = TestFrame.draw(scene.build(), 1, Pass.COMBINED)) {
            assertArrayEquals(new float[] {0.25f, 0.5f, 1, 1}, frame.pixel(Pass.COMBINED, 0, 0), 1e-6f);
        }
        var glowing = new TestScene(TestScene.orthographic(1)).world(9, 9, 9, false)
                .add(MemoryMesh.plane(9), TestScene.emissive(7));
        try (TestFrame frame = TestFrame.draw(glowing.build(), 1, Pass.COMBINED)) {
            assertArrayEquals(new float[] {7, 7, 7, 1}, frame.pixel(Pass.COMBINED, 0, 0));
        }
    }

    @Test
    void transparentFilmHidesTheWorldThatStillLights() {
        var scene = new TestScene(TestScene.orthographic(1)).world(0.5f, 0.5f, 0.5f, true)
                .add(MemoryMesh.plane(1), new Matrix4f().translation(1, 0, 0), 0, TestScene.WHITE);
        try (TestFrame frame = TestFrame.draw(scene.build(), 2, Pass.COMBINED)) {
            assertArrayEquals(new float[4], frame.pixel(Pass.COMBINED, 0, 0));
            assertArrayEquals(new float[] {0.5f, 0.5f, 0.5f, 1}, frame.pixel(Pass.COMBINED, 1, 0), 1e-6f);
        }
    }

    /** A wall that glows, behind a mirror on the ground: the second of two samples shows there what the first has seen. */
    @Test
    void mirrorsShowTheSceneInPicturesOfAnyHeight() {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node glossy =
                TestScene.shader(graph, "ShaderNodeBsdfAnisotropic", 1).property("distribution", "GGX").number("Roughness", 0);
        Material mirror = Material.of("mirror", graph.surface(glossy, "BSDF"));
        Shown shown = new TestScene(TestScene.perspective()).world(0, 0, 0, false)
                .add(MemoryMesh.plane(9), mirror)
                .add(MemoryMesh.plane(9), new Matrix4f().translation(0, 2, 0).rotateX((float) Math.PI / 2), 0, TestScene.emissive(1))
                .build();
        for (int height : new int[] {512, glGetInteger(GL_MAX_TEXTURE_SIZE) / 2 + 64}) {
            try (TestFrame frame = TestFrame.draw(shown, TestFrame.request(4, height, 2, 1.5f, List.of(Pass.COMBINED)))) {
                int first = height * 5 / 8;
                int count = height / 16;
                float[] picture = frame.picture(Pass.COMBINED);
                double sum = IntStream.range(first, first + count).mapToDouble(y -> picture[16 * y + 8]).sum();
                // Rays go by the wall in some pixels: their steps are long.
                assertEquals(0.5, sum / count, 0.1, "of height " + height);
            }
        }
    }

    @Test
    void srgbImageIsDecoded() {
        var image = new MemoryImage(1, 1, 4, ColorSpace.SRGB, (x, y, channel) -> new float[] {0, 128 / 255f, 1, 1}[channel]);
        try (TestFrame frame = TestFrame.draw(
                evenlyLit().add(MemoryMesh.plane(9), TestScene.textured(image)).build(), 1, Pass.COMBINED)) {
            // ((128 / 255 + 0.055) / 1.055) ^ 2.4; OpenGL may be off by half a step of 8 bits, here 0.0036 / 2.
            assertArrayEquals(new float[] {0, 0.21586f, 1, 1}, frame.pixel(Pass.COMBINED, 0, 0), 2e-3f);
        }
    }

    @Test
    void linearImageKeepsItsRange() {
        var image = new MemoryImage(1, 1, 3, ColorSpace.LINEAR, (x, y, channel) -> new float[] {0.5f, 4, 0.001f}[channel]);
        try (TestFrame frame = TestFrame.draw(
                evenlyLit().add(MemoryMesh.plane(9), TestScene.textured(image)).build(), 1, Pass.COMBINED)) {
            assertArrayEquals(new float[] {0.5f, 4, 0.001f, 1}, frame.pixel(Pass.COMBINED, 0, 0), 1e-6f);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0.25, 0.25, 0.25", "2, 0.25, 0.25, 0.25", "3, 0.25, 0.5, 0.75", "4, 0.25, 0.5, 0.75"})
    void channelsExpand(int channels, float red, float green, float blue) {
        var image = new MemoryImage(3, 5, channels, ColorSpace.LINEAR, (x, y, channel) -> 0.25f * (channel + 1));
        try (TestFrame frame = TestFrame.draw(
                evenlyLit().add(MemoryMesh.plane(9), TestScene.textured(image)).build(), 1, Pass.COMBINED)) {
            assertArrayEquals(new float[] {red, green, blue, 1}, frame.pixel(Pass.COMBINED, 0, 0), 1e-6f);
        }
    }

    @Test
    void imagesBeginAtTheBottomLeft() {
        var image = new MemoryImage(2, 2, 3, ColorSpace.LINEAR, (x, y, channel) -> channel == 0 ? x : channel == 1 ? y : 0);
        try (TestFrame frame = TestFrame.draw(
                evenlyLit().add(MemoryMesh.plane(1), TestScene.textured(image)).build(), 2, Pass.COMBINED)) {
            for (int i = 0; i < 4; i++) {
                // Pixel centres meet texel centres.
                assertArrayEquals(new float[] {i % 2, i / 2, 0, 1}, frame.pixel(Pass.COMBINED, i % 2, i / 2), 1e-3f);
            }
        }
    }

    @Test
    void sharedImageIsUploadedOnceAndInStrips() {
        int height = 1100;
        // 2048 x 1100 RGBA floats are 34.4 MiB: two strips.
        var image = new MemoryImage(2048, height, 4, ColorSpace.LINEAR, (x, y, channel) -> y >= height / 2 ? 1 : 0);
        var scene = evenlyLit()
                .add(MemoryMesh.plane(1), TestScene.textured(image))
                .add(MemoryMesh.plane(1), new Matrix4f().translation(9, 0, 0), 0, TestScene.textured(image));
        try (TestFrame frame = TestFrame.draw(scene.build(), 64, Pass.COMBINED)) {
            assertEquals(2, image.copyCount());
            for (int y = 0; y < 64; y++) {
                // Mipmaps blur the borders, in the middle and where the image repeats.
                if (y % 32 >= 8 && y % 32 < 24) {
                    assertEquals(y / 32, frame.value(Pass.COMBINED, 1, y), 1e-3f, "row " + y);
                }
            }
        }
    }

    /** Halves would make 65504 of the first, and 2048 of the second. */
    @ParameterizedTest
    @ValueSource(floats = {100000, 2049, 1e-7f})
    void imagesOfFloatsKeepTheirValues(float value) {
        for (ColorSpace space : ColorSpace.values()) {
            double light = space == ColorSpace.LINEAR || value < 0.04045f ? value / (space == ColorSpace.LINEAR ? 1 : 12.92)
                    : Math.pow((value + 0.055) / 1.055, 2.4);
            for (int channels = 1; channels <= 4; channels++) {
                assertEquals(light, shownInTheMiddle(new MemoryImage(1, 1, channels, space, (x, y, channel) -> value), 0), light * 1e-6);
            }
        }
    }

    /** Of every two columns the mean. */
    @Test
    void imagesLargerThanOpenGlsTexturesAreScaledAndTold() {
        int limit = glGetInteger(GL_MAX_TEXTURE_SIZE);
        var image = new MemoryImage(limit + 3, 2, 3, ColorSpace.LINEAR, (x, y, channel) -> x % 2 == 0 ? 1 : 0);
        try (TestFrame frame = new TestFrame(TestFrame.request(2, 2, 1, 1.5f, List.of(Pass.COMBINED)));
                RasterRenderer renderer = new RasterRenderer()) {
            List<String> warnings = frame.expectWarnings();
            frame.drawWith(renderer, litByWorld(image));
            assertEquals(0.5f, frame.pixel(Pass.COMBINED, 1, 1)[0], 1e-3f);
            assertEquals(List.of("Image 'memory image' of " + (limit + 3) + "x2 is larger than OpenGL's textures here and is drawn in "
                    + (limit + 4) / 2 + "x2"), warnings);
        }
    }

    private static Shown litByWorld(MemoryImage image) {
        return evenlyLit().add(MemoryMesh.plane(9), TestScene.textured(image)).build();
    }

    private static float shownInTheMiddle(MemoryImage image, int channel) {
        try (TestFrame frame = TestFrame.draw(litByWorld(image), 2, Pass.COMBINED)) {
            return frame.pixel(Pass.COMBINED, 1, 1)[channel];
        }
    }

    /** A sample of a world that differs by direction would have the light of a few directions. */
    @Test
    void constantNodesMakeAnEvenWorld() {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node path = graph.node("ShaderNodeLightPath").output("Is Camera Ray", SocketType.FLOAT);
        ShaderGraphBuilder.Node lighting = TestScene.emission(graph, 0.5f);
        ShaderGraphBuilder.Node seen = TestScene.emission(graph, 3);
        ShaderGraphBuilder.Node mix = graph.node("ShaderNodeMixShader").link("Fac", SocketType.FLOAT, path, "Is Camera Ray")
                .link("Shader", SocketType.SHADER, lighting, "Emission").link("Shader_001", SocketType.SHADER, seen, "Emission")
                .output("Shader", SocketType.SHADER);
        World world = new World(
                new Vector3f(9), graph.surface(mix, "Shader"), false, 1, "world", "", Settings.NONE, Settings.NONE);
        var scene = new TestScene(TestScene.perspective()).add(MemoryMesh.plane(1), TestScene.WHITE).world(world);
        try (TestFrame frame = TestFrame.draw(scene.build(), 20, Pass.COMBINED)) {
            assertEquals(0.5f, frame.value(Pass.COMBINED, 10, 10), 1e-6f);
            assertEquals(3, frame.value(Pass.COMBINED, 0, 0), 1e-6f);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAWorldDrawsOtherwiseIsSaidByItsName(boolean isEven) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node unknown = graph.node("ShaderNodeOfTomorrow").output("Fac", SocketType.FLOAT);
        ShaderGraphBuilder.Node noise = graph.node("ShaderNodeTexNoise").output("Color", SocketType.COLOR);
        ShaderGraphBuilder.Node emission = graph.node("ShaderNodeEmission").link("Strength", SocketType.FLOAT, unknown, "Fac");
        emission = isEven ? emission : emission.link("Color", SocketType.COLOR, noise, "Color");
        World world = new World(new Vector3f(), graph.surface(emission.output("Emission", SocketType.SHADER), "Emission"), false, 1, "Sky", "",
                Settings.NONE, Settings.NONE);
        Shown scene = new TestScene(TestScene.perspective()).world(world).build();
        try (TestFrame frame = new TestFrame(TestFrame.request(2, 2, 1, 1.5f, List.of(Pass.COMBINED)));
                RasterRenderer renderer = new RasterRenderer()) {
            List<String> warnings = frame.expectWarnings();
            frame.drawWith(renderer, scene);
            frame.drawWith(renderer, scene); // told in each frame
            assertEquals(2, warnings.size());
            warnings.forEach(text -> assertTrue(text.startsWith("World 'Sky': ") && text.contains("ShaderNodeOfTomorrow"), text));
        }
    }

    /** To the right there is below a shadow, of what the camera does not see, and above something else before the catcher. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shadowCatchersShowNothingButShadows(boolean isFilmTransparent) {
        SceneObject plain = SceneObject.UNNAMED.withPassIndex(7);
        SceneObject catcher = new SceneObject(plain.id(), plain.name(), plain.assetName(), plain.parentId(), plain.collections(),
                plain.passIndex(), plain.color(), plain.visibleTo(), false, true, plain.lightGroup(), plain.linking(), plain.settings(),
                plain.properties(), plain.instancerProperties());
        SceneObject unseen = SceneObject.UNNAMED.hiddenFrom(Ray.CAMERA);
        var scene = new TestScene(TestScene.orthographic(1)).world(0, 0.25f, 0, isFilmTransparent)
                .add(TriangleMesh.plane(9), new Matrix4f(), catcher, TestScene.WHITE)
                .add(TriangleMesh.sphere(0.4f, 16), new Matrix4f().translation(0.6f, -0.6f, 3), unseen, TestScene.WHITE)
                .add(MemoryMesh.plane(1), new Matrix4f().translation(1, 1, 1), 3, TestScene.emissive(0.5f))
                .add(new Light.Sun(new Matrix4f(), new Vector3f(3)));
        try (TestFrame frame = TestFrame.draw(scene.build(), 8, Pass.COMBINED, Pass.OBJECT_INDEX)) {
            float[] lit = frame.pixel(Pass.COMBINED, 1, 1);
            float[] shadowed = frame.pixel(Pass.COMBINED, 6, 1);
            if (isFilmTransparent) {
                assertArrayEquals(new float[] {0, 0, 0, 0}, lit, 1e-2f); // the world's light is kept off a little by the ball
                assertArrayEquals(new float[] {0, 0, 0}, new float[] {shadowed[0], shadowed[1], shadowed[2]});
                assertTrue(shadowed[3] > 0.6f, "alpha " + shadowed[3]); // of red and blue there is nothing but the sun's
            } else {
                assertArrayEquals(new float[] {0, 0.25f, 0, 1}, lit, 1e-2f);
                assertEquals(1, shadowed[3]);
                assertTrue(shadowed[1] < 0.2f, "green " + shadowed[1]);
            }
            assertArrayEquals(new float[] {0.5f, 0.5f, 0.5f, 1}, frame.pixel(Pass.COMBINED, 6, 6), 1e-6f);
            assertEquals(7, frame.value(Pass.OBJECT_INDEX, 1, 1)); // data passes have them, as in Cycles
        }
    }
}
