// SPDX-License-Identifier: Apache-2.0
package passbridge;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Settings;

/**
 * One picture to draw. Start with {@link #of} and change what is to be other with the methods that begin with "with".
 *
 * @param view from where, and which part of the full picture
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 * @param samples samples per pixel, at least 1
 * @param samplingLimits when fewer samples are enough
 * @param filterWidth width of the pixel filter in pixels; 0 samples pixel centres only
 * @param passes the passes to fill, no name twice, at least one
 * @param settings what the user chose for this renderer
 * @param seed of random numbers: another one gives other noise
 * @param time in the animation
 * @param sceneName Blender's; empty: there is none
 * @param viewLayer name of Blender's view layer; empty: there is none
 * @param file the .blend file; empty: it was never saved, or there is none
 */
public record RenderRequest(
        View view,
        int width,
        int height,
        int samples,
        SamplingLimits samplingLimits,
        float filterWidth,
        List<Pass> passes,
        Settings settings,
        int seed,
        FrameTime time,
        String sceneName,
        String viewLayer,
        Optional<Path> file) {
    /**
     * Copies the list of passes and refuses numbers out of their range, a missing pass, or one that is there twice.
     *
     * @param view {@link #view()}
     * @param width {@link #width()}
     * @param height {@link #height()}
     * @param samples {@link #samples()}
     * @param samplingLimits {@link #samplingLimits()}
     * @param filterWidth {@link #filterWidth()}
     * @param passes {@link #passes()}
     * @param settings {@link #settings()}
     * @param seed {@link #seed()}
     * @param time {@link #time()}
     * @param sceneName {@link #sceneName()}
     * @param viewLayer {@link #viewLayer()}
     * @param file {@link #file()}
     */
    public RenderRequest {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(samplingLimits, "samplingLimits");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(sceneName, "sceneName");
        Objects.requireNonNull(viewLayer, "viewLayer");
        Objects.requireNonNull(file, "file");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture needs at least one pixel, not " + width + "x" + height);
        }
        if (width > view.region().fullWidth() - view.region().left() || height > view.region().fullHeight() - view.region().bottom()) {
            throw new IllegalArgumentException("a picture of " + width + "x" + height + " is larger than its full picture leaves: "
                    + view.region());
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
    }

    /**
     * {@return a whole picture of {@link Pass#COMBINED} with one sample, Blender's usual filter of 1.5 pixels and no settings}
     *
     * @param camera the eye
     * @param width pixels, at least 1
     * @param height pixels, at least 1
     */
    public static RenderRequest of(Camera camera, int width, int height) {
        return new RenderRequest(View.of(camera, Math.max(width, 1), Math.max(height, 1)), width, height, 1, SamplingLimits.NONE, 1.5f,
                List.of(Pass.COMBINED), Settings.NONE, 0, FrameTime.FIRST, "", "", Optional.empty());
    }

    /** {@return the eye} */
    public Camera camera() {
        return view.camera();
    }

    /**
     * {@return the same, seen by another camera}
     *
     * @param camera the eye
     */
    public RenderRequest withCamera(Camera camera) {
        return withView(new View(camera, view.name(), view.region()));
    }

    /**
     * {@return the same from another view}
     *
     * @param other {@link #view}
     */
    public RenderRequest withView(View other) {
        return new RenderRequest(
                other, width, height, samples, samplingLimits, filterWidth, passes, settings, seed, time, sceneName, viewLayer, file);
    }

    /**
     * {@return the same with other samples}
     *
     * @param count {@link #samples}
     */
    public RenderRequest withSamples(int count) {
        return new RenderRequest(view, width, height, count, samplingLimits, filterWidth,
                passes, settings, seed, time, sceneName, viewLayer, file);
    }

    /**
     * {@return the same with other limits}
     *
     * @param limits {@link #samplingLimits}
     */
    public RenderRequest withSamplingLimits(SamplingLimits limits) {
        return new RenderRequest(view, width, height, samples, limits, filterWidth,
                passes, settings, seed, time, sceneName, viewLayer, file);
    }

    /**
     * {@return the same with another filter}
     *
     * @param pixels {@link #filterWidth}
     */
    public RenderRequest withFilterWidth(float pixels) {
        return new RenderRequest(view, width, height, samples, samplingLimits, pixels,
                passes, settings, seed, time, sceneName, viewLayer, file);
    }

    /**
     * {@return the same with other passes}
     *
     * @param others {@link #passes}
     */
    public RenderRequest withPasses(Pass... others) {
        return withPasses(List.of(others));
    }

    /**
     * {@return the same with other passes}
     *
     * @param others {@link #passes}
     */
    public RenderRequest withPasses(List<Pass> others) {
        return new RenderRequest(view, width, height, samples, samplingLimits, filterWidth,
                others, settings, seed, time, sceneName, viewLayer, file);
    }

    /**
     * {@return the same with other settings}
     *
     * @param others {@link #settings}
     */
    public RenderRequest withSettings(Settings others) {
        return new RenderRequest(view, width, height, samples, samplingLimits, filterWidth,
                passes, others, seed, time, sceneName, viewLayer, file);
    }

    /**
     * {@return the same with other random numbers}
     *
     * @param other {@link #seed}
     */
    public RenderRequest withSeed(int other) {
        return new RenderRequest(view, width, height, samples, samplingLimits, filterWidth,
                passes, settings, other, time, sceneName, viewLayer, file);
    }

    /**
     * {@return the same at another time}
     *
     * @param other {@link #time}
     */
    public RenderRequest withTime(FrameTime other) {
        return new RenderRequest(view, width, height, samples, samplingLimits, filterWidth,
                passes, settings, seed, other, sceneName, viewLayer, file);
    }
}
