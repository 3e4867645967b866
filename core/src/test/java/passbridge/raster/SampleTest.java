// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import passbridge.RenderRequest;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;

@ExtendWith(CurrentContext.class)
class SampleTest {
    private static final int SIZE = 8;
    private static final int SAMPLES = 64;
    private static final List<Pass> PASSES = List.of(
            Pass.DEPTH, Pass.COMBINED, Pass.POSITION, Pass.NORMAL, Pass.UV, Pass.OBJECT_INDEX, Pass.MATERIAL_INDEX);

    /** White to the right of x = 0.125, which is the centre of pixel column 4; tilted normals. */
    private static Shown edge() {
        var mesh = new MemoryMesh(true).quad(0, new Vector3f(0.6f, 0, 0.8f), 0.125f, -9, 9, 9);
        return new TestScene(TestScene.orthographic(1)).add(mesh, new Matrix4f(), 6, TestScene.WHITE).world(1, 1, 1, true).build();
    }

    private static TestFrame draw(int samples, float filterWidth) {
        return TestFrame.draw(edge(), TestFrame.request(SIZE, SIZE, samples, filterWidth, PASSES));
    }

    /** Where an edge runs through a pixel's centre, half of the filter is covered. */
    private static final float HALF = 0.5f;

    /** 64 points of low discrepancy cover a half-plane to one or two of them. */
    private static final float DISCREPANCY = 2f / SAMPLES;

    @Test
    void averagesCombinedOnly() {
        try (TestFrame frame = draw(SAMPLES, 1.5f)) {
            assertEquals(HALF, frame.value(Pass.COMBINED, 4, 3), DISCREPANCY);
            for (int x = 0; x < SIZE; x++) {
                boolean surface = frame.value(Pass.OBJECT_INDEX, x, 3) == 6;
                assertEquals(x > 4 || (x == 4 && surface), surface);
                assertEquals(surface ? TestScene.CAMERA_HEIGHT : Pass.BACKGROUND_DEPTH, frame.value(Pass.DEPTH, x, 3), 1e-5f);
                assertEquals(surface ? (x + 0.5f) / 4 - 1 : 0, frame.value(Pass.POSITION, x, 3), 1e-5f);
                assertEquals(surface ? 0.6f : 0, frame.value(Pass.NORMAL, x, 3), 1e-6f);
                assertEquals(surface ? 1 : 0, frame.pixel(Pass.UV, x, 3)[2]);
            }
        }
    }

    @Test
    void filterReachesItsWidthToEachSide() {
        try (TestFrame narrow = draw(SAMPLES, 1.5f); TestFrame wide = draw(SAMPLES, 3)) {
            // The centre of pixel 2 is 2 pixels away from the edge, more than 1.5.
            assertEquals(0, narrow.value(Pass.COMBINED, 2, 0));
            // Averaging ones gives one but for the rounding of 64 blends.
            assertEquals(1, narrow.value(Pass.COMBINED, 6, 0), 1e-5f);
            // One pixel of three: 1 - F(2/3), F the integral of the window, 0.8814.
            assertEquals(0.1186f, wide.value(Pass.COMBINED, 3, 0), DISCREPANCY);
            assertEquals(0.8814f, wide.value(Pass.COMBINED, 5, 0), DISCREPANCY);
        }
    }

    @Test
    void samplesLieSymmetrically() {
        var right = edge();
        var mesh = new MemoryMesh(true).quad(0, new Vector3f(0, 0, 1), -9, -9, 9, 0.125f);
        var below = new TestScene(TestScene.orthographic(1)).add(mesh, TestScene.emissive(1)).build();
        var request = TestFrame.request(SIZE, SIZE, SAMPLES, 1.5f, List.of(Pass.COMBINED));
        try (TestFrame horizontal = TestFrame.draw(right, request); TestFrame vertical = TestFrame.draw(below, request)) {
            assertEquals(1, horizontal.value(Pass.COMBINED, 3, 0) + horizontal.value(Pass.COMBINED, 5, 0), 2 * DISCREPANCY);
            assertEquals(HALF, vertical.value(Pass.COMBINED, 0, 4), DISCREPANCY);
        }
    }

    @Test
    void filmHoldsACompletePictureAfterEachSample() {
        var request = TestFrame.request(SIZE, SIZE, 5, 1.5f, PASSES);
        try (TestFrame frame = new TestFrame(request); RasterRenderer renderer = new RasterRenderer()) {
            List<Float> inside = new ArrayList<>();
            List<Float> atEdge = new ArrayList<>();
            frame.onRefresh(() -> {
                inside.add(frame.value(Pass.COMBINED, 7, 7));
                atEdge.add(frame.value(Pass.COMBINED, 4, 4));
            });
            frame.drawWith(renderer, edge());
            assertEquals(List.of(1, 2, 3, 4, 5), frame.samplesDone());
            assertEquals(5, inside.size());
            inside.forEach(value -> assertEquals(1, value, 1e-6f));
            for (int i = 0; i < atEdge.size(); i++) {
                // A whole number of samples hit.
                float hits = atEdge.get(i) * (i + 1);
                assertEquals(Math.round(hits), hits, 1e-5f);
            }
        }
    }

    @Test
    void oneSampleAndNoFilterGiveThePixelCentres() {
        try (TestFrame one = draw(1, 1.5f); TestFrame centres = draw(SAMPLES, 0)) {
            assertEquals(List.of(1), one.samplesDone());
            assertEquals(List.of(SAMPLES), centres.samplesDone());
            for (Pass pass : PASSES) {
                assertArrayEquals(one.picture(pass), centres.picture(pass), pass.name());
            }
        }
    }

    @Test
    void filterSpansTwiceItsWidth() {
        PixelFilter filter = new PixelFilter(1.5);
        assertEquals(0, filter.offsetX(0));
        assertEquals(0, filter.offsetY(0));
        double farthest = IntStream.range(0, 4096).mapToDouble(i -> Math.abs(filter.offsetX(i))).max().orElseThrow();
        assertTrue(farthest <= 1.5 && farthest > 1.2, "farthest " + farthest);
    }

    @Test
    void filterHasTheMomentsOfBlackmanAndHarris() {
        PixelFilter filter = new PixelFilter(1);
        int count = 4096;
        double mean = 0;
        double variance = 0;
        for (int i = 0; i < count; i++) {
            mean += filter.offsetY(i) / count;
            variance += filter.offsetY(i) * filter.offsetY(i) / count;
        }
        double expected = 0;
        double weight = 0;
        for (int i = 0; i < count; i++) {
            double t = (i + 0.5) / count;
            double w = 0.35875 - 0.48829 * Math.cos(2 * Math.PI * t) + 0.14128 * Math.cos(4 * Math.PI * t)
                    - 0.01168 * Math.cos(6 * Math.PI * t);
            weight += w;
            expected += w * (2 * t - 1) * (2 * t - 1);
        }
        // 4096 points of low discrepancy: the error falls about as 1 / count.
        assertEquals(0, mean, 2e-3);
        assertEquals(expected / weight, variance, 2e-3);
    }
}
