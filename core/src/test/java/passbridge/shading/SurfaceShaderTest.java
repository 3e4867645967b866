// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.joml.Vector4f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import passbridge.gl.CurrentContext;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderLink;
import passbridge.scene.SocketType;

@ExtendWith(CurrentContext.class)
class SurfaceShaderTest {
    private static final float EXACT = 1e-6f;

    private static int emission(TestGraph graph, float red, float green, float blue, float strength) {
        return graph.node("ShaderNodeEmission").color("Color", red, green, blue).number("Strength", strength)
                .output("Emission", SocketType.SHADER).add();
    }

    private static int mix(TestGraph graph, float factor, int first, int second) {
        return graph.node("ShaderNodeMixShader").number("Fac", factor).linked("Shader", SocketType.SHADER, first, "Emission")
                .linked("Shader_001", SocketType.SHADER, second, "Emission").output("Emission", SocketType.SHADER).add();
    }

    private static SurfaceShader principled(float alpha, float metallic, float coat) {
        TestGraph graph = new TestGraph();
        int node = graph.node("ShaderNodeBsdfPrincipled").color("Base Color", 0.8f, 0.8f, 0.8f).number("Metallic", metallic)
                .number("Roughness", 0.5f).number("IOR", 1.5f).number("Alpha", alpha).number("Coat Weight", coat)
                .number("Emission Strength", 0).color("Emission Color", 1, 1, 1).output("BSDF", SocketType.SHADER).add();
        return SurfaceShader.of(graph.surface(node, "BSDF"));
    }

    @Test
    void shadersAreMixedByTheirFactors() {
        TestGraph graph = new TestGraph();
        int inner = mix(graph, 0.25f, emission(graph, 1, 0, 0, 2), emission(graph, 0, 1, 0, 4));
        int outer = mix(graph, 0.5f, inner, emission(graph, 0, 0, 1, 8));
        assertArrayEquals(new float[] {0.75f, 0.5f, 4}, ShadedPoint.emission(SurfaceShader.of(graph.surface(outer, "Emission"))), EXACT);
    }

    /** A colour that becomes a number, and is known when the code is made. */
    private static SurfaceShader luminanceOfRed(String space) {
        TestGraph graph = new TestGraph();
        int red = graph.node("ShaderNodeRGB").set("working_space", space)
                .output("Color", SocketType.COLOR, new Vector4f(1, 0, 0, 1)).add();
        int number = graph.node("ShaderNodeMath").set("working_space", space).set("operation", "ADD")
                .linked("Value", SocketType.FLOAT, red, "Color").number("Value_001", 0).output("Value", SocketType.FLOAT).add();
        return SurfaceShader.of(graph.surface(number, "Value"));
    }

    @Test
    void luminanceIsThatOfTheWorkingSpace() {
        assertEquals(0.2126729f, ShadedPoint.emission(luminanceOfRed("Linear Rec.709"))[0], 1e-6f);
        assertEquals(0.2627002f, ShadedPoint.emission(luminanceOfRed("Linear Rec.2020"))[0], 1e-6f);
        assertEquals(0.2676722f, ShadedPoint.emission(luminanceOfRed("ACEScg"))[0], 1e-6f);
    }

    @Test
    void unknownWorkingSpaceIsNamed() {
        assertEquals(List.of("the working space 'Linear Camera' is not known, taken as Linear Rec.709"), luminanceOfRed("Linear Camera").warnings());
    }

    /** What is linked twice counts twice, and its function is called once. */
    @Test
    void sharedShadersAreSummed() {
        TestGraph graph = new TestGraph();
        int shared = emission(graph, 1, 0, 0, 1);
        int sum = graph.node("ShaderNodeAddShader").linked("Shader", SocketType.SHADER, shared, "Emission")
                .linked("Shader_001", SocketType.SHADER, shared, "Emission").output("Emission", SocketType.SHADER).add();
        int outer = mix(graph, 0.75f, sum, shared);
        SurfaceShader shader = SurfaceShader.of(graph.surface(outer, "Emission"));
        assertArrayEquals(new float[] {2 * 0.25f + 0.75f, 0, 0}, ShadedPoint.emission(shader), EXACT);
        assertEquals(2, shader.fragmentCode().split("\\bemission\\(", -1).length - 1, "its definition and one call");
    }

    /** A hundred mixes of the same two: 2^100 ways lead to them. */
    @Test
    void manyWaysToTheSameShader() {
        TestGraph graph = new TestGraph();
        int first = emission(graph, 1, 0, 0, 1);
        int second = emission(graph, 0, 1, 0, 1);
        for (int i = 0; i < 100; i++) {
            int mixed = mix(graph, 0.5f, first, second);
            first = second;
            second = mixed;
        }
        float[] found = ShadedPoint.emission(SurfaceShader.of(graph.surface(second, "Emission")));
        assertArrayEquals(new float[] {1 / 3f, 2 / 3f, 0}, found, 1e-5f);
    }

    @Test
    void valuesAreConvertedAsInCycles() {
        TestGraph graph = new TestGraph();
        int color = graph.node("ShaderNodeRGB").output("Color", SocketType.COLOR, new Vector4f(0.2f, 0.4f, 0.8f, 1)).add();
        int invert = graph.node("ShaderNodeInvert").number("Fac", 0).linked("Color", SocketType.COLOR, color, "Color")
                .output("Color", SocketType.COLOR).add();
        int combined = graph.node("ShaderNodeCombineXYZ").number("X", 0.3f).number("Y", 0.6f).number("Z", 1.2f)
                .output("Vector", SocketType.VECTOR).add();
        double luminance = 0.2126729 * 0.2 + 0.7151522 * 0.4 + 0.0721750 * 0.8;
        for (int source : new int[] {color, invert}) {
            int math = graph.node("ShaderNodeMath").set("operation", "ADD").linked("Value", SocketType.FLOAT, source, "Color")
                    .linked("Value_001", SocketType.FLOAT, combined, "Vector").output("Value", SocketType.FLOAT).add();
            float sum = (float) (luminance + 0.7);
            assertArrayEquals(
                    new float[] {sum, sum, sum}, ShadedPoint.emission(SurfaceShader.of(graph.surface(math, "Value"))), EXACT,
                    "node " + source);
        }
    }

    @Test
    void numbersDoNotChangeTheCode() {
        SurfaceShader first = principled(0.5f, 0.25f, 0.5f);
        SurfaceShader second = principled(0.75f, 0.5f, 1);
        assertEquals(first.fragmentCode(), second.fragmentCode());
        assertNotEquals(first, second);
        assertEquals(first, principled(0.5f, 0.25f, 0.5f));
    }

    /** A driver that keeps programs on disk has those of one version of Blender for the next. */
    @Test
    void versionsOfBlenderShareTheCodeOfWhatTheyDrawAlike() {
        assertEquals(diffuse(403), diffuse(502));
        assertNotEquals(diffuse(402), diffuse(403));
    }

    private static String diffuse(int version) {
        TestGraph graph = new TestGraph();
        int node = graph.node("ShaderNodeBsdfDiffuse").set("blender_version", version).color("Color", 0.8f, 0.8f, 0.8f)
                .number("Roughness", 0.5f).output("BSDF", SocketType.SHADER).add();
        return SurfaceShader.of(graph.surface(node, "BSDF")).fragmentCode();
    }

    @Test
    void weightsOfNothingLeaveClosuresOut() {
        assertTrue(principled(1, 0, 0).isOpaque());
        assertFalse(principled(0.999f, 0, 0).isOpaque());
        assertFalse(principled(1, 0, 0).isEmissive());
        assertTrue(principled(1, 0, 0).fragmentCode().contains("#define MICROFACET_COUNT 1\n"));
        assertTrue(principled(1, 0, 0.5f).fragmentCode().contains("#define MICROFACET_COUNT 2\n"));
        assertTrue(principled(1, 1, 0).fragmentCode().contains("#define DIFFUSE_COUNT 0\n"));
    }

    @Test
    void whatTheSurfaceDoesNotNeedIsDropped() {
        TestGraph graph = new TestGraph();
        int unused = graph.node("ShaderNodeUnheardOf").output("Value", SocketType.FLOAT).add();
        int math = graph.node("ShaderNodeMath").set("operation", "SINE").number("Value", 1)
                .linked("Value_001", SocketType.FLOAT, unused, "Value").output("Value", SocketType.FLOAT).add();
        SurfaceShader shader = SurfaceShader.of(graph.surface(math, "Value"));
        assertEquals(List.of(), shader.warnings(), "a sine has one input");
    }

    @Test
    void whatIsNotKnownIsWarnedOf() {
        TestGraph graph = new TestGraph();
        int unknown = graph.node("ShaderNodeUnheardOf").output("Value", SocketType.FLOAT).output("Shader", SocketType.SHADER).add();
        int emission = graph.node("ShaderNodeEmission").color("Color", 1, 1, 1).linked("Strength", SocketType.FLOAT, unknown, "Value")
                .output("Emission", SocketType.SHADER).add();
        SurfaceShader value = SurfaceShader.of(graph.surface(emission, "Emission"));
        assertArrayEquals(new float[3], ShadedPoint.emission(value));
        assertEquals(
                List.of("node 'ShaderNodeUnheardOf 0' (ShaderNodeUnheardOf) is not supported yet, its output 'Value' is taken as 0"),
                value.warnings());
        SurfaceShader shader = SurfaceShader.of(graph.surface(unknown, "Shader"));
        assertArrayEquals(new float[3], ShadedPoint.emission(shader));
        assertEquals(1, shader.warnings().size());
    }

    @Test
    void nothingIsBlack() {
        SurfaceShader shader = SurfaceShader.of(ShaderGraph.EMPTY);
        assertArrayEquals(new float[3], ShadedPoint.emission(shader));
        assertTrue(shader.isOpaque());
    }

    @Test
    void tenThousandNodesAreGrey() {
        TestGraph graph = new TestGraph();
        int last = graph.value(1);
        String output = "Value";
        for (int i = 0; i < 10_000; i++) {
            last = graph.node("ShaderNodeMath").set("operation", "SINE").linked("Value", SocketType.FLOAT, last, output)
                    .output(output, SocketType.FLOAT).add();
        }
        SurfaceShader shader = SurfaceShader.of(graph.surface(last, output));
        assertEquals(1, shader.warnings().size());
        assertTrue(shader.fragmentCode().contains("#define DIFFUSE_COUNT 1\n"));
    }

    @Test
    void missingImagesAreMagenta() {
        TestGraph graph = new TestGraph();
        int node = graph.node("ShaderNodeTexImage").vector("Vector", 0, 0, 0).output("Color", SocketType.COLOR).add();
        SurfaceShader shader = SurfaceShader.of(graph.surface(node, "Color"));
        assertArrayEquals(new float[] {1, 0, 1}, ShadedPoint.emission(shader), EXACT);
        assertEquals(List.of(), shader.warnings(), "whoever looks for the image tells that it is missing");
    }

    /** A light path is known when the code is made: the shader for other rays is not in it. */
    @Test
    void lightPathsAreChosenBeforehand() {
        TestGraph graph = new TestGraph();
        int path = graph.node("ShaderNodeLightPath").output("Is Camera Ray", SocketType.FLOAT).add();
        int transparent = graph.node("ShaderNodeBsdfTransparent").color("Color", 1, 1, 1).output("BSDF", SocketType.SHADER).add();
        int mixed = graph.node("ShaderNodeMixShader").linked("Fac", SocketType.FLOAT, path, "Is Camera Ray")
                .linked("Shader", SocketType.SHADER, transparent, "BSDF")
                .linked("Shader_001", SocketType.SHADER, emission(graph, 1, 1, 1, 1), "Emission").output("Shader", SocketType.SHADER).add();
        ShaderGraph surface = graph.surface(mixed, "Shader");
        assertTrue(SurfaceShader.of(surface).isOpaque());
        assertFalse(SurfaceShader.of(surface, RayKind.SHADOW).isOpaque());
        assertFalse(SurfaceShader.of(surface, RayKind.SHADOW).isEmissive());
    }

    @Test
    void attributesAreSharedByName() {
        TestGraph graph = new TestGraph();
        int first = graph.node("ShaderNodeAttribute").set("attribute_name", "a").set("attribute_type", "GEOMETRY")
                .output("Color", SocketType.COLOR).add();
        int second = graph.node("ShaderNodeAttribute").set("attribute_name", "a").set("attribute_type", "GEOMETRY")
                .output("Alpha", SocketType.FLOAT).add();
        int map = graph.node("ShaderNodeUVMap").set("uv_map", "").output("UV", SocketType.VECTOR).add();
        int sum = graph.node("ShaderNodeVectorMath").set("operation", "MULTIPLY_ADD").linked("Vector", SocketType.VECTOR, first, "Color")
                .linked("Vector_001", SocketType.VECTOR, second, "Alpha").linked("Vector_002", SocketType.VECTOR, map, "UV")
                .output("Vector", SocketType.VECTOR).add();
        SurfaceShader shader = SurfaceShader.of(graph.surface(sum, "Vector"));
        assertEquals(List.of(new AttributeUse(AttributeUse.Source.GEOMETRY, "a", new Vector4f(0, 0, 0, 1))), shader.attributes());
        assertTrue(shader.inputs().contains(SurfaceInput.UV));
        try (ShadedPoint point = new ShadedPoint(shader, ShadedPoint.EMISSION).set(SurfaceInput.UV, 10, 20, 0)) {
            point.attribute(0, 1, 2, 3, 0.5f);
            assertArrayEquals(new float[] {10.5f, 21, 1.5f}, point.result(), EXACT);
        }
    }

    @Test
    void coordinatesOfAnotherObject() {
        Matrix4f other = new Matrix4f().translation(1, 2, 3).rotateZ((float) Math.PI / 2).scale(2);
        List<Float> columns = new ArrayList<>();
        for (float number : other.get(new float[16])) {
            columns.add(number);
        }
        TestGraph graph = new TestGraph();
        int node = graph.node("ShaderNodeTexCoord").set("object_to_world", columns).output("Object", SocketType.VECTOR).add();
        SurfaceShader shader = SurfaceShader.of(graph.surface(node, "Object"));
        Vector3f expected = other.invert(new Matrix4f()).transformPosition(new Vector3f(5, 7, 9));
        try (ShadedPoint point = new ShadedPoint(shader, ShadedPoint.EMISSION).set(SurfaceInput.POSITION, 5, 7, 9)) {
            assertArrayEquals(new float[] {expected.x, expected.y, expected.z}, point.result(), 1e-5f);
        }
    }

    /** Group sockets convert on the way: a colour that passes a number is grey. */
    @Test
    void conversionsOnTheWayAreKept() {
        TestGraph graph = new TestGraph();
        int source = graph.node("ShaderNodeCombineColor").number("Red", 0).number("Green", 1).number("Blue", 0)
                .output("Color", SocketType.COLOR).add();
        int conversion = graph.node("NodeImplicitConversion").linked("Value", SocketType.FLOAT, source, "Color")
                .output("Value", SocketType.FLOAT).add();
        float[] found = ShadedPoint.emission(SurfaceShader.of(graph.surface(conversion, "Value")));
        assertArrayEquals(new float[] {0.7151522f, 0.7151522f, 0.7151522f}, found, EXACT);
    }

    /** What light paths are combined with is known, too; and a mix by a known factor is one of its inputs. */
    @Test
    void knownNumbersAreFolded() {
        TestGraph graph = new TestGraph();
        int path = graph.node("ShaderNodeLightPath").output("Is Shadow Ray", SocketType.FLOAT).output("Is Diffuse Ray", SocketType.FLOAT)
                .add();
        int any = graph.node("ShaderNodeMath").set("operation", "MAXIMUM").linked("Value", SocketType.FLOAT, path, "Is Shadow Ray")
                .linked("Value_001", SocketType.FLOAT, path, "Is Diffuse Ray").output("Value", SocketType.FLOAT).add();
        int transparent = graph.node("ShaderNodeBsdfTransparent").color("Color", 1, 1, 1).output("Emission", SocketType.SHADER).add();
        int mixed = graph.node("ShaderNodeMixShader").linked("Fac", SocketType.FLOAT, any, "Value")
                .linked("Shader", SocketType.SHADER, emission(graph, 1, 1, 1, 1), "Emission")
                .linked("Shader_001", SocketType.SHADER, transparent, "Emission").output("Shader", SocketType.SHADER).add();
        assertTrue(SurfaceShader.of(graph.surface(mixed, "Shader")).isOpaque());
        assertFalse(SurfaceShader.of(graph.surface(mixed, "Shader"), RayKind.DIFFUSE).isOpaque());
    }

    /** A plane that is raised by X along X leans back by 45 degrees, where displacement and a Bump node say so. */
    @Test
    void displacementTurnsTheNormal() {
        TestGraph graph = new TestGraph();
        int position = graph.node("ShaderNodeNewGeometry").output("Position", SocketType.VECTOR).output("Normal", SocketType.VECTOR).add();
        int separated = graph.node("ShaderNodeSeparateXYZ").linked("Vector", SocketType.VECTOR, position, "Position")
                .output("X", SocketType.FLOAT).add();
        int bump = graph.node("ShaderNodeBump").number("Strength", 1).number("Distance", 1)
                .linked("Height", SocketType.FLOAT, separated, "X").output("Normal", SocketType.VECTOR).add();
        float half = (float) Math.sqrt(0.5);
        assertArrayEquals(new float[] {-half, 0, half}, sloped(graph.surface(bump, "Normal"), "surfaceEmission"), 1e-4f);
        int displacement = graph.node("ShaderNodeDisplacement").set("space", "WORLD").linked("Height", SocketType.FLOAT, separated, "X")
                .number("Midlevel", 0).number("Scale", 1).output("Displacement", SocketType.VECTOR).add();
        ShaderGraph surface = graph.surface(displacement, "Displacement");
        ShaderGraph displaced = new ShaderGraph(
                surface.nodes(), Optional.empty(), Optional.empty(), Optional.of(new ShaderLink(displacement, "Displacement")));
        assertArrayEquals(new float[] {-half, 0, half}, sloped(displaced, "surfaceNormal"), 1e-4f);
    }

    /** On a plane of which a pixel is a hundredth. */
    private static float[] sloped(ShaderGraph graph, String result) {
        SurfaceShader shader = SurfaceShader.of(graph);
        try (ShadedPoint point = new ShadedPoint(shader, result, "surfacePosition += vec3(gl_FragCoord.xy, 0.0) / 100.0;")) {
            return point.result();
        }
    }

    @Test
    void volumesAloneAreSeenThrough() {
        TestGraph graph = new TestGraph();
        int volume = graph.node("ShaderNodeVolumeScatter").output("Volume", SocketType.SHADER).add();
        ShaderGraph only = new ShaderGraph(
                graph.surface(volume, "Volume").nodes(), Optional.empty(), Optional.of(new ShaderLink(volume, "Volume")), Optional.empty());
        SurfaceShader shader = SurfaceShader.of(only);
        assertFalse(shader.isOpaque());
        assertEquals(List.of(), shader.warnings());
        try (ShadedPoint point = new ShadedPoint(shader, "surfaceTransparency")) {
            assertArrayEquals(new float[] {1, 1, 1}, point.result());
        }
    }

    /** What a volume emits is not the surface's; half of each shader counts. */
    @Test
    void volumesAreKnownBesideTheSurface() {
        TestGraph graph = new TestGraph();
        int surface = graph.node("ShaderNodeEmission").color("Color", 1, 1, 1).number("Strength", 3).output("Emission", SocketType.SHADER).add();
        int scattering = graph.node("ShaderNodeVolumeScatter").color("Color", 0.2f, 0.4f, 0.6f).number("Density", 2).number("Anisotropy", 0.3f)
                .output("Volume", SocketType.SHADER).add();
        int emission = graph.node("ShaderNodeEmission").color("Color", 1, 0.5f, 0).number("Strength", 4).output("Emission", SocketType.SHADER).add();
        int mix = graph.node("ShaderNodeMixShader").number("Fac", 0.5f).linked("Shader", SocketType.SHADER, scattering, "Volume")
                .linked("Shader_001", SocketType.SHADER, emission, "Emission").output("Shader", SocketType.SHADER).add();
        SurfaceShader shader = SurfaceShader.of(new ShaderGraph(graph.surface(surface, "Emission").nodes(),
                Optional.of(new ShaderLink(surface, "Emission")), Optional.of(new ShaderLink(mix, "Shader")), Optional.empty()));
        assertTrue(shader.isOpaque() && shader.hasVolume() && shader.isVolumeEven());
        for (String[] expected : new String[][] {{"surfaceEmission", "3 3 3"}, {"volumeEmission", "2 1 0"}, {"volumeScattering", "0.2 0.4 0.6"},
            {"volumeExtinction", "0.2 0.4 0.6"}, {"vec3(volumeAnisotropy)", "0.3 0.3 0.3"}}) {
            try (ShadedPoint point = new ShadedPoint(shader, expected[0])) {
                String[] numbers = expected[1].split(" ");
                assertArrayEquals(new float[] {Float.parseFloat(numbers[0]), Float.parseFloat(numbers[1]), Float.parseFloat(numbers[2])},
                        point.result(), 1e-6f, expected[0]);
            }
        }
    }

    /** In a world nothing reflects; of Light Path nodes the viewer is known. */
    @Test
    void worldsShine() {
        TestGraph graph = new TestGraph();
        int path = graph.node("ShaderNodeLightPath").output("Is Camera Ray", SocketType.FLOAT).add();
        int seen = graph.node("ShaderNodeBackground").color("Color", 0, 1, 0).number("Strength", 2)
                .output("Emission", SocketType.SHADER).add();
        int lighting = graph.node("ShaderNodeBackground").color("Color", 1, 0, 0).number("Strength", 3)
                .output("Emission", SocketType.SHADER).add();
        int mixed = graph.node("ShaderNodeMixShader").linked("Fac", SocketType.FLOAT, path, "Is Camera Ray")
                .linked("Shader", SocketType.SHADER, lighting, "Emission").linked("Shader_001", SocketType.SHADER, seen, "Emission")
                .output("Shader", SocketType.SHADER).add();
        int diffuse = graph.node("ShaderNodeBsdfDiffuse").color("Color", 1, 1, 1).output("BSDF", SocketType.SHADER).add();
        int sum = graph.node("ShaderNodeAddShader").linked("Shader", SocketType.SHADER, mixed, "Shader")
                .linked("Shader_001", SocketType.SHADER, diffuse, "BSDF").output("Shader", SocketType.SHADER).add();
        ShaderGraph world = graph.surface(sum, "Shader");
        assertArrayEquals(new float[] {0, 2, 0}, ShadedPoint.emission(SurfaceShader.emissionOf(world, RayKind.CAMERA)), EXACT);
        SurfaceShader light = SurfaceShader.emissionOf(world, RayKind.DIFFUSE);
        assertArrayEquals(new float[] {3, 0, 0}, ShadedPoint.emission(light), EXACT);
        assertFalse(light.fragmentCode().contains("reflectedLight"));
    }

    @Test
    void graphsWithoutSurfaceButWithLinksAreFine() {
        TestGraph graph = new TestGraph();
        graph.value(1);
        ShaderGraph whole = new ShaderGraph(graph.surface(0, "Value").nodes(), Optional.empty(), Optional.empty(), Optional.empty());
        assertArrayEquals(new float[3], ShadedPoint.emission(SurfaceShader.of(whole)));
    }
}
