// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.joml.Vector4f;
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
import passbridge.scene.ShaderGraphBuilder;
import passbridge.scene.SocketType;
import passbridge.scene.TriangleMesh;

/** What surfaces show of the light that others reflect. */
@ExtendWith(CurrentContext.class)
class VirtualLightsTest {
    private static final float PI = (float) Math.PI;
    private static final int SAMPLES = 256;

    /** 512 places, and what is lost where they are near each other, see {@link VirtualLights}. */
    private static final double RELATIVE = 0.06;

    private static final int SIZE = 8;

    private static Vector3f mean(TestScene scene) {
        RenderRequest request = TestFrame.request(SIZE, SIZE, SAMPLES, 1, List.of(Pass.COMBINED));
        Vector3f sum = new Vector3f();
        try (TestFrame frame = TestFrame.draw(scene.build(), request)) {
            for (int i = 0; i < SIZE * SIZE; i++) {
                float[] pixel = frame.pixel(Pass.COMBINED, i % SIZE, i / SIZE);
                sum.add(pixel[0], pixel[1], pixel[2]);
            }
        }
        return sum.div(SIZE * SIZE);
    }

    private static Camera lookingAlong(Vector3f from, Vector3f to) {
        return Camera.perspective(Camera.lookAt(from, to), PI / 2, 1, 0.01f, 100);
    }

    /** Of a ball that is lit from its middle every place gets the same light: direct E, then by bounces albedo times E, and so on. */
    @ParameterizedTest
    @ValueSource(floats = {0.25f, 0.5f})
    void allBouncesAddUp(float albedo) {
        float radius = 2;
        float watts = 100;
        Vector3f mean = mean(new TestScene(lookingAlong(new Vector3f(0, 0, -1), new Vector3f(0, 0, 1)))
                .add(TriangleMesh.sphere(radius, 64), TestScene.diffuse(0, albedo))
                .add(new Light.Point(new Matrix4f(), new Vector3f(watts), 0)));
        double direct = watts / (4 * PI * radius * radius) * albedo / PI;
        double all = direct / (1 - albedo);
        assertEquals(1, mean.x / all, RELATIVE);
    }

    /** A floor that no light shines on but for a wall's, which is red: the wall's form factor by a fine grid. */
    @Test
    void lightTakesTheColorOfWhatReflectsIt() {
        Matrix4f wall = new Matrix4f().translation(0, 1, 1).rotateX(PI / 2); // 2 x 2, above the floor's edge, towards -Y
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        Material red = Material.of("red", graph.surface(graph.node("ShaderNodeBsdfDiffuse").color("Color", new Vector4f(1, 0, 0, 1))
                .output("BSDF", SocketType.SHADER), "BSDF"));
        TestScene scene = new TestScene(Camera.sharp(Camera.Type.ORTHOGRAPHIC, new Matrix4f().translation(0, 0, -5),
                new Matrix4f().setOrtho(-0.1f, 0.1f, -0.1f, 0.1f, 0.1f, 100), 0.1f, 100))
                .add(TriangleMesh.plane(0.5f), TestScene.diffuse(0, 1))
                .add(TriangleMesh.plane(2), wall, 0, red)
                .add(new Light.Sun(Light.aim(new Vector3f(0, -1, 0), new Vector3f()), new Vector3f(PI)));
        int grid = 200;
        double formFactor = 0;
        for (int i = 0; i < grid * grid; i++) {
            double x = (i % grid + 0.5) / grid * 2 - 1;
            double z = (i / grid + 0.5) / grid * 2;
            double squared = x * x + 1 + z * z;
            formFactor += z / (PI * squared * squared) * 4 / (grid * grid);
        }
        Vector3f mean = mean(scene);
        assertEquals(1, mean.x / formFactor, RELATIVE);
        assertEquals(0, mean.y, 0);
    }
}
