// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import org.joml.Vector2f;

/**
 * One drawing of the scene out of those that are averaged.
 *
 * @param index from 0
 * @param count how many are averaged
 * @param offsetX how far to the right of the pixels' centres it lies, pixels
 * @param offsetY how far above them, pixels
 */
record Sample(int index, int count, double offsetX, double offsetY) {
    /** Cells along each side of an area light, so that all samples together have 16 points at least. */
    int areaGrid() {
        return count >= 16 ? 1 : count >= 8 ? 2 : 4;
    }

    /** Points on an area light that all samples together have. */
    int areaPointCount() {
        return areaGrid() * areaGrid() * count;
    }

    /** Where in the unit square the point of the aperture lies that this sample sees from, see {@link Aperture}; at first the middle. */
    Vector2f aperturePoint() {
        return new Vector2f(fraction(index * Math.sqrt(11)), fraction(index * Math.sqrt(7)));
    }

    /** Of a point in the ball of a {@link PanoramaLens}: the angle, as a share of the whole turn, that is not that of the aperture's point. */
    float depthPhase() {
        return fraction(index * Math.sqrt(13));
    }

    /** How far the time in which the shutter is open has gone, 0 to 1, at first as far as is said. */
    float shutterPoint(float first) {
        return fraction(first + index * (Math.sqrt(5) - 1) / 2);
    }

    private static float fraction(double value) {
        return (float) (value - Math.floor(value));
    }

    /** N samples that are spread over a pixel stand for 1/√N of its width each; a mipmap halves it. */
    float mipmapBias() {
        return (float) (-0.5 * Math.log(count) / Math.log(2));
    }
}
