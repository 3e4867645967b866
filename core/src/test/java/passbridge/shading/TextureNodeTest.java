// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import passbridge.gl.CurrentContext;
import passbridge.scene.SocketType;

/** Texture, color and vector nodes against what Cycles gave at one place: that of Blender 5.2.3, and 4.5.15 where 405 is named. */
@ExtendWith(CurrentContext.class)
class TextureNodeTest {
    private static final float[] PLACE = {0.37f, -1.24f, 2.15f};

    /** What a Blender image of 32-bit floats tells, through sines of GPUs. */
    private static final float TOLERANCE = 3e-4f;

    private static final Map<String, Object> NOISE = Map.of(
            "W", 0.7f, "Scale", 3.0f, "Detail", 2.5f, "Roughness", 0.6f, "Lacunarity", 2.2f, "Offset", 0.6f, "Gain", 1.4f,
            "Distortion", 0.5f);
    private static final Map<String, Object> VORONOI = Map.of(
            "W", 0.7f, "Scale", 2.5f, "Detail", 1.4f, "Roughness", 0.6f, "Lacunarity", 2.2f, "Smoothness", 0.8f, "Exponent", 0.7f,
            "Randomness", 0.9f);

    /**
     * What Cycles gave.
     *
     * @param inputs a Float, or three of them; Vector is {@link #PLACE}
     */
    private record Reference(
            String node, Map<String, Object> settings, Map<String, Object> inputs, String output, float red, float green, float blue) {}

    static List<Reference> references() {
        return List.of(
            new Reference("ShaderNodeTexNoise", Map.of("noise_dimensions", "1D", "noise_type", "FBM", "normalize", true),
                    NOISE, "Color", 0.403145f, 0.497724f, 0.48141f),
            new Reference("ShaderNodeTexNoise", Map.of("noise_dimensions", "2D", "noise_type", "FBM", "normalize", true),
                    NOISE, "Color", 0.395496f, 0.494152f, 0.463018f),
            new Reference("ShaderNodeTexNoise", Map.of("noise_dimensions", "3D", "noise_type", "FBM", "normalize", true),
                    NOISE, "Color", 0.512701f, 0.415736f, 0.418401f),
            new Reference("ShaderNodeTexNoise", Map.of("noise_dimensions", "4D", "noise_type", "FBM", "normalize", true),
                    NOISE, "Color", 0.628133f, 0.483671f, 0.514397f),
            new Reference("ShaderNodeTexNoise", Map.of("noise_dimensions", "3D", "noise_type", "MULTIFRACTAL", "normalize", false),
                    NOISE, "Color", 0.986649f, 0.675763f, 0.685899f),
            new Reference("ShaderNodeTexNoise", Map.of("noise_dimensions", "3D", "noise_type", "RIDGED_MULTIFRACTAL", "normalize", false),
                    NOISE, "Color", 0.139996f, 0.143159f, 0.2891f),
            new Reference("ShaderNodeTexNoise", Map.of("noise_dimensions", "3D", "noise_type", "HYBRID_MULTIFRACTAL", "normalize", false),
                    NOISE, "Color", 0.975251f, 0.517847f, 0.638071f),
            new Reference("ShaderNodeTexNoise", Map.of("noise_dimensions", "3D", "noise_type", "HETERO_TERRAIN", "normalize", false),
                    NOISE, "Color", 1.26602f, 0.558756f, 0.747367f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "1D", "feature", "F1", "distance", "EUCLIDEAN",
                    "normalize", true),
                    VORONOI, "Distance", 0.431401f, 0.431401f, 0.431401f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "2D", "feature", "F1", "distance", "EUCLIDEAN",
                    "normalize", true),
                    VORONOI, "Color", 0.551517f, 0.366102f, 0.748326f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "2D", "feature", "F1", "distance", "EUCLIDEAN",
                    "normalize", true, "blender_version", 405),
                    VORONOI, "Color", 0.517233f, 0.399036f, 0.632018f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "3D", "feature", "F2", "distance", "EUCLIDEAN",
                    "normalize", true),
                    VORONOI, "Color", 0.366922f, 0.489984f, 0.532548f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "3D", "feature", "F2", "distance", "EUCLIDEAN",
                    "normalize", true, "blender_version", 405),
                    VORONOI, "Color", 0.453998f, 0.360328f, 0.53245f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "4D", "feature", "F1", "distance", "EUCLIDEAN",
                    "normalize", true),
                    VORONOI, "Position", 0.321325f, -1.31962f, 2.1424f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "4D", "feature", "F1", "distance", "EUCLIDEAN",
                    "normalize", true, "blender_version", 405),
                    VORONOI, "Position", 0.433993f, -1.34638f, 2.15835f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "3D", "feature", "SMOOTH_F1", "distance", "EUCLIDEAN",
                    "normalize", true),
                    VORONOI, "Color", 0.443446f, 0.687014f, 0.505505f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "3D", "feature", "SMOOTH_F1", "distance", "EUCLIDEAN",
                    "normalize", true, "blender_version", 405),
                    VORONOI, "Color", 0.494427f, 0.323952f, 0.274444f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "3D", "feature", "DISTANCE_TO_EDGE", "distance",
                    "EUCLIDEAN", "normalize", true),
                    VORONOI, "Distance", 0.259175f, 0.259175f, 0.259175f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "3D", "feature", "DISTANCE_TO_EDGE", "distance",
                    "EUCLIDEAN", "normalize", true, "blender_version", 405),
                    VORONOI, "Distance", 0.0620339f, 0.0620339f, 0.0620339f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "4D", "feature", "N_SPHERE_RADIUS", "distance",
                    "EUCLIDEAN", "normalize", true),
                    VORONOI, "Radius", 0.374429f, 0.374429f, 0.374429f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "4D", "feature", "N_SPHERE_RADIUS", "distance",
                    "EUCLIDEAN", "normalize", true, "blender_version", 405),
                    VORONOI, "Radius", 0.257268f, 0.257268f, 0.257268f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "3D", "feature", "F1", "distance", "MANHATTAN",
                    "normalize", false),
                    VORONOI, "Distance", 0.792485f, 0.792485f, 0.792485f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "3D", "feature", "F1", "distance", "MANHATTAN",
                    "normalize", false, "blender_version", 405),
                    VORONOI, "Distance", 1.99044f, 1.99044f, 1.99044f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "3D", "feature", "F1", "distance", "CHEBYCHEV",
                    "normalize", false),
                    VORONOI, "Distance", 0.513668f, 0.513668f, 0.513668f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "3D", "feature", "F1", "distance", "CHEBYCHEV",
                    "normalize", false, "blender_version", 405),
                    VORONOI, "Distance", 1.09257f, 1.09257f, 1.09257f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "3D", "feature", "F1", "distance", "MINKOWSKI",
                    "normalize", false),
                    VORONOI, "Distance", 1.13587f, 1.13587f, 1.13587f),
            new Reference("ShaderNodeTexVoronoi", Map.of("voronoi_dimensions", "3D", "feature", "F1", "distance", "MINKOWSKI",
                    "normalize", false, "blender_version", 405),
                    VORONOI, "Distance", 3.04808f, 3.04808f, 3.04808f),
            new Reference("ShaderNodeTexWhiteNoise", Map.of("noise_dimensions", "1D"),
                    Map.of("W", 0.7f), "Color", 0.362806f, 0.559675f, 0.39521f),
            new Reference("ShaderNodeTexWhiteNoise", Map.of("noise_dimensions", "2D"),
                    Map.of("W", 0.7f), "Color", 0.336816f, 0.976555f, 0.425276f),
            new Reference("ShaderNodeTexWhiteNoise", Map.of("noise_dimensions", "3D"),
                    Map.of("W", 0.7f), "Color", 0.934893f, 0.666299f, 0.0717452f),
            new Reference("ShaderNodeTexWhiteNoise", Map.of("noise_dimensions", "4D"),
                    Map.of("W", 0.7f), "Color", 0.94159f, 0.0277384f, 0.557907f),
            new Reference("ShaderNodeTexWave", Map.of("wave_type", "RINGS", "rings_direction", "SPHERICAL", "wave_profile", "TRI"),
                    Map.of("Scale", 1.5f, "Distortion", 3.0f, "Detail", 2.5f, "Detail Scale", 1.6f, "Detail Roughness", 0.6f,
                    "Phase Offset", 0.7f), "Fac", 0.326643f, 0.326643f, 0.326643f),
            new Reference("ShaderNodeTexMagic", Map.of("turbulence_depth", 5),
                    Map.of("Scale", 2.3f, "Distortion", 1.4f), "Color", 0.828784f, 0.616024f, 0.717965f),
            new Reference("ShaderNodeTexBrick", Map.of("offset", 0.5f, "offset_frequency", 2, "squash", 1.0f, "squash_frequency", 2),
                    Map.of("Color1", List.of(0.9f, 0.5f, 0.1f), "Color2", List.of(0.1f, 0.3f, 0.6f), "Mortar", List.of(0.6f, 0.6f,
                    0.5f), "Scale", 2.2f, "Mortar Size", 0.1f, "Mortar Smooth", 0.8f, "Bias", -0.3f, "Brick Width", 0.5f, "Row Height",
                    0.25f), "Color", 0.599901f, 0.599653f, 0.49967f),
            new Reference("ShaderNodeTexChecker", Map.of(),
                    Map.of("Color1", List.of(0.9f, 0.5f, 0.1f), "Color2", List.of(0.1f, 0.3f, 0.6f), "Scale", 3.3f), "Color", 0.9f,
                    0.5f, 0.1f),
            new Reference("ShaderNodeTexGradient", Map.of("gradient_type", "RADIAL"), Map.of(), "Fac", 0.296151f, 0.296151f, 0.296151f),
            new Reference("ShaderNodeTexGabor", Map.of("gabor_type", "2D"),
                    Map.of("Scale", 2.0f, "Frequency", 1.3f, "Anisotropy", 0.4f, "Orientation 2D", 0.3f, "Orientation 3D",
                    List.of(0.3f, -0.6f, 0.5f)), "Value", 0.356681f, 0.356681f, 0.356681f),
            new Reference("ShaderNodeTexGabor", Map.of("gabor_type", "3D"),
                    Map.of("Scale", 2.0f, "Frequency", 1.3f, "Anisotropy", 0.4f, "Orientation 2D", 0.3f, "Orientation 3D",
                    List.of(0.3f, -0.6f, 0.5f)), "Value", 0.756316f, 0.756316f, 0.756316f),
            new Reference("ShaderNodeBlackbody", Map.of(), Map.of("Temperature", 3000.0f), "Color", 1.77084f, 0.844285f, 0.272223f),
            new Reference("ShaderNodeWavelength", Map.of(), Map.of("Wavelength", 580.0f), "Color", 0.647353f, 0.295256f, 0),
            new Reference("ShaderNodeHueSaturation", Map.of(),
                    Map.of("Hue", 0.7f, "Saturation", 1.8f, "Value", 0.8f, "Fac", 0.9f, "Color", List.of(0.8f, 0.3f, 0.5f)), "Color",
                    0.656f, 0.4908f, 0.05f),
            new Reference("ShaderNodeBrightContrast", Map.of(),
                    Map.of("Color", List.of(0.8f, 0.3f, 0.5f), "Bright", 0.1f, "Contrast", 0.7f), "Color", 1.11f, 0.26f, 0.6f),
            new Reference("ShaderNodeGamma", Map.of(),
                    Map.of("Color", List.of(0.8f, 0.3f, 0.0f), "Gamma", 2.2f), "Color", 0.612066f, 0.0707403f, 0),
            new Reference("ShaderNodeVectorRotate", Map.of("rotation_type", "EULER_XYZ", "invert", false),
                    Map.of("Center", List.of(0.1f, 0.2f, 0.3f), "Rotation", List.of(0.4f, 0.8f, -1.2f)), "Vector", -1.44233f,
                    -1.48133f, 0.902789f),
            new Reference("ShaderNodeRadialTiling", Map.of("normalize", true),
                    Map.of("Sides", 3.6f, "Roundness", 0.4f), "Segment Coordinates", 0.861501f, 1.03867f, 0));
    }

    @ParameterizedTest
    @MethodSource("references")
    void isAsInCycles(Reference reference) {
        NodeFunction function = NodeLibrary.function(reference.node()).orElseThrow();
        TestGraph graph = new TestGraph();
        TestGraph.Node node = graph.node(reference.node());
        reference.settings().forEach(node::set);
        for (NodeFunction.Parameter parameter : function.parameters()) {
            if (parameter instanceof NodeFunction.InputParameter input) {
                Object value = reference.inputs().get(input.identifier());
                if (input.identifier().equals("Vector")) {
                    node.vector("Vector", PLACE[0], PLACE[1], PLACE[2]);
                } else if (value instanceof List<?> list) {
                    node.vector(input.identifier(), (Float) list.get(0), (Float) list.get(1), (Float) list.get(2));
                } else if (value instanceof Float number) {
                    node.number(input.identifier(), number);
                }
            }
        }
        boolean isNumber = function.outputs().stream().filter(output -> output.identifier().equals(reference.output()))
                .anyMatch(output -> output.type().filter(GlslType.FLOAT::equals).isPresent());
        int index = node.output(reference.output(), isNumber ? SocketType.FLOAT : SocketType.COLOR).add();
        try (ShadedPoint point = new ShadedPoint(SurfaceShader.of(graph.surface(index, reference.output())), ShadedPoint.EMISSION)) {
            float[] found = point.set(SurfaceInput.GENERATED, PLACE).result();
            assertArrayEquals(new float[] {reference.red(), reference.green(), reference.blue()}, found, TOLERANCE);
        }
    }
}
