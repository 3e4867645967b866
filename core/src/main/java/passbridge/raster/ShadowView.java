// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.joml.Matrix3f;
import org.joml.Matrix3fc;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector2f;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import org.joml.Vector4fc;
import passbridge.scene.Bounds;

/**
 * What a light sees of the region that is to be lit: all or a part of it.
 *
 * @param worldToLight a rotation and a translation; the light looks along -Z
 * @param isParallel rays are parallel
 * @param left edge, metres; where rays are not parallel, metres at a distance of one
 * @param right as left
 * @param bottom as left
 * @param top as left
 * @param cubeFace that the view shows, or the part of it in which there is something; empty: it looks elsewhere
 * @param near what is nearer along the light's axis casts no shadow, metres; may be negative where rays are parallel
 * @param far what is farther is not lit, metres
 */
record ShadowView(
        Matrix4fc worldToLight, boolean isParallel, Optional<CubeFace> cubeFace, float left, float right, float bottom, float top, float near, float far) {
    /** One perspective view reaches so far from its axis, as a tangent; what is wider is drawn onto the faces of a cube. */
    private static final float MAX_TANGENT = 1.3f;

    /** Share of the farthest distance below which nothing casts a shadow. */
    private static final float NEAR_SHARE = 1e-6f;

    /** The same where a depth buffer that is not reversed would lose its precision; corners that are nearer are at the light itself. */
    private static final float COARSE_NEAR_SHARE = 1e-4f;

    /** How far from where they are meshes may be drawn in a shadow map, whose grid moves by a texel from sample to sample. */
    private static final float MAX_DEVIATION_TEXELS = 0.25f;

    /** Texels around what is seen, for filters and the jitter of the grid. */
    private static final int MARGIN_TEXELS = 3;

    /**
     * The view of parallel light.
     *
     * @param toLight of length 1
     * @param lit the region, not empty
     * @param casters box around all that may cast a shadow
     */
    static ShadowView parallel(Vector3fc toLight, ConvexRegion lit, Bounds casters) {
        Matrix4f worldToLight = rotation(toLight);
        Bounds seen = lit.bounds(worldToLight);
        float nearest = Math.max(seen.max().z(), ConvexRegion.of(casters).bounds(worldToLight).max().z());
        float margin = 1e-3f * (nearest - seen.min().z()) + Float.MIN_NORMAL;
        return new ShadowView(worldToLight, true, Optional.empty(), seen.min().x(), seen.max().x(), seen.min().y(), seen.max().y(),
                -nearest - margin, margin - seen.min().z());
    }

    /** Views from a point in all directions in which there is something of the region. */
    static List<ShadowView> around(Vector3fc point, ConvexRegion lit) {
        Vector3f axis = new Vector3f();
        for (List<Vector3fc> polygon : lit.polygons()) {
            for (Vector3fc corner : polygon) {
                Vector3f direction = corner.sub(point, new Vector3f());
                if (direction.lengthSquared() > 0) {
                    axis.add(direction.normalize());
                }
            }
        }
        if (axis.lengthSquared() > 0) {
            Matrix4f worldToLight = rotation(axis.normalize().negate()).translate(-point.x(), -point.y(), -point.z());
            if (largestTangent(worldToLight, lit) <= MAX_TANGENT) {
                return perspective(worldToLight, Optional.empty(), lit);
            }
        }
        return ontoCube(point, lit);
    }

    private static List<ShadowView> ontoCube(Vector3fc point, ConvexRegion lit) {
        List<ShadowView> views = new ArrayList<>();
        for (CubeFace face : CubeFace.values()) {
            Matrix3fc cubeToFace = face.cameraToFace();
            Matrix4f worldToFace = new Matrix4f(cubeToFace).translate(-point.x(), -point.y(), -point.z());
            ConvexRegion part = lit.cut(pyramid(worldToFace, 1, 1));
            if (!part.isEmpty()) {
                views.addAll(perspective(worldToFace, Optional.of(face), part));
            }
        }
        return views;
    }

    /** One view that is at most so wide; none where there is nothing of the region in it. */
    static List<ShadowView> within(Matrix4fc worldToLight, float tangentX, float tangentY, ConvexRegion lit) {
        ConvexRegion part = lit.cut(pyramid(worldToLight, tangentX, tangentY));
        return part.isEmpty() ? List.of() : perspective(worldToLight, Optional.empty(), part);
    }

    /**
     * Views from a point into a cone.
     *
     * @param axis not 0
     * @param cosHalfAngle of the cone
     */
    static List<ShadowView> cone(Vector3fc point, Vector3fc axis, float cosHalfAngle, ConvexRegion lit) {
        float tangent = (float) Math.sqrt(Math.max(1 - cosHalfAngle * cosHalfAngle, 0)) / Math.max(cosHalfAngle, 1e-6f);
        return tangent > MAX_TANGENT ? around(point, lit)
                : within(rotation(axis.normalize(new Vector3f()).negate()).translate(-point.x(), -point.y(), -point.z()), tangent, tangent, lit);
    }

    /** How much is seen of all directions, about; where rays are not parallel. */
    float steradians() {
        Vector2f middle = middle();
        float squared = 1 + middle.lengthSquared();
        return width() * height() / (squared * (float) Math.sqrt(squared));
    }

    /** The direction of the view's middle in the world, of length 1; where rays are not parallel. */
    Vector3f direction() {
        Vector2f middle = middle();
        return worldToLight.transpose3x3(new Matrix3f()).transform(new Vector3f(middle.x, middle.y, -1)).normalize();
    }

    /** Whether a place is in the view, not only in the margin around it, which views beside each other share. */
    boolean contains(Vector3fc place) {
        Vector3f seen = worldToLight.transformPosition(place, new Vector3f());
        float distance = isParallel ? 1 : -seen.z;
        return seen.x >= left * distance && seen.x < right * distance && seen.y >= bottom * distance && seen.y < top * distance;
    }

    private Vector2f middle() {
        return new Vector2f(left + right, bottom + top).mul(0.5f);
    }

    private static List<Vector4fc> pyramid(Matrix4fc worldToLight, float tangentX, float tangentY) {
        Vector4f x = worldToLight.getRow(0, new Vector4f());
        Vector4f y = worldToLight.getRow(1, new Vector4f());
        Vector4f ahead = worldToLight.getRow(2, new Vector4f()).negate();
        return List.of(
                ahead.mul(tangentX, new Vector4f()).add(x), ahead.mul(tangentX, new Vector4f()).sub(x),
                ahead.mul(tangentY, new Vector4f()).add(y), ahead.mul(tangentY, new Vector4f()).sub(y));
    }

    private static float largestTangent(Matrix4fc worldToLight, ConvexRegion lit) {
        float largest = 0;
        for (List<Vector3fc> polygon : lit.polygons()) {
            for (Vector3fc corner : polygon) {
                Vector3f seen = worldToLight.transformPosition(corner, new Vector3f());
                float aside = Math.max(Math.abs(seen.x), Math.abs(seen.y));
                if (aside > 0) {
                    largest = Math.max(largest, seen.z < 0 ? aside / -seen.z : Float.POSITIVE_INFINITY);
                }
            }
        }
        return largest;
    }

    /** None where all of the region is at the light itself. */
    private static List<ShadowView> perspective(Matrix4fc worldToLight, Optional<CubeFace> cubeFace, ConvexRegion lit) {
        float farthest = Float.MIN_NORMAL;
        for (List<Vector3fc> polygon : lit.polygons()) {
            for (Vector3fc corner : polygon) {
                farthest = Math.max(farthest, -worldToLight.transformPosition(corner, new Vector3f()).z);
            }
        }
        Vector2f min = new Vector2f(Float.POSITIVE_INFINITY);
        Vector2f max = new Vector2f(Float.NEGATIVE_INFINITY);
        for (List<Vector3fc> polygon : lit.polygons()) {
            for (Vector3fc corner : polygon) {
                Vector3f seen = worldToLight.transformPosition(corner, new Vector3f());
                // Corners at the light itself are seen in every direction; those of the same polygon that are farther away tell which.
                if (-seen.z > COARSE_NEAR_SHARE * farthest) {
                    Vector2f tangents = new Vector2f(seen.x, seen.y).div(-seen.z);
                    min.min(tangents);
                    max.max(tangents);
                }
            }
        }
        return min.x > max.x ? List.of() : List.of(
                new ShadowView(worldToLight, false, cubeFace, min.x, max.x, min.y, max.y, NEAR_SHARE * farthest, 1.001f * farthest));
    }

    /** To a space whose +Z is this direction, of length 1. */
    private static Matrix4f rotation(Vector3fc axisZ) {
        Vector3f aside = Math.abs(axisZ.z()) < 0.9f ? new Vector3f(0, 0, 1) : new Vector3f(0, 1, 0);
        Vector3f axisX = aside.cross(axisZ).normalize();
        Vector3f axisY = axisZ.cross(axisX, new Vector3f());
        return new Matrix4f().setRow(0, new Vector4f(axisX, 0)).setRow(1, new Vector4f(axisY, 0)).setRow(2, new Vector4f(axisZ, 0));
    }

    /**
     * As it is drawn.
     *
     * @param side texels of the map
     * @param jitterX part of a texel by which the grid is moved, -0.5 to 0.5
     * @param jitterY as jitterX
     */
    ViewTransform transform(int side, float jitterX, float jitterY, DepthRange depthRange) {
        float nearest = isParallel || depthRange == DepthRange.REVERSED ? near : Math.max(near, COARSE_NEAR_SHARE * far);
        float marginX = marginShare(side) * width();
        float marginY = marginShare(side) * height();
        float nearWidth = isParallel ? 1 : nearest;
        Matrix4f projection = new Matrix4f().translation(2 * jitterX / side, 2 * jitterY / side, 0);
        float nearLeft = (left - marginX) * nearWidth;
        float nearRight = (left + width() + marginX) * nearWidth;
        float nearBottom = (bottom - marginY) * nearWidth;
        float nearTop = (bottom + height() + marginY) * nearWidth;
        if (isParallel) {
            projection.ortho(nearLeft, nearRight, nearBottom, nearTop, nearest, far);
        } else {
            projection.frustum(nearLeft, nearRight, nearBottom, nearTop, nearest, far);
            // So much of the near distance is lost by rounding: the far one has to be where it is told.
            projection.m32((float) (far * (1.0 + projection.m22())));
        }
        return new ViewTransform(worldToLight, projection, isParallel, new Vector2f(nearest, far), side, side, 1, MAX_DEVIATION_TEXELS);
    }

    /** How wide a texel is, metres; where rays are not parallel, at a distance of a metre along the axis. */
    float texelSize(int side) {
        return (1 + 2 * marginShare(side)) * Math.max(width(), height()) / side;
    }

    private static float marginShare(int side) {
        return (float) MARGIN_TEXELS / (side - 2 * MARGIN_TEXELS);
    }

    private float width() {
        return Math.max(right - left, leastSide());
    }

    private float height() {
        return Math.max(top - bottom, leastSide());
    }

    /** What is seen from its edge has no extent. */
    private float leastSide() {
        return isParallel ? 1e-6f * (far - near) : 1e-6f;
    }
}
