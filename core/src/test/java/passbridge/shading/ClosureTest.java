// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.joml.Vector3d;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import passbridge.gl.CurrentContext;
import passbridge.scene.SocketType;

/** What closures reflect: beside formulas, and beside Cycles of Blender 5.2.3. */
@ExtendWith(CurrentContext.class)
class ClosureTest {
    /** A plane at 50 degrees to the view, in a sun of strength 3 from each of three directions, and in a white world: 400 samples. */
    private record Case(
            UnaryOperator<TestGraph.Node> node, String type, String output, float[] above, float[] aside, float[] below, float[] world) {
        SurfaceShader shader() {
            TestGraph graph = new TestGraph();
            int index = node.apply(graph.node(type).set("blender_version", 502)).output(output, SocketType.SHADER).add();
            return SurfaceShader.of(graph.surface(index, output));
        }

        @Override
        public String toString() {
            return type;
        }
    }

    private static final float[] VIEW = {0, -0.7660444f, 0.6427876f};
    private static final String[] SUNS = {
        "vec3(0.3030457, 0.5050762, 0.8081220)", "vec3(-0.8017837, -0.2672612, 0.5345225)", "vec3(0.2264554, 0.5661385, -0.7925939)"};

    private static final List<Case> CASES = List.of(
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.2f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.5867f, 0.296f, 0.1507f},
                    new float[] {0.3846f, 0.1923f, 0.0962f}, new float[] {0, 0, 0}, new float[] {0.811f, 0.4345f, 0.2462f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.5f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.6493f, 0.3567f, 0.2104f},
                    new float[] {0.3897f, 0.1962f, 0.0995f}, new float[] {0, 0, 0}, new float[] {0.8095f, 0.4306f, 0.2412f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 1).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.6183f, 0.3157f, 0.1644f},
                    new float[] {0.4098f, 0.2096f, 0.1095f}, new float[] {0, 0, 0}, new float[] {0.804f, 0.412f, 0.216f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 1)
                            .number("Roughness", 0.5f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {1.2089f, 0.5753f, 0.2814f},
                    new float[] {0.0578f, 0.0275f, 0.0134f}, new float[] {0, 0, 0}, new float[] {0.7811f, 0.3754f, 0.1871f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 1)
                            .number("Roughness", 0.9f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.5635f, 0.2122f, 0.0945f},
                    new float[] {0.3083f, 0.116f, 0.0515f}, new float[] {0, 0, 0}, new float[] {0.6707f, 0.2536f, 0.1138f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0.5f)
                            .number("Roughness", 0.4f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.7572f, 0.3864f, 0.2046f},
                    new float[] {0.2054f, 0.1029f, 0.0517f}, new float[] {0, 0, 0}, new float[] {0.8015f, 0.4127f, 0.2215f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.5f).number("IOR", 1.1f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.6183f, 0.3114f, 0.1579f},
                    new float[] {0.4062f, 0.2032f, 0.1017f}, new float[] {0, 0, 0}, new float[] {0.801f, 0.4031f, 0.2041f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.5f).number("IOR", 2.2f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.7352f, 0.4704f, 0.3381f},
                    new float[] {0.3597f, 0.1846f, 0.097f}, new float[] {0, 0, 0}, new float[] {0.8279f, 0.485f, 0.3136f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.5f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0)
                            .color("Specular Tint", 1, 1, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.6174f, 0.3087f, 0.1543f},
                    new float[] {0.4083f, 0.2042f, 0.1021f}, new float[] {0, 0, 0}, new float[] {0.8f, 0.4f, 0.2f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.3f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 1)
                            .color("Specular Tint", 1, 1, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.5987f, 0.3209f, 0.1821f},
                    new float[] {0.3682f, 0.1845f, 0.0926f}, new float[] {0, 0, 0}, new float[] {0.8199f, 0.4599f, 0.2799f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.5f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Coat Weight", 1).number("Coat Roughness", 0.2f)
                            .number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.6167f, 0.3412f, 0.2035f},
                    new float[] {0.3671f, 0.1849f, 0.0937f}, new float[] {0, 0, 0}, new float[] {0.8194f, 0.463f, 0.2847f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 1)
                            .number("Roughness", 0.5f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Coat Weight", 0.5f).number("Coat Roughness", 0.4f)
                            .number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {1.1993f, 0.5837f, 0.2981f},
                    new float[] {0.0567f, 0.0273f, 0.0136f}, new float[] {0, 0, 0}, new float[] {0.7878f, 0.3932f, 0.2101f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.6f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Sheen Weight", 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.6205f, 0.3517f, 0.2173f},
                    new float[] {0.4129f, 0.2352f, 0.1463f}, new float[] {0, 0, 0}, new float[] {0.8255f, 0.4772f, 0.3031f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.5f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Sheen Weight", 1).number("Sheen Roughness", 0.3f)
                            .number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.6458f, 0.3553f, 0.21f},
                    new float[] {0.3898f, 0.1976f, 0.1016f}, new float[] {0, 0, 0}, new float[] {0.8111f, 0.4346f, 0.2463f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.5f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Coat Weight", 1).number("Coat Roughness", 0.3f)
                            .color("Coat Tint", 0.9f, 0.5f, 0.3f).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.5638f, 0.1729f, 0.0718f},
                    new float[] {0.3251f, 0.0829f, 0.0235f}, new float[] {0, 0, 0}, new float[] {0.734f, 0.2395f, 0.1141f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.8f).number("IOR", 1.5f).number("Alpha", 1).number("Diffuse Roughness", 0.8f)
                            .number("Specular IOR Level", 0.5f).color("Specular Tint", 1, 1, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.43f, 0.2059f, 0.1154f},
                    new float[] {0.4422f, 0.2142f, 0.1102f}, new float[] {0, 0, 0}, new float[] {0.7636f, 0.3713f, 0.1981f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.3f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 0.2f, 0.5f, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.5886f, 0.3038f, 0.1682f},
                    new float[] {0.3846f, 0.1925f, 0.0965f}, new float[] {0, 0, 0}, new float[] {0.7811f, 0.4157f, 0.2464f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 1)
                            .number("Roughness", 0.4f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 0.2f, 0.5f, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.8752f, 0.43f, 0.2143f},
                    new float[] {0.0243f, 0.0119f, 0.0059f}, new float[] {0, 0, 0}, new float[] {0.7627f, 0.3792f, 0.1984f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 1)
                            .number("Roughness", 0.4f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Anisotropic", 0.7f).vector("Tangent", 1, 0, 0).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.5488f, 0.2688f, 0.1333f},
                    new float[] {0.0073f, 0.0036f, 0.0018f}, new float[] {0, 0, 0}, new float[] {0.7862f, 0.389f, 0.1967f}),
            new Case(
                    node -> node.set("distribution", "GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 1)
                            .number("Roughness", 0.7f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.745f, 0.3729f, 0.1869f},
                    new float[] {0.1352f, 0.0676f, 0.0338f}, new float[] {0, 0, 0}, new float[] {0.5545f, 0.2794f, 0.1419f}),
            new Case(
                    node -> node.set("distribution", "GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.7f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.6274f, 0.3354f, 0.1894f},
                    new float[] {0.3932f, 0.2001f, 0.1035f}, new float[] {0, 0, 0}, new float[] {0.7938f, 0.4153f, 0.226f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Base Color", 0.8f, 0.4f, 0.2f).number("Metallic", 0)
                            .number("Roughness", 0.5f).number("IOR", 1.5f).number("Alpha", 1).number("Specular IOR Level", 0.5f)
                            .color("Specular Tint", 1, 1, 1).number("Transmission Weight", 0.5f).number("Emission Strength", 0),
                    "ShaderNodeBsdfPrincipled", "BSDF", new float[] {0.3571f, 0.2106f, 0.1373f},
                    new float[] {0.1962f, 0.0995f, 0.0511f}, new float[] {1.0156f, 0.7132f, 0.5019f},
                    new float[] {0.8531f, 0.5376f, 0.3549f}),
            new Case(
                    node -> node.color("Color", 0.8f, 0.4f, 0.2f).number("Roughness", 0),
                    "ShaderNodeBsdfDiffuse", "BSDF", new float[] {0.6174f, 0.3087f, 0.1543f},
                    new float[] {0.4083f, 0.2042f, 0.1021f}, new float[] {0, 0, 0}, new float[] {0.8f, 0.4f, 0.2f}),
            new Case(
                    node -> node.color("Color", 0.8f, 0.4f, 0.2f).number("Roughness", 0.5f),
                    "ShaderNodeBsdfDiffuse", "BSDF", new float[] {0.4801f, 0.223f, 0.1095f},
                    new float[] {0.4348f, 0.2094f, 0.1038f}, new float[] {0, 0, 0}, new float[] {0.7715f, 0.3676f, 0.1816f}),
            new Case(
                    node -> node.color("Color", 0.8f, 0.4f, 0.2f).number("Roughness", 1),
                    "ShaderNodeBsdfDiffuse", "BSDF", new float[] {0.372f, 0.156f, 0.0746f},
                    new float[] {0.4547f, 0.2133f, 0.105f}, new float[] {0, 0, 0}, new float[] {0.7479f, 0.3419f, 0.1673f}),
            new Case(
                    node -> node.set("distribution", "GGX").color("Color", 0.8f, 0.4f, 0.2f).number("Roughness", 0.5f)
                            .number("Anisotropy", 0).number("Rotation", 0),
                    "ShaderNodeBsdfAnisotropic", "BSDF", new float[] {1.0886f, 0.5443f, 0.2721f},
                    new float[] {0.052f, 0.026f, 0.013f}, new float[] {0, 0, 0}, new float[] {0.7017f, 0.3509f, 0.1754f}),
            new Case(
                    node -> node.set("distribution", "BECKMANN").color("Color", 0.8f, 0.4f, 0.2f).number("Roughness", 0.5f)
                            .number("Anisotropy", 0).number("Rotation", 0),
                    "ShaderNodeBsdfAnisotropic", "BSDF", new float[] {1.632f, 0.816f, 0.408f},
                    new float[] {0, 0, 0}, new float[] {0, 0, 0}, new float[] {0.7813f, 0.3907f, 0.1953f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").color("Color", 0.8f, 0.4f, 0.2f).number("Roughness", 0.5f)
                            .number("Anisotropy", 0).number("Rotation", 0),
                    "ShaderNodeBsdfAnisotropic", "BSDF", new float[] {1.207f, 0.5724f, 0.279f},
                    new float[] {0.0577f, 0.0274f, 0.0133f}, new float[] {0, 0, 0}, new float[] {0.7785f, 0.3692f, 0.18f}),
            new Case(
                    node -> node.set("distribution", "GGX").color("Color", 0.8f, 0.4f, 0.2f).number("Roughness", 0.4f)
                            .number("Anisotropy", 0.6f).number("Rotation", 0.1f).vector("Tangent", 1, 0, 0),
                    "ShaderNodeBsdfAnisotropic", "BSDF", new float[] {2.1939f, 1.097f, 0.5485f},
                    new float[] {0.0007f, 0.0004f, 0.0002f}, new float[] {0, 0, 0}, new float[] {0.6811f, 0.3406f, 0.1703f}),
            new Case(
                    node -> node.set("distribution", "BECKMANN").color("Color", 0.8f, 0.4f, 0.2f).number("Roughness", 0.5f)
                            .number("IOR", 1.5f),
                    "ShaderNodeBsdfGlass", "BSDF", new float[] {0.0761f, 0.038f, 0.019f},
                    new float[] {0, 0, 0}, new float[] {0.1479f, 0.074f, 0.037f}, new float[] {0.7968f, 0.3984f, 0.1992f}),
            new Case(
                    node -> node.set("distribution", "GGX").color("Color", 0.8f, 0.4f, 0.2f).number("Roughness", 0.5f)
                            .number("IOR", 1.5f),
                    "ShaderNodeBsdfRefraction", "BSDF", new float[] {0, 0, 0},
                    new float[] {0, 0, 0}, new float[] {1.8849f, 0.9424f, 0.4712f}, new float[] {0.7934f, 0.3967f, 0.1984f}),
            new Case(
                    node -> node.set("distribution", "BECKMANN").color("Color", 0.8f, 0.4f, 0.2f).number("Roughness", 0.5f)
                            .number("IOR", 1.5f),
                    "ShaderNodeBsdfRefraction", "BSDF", new float[] {0, 0, 0},
                    new float[] {0, 0, 0}, new float[] {0.1571f, 0.0785f, 0.0393f}, new float[] {0.8f, 0.4f, 0.2f}),
            new Case(
                    node -> node.color("Color", 0.8f, 0.4f, 0.2f),
                    "ShaderNodeBsdfTranslucent", "BSDF", new float[] {0, 0, 0},
                    new float[] {0, 0, 0}, new float[] {0.6055f, 0.3027f, 0.1514f}, new float[] {0.8f, 0.4f, 0.2f}),
            new Case(
                    node -> node.set("distribution", "ASHIKHMIN").color("Color", 0.8f, 0.4f, 0.2f).number("Roughness", 0.7f),
                    "ShaderNodeBsdfSheen", "BSDF", new float[] {0, 0, 0},
                    new float[] {0.3091f, 0.1545f, 0.0773f}, new float[] {0, 0, 0}, new float[] {0.2424f, 0.1212f, 0.0606f}),
            new Case(
                    node -> node.set("distribution", "MICROFIBER").color("Color", 0.8f, 0.4f, 0.2f).number("Roughness", 0.7f),
                    "ShaderNodeBsdfSheen", "BSDF", new float[] {0.0912f, 0.0456f, 0.0228f},
                    new float[] {0.1199f, 0.06f, 0.03f}, new float[] {0, 0, 0}, new float[] {0.1857f, 0.0929f, 0.0464f}),
            new Case(
                    node -> node.set("component", "DIFFUSE").color("Color", 0.8f, 0.4f, 0.2f).number("Size", 0.4f).number("Smooth", 0.3f),
                    "ShaderNodeBsdfToon", "BSDF", new float[] {0.6973f, 0.3487f, 0.1743f},
                    new float[] {0.1376f, 0.0688f, 0.0344f}, new float[] {0, 0, 0}, new float[] {0.5224f, 0.2612f, 0.1306f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").set("fresnel_type", "F82").color("Base Color", 0.617f, 0.577f, 0.54f)
                            .color("Edge Tint", 0.695f, 0.726f, 0.77f).vector("IOR", 2.757f, 2.513f, 2.231f)
                            .vector("Extinction", 3.867f, 3.404f, 3.009f).number("Roughness", 0.4f).number("Anisotropy", 0)
                            .number("Rotation", 0),
                    "ShaderNodeBsdfMetallic", "BSDF", new float[] {0.6721f, 0.6274f, 0.5863f},
                    new float[] {0.0186f, 0.0174f, 0.0162f}, new float[] {0, 0, 0}, new float[] {0.5977f, 0.5589f, 0.5237f}),
            new Case(
                    node -> node.set("distribution", "MULTI_GGX").set("fresnel_type", "PHYSICAL_CONDUCTOR")
                            .color("Base Color", 0.617f, 0.577f, 0.54f).color("Edge Tint", 0.695f, 0.726f, 0.77f)
                            .vector("IOR", 2.757f, 2.513f, 2.231f).vector("Extinction", 3.867f, 3.404f, 3.009f).number("Roughness", 0.4f)
                            .number("Anisotropy", 0).number("Rotation", 0),
                    "ShaderNodeBsdfMetallic", "BSDF", new float[] {0.6714f, 0.6266f, 0.5858f},
                    new float[] {0.0187f, 0.0175f, 0.0163f}, new float[] {0, 0, 0}, new float[] {0.5962f, 0.5574f, 0.5226f}),
            new Case(
                    node -> node.set("component", "Transmission").color("Color", 0.8f, 0.4f, 0.2f).number("Offset", 0)
                            .number("RoughnessU", 0.3f).number("RoughnessV", 0.8f).vector("Tangent", 0.6f, 0.8f, 0),
                    "ShaderNodeBsdfHair", "BSDF", new float[] {0, 0, 0},
                    new float[] {0, 0, 0}, new float[] {0.9493f, 0.4747f, 0.2373f}, new float[] {0.7999f, 0.3999f, 0.2f}));

    static Stream<Case> cases() {
        return CASES.stream();
    }

    /** Of Cycles' numbers: its tables of albedos are as coarse as ours, glass has none here. */
    @ParameterizedTest
    @MethodSource("cases")
    void isAsInCycles(Case given) {
        SurfaceShader shader = given.shader();
        float[][] expected = {given.above(), given.aside(), given.below()};
        for (int i = 0; i < SUNS.length; i++) {
            assertNear(expected[i], result(shader, "3.0 * reflectedLight(" + SUNS[i] + ", 0.0)"), 0.03f, "sun " + i);
        }
        assertNear(given.world(), result(shader, "environmentLight()"), given.type().endsWith("Anisotropic") ? 0.12f : 0.04f, "world");
    }

    private static void assertNear(float[] expected, float[] found, float relative, String of) {
        float most = Math.max(expected[0], Math.max(expected[1], expected[2]));
        assertArrayEquals(expected, found, 0.003f + relative * most, of);
    }

    private static float[] result(SurfaceShader shader, String expression) {
        try (ShadedPoint point = new ShadedPoint(shader, expression).set(SurfaceInput.INCOMING, VIEW)) {
            return point.result();
        }
    }

    private static SurfaceShader glossy(float roughness) {
        TestGraph graph = new TestGraph();
        int index = graph.node("ShaderNodeBsdfAnisotropic").set("distribution", "GGX").color("Color", 1, 1, 1)
                            .number("Roughness", roughness)
                .output("BSDF", SocketType.SHADER).add();
        return SurfaceShader.of(graph.surface(index, "BSDF"));
    }

    /** Heitz 2014, "Understanding the Masking-Shadowing Function in Microfacet-Based BRDFs", equations 33, 71 and 99. */
    private static double ggx(Vector3d view, Vector3d light, double alpha) {
        Vector3d half = view.add(light, new Vector3d()).normalize();
        double tangent2 = 1 / (half.z * half.z) - 1;
        double spread = Math.pow(half.z, 4) * Math.pow(1 + tangent2 / (alpha * alpha), 2);
        double distribution = 1 / (Math.PI * alpha * alpha * spread);
        double masking = 1 / (1 + lambda(view, alpha) + lambda(light, alpha));
        return distribution * masking / (4 * view.z);
    }

    private static double lambda(Vector3d direction, double alpha) {
        double tangent2 = 1 / (direction.z * direction.z) - 1;
        return (Math.sqrt(1 + alpha * alpha * tangent2) - 1) / 2;
    }

    @Test
    void microfacetsFollowTheirFormula() {
        Vector3d view = new Vector3d(VIEW[0], VIEW[1], VIEW[2]);
        Vector3d light = new Vector3d(0.3030457, 0.5050762, 0.8081220);
        for (double roughness : new double[] {0.2, 0.5, 1}) {
            double expected = ggx(view, light, roughness * roughness);
            float found = result(glossy((float) roughness), "reflectedLight(" + SUNS[0] + ", 0.0)")[0];
            assertEquals(expected, found, 1e-4 * Math.max(expected, 1));
        }
    }

    /** The albedo is what a finely cut half-sphere of light gives. */
    @Test
    void whiteWorldIsTheSumOfItsLight() {
        double sum = 0;
        int steps = 200;
        Vector3d view = new Vector3d(VIEW[0], VIEW[1], VIEW[2]);
        for (int i = 0; i < steps; i++) {
            double z = (i + 0.5) / steps;
            for (int j = 0; j < steps; j++) {
                double angle = 2 * Math.PI * (j + 0.5) / steps;
                double radius = Math.sqrt(1 - z * z);
                sum += ggx(view, new Vector3d(radius * Math.cos(angle), radius * Math.sin(angle), z), 0.25);
            }
        }
        assertEquals(sum * 2 * Math.PI / (steps * steps), result(glossy(0.5f), "environmentLight()")[0], 3e-3);
    }

    @Test
    void emissionTransparencyAndHoldoutAreTold() {
        TestGraph graph = new TestGraph();
        int node = graph.node("ShaderNodeBsdfPrincipled").color("Base Color", 0, 0, 0).number("Metallic", 0).number("Roughness", 1)
                .number("Specular IOR Level", 0).number("Alpha", 0.25f).color("Emission Color", 0.5f, 0.25f, 1)
                            .number("Emission Strength", 8)
                .set("blender_version", 502).output("BSDF", SocketType.SHADER).add();
        SurfaceShader shader = SurfaceShader.of(graph.surface(node, "BSDF"));
        assertArrayEquals(new float[] {1, 0.5f, 2}, result(shader, "surfaceEmission"), 1e-5f);
        assertArrayEquals(new float[] {0.75f, 0.75f, 0.75f}, result(shader, "surfaceTransparency"), 1e-6f);
        int holdout = graph.node("ShaderNodeHoldout").output("Holdout", SocketType.SHADER).add();
        int mixed = graph.node("ShaderNodeMixShader").number("Fac", 0.25f).linked("Shader", SocketType.SHADER, node, "BSDF")
                .linked("Shader_001", SocketType.SHADER, holdout, "Holdout").output("Shader", SocketType.SHADER).add();
        SurfaceShader cut = SurfaceShader.of(graph.surface(mixed, "Shader"));
        assertEquals(true, cut.hasHoldout());
        assertArrayEquals(new float[] {0.25f, 0.25f, 0.25f}, result(cut, "vec3(surfaceHoldout)"), 1e-6f);
    }
}
