// SPDX-License-Identifier: Apache-2.0
package com.example.pathtracer;

import java.util.Arrays;

/** An axis-aligned box that grows; at first it holds nothing. */
final class Box {
    /** Keeps a ray from missing the triangle in the side of a box by a rounding. */
    private static final float ROUNDING = 1.00001f;

    final float[] min = new float[3];
    final float[] max = new float[3];

    Box() {
        Arrays.fill(min, Float.POSITIVE_INFINITY);
        Arrays.fill(max, Float.NEGATIVE_INFINITY);
    }

    void add(float[] positions, int index) {
        for (int axis = 0; axis < 3; axis++) {
            min[axis] = Math.min(min[axis], positions[index + axis]);
            max[axis] = Math.max(max[axis], positions[index + axis]);
        }
    }

    /** @param other null: nothing */
    void add(Box other) {
        if (other != null) {
            add(other.min, 0);
            add(other.max, 0);
        }
    }

    /** What the surface area heuristic weighs with; 0 of an empty box. */
    float halfArea() {
        float x = max[0] - min[0];
        float y = max[1] - min[1];
        float z = max[2] - min[2];
        return x < 0 ? 0 : x * y + y * z + z * x;
    }

    /** Whether a ray passes through the box before a distance. @param inverseX 1 / x of its direction */
    boolean isMet(Ray ray, float inverseX, float inverseY, float inverseZ, float distance) {
        float x0 = (min[0] - ray.origin().x()) * inverseX;
        float x1 = (max[0] - ray.origin().x()) * inverseX;
        float y0 = (min[1] - ray.origin().y()) * inverseY;
        float y1 = (max[1] - ray.origin().y()) * inverseY;
        float z0 = (min[2] - ray.origin().z()) * inverseZ;
        float z1 = (max[2] - ray.origin().z()) * inverseZ;
        float enter = larger(larger(smaller(x0, x1), smaller(y0, y1)), smaller(z0, z1));
        float leave = smaller(smaller(larger(x0, x1), larger(y0, y1)), larger(z0, z1));
        return enter <= leave * ROUNDING && leave >= 0 && enter <= distance;
    }

    private static float smaller(float a, float b) {
        return a < b ? a : b;
    }

    private static float larger(float a, float b) {
        return a > b ? a : b;
    }
}
