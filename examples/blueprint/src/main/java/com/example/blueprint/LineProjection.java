// SPDX-License-Identifier: Apache-2.0
package com.example.blueprint;

import java.awt.geom.Path2D;
import org.joml.Matrix4fc;
import org.joml.Vector4f;

/** Takes lines from a mesh into the picture. Coordinates of the picture are Java2D's: pixels from the upper left. */
final class LineProjection {
    /** How far beyond the picture lines are drawn, in half pictures: their ends are wider than nothing. */
    private static final float MARGIN = 2;

    private final int width;
    private final int height;
    private final Matrix4fc objectToClip;

    /** To a picture of that many pixels. */
    LineProjection(int width, int height, Matrix4fc objectToClip) {
        this.width = width;
        this.height = height;
        this.objectToClip = objectToClip;
    }

    /** Appends as much of a line as can be seen. The places are overwritten. */
    void append(Vector4f start, Vector4f end, Path2D.Float path) {
        objectToClip.transform(start);
        objectToClip.transform(end);
        if (clip(start, end)) {
            path.moveTo(x(start), y(start));
            path.lineTo(x(end), y(end));
        }
    }

    private float x(Vector4f clip) {
        return (clip.x / clip.w + 1) / 2 * width;
    }

    private float y(Vector4f clip) {
        return (1 - clip.y / clip.w) / 2 * height;
    }

    /**
     * Shortens a line to the view frustum, in homogeneous coordinates, so that nothing behind the camera is divided by its w. After Liang
     * and Barsky, "A New Concept and Method for Line Clipping" (1984).
     *
     * @return false where nothing is left
     */
    static boolean clip(Vector4f start, Vector4f end) {
        float from = 0;
        float to = 1;
        for (int plane = 0; plane < 6; plane++) {
            float startDistance = distance(start, plane);
            float endDistance = distance(end, plane);
            if (startDistance < 0 && endDistance < 0) {
                return false;
            }
            float crossing = startDistance / (startDistance - endDistance);
            if (startDistance < 0) {
                from = Math.max(from, crossing);
            } else if (endDistance < 0) {
                to = Math.min(to, crossing);
            }
        }
        if (from >= to) {
            return false;
        }
        Vector4f unclipped = new Vector4f(start);
        start.lerp(end, from);
        unclipped.lerp(end, to, end);
        return true;
    }

    /** Below 0 outside. Left, right, bottom, top, near, far. */
    private static float distance(Vector4f clip, int plane) {
        float coordinate = clip.get(plane / 2);
        float limit = plane < 4 ? MARGIN * clip.w : clip.w;
        return plane % 2 == 0 ? limit + coordinate : limit - coordinate;
    }
}
