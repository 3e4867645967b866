// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector2f;
import org.joml.Vector2fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import passbridge.scene.Camera;

/**
 * What one drawing of the scene shows: the camera's picture, or a part of what surrounds the camera.
 *
 * @param worldToCamera the view looks along -Z
 * @param projection camera space to clip space
 * @param isOrthographic rays are parallel
 * @param clipRange nearest and farthest distance that is seen, metres
 * @param texelsPerPixel what is drawn has that many texels along the side of a pixel of the picture
 */
record ViewTransform(Matrix4fc worldToCamera, Matrix4fc projection, boolean isOrthographic, Vector2fc clipRange, float texelsPerPixel) {
    /** The picture of a camera that is not panoramic. */
    static ViewTransform of(Camera camera, Sample sample, int width, int height) {
        // The sample lies to the right of the centre where the picture moves to the left.
        Matrix4f jitter = new Matrix4f().translation(
                (float) (-2 * sample.offsetX() / width), (float) (-2 * sample.offsetY() / height), 0);
        boolean isOrthographic = camera.type() == Camera.Type.ORTHOGRAPHIC;
        return new ViewTransform(camera.worldToCamera(), jitter.mul(camera.projection()), isOrthographic, clipRange(camera), 1);
    }

    static Vector2fc clipRange(Camera camera) {
        return new Vector2f(camera.clipStart(), camera.clipEnd());
    }

    Matrix4f worldToClip() {
        return projection.mul(worldToCamera, new Matrix4f());
    }

    /** Row vector: distance along the view axis. */
    Vector4f worldToDepth() {
        return worldToCamera.getRow(2, new Vector4f()).negate();
    }

    /** Where the camera is, w 1; orthographic: the direction towards it, w 0. */
    Vector4f eye() {
        return isOrthographic ? cameraToWorld().getColumn(2, new Vector4f()) : new Vector4f(origin(), 1);
    }

    /** Where the camera is. */
    Vector3fc origin() {
        return cameraToWorld().getTranslation(new Vector3f());
    }

    /** Makes images as smooth as a pixel, not a texel, is wide: a mipmap halves them. */
    float mipmapBias() {
        return (float) (Math.log(texelsPerPixel) / Math.log(2));
    }

    /** -1 where the view is mirrored. */
    float handedness() {
        return Math.signum(worldToCamera.determinant3x3());
    }

    private Matrix4f cameraToWorld() {
        return worldToCamera.invert(new Matrix4f());
    }
}
