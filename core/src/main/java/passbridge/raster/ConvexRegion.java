// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.ArrayList;
import java.util.List;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import org.joml.Vector4fc;
import passbridge.scene.Bounds;

/**
 * A convex part of the world, by the polygons around it. Where it was cut, the polygons that would close it are missing: each of their
 * corners is one of another polygon, so all bounds and cones around the region are right.
 *
 * @param polygons corners of each, in order
 */
record ConvexRegion(List<List<Vector3fc>> polygons) {
    /** Corners of a cube by bits x, y, z; the corners of its faces in order. */
    private static final int[][] FACES = {{0, 1, 3, 2}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 3, 7, 6}, {0, 2, 6, 4}, {1, 3, 7, 5}};

    static ConvexRegion of(Bounds box) {
        List<Vector3fc> corners = new ArrayList<>();
        for (int corner = 0; corner < 8; corner++) {
            corners.add(new Vector3f(
                    (corner & 1) == 0 ? box.min().x() : box.max().x(),
                    (corner & 2) == 0 ? box.min().y() : box.max().y(),
                    (corner & 4) == 0 ? box.min().z() : box.max().z()));
        }
        return ofCorners(corners);
    }

    private static ConvexRegion ofCorners(List<Vector3fc> corners) {
        List<List<Vector3fc>> polygons = new ArrayList<>();
        for (int[] face : FACES) {
            polygons.add(List.of(corners.get(face[0]), corners.get(face[1]), corners.get(face[2]), corners.get(face[3])));
        }
        return new ConvexRegion(polygons);
    }

    /** What of a box a view shows; with all of its range of depth. */
    static ConvexRegion seen(Matrix4fc worldToClip, Bounds box) {
        Matrix4f clipToWorld = worldToClip.invert(new Matrix4f());
        List<Vector3fc> corners = new ArrayList<>();
        for (int corner = 0; corner < 8; corner++) {
            Vector3f point = clipToWorld.transformProject(
                    new Vector3f((corner & 1) * 2 - 1, (corner & 2) - 1, (corner & 4) / 2 - 1));
            if (!point.isFinite()) {
                return of(box);
            }
            corners.add(point);
        }
        List<Vector4fc> ofBox = new ArrayList<>();
        List<Vector4fc> ofView = new ArrayList<>();
        for (int axis = 0; axis < 3; axis++) {
            Vector3f normal = new Vector3f().setComponent(axis, 1);
            ofBox.add(new Vector4f(normal, -box.min().get(axis)));
            ofBox.add(new Vector4f(normal.negate(), box.max().get(axis)));
            ofView.add(worldToClip.getRow(3, new Vector4f()).add(worldToClip.getRow(axis, new Vector4f())));
            ofView.add(worldToClip.getRow(3, new Vector4f()).sub(worldToClip.getRow(axis, new Vector4f())));
        }
        List<List<Vector3fc>> polygons = new ArrayList<>(ofCorners(corners).cut(ofBox).polygons);
        polygons.addAll(of(box).cut(ofView).polygons);
        return new ConvexRegion(polygons);
    }

    /** The part that is on the positive side of all these planes: of a plane ax + by + cz + d = 0 the vector has a, b, c, d. */
    ConvexRegion cut(List<Vector4fc> planes) {
        List<List<Vector3fc>> left = polygons;
        for (Vector4fc plane : planes) {
            List<List<Vector3fc>> next = new ArrayList<>();
            for (List<Vector3fc> polygon : left) {
                List<Vector3fc> cut = cut(polygon, plane);
                if (!cut.isEmpty()) {
                    next.add(cut);
                }
            }
            left = next;
        }
        return new ConvexRegion(left);
    }

    /** Sutherland and Hodgman 1974. */
    private static List<Vector3fc> cut(List<Vector3fc> polygon, Vector4fc plane) {
        List<Vector3fc> result = new ArrayList<>();
        for (int i = 0; i < polygon.size(); i++) {
            Vector3fc from = polygon.get(i);
            Vector3fc to = polygon.get((i + 1) % polygon.size());
            double before = height(from, plane);
            double after = height(to, plane);
            if (before >= 0) {
                result.add(from);
            }
            if (before * after < 0) {
                result.add(from.lerp(to, (float) (before / (before - after)), new Vector3f()));
            }
        }
        return result;
    }

    private static double height(Vector3fc point, Vector4fc plane) {
        return (double) plane.x() * point.x() + (double) plane.y() * point.y() + (double) plane.z() * point.z() + plane.w();
    }

    boolean isEmpty() {
        return polygons.isEmpty();
    }

    /** Of an affine transform, the smallest box around all; not empty. */
    Bounds bounds(Matrix4fc transform) {
        Vector3f min = new Vector3f(Float.POSITIVE_INFINITY);
        Vector3f max = new Vector3f(Float.NEGATIVE_INFINITY);
        for (List<Vector3fc> polygon : polygons) {
            for (Vector3fc corner : polygon) {
                Vector3f point = transform.transformPosition(corner, new Vector3f());
                min.min(point);
                max.max(point);
            }
        }
        return new Bounds(min, max);
    }
}
