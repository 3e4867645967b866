// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import org.joml.Vector3f;
import org.joml.Vector3fc;

/** What a material emits, by place in the UV map, which repeats. Immutable. */
final class EmissionMap {
    private final float[] radiance;
    private final int side;

    /**
     * Takes over a map.
     *
     * @param radiance red, green and blue of each texel, rows from the bottom up
     * @param side texels along each side
     */
    EmissionMap(float[] radiance, int side) {
        boolean isEven = true;
        for (int i = 3; i < radiance.length; i++) {
            isEven &= radiance[i] == radiance[i % 3];
        }
        this.radiance = isEven ? new float[] {radiance[0], radiance[1], radiance[2]} : radiance;
        this.side = isEven ? 1 : side;
    }

    /** Whether it is the same everywhere. */
    boolean isEven() {
        return side == 1;
    }

    Vector3f at(float u, float v) {
        int texel = index(v) * side + index(u);
        return new Vector3f(radiance[3 * texel], radiance[3 * texel + 1], radiance[3 * texel + 2]);
    }

    private int index(float coordinate) {
        return Math.min(Math.max((int) ((coordinate - Math.floor(coordinate)) * side), 0), side - 1);
    }

    /** How bright a radiance is when lights are compared: the sum of its colours. */
    static double brightness(Vector3fc radiance) {
        return (double) radiance.x() + radiance.y() + radiance.z();
    }
}
