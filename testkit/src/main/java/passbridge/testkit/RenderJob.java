// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.joml.Matrix4f;
import passbridge.RenderRequest;
import passbridge.scene.Settings;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Scene;

/**
 * A frame as a user of Blender has it rendered. Immutable; the methods give changed copies.
 *
 * @param scene with a camera whose projection shows the whole picture
 * @param width pixels of the whole picture, at least 1
 * @param height pixels of the whole picture, at least 1
 * @param border what is rendered of it; empty: all
 * @param samples samples per pixel, at least 1
 * @param filterWidth pixels; 0 samples pixel centres only
 * @param passes none twice, at least one
 * @param settings of the renderer
 * @param cancelAtPoll the frame is cancelled when {@link passbridge.RenderSink#isCancelled} is asked for the n-th time, from 1, in
 *     {@code sync} and {@code render} together; empty: never
 */
public record RenderJob(
        Scene scene,
        int width,
        int height,
        Optional<Border> border,
        int samples,
        float filterWidth,
        List<Pass> passes,
        Settings settings,
        OptionalInt cancelAtPoll) {
    /**
     * Checks the numbers and copies the list of passes.
     *
     * @param scene {@link #scene()}
     * @param width {@link #width()}
     * @param height {@link #height()}
     * @param border {@link #border()}
     * @param samples {@link #samples()}
     * @param filterWidth {@link #filterWidth()}
     * @param passes {@link #passes()}
     * @param settings {@link #settings()}
     * @param cancelAtPoll {@link #cancelAtPoll()}
     * @throws IllegalArgumentException where a number is out of its range, the border holds no pixel, or passes are missing or twice
     */
    public RenderJob {
        Objects.requireNonNull(scene);
        passes = List.copyOf(passes);
        Objects.requireNonNull(cancelAtPoll);
        if (cancelAtPoll.isPresent() && cancelAtPoll.getAsInt() < 1) {
            throw new IllegalArgumentException("polls are counted from 1, not " + cancelAtPoll.getAsInt());
        }
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture needs at least one pixel, not " + width + "x" + height);
        }
        if (border.isPresent() && (columns(border.get(), width) < 1 || rows(border.get(), height) < 1)) {
            throw new IllegalArgumentException(border.get() + " holds no pixel of " + width + "x" + height);
        }
        request(width, height, border, samples, filterWidth, passes, settings);
    }

    /**
     * {@return the whole picture with one sample, Blender's usual filter, {@link Pass#COMBINED} alone, and no settings}
     *
     * @param scene {@link #scene()}
     * @param width {@link #width()}
     * @param height {@link #height()}
     */
    public static RenderJob of(Scene scene, int width, int height) {
        return new RenderJob(scene, width, height, Optional.empty(), 1, 1.5f, List.of(Pass.COMBINED), Settings.NONE, OptionalInt.empty());
    }

    /**
     * {@return the same of another scene}
     *
     * @param other {@link #scene()}
     */
    public RenderJob withScene(Scene other) {
        return new RenderJob(other, width, height, border, samples, filterWidth, passes, settings, cancelAtPoll);
    }

    /**
     * {@return the same, rendered within a border}
     *
     * @param left {@link Border#left()}
     * @param bottom {@link Border#bottom()}
     * @param right {@link Border#right()}
     * @param top {@link Border#top()}
     */
    public RenderJob withBorder(float left, float bottom, float right, float top) {
        return new RenderJob(scene, width, height, Optional.of(new Border(left, bottom, right, top)), samples, filterWidth, passes,
                settings, cancelAtPoll);
    }

    /**
     * {@return the same with other samples}
     *
     * @param count {@link #samples()}
     */
    public RenderJob withSamples(int count) {
        return new RenderJob(scene, width, height, border, count, filterWidth, passes, settings, cancelAtPoll);
    }

    /**
     * {@return the same with other passes}
     *
     * @param others {@link #passes()}
     */
    public RenderJob withPasses(List<Pass> others) {
        return new RenderJob(scene, width, height, border, samples, filterWidth, others, settings, cancelAtPoll);
    }

    /**
     * {@return the same with other settings}
     *
     * @param others {@link #settings()}
     */
    public RenderJob withSettings(Settings others) {
        return new RenderJob(scene, width, height, border, samples, filterWidth, passes, others, cancelAtPoll);
    }

    /**
     * {@return the same, cancelled}
     *
     * @param poll {@link #cancelAtPoll()}
     */
    public RenderJob cancelledAtPoll(int poll) {
        return new RenderJob(scene, width, height, border, samples, filterWidth, passes, settings, OptionalInt.of(poll));
    }

    /** What the renderer is asked for: of the border's size, where there is one. */
    RenderRequest request() {
        return request(width, height, border, samples, filterWidth, passes, settings);
    }

    private static RenderRequest request(
            int width, int height, Optional<Border> border, int samples, float filterWidth, List<Pass> passes, Settings settings) {
        return new RenderRequest(
                border.map(edges -> columns(edges, width)).orElse(width), border.map(edges -> rows(edges, height)).orElse(height),
                samples, filterWidth, passes, settings);
    }

    private static int columns(Border border, int width) {
        return Border.pixel(border.right(), width) - Border.pixel(border.left(), width);
    }

    private static int rows(Border border, int height) {
        return Border.pixel(border.top(), height) - Border.pixel(border.bottom(), height);
    }

    /** The first column of the whole picture that is rendered. */
    int left() {
        return border.map(edges -> Border.pixel(edges.left(), width)).orElse(0);
    }

    /** The first row of the whole picture that is rendered, from the bottom. */
    int bottom() {
        return border.map(edges -> Border.pixel(edges.bottom(), height)).orElse(0);
    }

    /** The scene's camera, showing what is rendered: the add-on applies a border to the projection. */
    Camera camera() {
        Camera camera = scene.camera();
        if (border.isEmpty()) {
            return camera;
        }
        RenderRequest part = request();
        float right = left() + part.width();
        float top = bottom() + part.height();
        // Maps the clip square of the whole picture so that the border fills it.
        Matrix4f region = new Matrix4f()
                .m00((float) width / part.width()).m30((width - left() - right) / part.width())
                .m11((float) height / part.height()).m31((height - bottom() - top) / part.height());
        Optional<Camera.Panorama> panorama = camera.panorama().map(whole -> new Camera.Panorama(
                between(whole.left(), whole.right(), (float) left() / width), between(whole.left(), whole.right(), right / width),
                between(whole.bottom(), whole.top(), (float) bottom() / height), between(whole.bottom(), whole.top(), top / height)));
        return new Camera(camera.type(), camera.worldToCamera(),
                camera.panorama().isPresent() ? camera.projection() : region.mul(camera.projection()),
                camera.clipStart(), camera.clipEnd(), panorama, camera.depthOfField(), camera.shutter());
    }

    private static float between(float start, float end, float share) {
        return start + (end - start) * share;
    }
}
