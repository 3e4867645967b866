// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import org.joml.Matrix4f;
import org.joml.Vector2f;
import org.joml.Vector2fc;
import passbridge.scene.Camera;
import passbridge.scene.Camera.DepthOfField;

/**
 * The hole that light comes through. Each sample sees the scene from another point of it, by a projection that is sheared so that all see
 * what is in focus at the same place (Haeberli and Akeley 1990, "The Accumulation Buffer"). Its shape is that of Cycles:
 * intern/cycles/kernel/camera/camera.h, camera_sample_aperture, as of Blender 5.2.
 */
final class Aperture {
    /** Metres that the focus is away at least: what is nearer has no finite slope. */
    private static final float MIN_FOCUS_DISTANCE = 1e-5f;

    private Aperture() {}

    /**
     * The point of an aperture that belongs to a point of the unit square; the middle where its second number is 0.
     *
     * @return metres to the right and upwards from the camera
     */
    static Vector2f point(DepthOfField depthOfField, Vector2fc square) {
        float reach = (float) Math.sqrt(square.y());
        Vector2f point = depthOfField.bladeCount() < 3
                ? direction(2 * Math.PI * square.x())
                : onEdge(depthOfField.bladeCount(), square.x(), depthOfField.rotation());
        return point.mul(reach * depthOfField.apertureRadius()).mul(1 / depthOfField.ratio(), 1);
    }

    /** A point on the edge of a regular polygon whose corners lie at the distance 1. */
    private static Vector2f onEdge(int cornerCount, float around, float rotation) {
        float walked = around * cornerCount;
        int corner = Math.min((int) walked, cornerCount - 1);
        double halfAngle = Math.PI / cornerCount;
        double middle = rotation + 2 * halfAngle * corner;
        return direction(middle - halfAngle).lerp(direction(middle + halfAngle), walked - corner);
    }

    private static Vector2f direction(double angle) {
        return new Vector2f((float) Math.cos(angle), (float) Math.sin(angle));
    }

    /**
     * A camera at the sample's point of the aperture, whose lines of view go where they went in focus.
     *
     * @param camera with depth of field, not panoramic
     */
    static Camera seenFrom(Camera camera, Sample sample) {
        DepthOfField depthOfField = camera.depthOfField().orElseThrow();
        Vector2f point = point(depthOfField, sample.aperturePoint());
        Vector2f slope = point.div(Math.max(depthOfField.focusDistance(), MIN_FOCUS_DISTANCE), new Vector2f());
        Matrix4f moved = new Matrix4f().translation(-point.x, -point.y, 0);
        Matrix4f projection = new Matrix4f(camera.projection());
        if (camera.type() == Camera.Type.ORTHOGRAPHIC) {
            moved.m20(-slope.x).m21(-slope.y); // lines of view lean, and are parallel still
        } else {
            projection.m20(projection.m20() - projection.m00() * slope.x).m21(projection.m21() - projection.m11() * slope.y);
        }
        return Camera.sharp(camera.type(), moved.mul(camera.worldToCamera()), projection, camera.clipStart(), camera.clipEnd());
    }
}
