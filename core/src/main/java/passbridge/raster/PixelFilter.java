// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

/**
 * Where the samples of a pixel lie: distributed as the pixel filter, so that all of them weigh the same. The filter is
 * Blackman and Harris', as in Cycles (intern/cycles/scene/film.cpp, {@code filter_table}), where it spans twice the filter width.
 * The points are the R2 sequence of Martin Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences" (2018), walked from the
 * pixel's centre to either side in turn: few points of one side have their mean a sixth of a pixel beside the centre, which shifts the picture.
 */
final class PixelFilter {
    private static final double PLASTIC_NUMBER = 1.32471795724474602596;
    private static final double STEP_X = 1 / PLASTIC_NUMBER;
    private static final double STEP_Y = 1 / (PLASTIC_NUMBER * PLASTIC_NUMBER);

    /** Halvings of the interval that a double can tell apart. */
    private static final int BISECTIONS = 52;

    private final double span;

    /** @param width pixels */
    PixelFilter(double width) {
        this.span = 2 * width;
    }

    /** Distance of a sample from the pixel's centre, pixels; sample 0 lies there. */
    double offsetX(int sample) {
        return offset(step(sample) * STEP_X);
    }

    /** As {@link #offsetX}, upwards. */
    double offsetY(int sample) {
        return offset(step(sample) * STEP_Y);
    }

    /** 0, 1, -1, 2, -2, ... */
    private static int step(int sample) {
        return sample % 2 == 0 ? -sample / 2 : (sample + 1) / 2;
    }

    private double offset(double walked) {
        double share = 0.5 + walked;
        share -= Math.floor(share);
        return share == 0.5 ? 0 : (quantile(share) - 0.5) * span;
    }

    /** Where in 0 to 1 a share of the filter's integral lies to the left. */
    private static double quantile(double share) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (integral(middle) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Integral of the Blackman-Harris window from 0 to {@code t}, 1 over the whole. */
    private static double integral(double t) {
        double angle = 2 * Math.PI * t;
        return t + (-0.48829 * Math.sin(angle) + 0.14128 / 2 * Math.sin(2 * angle) - 0.01168 / 3 * Math.sin(3 * angle))
                        / (0.35875 * 2 * Math.PI);
    }
}
