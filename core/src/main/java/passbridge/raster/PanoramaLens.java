// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import org.joml.Matrix4f;
import org.joml.Vector2fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import passbridge.scene.Camera;
import passbridge.scene.Camera.DepthOfField;

/**
 * What a sample of a panorama with depth of field is seen through. Cycles gives each line of sight an aperture of its own, at right angles to
 * it around the camera (intern/cycles/kernel/camera/camera.h, camera_sample_panorama, as of Blender 5.2). Here all lines of sight of a sample
 * begin at one point, so that one drawing shows them all, and go where they went in focus, at the focus distance.
 *
 * <p>The points of all samples are spread over a ball, by a density whose projection along any direction is an evenly filled disc: that of
 * Cycles' round aperture. It is 1/√(R² - r²), the inverse of Abel's transform of the disc, or points spread evenly on the sphere of four
 * dimensions without their fourth coordinate. The points also lie before or behind the aperture, by up to its radius: a bokeh is larger or
 * smaller by as large a share of itself as the radius is of the focus distance, as often one as the other.
 *
 * @param offset of the point from the camera, in its axes, metres
 * @param focusDistance metres from the camera, along the line of sight
 */
record PanoramaLens(Vector3fc offset, float focusDistance) {
    /** Nothing is out of focus. */
    static final PanoramaLens SHARP = new PanoramaLens(new Vector3f(), 1);

    /** Radii of the aperture that the focus is away at least: what is nearer is not focused on from all points. */
    private static final float LEAST_FOCUS_RADII = 2;

    /** That of a sample; the first is sharp. */
    static PanoramaLens of(Camera camera, Sample sample) {
        if (camera.depthOfField().isEmpty() || sample.index() == 0) {
            return SHARP;
        }
        DepthOfField depthOfField = camera.depthOfField().get();
        float radius = radius(depthOfField);
        Vector2fc point = sample.aperturePoint();
        double reach = Math.sqrt(point.y());
        double angle = 2 * Math.PI * point.x();
        Vector3f offset = new Vector3f(
                (float) (reach * Math.cos(angle)), (float) (reach * Math.sin(angle)),
                (float) (Math.sqrt(1 - point.y()) * Math.cos(2 * Math.PI * sample.depthPhase())));
        return new PanoramaLens(offset.mul(radius), Math.max(depthOfField.focusDistance(), LEAST_FOCUS_RADII * radius));
    }

    /** Whether a lens has another shape than this draws: a disc of the same area. */
    static boolean isShaped(DepthOfField depthOfField) {
        return depthOfField.bladeCount() >= 3 || depthOfField.ratio() != 1;
    }

    private static float radius(DepthOfField depthOfField) {
        int corners = depthOfField.bladeCount();
        double shareOfDisc = corners < 3 ? 1 : corners * Math.sin(2 * Math.PI / corners) / (2 * Math.PI);
        return (float) (depthOfField.apertureRadius() * Math.sqrt(shareOfDisc / depthOfField.ratio()));
    }

    /** The camera at the sample's point. */
    Camera moved(Camera camera) {
        return new Camera(camera.type(), new Matrix4f().translation(-offset.x(), -offset.y(), -offset.z()).mul(camera.worldToCamera()),
                camera.projection(), camera.clipStart(), camera.clipEnd(), camera.panorama(), camera.depthOfField(), camera.shutter());
    }

    /** What a line of sight of length 1 loses when it begins at the sample's point and goes where it went in focus. */
    Vector3f slope() {
        return offset.div(focusDistance, new Vector3f());
    }
}
