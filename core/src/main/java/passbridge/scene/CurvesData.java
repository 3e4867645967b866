// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

/**
 * Curves in plain arrays, see {@link Curves#read}. Whoever has it may change the arrays.
 *
 * @param positions x, y, z of each point, object space
 * @param radii of each point, object space
 * @param offsets the first point of each curve, and behind the last one where it ends
 * @param uvs u, v of each curve; empty: they have none
 */
public record CurvesData(float[] positions, float[] radii, int[] offsets, float[] uvs) {
    /** {@return how many curves there are} */
    public int curveCount() {
        return Math.max(0, offsets.length - 1);
    }
}
