// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.junit.jupiter.api.Test;
import passbridge.scene.Camera;

class PanoramaLensTest {
    private static final int SAMPLES = 4096;

    /** Shares of this many independent points are off by less than five times their standard deviation. */
    private static final float TOLERANCE = 5 * 0.5f / (float) Math.sqrt(SAMPLES);

    private static Camera camera(Camera.DepthOfField depthOfField) {
        return new Camera(Camera.Type.EQUIRECTANGULAR, new Matrix4f(), new Matrix4f(), 0.1f, 100,
                Optional.of(new Camera.Panorama(-1, 1, -1, 1)), Optional.of(depthOfField), Optional.empty());
    }

    /** The area of a disc grows with the square of its radius: an evenly filled one has a quarter of its points within half of it. */
    @Test
    void allDirectionsSeeAnEvenlyFilledDisc() {
        Camera camera = camera(new Camera.DepthOfField(0.2f, 3, 0, 0, 1));
        List<Vector3fc> directions = List.of(
                new Vector3f(0, 0, -1), new Vector3f(1, 0, 0), new Vector3f(0, 1, 0), new Vector3f(1, -2, 3).normalize());
        for (Vector3fc direction : directions) {
            Vector3f right = direction.cross(0.3f, 0.5f, 0.7f, new Vector3f()).normalize();
            Vector3f up = direction.cross(right, new Vector3f());
            int[] rings = new int[4];
            int onRight = 0;
            int above = 0;
            for (int index = 1; index <= SAMPLES; index++) {
                Vector3fc offset = PanoramaLens.of(camera, new Sample(index, SAMPLES, 0, 0)).offset();
                float x = offset.dot(right) / 0.2f;
                float y = offset.dot(up) / 0.2f;
                assertTrue(x * x + y * y < 1.0001f, "beside the disc");
                rings[Math.min(3, (int) (4 * (x * x + y * y)))]++;
                onRight += x > 0 ? 1 : 0;
                above += y > 0 ? 1 : 0;
            }
            for (int ring : rings) {
                assertEquals(0.25f, (float) ring / SAMPLES, TOLERANCE, direction + " sees a ring of a quarter of the disc");
            }
            assertEquals(0.5f, (float) onRight / SAMPLES, TOLERANCE, direction + " sees its half");
            assertEquals(0.5f, (float) above / SAMPLES, TOLERANCE, direction + " sees its half");
        }
    }

    @Test
    void firstSampleIsSharp() {
        assertEquals(PanoramaLens.SHARP, PanoramaLens.of(camera(new Camera.DepthOfField(0.2f, 3, 0, 0, 1)), new Sample(0, 4, 0, 0)));
    }

    @Test
    void focusIsFartherThanTheApertureIsWide() {
        for (int index = 1; index < 100; index++) {
            PanoramaLens lens = PanoramaLens.of(camera(new Camera.DepthOfField(5, -1, 6, 0.5f, 0.3f)), new Sample(index, 100, 0, 0));
            assertTrue(lens.slope().length() <= 0.5f + 1e-6f, "" + lens);
        }
    }
}
