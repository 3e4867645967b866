// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import org.joml.Vector3f;
import org.joml.Vector3fc;

/**
 * Picks directions of a world by how bright it is there: rows of a latitude-longitude map by their sums, then columns. A part is picked
 * evenly, so that no direction counts for too much.
 *
 * <p>Thread: any.
 */
final class WorldDirections {
    private static final double EVEN_SHARE = 0.5;

    /** How often a ray that a matte surface scatters takes a direction that it is turned to by 60 degrees, per steradian. */
    private static final double SCATTERED_PER_STERADIAN = 1 / (2 * Math.PI);

    private final float[] radiance;
    private final int width;
    private final int height;
    private final double[] rowSums; // up to and with each
    private final double[] sums;    // within its row

    /**
     * Sums up a map; the array stays the caller's and must not change.
     *
     * @param radiance red, green and blue of each texel, from the nadir up; in each row from -X over -Y, X and Y back to -X; not negative
     */
    WorldDirections(float[] radiance, int width, int height) {
        this.radiance = radiance;
        this.width = width;
        this.height = height;
        rowSums = new double[height];
        sums = new double[width * height];
        double total = 0;
        for (int row = 0; row < height; row++) {
            double cosine = Math.cos((row + 0.5) / height * Math.PI - Math.PI / 2);
            double sum = 0;
            for (int column = 0; column < width; column++) {
                int texel = row * width + column;
                sum += cosine * (radiance[3 * texel] + radiance[3 * texel + 1] + radiance[3 * texel + 2]);
                sums[texel] = sum;
            }
            total += sum;
            rowSums[row] = total;
        }
    }

    /** Whether all of it is black. */
    boolean isBlack() {
        return !(rowSums[height - 1] > 0);
    }

    /**
     * A direction and what it stands for.
     *
     * @param toLight of length 1
     * @param radiance times the steradians
     * @param steradians 1 by how often such a direction is picked, per steradian
     * @param shadowRayShare of the light from there that matte surfaces get by shadow rays in Cycles, which picks directions by brightness,
     *        too, and weighs what shadow rays and scattered rays bring by the squares of how often they take the direction
     */
    record Direction(Vector3fc toLight, Vector3fc radiance, float steradians, double shadowRayShare) {}

    /**
     * Picks one.
     *
     * @param pick 0 to below 1: evenly or by brightness
     * @param unitX 0 to below 1
     * @param unitY 0 to below 1
     */
    Direction pick(double pick, double unitX, double unitY) {
        double column;
        double row;
        if (pick < EVEN_SHARE || isBlack()) {
            column = unitX * width;
            row = (Math.asin(2 * unitY - 1) / Math.PI + 0.5) * height;
        } else {
            row = place(rowSums, 0, height, unitY);
            int first = (int) row * width;
            column = place(sums, first, first + width, unitX) - first;
        }
        int texel = Math.min((int) row, height - 1) * width + Math.min((int) column, width - 1);
        double longitude = (column / width - 0.5) * 2 * Math.PI;
        double latitude = (row / height - 0.5) * Math.PI;
        Vector3f color = new Vector3f(radiance[3 * texel], radiance[3 * texel + 1], radiance[3 * texel + 2]);
        double texelCosine = Math.cos((texel / width + 0.5) / height * Math.PI - Math.PI / 2);
        double bright = isBlack() ? 0 : (color.x + color.y + color.z) * texelCosine / rowSums[height - 1]
                * width * height / (2 * Math.PI * Math.PI * Math.max(Math.cos(latitude), 1e-6));
        double perSteradian = EVEN_SHARE / (4 * Math.PI) + (1 - EVEN_SHARE) * bright;
        return new Direction(
                new Vector3f((float) (Math.cos(latitude) * Math.cos(longitude)), (float) (Math.cos(latitude) * Math.sin(longitude)),
                        (float) Math.sin(latitude)),
                color.div((float) perSteradian), (float) (1 / perSteradian),
                bright * bright / (bright * bright + SCATTERED_PER_STERADIAN * SCATTERED_PER_STERADIAN));
    }

    /** Where in a part of rising sums a share of the last one lies: the index and how far it is to the next. */
    private static double place(double[] sums, int from, int to, double share) {
        double wanted = share * sums[to - 1];
        int index = Picks.index(sums, from, to, wanted);
        return index + Picks.within(sums, from, index, wanted);
    }
}
