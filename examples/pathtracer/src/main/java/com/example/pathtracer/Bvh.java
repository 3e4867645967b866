// SPDX-License-Identifier: Apache-2.0
package com.example.pathtracer;

import java.util.function.BooleanSupplier;

/**
 * A bounding volume hierarchy over triangles. Nodes lie in depth-first order: the first child of a node follows it.
 *
 * <p>Built with the surface area heuristic over bins (Wald, "On fast Construction of SAH-based Bounding Volume Hierarchies", 2007). Rays
 * meet triangles after Möller and Trumbore, "Fast, Minimum Storage Ray/Triangle Intersection" (1997).
 */
final class Bvh {
    private static final int BINS = 16;
    private static final int MAX_LEAF_TRIANGLES = 4;

    /** Below it nodes are halved by number, so that no more than {@link #MAX_STACK} ever wait. */
    private static final int MAX_SAH_DEPTH = 48;

    /** Halving 2^31 triangles takes 31 levels more. */
    private static final int MAX_STACK = MAX_SAH_DEPTH + 32;

    /** Where a ray meets a triangle. */
    static final class Hit {
        int triangle;
        float distance;
        /** Share of corner 1. */
        float u;
        /** Share of corner 2. */
        float v;
    }

    private final float[] positions;
    private final int[] order;
    private final float[] centers;
    private final BooleanSupplier isCancelled;
    private final Box[] boxes;
    /** Of a leaf its triangles in {@code order}, of other nodes 0. */
    private final int[] counts;
    /** Of a leaf its first triangle, of other nodes the second child. */
    private final int[] links;
    private int nodeCount;

    /** @param isCancelled once this is true the hierarchy is given up, and must not be used */
    Bvh(Triangles triangles, BooleanSupplier isCancelled) {
        this.positions = triangles.positions();
        this.isCancelled = isCancelled;
        int count = triangles.count();
        order = new int[count];
        centers = new float[3 * count];
        for (int triangle = 0; triangle < count; triangle++) {
            order[triangle] = triangle;
            for (int axis = 0; axis < 3; axis++) {
                int corner = 9 * triangle + axis;
                centers[3 * triangle + axis] = (positions[corner] + positions[corner + 3] + positions[corner + 6]) / 3;
            }
        }
        int maxNodes = Math.max(1, 2 * count - 1);
        boxes = new Box[maxNodes];
        counts = new int[maxNodes];
        links = new int[maxNodes];
        build(0, count, 0);
    }

    private void build(int first, int count, int depth) {
        int node = nodeCount++;
        boxes[node] = new Box();
        for (int i = first; i < first + count; i++) {
            addTriangle(boxes[node], order[i]);
        }
        int middle = count <= MAX_LEAF_TRIANGLES || isCancelled.getAsBoolean() ? first : split(first, count, depth, boxes[node]);
        if (middle == first) {
            counts[node] = count;
            links[node] = first;
            return;
        }
        build(first, middle - first, depth + 1);
        links[node] = nodeCount;
        build(middle, first + count - middle, depth + 1);
    }

    /** Brings triangles into two parts; the first of the second, or {@code first} where they better stay together. */
    private int split(int first, int count, int depth, Box box) {
        Box centerBox = new Box();
        for (int i = first; i < first + count; i++) {
            centerBox.add(centers, 3 * order[i]);
        }
        int bestAxis = -1;
        int bestBin = 0;
        float bestCost = count * box.halfArea(); // of testing them all: as much as a step down
        for (int axis = 0; axis < 3 && depth < MAX_SAH_DEPTH; axis++) {
            Box[] bins = new Box[BINS];
            int[] binCounts = new int[BINS];
            for (int i = first; i < first + count; i++) {
                int bin = bin(order[i], axis, centerBox);
                bins[bin] = bins[bin] == null ? new Box() : bins[bin];
                addTriangle(bins[bin], order[i]);
                binCounts[bin]++;
            }
            float[] costsBelow = new float[BINS];
            Box below = new Box();
            for (int bin = 0, sum = 0; bin < BINS; bin++) {
                below.add(bins[bin]);
                sum += binCounts[bin];
                costsBelow[bin] = sum * below.halfArea();
            }
            Box above = new Box();
            for (int bin = BINS - 1, sum = 0; bin > 0; bin--) {
                above.add(bins[bin]);
                sum += binCounts[bin];
                float cost = box.halfArea() + costsBelow[bin - 1] + sum * above.halfArea();
                if (sum > 0 && sum < count && cost < bestCost) {
                    bestCost = cost;
                    bestAxis = axis;
                    bestBin = bin;
                }
            }
        }
        if (bestAxis < 0) {
            return count > BINS ? first + count / 2 : first; // many triangles in one place
        }
        int middle = first;
        for (int i = first; i < first + count; i++) {
            if (bin(order[i], bestAxis, centerBox) < bestBin) {
                int below = order[i];
                order[i] = order[middle];
                order[middle++] = below;
            }
        }
        return middle;
    }

    private int bin(int triangle, int axis, Box centerBox) {
        float size = centerBox.max[axis] - centerBox.min[axis];
        float share = size > 0 ? (centers[3 * triangle + axis] - centerBox.min[axis]) / size : 0;
        return Math.min((int) (share * BINS), BINS - 1);
    }

    private void addTriangle(Box box, int triangle) {
        for (int corner = 0; corner < 3; corner++) {
            box.add(positions, 9 * triangle + 3 * corner);
        }
    }

    /** The first triangle that a ray meets; null where it meets none. */
    Hit closest(Ray ray) {
        return trace(ray, false);
    }

    /** Whether a ray meets any triangle. */
    boolean isBlocked(Ray ray) {
        return trace(ray, true) != null;
    }

    private Hit trace(Ray ray, boolean anyWillDo) {
        float inverseX = inverse(ray.direction().x());
        float inverseY = inverse(ray.direction().y());
        float inverseZ = inverse(ray.direction().z());
        Hit hit = new Hit();
        hit.triangle = -1;
        hit.distance = ray.length();
        int[] waiting = new int[MAX_STACK];
        int waitingCount = 0;
        for (int node = 0; ; ) {
            if (boxes[node].isMet(ray, inverseX, inverseY, inverseZ, hit.distance)) {
                if (counts[node] == 0 && links[node] > 0) {
                    waiting[waitingCount++] = links[node];
                    node++;
                    continue;
                }
                for (int i = links[node]; i < links[node] + counts[node]; i++) {
                    if (meet(ray, order[i], hit) && anyWillDo) {
                        return hit;
                    }
                }
            }
            if (waitingCount == 0) {
                return hit.triangle < 0 ? null : hit;
            }
            node = waiting[--waitingCount];
        }
    }

    /** Finite, so that a ray along the side of a box meets it. */
    private static float inverse(float component) {
        return 1 / (Math.abs(component) < 1e-20f ? 1e-20f : component);
    }

    private boolean meet(Ray ray, int triangle, Hit hit) {
        int a = 9 * triangle;
        float dx = ray.direction().x();
        float dy = ray.direction().y();
        float dz = ray.direction().z();
        float e1x = positions[a + 3] - positions[a];
        float e1y = positions[a + 4] - positions[a + 1];
        float e1z = positions[a + 5] - positions[a + 2];
        float e2x = positions[a + 6] - positions[a];
        float e2y = positions[a + 7] - positions[a + 1];
        float e2z = positions[a + 8] - positions[a + 2];
        float px = dy * e2z - dz * e2y;
        float py = dz * e2x - dx * e2z;
        float pz = dx * e2y - dy * e2x;
        float inverse = 1 / (e1x * px + e1y * py + e1z * pz);
        float tx = ray.origin().x() - positions[a];
        float ty = ray.origin().y() - positions[a + 1];
        float tz = ray.origin().z() - positions[a + 2];
        float u = (tx * px + ty * py + tz * pz) * inverse;
        float qx = ty * e1z - tz * e1y;
        float qy = tz * e1x - tx * e1z;
        float qz = tx * e1y - ty * e1x;
        float v = (dx * qx + dy * qy + dz * qz) * inverse;
        float distance = (e2x * qx + e2y * qy + e2z * qz) * inverse;
        // Written so that what is not a number is no hit.
        if (u >= 0 && v >= 0 && u + v <= 1 && distance > 0 && distance < hit.distance) {
            hit.triangle = triangle;
            hit.distance = distance;
            hit.u = u;
            hit.v = v;
            return true;
        }
        return false;
    }
}
