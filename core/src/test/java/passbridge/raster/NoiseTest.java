// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import passbridge.RenderRequest;
import passbridge.SamplingLimits;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.ShaderGraphBuilder;

/** When fewer samples are enough. */
@ExtendWith(CurrentContext.class)
class NoiseTest {
    private static final int SIZE = 64;
    private static final int MOST_SAMPLES = 512;

    /** A soft shadow, edges, and a surface that is half there. */
    private static Shown noisy() {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node half = TestScene.mix(graph, 0.5f, TestScene.shader(graph, "ShaderNodeBsdfTransparent", 1), "BSDF",
                TestScene.shader(graph, "ShaderNodeBsdfDiffuse", 0.8f), "BSDF");
        Light lamp = new Light.Point(Light.Source.UNNAMED, new Matrix4f().translation(1, 1, 4), new Vector3f(500), 1, false);
        return new TestScene(TestScene.perspective()).world(0.1f, 0.1f, 0.1f, false)
                .add(MemoryMesh.plane(9), TestScene.WHITE)
                .add(MemoryMesh.plane(1), new Matrix4f().translation(-1, 0, 1), 0, TestScene.WHITE)
                .add(MemoryMesh.plane(1), new Matrix4f().translation(2, -2, 0.5f), 0, Material.of("half", graph.surface(half, "Shader")))
                .add(lamp).build();
    }

    private static RenderRequest request(int samples, SamplingLimits limits) {
        return TestFrame.request(SIZE, SIZE, samples, 1.5f, List.of(Pass.COMBINED)).withSamplingLimits(limits);
    }

    private static double noisiestTile(float[] picture, float[] truth) {
        double most = 0;
        for (int top = 0; top < SIZE; top += NoiseEstimate.TILE_PIXELS) {
            for (int left = 0; left < SIZE; left += NoiseEstimate.TILE_PIXELS) {
                double sum = 0;
                for (int pixel = 0; pixel < NoiseEstimate.TILE_PIXELS * NoiseEstimate.TILE_PIXELS; pixel++) {
                    int at = 4 * ((top + pixel / NoiseEstimate.TILE_PIXELS) * SIZE + left + pixel % NoiseEstimate.TILE_PIXELS);
                    double difference = 0;
                    double brightness = 0;
                    for (int channel = 0; channel < 3; channel++) {
                        difference += Math.abs(picture[at + channel] - truth[at + channel]);
                        brightness += truth[at + channel];
                    }
                    sum += difference / Math.sqrt(brightness);
                }
                most = Math.max(most, sum / (NoiseEstimate.TILE_PIXELS * NoiseEstimate.TILE_PIXELS));
            }
        }
        return most;
    }

    private static float[] truth() {
        try (TestFrame frame = TestFrame.draw(noisy(), request(4096, SamplingLimits.NONE))) {
            return frame.picture(Pass.COMBINED);
        }
    }

    @Test
    void fewerSamplesAreEnoughForALooserThreshold() {
        float[] truth = truth();
        int before = 0;
        for (float threshold : new float[] {0.03f, 0.01f, 0.004f}) {
            try (TestFrame frame = TestFrame.draw(noisy(), request(MOST_SAMPLES, new SamplingLimits(0, threshold)))) {
                int count = frame.samplesDone().size();
                assertTrue(count > before && count < MOST_SAMPLES, "at " + threshold + " " + count + " samples");
                double error = noisiestTile(frame.picture(Pass.COMBINED), truth);
                assertTrue(error < threshold, "at " + threshold + " an error of " + error);
                before = count;
            }
        }
    }

    @Test
    void withoutAThresholdOrBelowItAllSamplesAreDrawn() {
        for (float threshold : new float[] {0, 1e-7f}) {
            try (TestFrame frame = TestFrame.draw(noisy(), request(40, new SamplingLimits(0, threshold)))) {
                assertEquals(IntStream.rangeClosed(1, 40).boxed().toList(), frame.samplesDone());
            }
        }
    }

    @Test
    void anEstimateLeavesThePictureAsItIs() {
        try (TestFrame with = TestFrame.draw(noisy(), request(40, new SamplingLimits(0, 1e-7f)));
                TestFrame without = TestFrame.draw(noisy(), request(40, SamplingLimits.NONE))) {
            assertArrayEquals(without.picture(Pass.COMBINED), with.picture(Pass.COMBINED));
        }
    }

    @Test
    void theFirstSampleIsDrawnInAnyTime() {
        try (TestFrame frame = TestFrame.draw(noisy(), request(MOST_SAMPLES, new SamplingLimits(1e-9, 0)));
                TestFrame one = TestFrame.draw(noisy(), request(MOST_SAMPLES, new SamplingLimits(1e-9, 0.5f)));
                TestFrame unhurried = TestFrame.draw(noisy(), request(5, new SamplingLimits(3600, 0)))) {
            assertEquals(List.of(1), frame.samplesDone());
            assertEquals(List.of(1), one.samplesDone());
            assertEquals(List.of(1, 2, 3, 4, 5), unhurried.samplesDone());
        }
    }

    @Test
    void halfOfTheSamplesAreTheOthersEquals() {
        assertFalse(NoiseEstimate.isOfHalf(0), "it is drawn together with the data passes");
        int firstOfPairs = 0;
        for (int pair = 0; pair < 1024; pair++) {
            assertTrue(NoiseEstimate.isOfHalf(2 * pair) != NoiseEstimate.isOfHalf(2 * pair + 1));
            firstOfPairs += NoiseEstimate.isOfHalf(2 * pair) ? 1 : 0;
        }
        assertEquals(512, firstOfPairs, 4 * 16, "4 standard deviations of 1024 tosses of a coin");
    }

    @Test
    void limitsAreNotNegative() {
        assertThrows(IllegalArgumentException.class, () -> new SamplingLimits(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> new SamplingLimits(0, Float.NaN));
    }
}
