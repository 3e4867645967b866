// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.joml.Matrix4f;
import passbridge.RenderRequest;
import passbridge.View;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Scene;
import passbridge.scene.Settings;

/**
 * A frame as a user of Blender has it rendered. Immutable; the methods give changed copies.
 *
 * @param scene what is rendered
 * @param whole the whole picture
 * @param border what is rendered of it; empty: all
 * @param cancelAtPoll the frame is cancelled when the renderer asks {@code isCancelled()} for the n-th time, from 1, in {@code sync} and
 *     {@code render} together; empty: never
 */
public record RenderJob(Scene scene, RenderRequest whole, Optional<Border> border, OptionalInt cancelAtPoll) {
    /**
     * Refuses a border that holds no pixel, and polls counted from 0.
     *
     * @param scene {@link #scene()}
     * @param whole {@link #whole()}
     * @param border {@link #border()}
     * @param cancelAtPoll {@link #cancelAtPoll()}
     */
    public RenderJob {
        Objects.requireNonNull(scene);
        Objects.requireNonNull(cancelAtPoll);
        if (cancelAtPoll.isPresent() && cancelAtPoll.getAsInt() < 1) {
            throw new IllegalArgumentException("polls are counted from 1, not " + cancelAtPoll.getAsInt());
        }
        if (border.isPresent()
                && (border.get().columns(whole.width()) < 1 || border.get().rows(whole.height()) < 1)) {
            throw new IllegalArgumentException(border.get() + " holds no pixel of " + whole.width() + "x" + whole.height());
        }
    }

    /**
     * {@return a whole picture}
     *
     * @param scene {@link #scene}
     * @param whole {@link #whole}
     */
    public static RenderJob of(Scene scene, RenderRequest whole) {
        return new RenderJob(scene, whole, Optional.empty(), OptionalInt.empty());
    }

    /**
     * {@return the same of another scene}
     *
     * @param other {@link #scene}
     */
    public RenderJob withScene(Scene other) {
        return new RenderJob(other, whole, border, cancelAtPoll);
    }

    /**
     * {@return the same of another picture}
     *
     * @param other {@link #whole}
     */
    public RenderJob withWhole(RenderRequest other) {
        return new RenderJob(scene, other, border, cancelAtPoll);
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
        return new RenderJob(scene, whole, Optional.of(new Border(left, bottom, right, top)), cancelAtPoll);
    }

    /**
     * {@return the same with other samples}
     *
     * @param count samples per pixel, at least 1
     */
    public RenderJob withSamples(int count) {
        return withWhole(whole.withSamples(count));
    }

    /**
     * {@return the same with other passes}
     *
     * @param others none twice, at least one
     */
    public RenderJob withPasses(List<Pass> others) {
        return withWhole(whole.withPasses(others));
    }

    /**
     * {@return the same with other settings}
     *
     * @param others of the renderer
     */
    public RenderJob withSettings(Settings others) {
        return withWhole(whole.withSettings(others));
    }

    /**
     * {@return the same, cancelled}
     *
     * @param poll {@link #cancelAtPoll}
     */
    public RenderJob cancelledAtPoll(int poll) {
        return new RenderJob(scene, whole, border, OptionalInt.of(poll));
    }

    /** The first column of the whole picture that is rendered. */
    int left() {
        return border.map(edges -> Border.pixel(edges.left(), whole.width())).orElse(0);
    }

    /** The first row of the whole picture that is rendered, from the bottom. */
    int bottom() {
        return border.map(edges -> Border.pixel(edges.bottom(), whole.height())).orElse(0);
    }

    /** What the renderer is asked for: the part within the border, where there is one. The add-on applies a border to the projection. */
    RenderRequest request() {
        if (border.isEmpty()) {
            return whole;
        }
        int width = border.get().columns(whole.width());
        int height = border.get().rows(whole.height());
        View.Region region = new View.Region(left(), bottom(), whole.width(), whole.height());
        return new RenderRequest(new View(camera(width, height), whole.view().name(), region), width, height, whole.samples(),
                whole.samplingLimits(), whole.filterWidth(), whole.passes(), whole.settings(), whole.seed(), whole.time(),
                whole.sceneName(), whole.viewLayer(), whole.file());
    }

    private Camera camera(int partWidth, int partHeight) {
        Camera camera = whole.camera();
        float width = whole.width();
        float height = whole.height();
        float right = left() + partWidth;
        float top = bottom() + partHeight;
        // Maps the clip square of the whole picture so that the border fills it.
        Matrix4f region = new Matrix4f()
                .m00(width / partWidth).m30((width - left() - right) / partWidth)
                .m11(height / partHeight).m31((height - bottom() - top) / partHeight);
        Optional<Camera.Panorama> panorama = camera.panorama().map(all -> new Camera.Panorama(
                between(all.left(), all.right(), left() / width), between(all.left(), all.right(), right / width),
                between(all.bottom(), all.top(), bottom() / height), between(all.bottom(), all.top(), top / height)));
        return new Camera(camera.type(), camera.worldToCamera(),
                camera.panorama().isPresent() ? camera.projection() : region.mul(camera.projection()),
                camera.clipStart(), camera.clipEnd(), panorama, camera.depthOfField(), camera.shutter());
    }

    private static float between(float start, float end, float share) {
        return start + (end - start) * share;
    }
}
