// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.joml.Matrix4f;
import org.joml.Vector2f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Camera.DepthOfField;

@ExtendWith(CurrentContext.class)
class ApertureTest {
    private static final int SIZE = 16;
    private static final int SAMPLES = 256;
    private static final float RADIUS = 0.5f;

    /** A point set of this size covers a half of a disk to so many points. */
    private static final float DISCREPANCY = 5f / SAMPLES;

    /** A camera 4 m above the XY plane that sees 4 m of it from edge to edge. */
    private static Camera camera(Camera.Type type, DepthOfField depthOfField) {
        var worldToCamera = new Matrix4f().translation(0, 0, -4);
        Camera sharp = type == Camera.Type.PERSPECTIVE
                ? Camera.perspective(worldToCamera, 2 * (float) Math.atan(0.5), 1, 0.1f, 100)
                : Camera.orthographic(worldToCamera, 4, 1, 0.1f, 100);
        return new Camera(type, sharp.worldToCamera(), sharp.projection(), sharp.clipStart(), sharp.clipEnd(), Optional.empty(),
                Optional.of(depthOfField), Optional.empty());
    }

    /** White to the right of x = 0 in the XY plane. */
    private static TestFrame draw(Camera.Type type, DepthOfField depthOfField) {
        var mesh = new MemoryMesh(false).quad(0, new Vector3f(0, 0, 1), 0, -9, 9, 9);
        Shown shown = new TestScene(camera(type, depthOfField)).add(mesh, new Matrix4f(), 6, TestScene.emissive(1)).build();
        return TestFrame.draw(shown, TestFrame.request(SIZE, SIZE, SAMPLES, 0, List.of(Pass.COMBINED, Pass.OBJECT_INDEX)));
    }

    /** The share of a round disk of radius 1 to the right of a vertical line. */
    private static double shareRightOf(double x) {
        double inside = Math.max(-1, Math.min(1, x));
        return (Math.acos(inside) - inside * Math.sqrt(1 - inside * inside)) / Math.PI;
    }

    @ParameterizedTest
    @EnumSource(value = Camera.Type.class, names = {"PERSPECTIVE", "ORTHOGRAPHIC"})
    void blursByTheCircleOfConfusion(Camera.Type type) {
        float focus = 2;
        try (TestFrame frame = draw(type, new DepthOfField(RADIUS, focus, 0, 0, 1))) {
            // A point of the aperture sees a point at twice the focus distance on the other side, as far away as it is from the middle.
            double circleRadius = RADIUS * (4 / focus - 1);
            for (int x = 0; x < SIZE; x++) {
                double metres = (x + 0.5) / SIZE * 4 - 2;
                assertEquals(shareRightOf(-metres / circleRadius), frame.value(Pass.COMBINED, x, 8), DISCREPANCY, "column " + x);
                assertEquals(metres > 0 ? 6 : 0, frame.value(Pass.OBJECT_INDEX, x, 8));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Camera.Type.class, names = {"PERSPECTIVE", "ORTHOGRAPHIC"})
    void isSharpInFocus(Camera.Type type) {
        try (TestFrame frame = draw(type, new DepthOfField(RADIUS, 4, 5, 0, 1))) {
            for (int x = 0; x < SIZE; x++) {
                assertEquals(x < SIZE / 2 ? 0 : 1, frame.value(Pass.COMBINED, x, 8), 1e-4f, "column " + x);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 8})
    void bladesMakeAPolygon(int bladeCount) {
        float rotation = 0.3f;
        var lens = new DepthOfField(1, 1, bladeCount, rotation, 1);
        double apothem = Math.cos(Math.PI / bladeCount);
        double farthest = 0;
        for (int i = 0; i < 4096; i++) {
            Vector2f point = Aperture.point(lens, new Sample(i, 4096, 0, 0).aperturePoint());
            // From the middle of a side outwards no point lies farther than the side does.
            for (int side = 0; side < bladeCount; side++) {
                double normal = rotation + 2 * Math.PI * side / bladeCount;
                assertTrue(point.x * Math.cos(normal) + point.y * Math.sin(normal) <= apothem + 1e-5, "point " + point);
            }
            farthest = Math.max(farthest, point.length());
        }
        assertEquals(1, farthest, 0.05, "no point lies near a corner");
    }

    @Test
    void ratioNarrowsTheBokeh() {
        Vector2f round = Aperture.point(new DepthOfField(1, 1, 0, 0, 1), new Vector2f(0.1f, 0.7f));
        Vector2f narrow = Aperture.point(new DepthOfField(1, 1, 0, 0, 2), new Vector2f(0.1f, 0.7f));
        assertEquals(round.x / 2, narrow.x, 1e-6f);
        assertEquals(round.y, narrow.y, 1e-6f);
    }
}
