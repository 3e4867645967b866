// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.joml.Vector4f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import passbridge.RenderRequest;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Light;
import passbridge.scene.LightLinking;
import passbridge.scene.SceneObject;
import passbridge.scene.Settings;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderGraphBuilder;
import passbridge.scene.SocketType;

/** What a white plane reflects of a light two metres above it whose nodes multiply its strength. */
@ExtendWith(CurrentContext.class)
class LightNodesTest {
    private static final float DISTANCE = 2;

    /** The map by distance is interpolated, in steps of 3 % of the distance. */
    private static final float RELATIVE = 1e-3f;

    private static Light light(Optional<ShaderGraph> graph) {
        Light.Source source = new Light.Source(
                1, "Lamp", SceneObject.UNNAMED, List.of(), true, LightLinking.ALL, graph, Settings.NONE, Settings.NONE);
        return new Light.Point(source, new Matrix4f().translation(0, 0, DISTANCE), new Vector3f(100), 0, true);
    }

    private static ShaderGraph emission(ShaderGraphBuilder graph, ShaderGraphBuilder.Node strength, String output) {
        return graph.surface(graph.node("ShaderNodeEmission").color("Color", new Vector4f(1)).link("Strength", SocketType.FLOAT, strength,
                output).output("Emission", SocketType.SHADER), "Emission");
    }

    private static ShaderGraph falloff(String output) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        return emission(graph, graph.node("ShaderNodeLightFalloff").number("Strength", 3).number("Smooth", 0)
                .output(output, SocketType.FLOAT), output);
    }

    private static float radiance(TestScene scene) {
        try (TestFrame frame = TestFrame.draw(scene.build(), 1, Pass.COMBINED)) {
            return frame.value(Pass.COMBINED, 0, 0);
        }
    }

    private static TestScene scene() {
        return new TestScene(TestScene.orthographic(0.005f)).add(MemoryMesh.plane(9), TestScene.WHITE);
    }

    private static void assertFactor(double expected, ShaderGraph graph) {
        double plain = radiance(scene().add(light(Optional.empty())));
        assertEquals(expected, radiance(scene().add(light(Optional.of(graph)))) / plain, expected * RELATIVE);
    }

    @Test
    void constantNodesMultiply() {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        assertFactor(2.5, graph.surface(TestScene.emission(graph, 2.5f), "Emission"));
    }

    @Test
    void falloffChangesWhatDistanceTakes() {
        assertFactor(3, falloff("Quadratic"));
        assertFactor(3 * DISTANCE, falloff("Linear"));
        assertFactor(3 * DISTANCE * DISTANCE, falloff("Constant"));
    }

    @Test
    void aLampIsSeenByNoRay() {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node path = graph.node("ShaderNodeLightPath").output("Ray Depth", SocketType.FLOAT)
                .output("Is Diffuse Ray", SocketType.FLOAT);
        assertFactor(1, emission(graph, path, "Ray Depth"));
        assertFactor(0, emission(graph, path, "Is Diffuse Ray"));
    }

    /** Below, where the plane is, the Z of the normal is -1. */
    @Test
    void negativeEmissionTakesLightAway() {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node normal = graph.node("ShaderNodeTexCoord").output("Normal", SocketType.VECTOR);
        ShaderGraphBuilder.Node z = graph.node("ShaderNodeSeparateXYZ").link("Vector", SocketType.VECTOR, normal, "Normal")
                .output("Z", SocketType.FLOAT);
        double plain = radiance(scene().add(light(Optional.empty())));
        float both = radiance(scene().add(light(Optional.empty())).add(light(Optional.of(emission(graph, z, "Z")))));
        assertEquals(0, both, plain * 0.01); // the map's texels are 0.4° high
    }

    /** An area light's normal is the same in all directions, what it is seen from is not. */
    @ParameterizedTest
    @CsvSource({"Incoming, 1", "Normal, 0"})
    void directionsOfAreaLightsAreSaid(String output, int warningCount) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node geometry = graph.node("ShaderNodeNewGeometry").output(output, SocketType.VECTOR);
        Light.Source source = new Light.Source(1, "Lamp", SceneObject.UNNAMED, List.of(), true, LightLinking.ALL,
                Optional.of(emission(graph, geometry, output)), Settings.NONE, Settings.NONE);
        Light area = new Light.Area(source, new Matrix4f().translation(0, 0, DISTANCE), new Vector3f(100), 1, 1, false, (float) Math.PI);
        RenderRequest request = TestFrame.request(1, 1, 1, 1.5f, List.of(Pass.COMBINED));
        try (TestFrame frame = new TestFrame(request); RasterRenderer renderer = new RasterRenderer()) {
            List<String> warnings = frame.expectWarnings();
            frame.drawWith(renderer, scene().add(area).build());
            assertEquals(warningCount, warnings.stream().filter(text -> text.startsWith("Light 'Lamp'")).count(), warnings.toString());
        }
    }

    @Test
    void whatIsNotKnownIsSaidByName() {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraph unknown = emission(graph, graph.node("ShaderNodeOfTomorrow").output("Fac", SocketType.FLOAT), "Fac");
        RenderRequest request = TestFrame.request(1, 1, 1, 1.5f, List.of(Pass.COMBINED));
        try (TestFrame frame = new TestFrame(request); RasterRenderer renderer = new RasterRenderer()) {
            List<String> warnings = frame.expectWarnings();
            frame.drawWith(renderer, scene().add(light(Optional.of(unknown))).build());
            assertTrue(warnings.stream().anyMatch(text -> text.startsWith("Light 'Lamp'") && text.contains("ShaderNodeOfTomorrow")),
                    warnings.toString());
        }
    }
}
