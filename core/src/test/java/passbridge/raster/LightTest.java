// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import passbridge.RenderRequest;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.Ray;
import passbridge.scene.SceneObject;
import passbridge.scene.ShaderGraphBuilder;
import passbridge.scene.SocketType;
import passbridge.scene.TriangleMesh;

/**
 * Radiance of a plane at the origin, looked at from above through a picture of a centimetre. The same scenes were rendered
 * with Cycles of Blender 3.4.1 and 5.2.3 (512 samples, no bounces); its radiances for the white plane stand beside the formulas.
 */
@ExtendWith(CurrentContext.class)
class LightTest {
    private static final float PI = (float) Math.PI;
    private static final Vector3f HUNDRED_WATTS = new Vector3f(100);

    /** The picture's pixels lie up to 4 mm off the centre, which moves the light's distance and angle by less than this. */
    private static final float RELATIVE = 1e-4f;

    /** How far Cycles' noise lets its figures be off. */
    private static final float CYCLES_RELATIVE = 2e-3f;

    /** 16 points stand for an area light; from no nearer than its length they agree with the integral to this. */
    private static final float AREA_RELATIVE = 1e-2f;

    private static float radiance(Light light) {
        return radiance(light, TestScene.WHITE);
    }

    private static float radiance(Light light, Material material) {
        var scene = new TestScene(TestScene.orthographic(0.005f)).add(MemoryMesh.plane(9), material).add(light).build();
        try (TestFrame frame = TestFrame.draw(scene, 2, Pass.COMBINED)) {
            float sum = 0;
            for (int i = 0; i < 4; i++) {
                float[] pixel = frame.pixel(Pass.COMBINED, i % 2, i / 2);
                assertEquals(1, pixel[3]);
                sum += pixel[0] / 4;
            }
            return sum;
        }
    }

    private static void assertRadiance(double expected, double tolerance, Light light) {
        assertEquals(expected, radiance(light), expected * tolerance);
    }

    private static Matrix4f at(float x, float y, float z) {
        return new Matrix4f().translation(x, y, z);
    }

    private static Light.Spot spot(double tilt, float blend) {
        return new Light.Spot(at(0, 0, 2).rotateX((float) tilt), HUNDRED_WATTS, 0, PI / 2, blend);
    }

    private static double smoothstep(double t) {
        return t * t * (3 - 2 * t);
    }

    @Test
    void point() {
        Light light = new Light.Point(at(0, 0, 2), HUNDRED_WATTS, 0);
        assertRadiance(100 / (4 * Math.PI * 4) / Math.PI, RELATIVE, light);
        assertRadiance(0.63324, CYCLES_RELATIVE, light);
    }

    @Test
    void pointFromTheSide() {
        Light light = new Light.Point(at(2, 0, 2), HUNDRED_WATTS, 0);
        assertRadiance(100 / (4 * Math.PI * 8) * Math.sqrt(0.5) / Math.PI, 4 * RELATIVE, light);
        assertRadiance(0.22389, CYCLES_RELATIVE, light);
    }

    /** Cycles of Blender 5.2 with "Soft Falloff" off: the sphere's irradiance is that of its centre. */
    @Test
    void hardFalloff() {
        double radiance = 100 / (4 * Math.PI * 4) / Math.PI;
        assertRadiance(radiance, RELATIVE, new Light.Point(Light.Source.UNNAMED, at(0, 0, 2), HUNDRED_WATTS, 1, false));
        assertRadiance(radiance, RELATIVE, new Light.Spot(Light.Source.UNNAMED, at(0, 0, 2), HUNDRED_WATTS, 1, false, PI / 2, 0.5f));
    }

    @Test
    void pointWithRadius() {
        assertRadiance(100 / (4 * Math.PI * 5) / Math.PI, RELATIVE, new Light.Point(at(0, 0, 2), HUNDRED_WATTS, 1));
        assertRadiance(0.50662, CYCLES_RELATIVE, new Light.Point(at(0, 0, 2), HUNDRED_WATTS, 1));
        assertRadiance(0.19902, CYCLES_RELATIVE, new Light.Point(at(2, 0, 2), HUNDRED_WATTS, 1));
    }

    @Test
    void pointBelowLightsNothing() {
        assertEquals(0, radiance(new Light.Point(at(0, 0, -2), HUNDRED_WATTS, 0)));
    }

    @Test
    void sun() {
        Light above = new Light.Sun(at(0, 0, 2), new Vector3f(3));
        assertRadiance(3 / Math.PI, 1e-6, above);
        assertRadiance(0.95493, CYCLES_RELATIVE, above);
        Light tilted = new Light.Sun(at(0, 0, 2).rotateX(PI / 3).scale(2), new Vector3f(3));
        assertRadiance(3 / Math.PI / 2, 1e-6, tilted);
        assertRadiance(0.47746, CYCLES_RELATIVE, tilted);
    }

    @Test
    void spotOnItsAxis() {
        assertRadiance(0.63324, CYCLES_RELATIVE, spot(0, 0));
        assertRadiance(0.63324, CYCLES_RELATIVE, spot(0, 1));
    }

    @Test
    void spotOffItsAxis() {
        double axis = 100 / (4 * Math.PI * 4) / Math.PI;
        double cosHalf = Math.cos(Math.PI / 4);
        assertRadiance(axis, RELATIVE, spot(Math.PI / 6, 0));
        double faded = smoothstep((Math.cos(Math.PI / 6) - cosHalf) / (1 - cosHalf));
        // The edge's slope makes more of the pixels' distance from the centre.
        assertRadiance(axis * faded, 10 * RELATIVE, spot(Math.PI / 6, 1));
        // Cycles 5.2.3; 3.4.1 still multiplied by the cosine.
        assertRadiance(0.35694, CYCLES_RELATIVE, spot(Math.PI / 6, 1));
        assertRadiance(0.22516, CYCLES_RELATIVE, spot(Math.toRadians(40), 0.5f));
        assertEquals(0, radiance(spot(Math.toRadians(46), 0.5f)));
        assertEquals(0, radiance(spot(Math.PI, 0)));
    }

    @Test
    void spotConeFollowsTheScale() {
        // Cycles 5.2.3: wider along Y, narrower by a longer axis.
        Matrix4f tilted = at(0, 0, 2).rotateX((float) Math.toRadians(40));
        assertRadiance(0.63324, CYCLES_RELATIVE,
                new Light.Spot(tilted.scale(1, 2, 1, new Matrix4f()), HUNDRED_WATTS, 0, PI / 2, 0.5f));
        assertEquals(0, radiance(new Light.Spot(tilted.scale(1, 1, 2, new Matrix4f()), HUNDRED_WATTS, 0, PI / 2, 0.5f)));
    }

    /** Irradiance at the origin of a fine grid on a rectangle, or the ellipse in it, times 1/π. */
    private static double areaRadiance(Light.Area light) {
        int grid = 400;
        Vector3f normal = light.lightToWorld().transformDirection(new Vector3f(0, 0, -1)).normalize();
        double sum = 0;
        int count = 0;
        for (int i = 0; i < grid * grid; i++) {
            float u = (i % grid + 0.5f) / grid - 0.5f;
            float v = (i / grid + 0.5f) / grid - 0.5f;
            if (light.ellipse() && u * u + v * v > 0.25f) {
                continue;
            }
            Vector3f p = light.lightToWorld().transformPosition(new Vector3f(u * light.sizeX(), v * light.sizeY(), 0));
            double distance = p.length();
            sum += Math.max(-normal.dot(p), 0) / distance * p.z / distance / (distance * distance);
            count++;
        }
        return light.power().x() / Math.PI * sum / count / Math.PI;
    }

    private static void assertArea(double cycles, Light.Area light) {
        assertRadiance(areaRadiance(light), AREA_RELATIVE, light);
        assertRadiance(cycles, AREA_RELATIVE + CYCLES_RELATIVE, light);
    }

    @Test
    void area() {
        // Cycles 5.2.3; 3.4.1 gives π/4 of it.
        assertArea(2.53292, new Light.Area(at(0, 0, 2), HUNDRED_WATTS, 0.01f, 0.01f, false));
        assertArea(2.33876, new Light.Area(at(0, 0, 2), HUNDRED_WATTS, 1, 1, false));
        assertArea(2.10651, new Light.Area(at(0, 0, 2), HUNDRED_WATTS, 1, 2, false));
        assertArea(1.90557, new Light.Area(at(0, 0, 2).scale(2), HUNDRED_WATTS, 1, 1, false));
        assertArea(2.38389, new Light.Area(at(0, 0, 2), HUNDRED_WATTS, 1, 1, true));
        assertArea(2.10013, new Light.Area(at(0, 0, 2).rotateX(PI / 6), HUNDRED_WATTS, 1, 1, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 8, 9, 16, 24, 64})
    void areaOverSeveralSamples(int samples) {
        Light.Area light = new Light.Area(at(0, 0, 2).rotateX(PI / 6), HUNDRED_WATTS, 1, 1, samples % 8 == 0);
        var scene = new TestScene(TestScene.orthographic(0.005f)).add(MemoryMesh.plane(9), TestScene.WHITE).add(light);
        var request = TestFrame.request(1, 1, samples, 1.5f, List.of(Pass.COMBINED));
        try (TestFrame frame = TestFrame.draw(scene.build(), request)) {
            // Fewest points, and not on a grid: 16. An edge of 1 m seen from 2 m away varies by 20 %, their mean by 2 %.
            double expected = areaRadiance(light);
            assertEquals(expected, frame.value(Pass.COMBINED, 0, 0), expected * 0.02);
        }
    }

    @Test
    void areaLightsItsFrontOnly() {
        assertEquals(0, radiance(new Light.Area(at(0, 0, 2).rotateX(PI), HUNDRED_WATTS, 1, 1, false)));
    }

    @Test
    void areaOfNoSizeIsAPointThatShinesDown() {
        assertRadiance(100 / Math.PI / 4 / Math.PI, RELATIVE, new Light.Area(at(0, 0, 2), HUNDRED_WATTS, 0, 0, false));
    }

    @Test
    void nearestAreaNeverOutshinesTheEmitter() {
        // Radiance of the light is P / πA; a white plane that touches it reflects as much.
        float touching = radiance(new Light.Area(at(0, 0, 1e-3f), HUNDRED_WATTS, 1, 1, false));
        assertEquals(true, touching > 0 && touching <= 1.01f * 100 / PI, "radiance " + touching);
    }

    /** Suns of pi W/m² that are red, green or blue in turn. */
    private static TestScene coloredSuns(int count) {
        var scene = new TestScene(TestScene.orthographic(0.005f)).add(MemoryMesh.plane(9), TestScene.WHITE);
        for (int i = 0; i < count; i++) {
            scene.add(new Light.Sun(at(0, 0, 2), new Vector3f(i % 3 == 0 ? PI : 0, i % 3 == 1 ? PI : 0, i % 3 == 2 ? PI : 0)));
        }
        return scene;
    }

    @Test
    void lightsAdd() {
        try (TestFrame frame = TestFrame.draw(coloredSuns(18).build(), 1, Pass.COMBINED)) {
            assertArrayEquals(new float[] {6, 6, 6, 1}, frame.pixel(Pass.COMBINED, 0, 0), 1e-5f);
        }
    }

    /** A sample has 20 of them, so 1,280 are picked, by chance. A third of these is so many give or take 4 % (a standard deviation). */
    @ParameterizedTest
    @ValueSource(ints = {300, 9000})
    void moreLightsThanASampleHasAddOverAllSamples(int count) {
        var request = TestFrame.request(1, 1, 64, 1.5f, List.of(Pass.COMBINED));
        try (TestFrame frame = TestFrame.draw(coloredSuns(count).build(), request)) {
            float expected = count / 3f;
            float[] pixel = frame.pixel(Pass.COMBINED, 0, 0);
            assertArrayEquals(new float[] {1, 1, 1}, new float[] {pixel[0] / expected, pixel[1] / expected, pixel[2] / expected}, 0.12f);
            assertEquals(count, pixel[0] + pixel[1] + pixel[2], 1e-4f * count);
        }
    }

    @Test
    void backFaceIsLitLikeTheFront() {
        var scene = new TestScene(TestScene.orthographic(0.005f))
                .add(MemoryMesh.plane(9), new Matrix4f().rotateX(PI), 0, TestScene.WHITE)
                .add(new Light.Sun(at(0, 0, 2), new Vector3f(PI)));
        try (TestFrame frame = TestFrame.draw(scene.build(), 1, Pass.COMBINED)) {
            assertEquals(1, frame.value(Pass.COMBINED, 0, 0), 1e-6f);
        }
    }

    @Test
    void albedoScales() {
        assertEquals(0.25f, radiance(new Light.Sun(at(0, 0, 2), new Vector3f(PI)), TestScene.diffuse(0, 0.25f)), 1e-6f);
    }

    @Test
    void glossReflectsItsColourAtNormalIncidence() {
        // Light, eye and normal coincide: D = 1 / (π α²), V = 1/4, F = colour.
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        Material metal = Material.of("metal", graph.surface(glossy(graph, 0.5f), "BSDF"));
        float alpha = 0.25f;
        float expected = 3 * 0.5f / (4 * PI * alpha * alpha);
        assertEquals(expected, radiance(new Light.Sun(at(0, 0, 2), new Vector3f(3)), metal), expected * 1e-5f);
    }

    @Test
    void glossAddsToDiffuse() {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node diffuse = TestScene.shader(graph, "ShaderNodeBsdfDiffuse", 0.5f);
        ShaderGraphBuilder.Node gloss = glossy(graph, 0.04f);
        Material plastic = Material.of("plastic", graph.surface(
                graph.node("ShaderNodeAddShader").link("Shader", SocketType.SHADER, diffuse, "BSDF")
                        .link("Shader_001", SocketType.SHADER, gloss, "BSDF").output("Shader", SocketType.SHADER), "Shader"));
        float expected = 3 * (0.5f / PI + 0.04f / (4 * PI * 0.0625f));
        assertEquals(expected, radiance(new Light.Sun(at(0, 0, 2), new Vector3f(3)), plastic), expected * 1e-5f);
    }

    private static ShaderGraphBuilder.Node glossy(ShaderGraphBuilder graph, float color) {
        return TestScene.shader(graph, "ShaderNodeBsdfAnisotropic", color).number("Roughness", 0.5f).property("distribution", "GGX");
    }

    @Test
    void mirrorStaysFinite() {
        Material mirror = Material.colored(1, 1, 1).withMetallic(1).withRoughness(0);
        assertEquals(true, Float.isFinite(radiance(new Light.Sun(at(0, 0, 2), new Vector3f(3)), mirror)));
    }

    /** What the camera sees of the scene is cut in parts by distance, of which each has a shadow map of its own. */
    @Test
    void whatLiesBehindTheNearestMapIsLit() {
        Camera camera = Camera.perspective(Camera.lookAt(new Vector3f(5, -7, 4), new Vector3f(0, 0, 0.6f)), (float) Math.toRadians(30),
                16 / 9f, 0.1f, 100);
        Matrix4f sun = Light.aim(new Vector3f(-3, -2, 4), new Vector3f());
        Vector3f towardsSun = sun.getColumn(2, new Vector3f());
        TriangleMesh ball = TriangleMesh.sphere(0.8f, 48);
        TestScene scene = new TestScene(camera).add(MemoryMesh.plane(6), new Matrix4f(), 1, TestScene.WHITE)
                .add(ball, at(0, 0, 0.8f), TestScene.REFLECTS_NOTHING, TestScene.WHITE)
                .add(new Light.Sun(sun, new Vector3f(PI)));
        RenderRequest request = TestFrame.request(96, 54, 1, 1.5f, List.of(Pass.COMBINED, Pass.OBJECT_INDEX, Pass.POSITION));
        try (TestFrame frame = TestFrame.draw(scene.build(), request)) {
            int litCount = 0;
            for (int y = 0; y < 54; y++) {
                for (int x = 0; x < 96; x++) {
                    float[] place = frame.pixel(Pass.POSITION, x, y);
                    Vector3f toBall = new Vector3f(-place[0], -place[1], 0.8f - place[2]);
                    boolean isShadowed = toBall.sub(towardsSun.mul(toBall.dot(towardsSun), new Vector3f())).length() < 1;
                    if (frame.value(Pass.OBJECT_INDEX, x, y) == 1 && !isShadowed) {
                        litCount++;
                        assertEquals(towardsSun.z, frame.value(Pass.COMBINED, x, y), 1e-5f, "pixel " + x + ", " + y);
                    }
                }
            }
            assertTrue(litCount > 1000, litCount + " pixels");
        }
    }

    /** But for what the pane reflects at a right angle, and its colour; the camera does not see it. */
    @Test
    void lightPassesThroughWhatRefracts() {
        float ior = 1.5f;
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node glass = TestScene.shader(graph, "ShaderNodeBsdfGlass", 0.8f).number("IOR", ior).number("Roughness", 0);
        var scene = new TestScene(TestScene.orthographic(0.005f))
                .add(TriangleMesh.plane(9), new Matrix4f(), TestScene.REFLECTS_NOTHING, TestScene.WHITE)
                .add(TriangleMesh.plane(8), at(0, 0, 1), SceneObject.UNNAMED.hiddenFrom(Ray.CAMERA),
                        Material.of("glass", graph.surface(glass, "BSDF")))
                .add(new Light.Sun(at(0, 0, 2), new Vector3f(PI)));
        float reflected = (ior - 1) / (ior + 1) * (ior - 1) / (ior + 1);
        int samples = 1024;
        try (TestFrame frame = TestFrame.draw(scene.build(), TestFrame.request(1, 1, samples, 0, List.of(Pass.COMBINED)))) {
            // A share of the samples, by chance: three standard deviations.
            double expected = 0.8 * (1 - reflected);
            assertEquals(expected, frame.value(Pass.COMBINED, 0, 0), 3 * Math.sqrt(expected * (1 - expected) / samples));
        }
    }

    /** As animators switch lights off; in Cycles of Blender 3.4.1 such a sun adds nothing, too. */
    @Test
    void lightsThatAreScaledToNothingAddNothing() {
        Matrix4f nothing = at(0, 0, 2).scale(0);
        Matrix4f flat = at(0, 0, 2).scale(1, 1, 0);
        for (Matrix4f place : List.of(nothing, flat)) {
            assertEquals(0, radiance(new Light.Sun(place, new Vector3f(3))));
            assertEquals(0, radiance(new Light.Spot(place, HUNDRED_WATTS, 0, PI / 2, 0.5f)));
            assertEquals(0, radiance(new Light.Area(place, HUNDRED_WATTS, 1, 1, false)));
        }
        Light point = new Light.Point(at(0, 0, 2), HUNDRED_WATTS, 0);
        assertEquals(radiance(point), radiance(new Light.Point(nothing, HUNDRED_WATTS, 0)));
    }
}
