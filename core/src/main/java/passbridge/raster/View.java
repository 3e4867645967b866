// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import passbridge.scene.Camera;

/**
 * A plane picture of the scene, as the surface shader takes it.
 *
 * @param worldToClip OpenGL clip space
 * @param worldToDepth row vector: distance along the view axis
 * @param eye w 1: position; w 0: direction towards the camera
 * @param cameraOrigin position
 */
record View(Matrix4fc worldToClip, Vector4f worldToDepth, Vector4f eye, Vector3fc cameraOrigin) {
    /** What a camera sees that is no panorama. */
    static View of(Camera camera, Sample sample) {
        return of(camera.worldToCamera(), sample.jitter().mul(camera.projection(), new Matrix4f()),
                camera.type() == Camera.Type.ORTHOGRAPHIC);
    }

    /** What is seen in perspective from where the world is turned to. */
    static View inPerspective(Matrix4fc worldToCamera, Matrix4fc projection) {
        return of(worldToCamera, projection, false);
    }

    private static View of(Matrix4fc worldToCamera, Matrix4fc projection, boolean isOrthographic) {
        Matrix4f cameraToWorld = worldToCamera.invert(new Matrix4f());
        Vector3f origin = cameraToWorld.getTranslation(new Vector3f());
        return new View(
                projection.mul(worldToCamera, new Matrix4f()),
                worldToCamera.getRow(2, new Vector4f()).negate(),
                isOrthographic ? cameraToWorld.getColumn(2, new Vector4f()) : new Vector4f(origin, 1),
                origin);
    }
}
