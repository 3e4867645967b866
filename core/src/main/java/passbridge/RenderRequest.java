// SPDX-License-Identifier: Apache-2.0
package passbridge;

import java.util.List;
import java.util.Objects;
import passbridge.pass.Pass;
import passbridge.scene.Settings;

/**
 * One picture to draw.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 * @param samples samples per pixel, at least 1
 * @param filterWidth width of the pixel filter in pixels; 0 samples pixel centres only
 * @param passes the passes to fill, no name twice, at least one
 * @param settings what the user chose for this renderer
 */
public record RenderRequest(int width, int height, int samples, float filterWidth, List<Pass> passes, Settings settings) {
    /**
     * Copies the list of passes and checks the numbers.
     *
     * @param width {@link #width()}
     * @param height {@link #height()}
     * @param samples {@link #samples()}
     * @param filterWidth {@link #filterWidth()}
     * @param passes {@link #passes()}
     * @param settings {@link #settings()}
     * @throws IllegalArgumentException where a number is out of its range, or there is no pass, or one of them twice
     */
    public RenderRequest {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture needs at least one pixel, not " + width + "x" + height);
        }
        if (samples < 1) {
            throw new IllegalArgumentException("samples must be at least 1, not " + samples);
        }
        if (!(filterWidth >= 0)) {
            throw new IllegalArgumentException("the filter width must not be negative, not " + filterWidth);
        }
        passes = List.copyOf(passes);
        if (passes.isEmpty()) {
            throw new IllegalArgumentException("no pass was asked for");
        }
        if (passes.stream().map(Pass::name).distinct().count() != passes.size()) {
            throw new IllegalArgumentException("a pass was asked for twice: " + passes);
        }
        Objects.requireNonNull(settings);
    }

    /**
     * A picture without settings.
     *
     * @param width {@link #width()}
     * @param height {@link #height()}
     * @param samples {@link #samples()}
     * @param filterWidth {@link #filterWidth()}
     * @param passes {@link #passes()}
     */
    public RenderRequest(int width, int height, int samples, float filterWidth, List<Pass> passes) {
        this(width, height, samples, filterWidth, passes, Settings.NONE);
    }
}
