// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.opengl.GL41C.*;

import java.util.List;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import passbridge.RenderRequest;
import passbridge.SamplingLimits;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Light;
import passbridge.scene.TriangleMesh;

/** Pictures while a view moves, of which the first sample is all: those that follow each other may have the same lights and shadow maps. */
@ExtendWith(CurrentContext.class)
class MovingViewTest {
    private static final int SIZE = 64;
    private static final int SAMPLES = 16;

    /** The same light by other maps, whose texels differ along the edges of shadows; 0.0002 was measured, and 0.02 of a ball that has moved. */
    private static final double MEAN_DIFFERENCE = 0.001;

    private final RasterRenderer renderer = new RasterRenderer();

    @AfterEach
    void close() {
        renderer.close();
    }

    /** A ball over a floor, in the light of a lamp, of a sky, and of what both reflect. */
    private static Shown scene(float ballX) {
        return new TestScene(camera(0)).world(0.2f, 0.2f, 0.2f, false)
                .add(TriangleMesh.plane(4), TestScene.diffuse(0, 0.5f))
                .add(TriangleMesh.sphere(0.5f, 32), new Matrix4f().translation(ballX, 0, 1), 0, TestScene.diffuse(0, 0.5f))
                .add(new Light.Point(new Matrix4f().translation(0.5f, 0.3f, 4), new Vector3f(300), 0))
                .build();
    }

    /** @param angle around the scene, radians */
    private static Camera camera(double angle) {
        return Camera.perspective(Camera.lookAt(new Vector3f((float) (6 * Math.sin(angle)), (float) (-6 * Math.cos(angle)), 5), new Vector3f()),
                (float) Math.PI / 5, 1, 0.1f, 100);
    }

    private static RenderRequest request(Camera camera) {
        return TestFrame.request(SIZE, SIZE, SAMPLES, 1.5f, List.of(Pass.COMBINED)).withCamera(camera);
    }

    private static RenderRequest moving(Camera camera) {
        return request(camera).withSamplingLimits(SamplingLimits.FIRST_SAMPLE);
    }

    private record Drawn(float[] picture, int triangleCount) {}

    /** Draws what the renderer has. */
    private Drawn draw(RenderRequest request) {
        int query = glGenQueries();
        try (TestFrame frame = new TestFrame(request)) {
            glBeginQuery(GL_PRIMITIVES_GENERATED, query);
            renderer.render(request, frame);
            glEndQuery(GL_PRIMITIVES_GENERATED);
            return new Drawn(frame.picture(Pass.COMBINED), glGetQueryObjecti(query, GL_QUERY_RESULT));
        } finally {
            glDeleteQueries(query);
        }
    }

    private void sync(Shown shown) {
        try (TestFrame frame = new TestFrame(request(shown.camera()))) {
            renderer.sync(shown.scene(), frame);
        }
    }

    private static double meanDifference(float[] first, float[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += Math.abs(first[i] - second[i]);
        }
        return sum / first.length;
    }

    @Test
    void lightsAndMapsStayWhileTheViewMovesALittle() {
        sync(scene(0));
        draw(moving(camera(0)));
        Drawn next = draw(moving(camera(0.02)));
        Drawn alone = draw(request(camera(0.02)).withSamplingLimits(new SamplingLimits(1e-9, 0)));
        assertTrue(next.triangleCount < alone.triangleCount / 4, next.triangleCount + " of " + alone.triangleCount);
        assertEquals(0, meanDifference(alone.picture, next.picture), MEAN_DIFFERENCE);
    }

    @Test
    void whatHasMovedHasItsShadowWhereItIs() {
        sync(scene(0));
        float[] before = draw(moving(camera(0))).picture;
        sync(scene(1.5f));
        float[] moved = draw(moving(camera(0))).picture;
        assertTrue(meanDifference(before, moved) > 10 * MEAN_DIFFERENCE);
        float[] alone = draw(request(camera(0)).withSamplingLimits(new SamplingLimits(1e-9, 0))).picture;
        assertEquals(0, meanDifference(alone, moved), MEAN_DIFFERENCE);
    }

    @Test
    void aViewOfWhatTheMapsDoNotShowDrawsOthers() {
        sync(scene(0));
        float[] expected = draw(moving(camera(2))).picture;
        sync(scene(0));
        Camera narrow = Camera.perspective(Camera.lookAt(new Vector3f(0, -6, 5), new Vector3f(1, 1, 0)), 0.1f, 1, 0.1f, 100);
        draw(moving(narrow));
        assertArrayEquals(expected, draw(moving(camera(2))).picture);
    }

    @Test
    void otherPicturesAreAsIfNothingHadMoved() {
        sync(scene(0));
        float[] expected = draw(request(camera(0))).picture;
        draw(moving(camera(0.02)));
        draw(moving(camera(0)));
        assertArrayEquals(expected, draw(request(camera(0))).picture);
    }
}
