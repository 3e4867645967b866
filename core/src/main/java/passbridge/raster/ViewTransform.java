// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import org.joml.FrustumIntersection;
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
 * @param width texels of what is drawn
 * @param height texels of what is drawn
 * @param texelsPerPixel what is drawn has that many texels along the side of a pixel of the picture
 * @param maxDeviationTexels so far from where it is a surface may be drawn in the view of a light; 0: it is that of a camera
 */
record ViewTransform(
        Matrix4fc worldToCamera, Matrix4fc projection, boolean isOrthographic, Vector2fc clipRange, int width, int height,
        float texelsPerPixel, float maxDeviationTexels) {
    /** The picture of a camera that is not panoramic. */
    static ViewTransform of(Camera camera, Sample sample, int width, int height) {
        // The sample lies to the right of the centre where the picture moves to the left.
        Matrix4f jitter = new Matrix4f().translation(
                (float) (-2 * sample.offsetX() / width), (float) (-2 * sample.offsetY() / height), 0);
        boolean isOrthographic = camera.type() == Camera.Type.ORTHOGRAPHIC;
        Camera seenFrom = camera.depthOfField().isPresent() ? Aperture.seenFrom(camera, sample) : camera;
        return new ViewTransform(
                seenFrom.worldToCamera(), jitter.mul(seenFrom.projection()), isOrthographic, clipRange(camera), width, height, 1, 0);
    }

    static Vector2fc clipRange(Camera camera) {
        return new Vector2f(camera.clipStart(), camera.clipEnd());
    }

    /** @param depth how clip space is to be laid out */
    Matrix4f worldToClip(DepthRange depth) {
        return depth.ofClipSpace(projection).mul(worldToCamera);
    }

    /** The same view, with everything so much farther away that no surface that is drawn in less detail lies before the true one. */
    ViewTransform behindDeviation() {
        Matrix4f away = new Matrix4f();
        if (isOrthographic) {
            away.translation(0, 0, -maxDeviationTexels * texelSize());
        } else {
            away.scaling(1 + maxDeviationTexels * texelSize());
        }
        return new ViewTransform(away.mul(worldToCamera), projection, isOrthographic, clipRange, width, height, texelsPerPixel, maxDeviationTexels);
    }

    /** Whether it is not seen itself, but tells what is lit. */
    boolean isOfLight() {
        return maxDeviationTexels > 0;
    }

    /** The same view of surfaces that may be so far from where they are. */
    ViewTransform withMaxDeviationTexels(float texels) {
        return new ViewTransform(worldToCamera, projection, isOrthographic, clipRange, width, height, texelsPerPixel, texels);
    }

    /** How wide a texel is, metres; where rays are not parallel, at a distance of a metre along the axis. */
    float texelSize() {
        return 2 / Math.min(width * Math.abs(projection.m00()), height * Math.abs(projection.m11()));
    }

    /** Of what is seen; for boxes. That of a camera has no near and far end: they may be further apart than the numbers of a matrix can tell. */
    FrustumIntersection frustum() {
        Matrix4f ends = isOfLight() ? new Matrix4f(projection) : new Matrix4f(projection).m02(0).m12(0).m22(0).m32(0);
        return new FrustumIntersection(ends.mul(worldToCamera), false);
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

    /** How many texels a metre is at most long, of what is seen in a box of the world; not finite where that can't be told. */
    float texelsPerMetre(Vector3fc min, Vector3fc max) {
        return texelsPerMetre(min, max, 0);
    }

    /** @param leastDistance what is nearer is taken to be as far away as this, metres */
    float texelsPerMetre(Vector3fc min, Vector3fc max, float leastDistance) {
        float texels = 0.5f * Math.max(width * Math.abs(projection.m00()), height * Math.abs(projection.m11()))
                * largestScale(worldToCamera);
        if (isOrthographic) {
            return texels;
        }
        Vector3f nearCorner = new Vector3f();
        Vector3f farCorner = new Vector3f();
        worldToCamera.transformAab(min, max, nearCorner, farCorner);
        float nearest = Math.max(-farCorner.z, Math.max(projection.perspectiveNear(), leastDistance));
        // A step along a ray through the picture's corner is seen as well: x / z changes with z by x / z².
        double slopeX = (1 + Math.abs(projection.m20())) / projection.m00();
        double slopeY = (1 + Math.abs(projection.m21())) / projection.m11();
        return texels / nearest * (float) Math.sqrt(1 + slopeX * slopeX + slopeY * slopeY);
    }

    /**
     * How long at most a vector of length 1 becomes: no eigenvalue of the matrix times its transpose is larger than the largest sum of
     * absolute numbers in a row (Gershgorin).
     */
    static float largestScale(Matrix4fc matrix) {
        Vector3f x = matrix.getColumn(0, new Vector3f());
        Vector3f y = matrix.getColumn(1, new Vector3f());
        Vector3f z = matrix.getColumn(2, new Vector3f());
        float xy = Math.abs(x.dot(y));
        float xz = Math.abs(x.dot(z));
        float yz = Math.abs(y.dot(z));
        float largest = Math.max(x.lengthSquared() + xy + xz, Math.max(y.lengthSquared() + xy + yz, z.lengthSquared() + xz + yz));
        return (float) Math.sqrt(largest);
    }

    /** -1 where the view is mirrored. */
    float handedness() {
        return Math.signum(worldToCamera.determinant3x3());
    }

    private Matrix4f cameraToWorld() {
        return worldToCamera.invert(new Matrix4f());
    }
}
