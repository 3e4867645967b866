// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.joml.Vector3f;
import org.joml.Vector4f;
import org.junit.jupiter.api.Test;

class SurfaceApproximationTest {
    private final ShaderGraphBuilder graph = new ShaderGraphBuilder();

    @Test
    void ofFactories() {
        Material red = Material.colored(0.5f, 0.25f, 0).withMetallic(0.75f).withRoughness(0.25f).withEmission(1, 2, 3);
        assertEquals(
                new SurfaceApproximation(new Vector3f(0.5f, 0.25f, 0), Optional.empty(), 1, 0.75f, 0.25f, 0.04f, new Vector3f(1, 2, 3)),
                red.approximation());
        Image image = ArrayImage.of("white", 1, 1, 4, Image.ColorSpace.LINEAR, new float[] {1, 1, 1, 1});
        assertEquals(Optional.of(image), Material.textured(image).approximation().baseColorImage());
    }

    @Test
    void anImageIsFoundThroughNodes() {
        Image image = ArrayImage.of("white", 1, 1, 4, Image.ColorSpace.LINEAR, new float[] {1, 1, 1, 1});
        var texture = graph.texture(image);
        var gamma = graph.node("ShaderNodeGamma").link("Color", SocketType.COLOR, texture, "Color").output("Color", SocketType.COLOR);
        ShaderGraph found = graph.surface(
                graph.node("ShaderNodeBsdfDiffuse").link("Color", SocketType.COLOR, gamma, "Color").output("BSDF", SocketType.SHADER), "BSDF");
        assertEquals(Optional.of(image), SurfaceApproximation.of(found).baseColorImage());
        assertEquals(1, SurfaceApproximation.of(found).roughness());
    }

    @Test
    void mixedWithTransparencyKeepsTheColor() {
        var diffuse = diffuse(0.5f);
        var transparent = graph.node("ShaderNodeBsdfTransparent").color("Color", new Vector4f(1)).output("BSDF", SocketType.SHADER);
        var mix = graph.node("ShaderNodeMixShader")
                .number("Fac", 0.75f)
                .link("Shader", SocketType.SHADER, diffuse, "BSDF")
                .link("Shader_001", SocketType.SHADER, transparent, "BSDF")
                .output("Shader", SocketType.SHADER);
        SurfaceApproximation found = SurfaceApproximation.of(graph.surface(mix, "Shader"));
        assertEquals(0.25f, found.alpha());
        assertEquals(new Vector3f(0.5f), found.baseColor());
    }

    @Test
    void tenThousandShadersAndNumbersThatAreNone() {
        var surface = diffuse(Float.NaN);
        for (int i = 0; i < 10_000; i++) {
            surface = graph.node("ShaderNodeAddShader")
                    .link("Shader", SocketType.SHADER, surface, i == 0 ? "BSDF" : "Shader")
                    .output("Shader", SocketType.SHADER);
        }
        assertEquals(new Vector3f(), SurfaceApproximation.of(graph.surface(surface, "Shader")).baseColor());
        assertEquals(new Vector3f(), SurfaceApproximation.of(ShaderGraph.EMPTY).baseColor());
    }

    @Test
    void structureIsWhatNumbersAreNot() {
        ShaderGraph red = Material.colored(1, 0, 0).graph();
        assertTrue(red.hasStructureOf(Material.colored(0, 1, 0).withRoughness(0.125f).graph()));
        Image image = ArrayImage.of("white", 1, 1, 4, Image.ColorSpace.LINEAR, new float[] {1, 1, 1, 1});
        ShaderGraph textured = Material.textured(image).graph();
        assertFalse(red.hasStructureOf(textured));
        Image other = ArrayImage.of("grey", 1, 1, 4, Image.ColorSpace.LINEAR, new float[] {0.5f, 0.5f, 0.5f, 1});
        assertTrue(textured.hasStructureOf(Material.textured(other).graph()));
        var smart = new ShaderGraphBuilder();
        var closest = smart.texture(image).property("interpolation", "Closest");
        var linear = new ShaderGraphBuilder();
        assertFalse(smart.surface(closest, "Color").hasStructureOf(linear.surface(linear.texture(image), "Color")));
    }

    private ShaderGraphBuilder.Node diffuse(float grey) {
        return graph.node("ShaderNodeBsdfDiffuse").color("Color", new Vector4f(grey)).output("BSDF", SocketType.SHADER);
    }
}
