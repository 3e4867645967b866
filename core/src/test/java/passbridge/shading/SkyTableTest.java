// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import passbridge.gl.CurrentContext;
import passbridge.scene.Settings;
import passbridge.scene.ShaderTable;
import passbridge.scene.SocketType;

/** Sky Textures against what Cycles gave for some directions: that of Blender 5.2.3, and 4.5.15 where 405 is named. */
@ExtendWith(CurrentContext.class)
class SkyTableTest {
    private static final Map<String, Object> HAZE = Map.of(
            "sun_disc", true, "sun_rotation", 0.7f, "sun_size", 0.3f, "sun_intensity", 0.01f, "altitude", 1500.0f, "air_density", 1.5f,
            "ozone_density", 3.0f, "aerosol_density", 4.0f, "sun_elevation", 0.4f);

    /** The grid is coarser than Cycles' picture. */
    private static final float RELATIVE_TOLERANCE = 0.015f;

    /**
     * What Cycles gave.
     *
     * @param more settings beside {@link #HAZE}, or instead
     * @param direction of length 1
     * @param color in linear Rec. 709
     */
    private record Reference(String type, Map<String, Object> more, float[] direction, float[] color) {
        @Override
        public String toString() {
            return type + " " + more + " " + direction[0];
        }
    }

    static List<Reference> references() {
        float[] sun = {0.60423f, 0.70433f, 0.37259f};
        float[] away = {-0.78739f, -0.20179f, 0.58249f};
        float[] down = {0.91384f, 0.32135f, -0.24826f};
        Map<String, Object> dusk = Map.of("sun_elevation", -0.1f);
        Map<String, Object> before5 = Map.of("blender_version", 405);
        return List.of(
                new Reference("SINGLE_SCATTERING", Map.of(), sun, new float[] {46.334f, 38.029f, 28.477f}),
                new Reference("SINGLE_SCATTERING", Map.of(), away, new float[] {0.95272f, 1.6757f, 2.9199f}),
                new Reference("SINGLE_SCATTERING", Map.of(), down, new float[] {0.45701f, 0.31792f, 0.1562f}),
                new Reference("SINGLE_SCATTERING", before5, away, new float[] {0.94853f, 1.6688f, 2.9102f}),
                new Reference("SINGLE_SCATTERING", before5, down, new float[] {0.50163f, 0.34903f, 0.17152f}),
                new Reference(
                        "SINGLE_SCATTERING", before5, new float[] {0.64662f, 0.72128f, 0.24828f}, new float[] {24.234f, 22.015f, 18.763f}),
                new Reference("MULTIPLE_SCATTERING", Map.of(), away, new float[] {1.1441f, 2.4987f, 5.3851f}),
                new Reference("MULTIPLE_SCATTERING", Map.of(), down, new float[] {2.777f, 3.2549f, 4.3387f}),
                new Reference("MULTIPLE_SCATTERING", dusk, down, new float[] {0.0043245f, 0.015655f, 0.052087f}),
                new Reference(
                        "PREETHAM", Map.of("turbidity", 2.2f, "sun_direction", List.of(0f, 0f, 1f)),
                        new float[] {-0.62271f, 0.62296f, 0.47345f}, new float[] {0.29926f, 0.51585f, 0.99998f}),
                new Reference(
                        "PREETHAM", Map.of("turbidity", 4f, "sun_direction", List.of(0.6f, 0.3f, 0.5f)),
                        new float[] {-0.62271f, 0.62296f, 0.47345f}, new float[] {0.27989f, 0.43289f, 0.66424f}));
    }

    @ParameterizedTest
    @MethodSource("references")
    void isAsInCycles(Reference reference) {
        TestGraph graph = new TestGraph();
        TestGraph.Node node = graph.node("ShaderNodeTexSky").set("sky_type", reference.type());
        HAZE.forEach(node::set);
        reference.more().forEach(node::set);
        int index = node.output("Color", SocketType.COLOR).add();
        SurfaceShader shader = SurfaceShader.of(graph.surface(index, "Color"));
        assertEquals(List.of(), shader.warnings());
        try (ShadedPoint point = new ShadedPoint(shader, ShadedPoint.EMISSION)) {
            float[] found = point.set(SurfaceInput.GENERATED, reference.direction()).result();
            for (int i = 0; i < 3; i++) {
                assertEquals(reference.color()[i], found[i], RELATIVE_TOLERANCE * reference.color()[i] + 1e-5, "channel " + i);
            }
        }
    }

    @Test
    void isMadeOnceForEqualSettings() {
        ShaderTable table = SkyTable.of(with("SINGLE_SCATTERING", Map.of()));
        assertSame(table, SkyTable.of(with("SINGLE_SCATTERING", Map.of())));
        assertNotSame(table, SkyTable.of(with("SINGLE_SCATTERING", Map.of("altitude", 3000.0f))));
    }

    @Test
    void isMadeOfNumbersWhateverTheSettingsAre() {
        for (String type : List.of("SINGLE_SCATTERING", "MULTIPLE_SCATTERING", "PREETHAM", "HOSEK_WILKIE", "OF_A_NEWER_BLENDER")) {
            for (Map<String, Object> more : List.<Map<String, Object>>of(
                    Map.of("altitude", 1e9f, "sun_elevation", 40.0f), Map.of("altitude", -5.0f, "sun_elevation", Float.NaN),
                    Map.of("sun_size", 0.0f, "sun_direction", List.of(0f, 0f, 0f)))) {
                for (float value : SkyTable.of(with(type, more)).values()) {
                    assertTrue(Float.isFinite(value), type + " " + more);
                }
            }
        }
    }

    private static Settings with(String type, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(HAZE);
        all.put("sky_type", type);
        all.putAll(more);
        return Settings.of(all);
    }
}
