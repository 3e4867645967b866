// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

/** Colours for errors of 0 (black) to 1 (pale yellow). */
final class HeatMap {
    /**
     * Nine colours of "magma", evenly spread, 0xRRGGBB. Source: matplotlib 3.9, lib/matplotlib/_cm_listed.py, which is dedicated to the
     * public domain (CC0); FLIP's authors use the same colours.
     */
    private static final int[] COLORS = {
        0x000004, 0x1d1147, 0x51127c, 0x832681, 0xb73779, 0xe75263, 0xfc8961, 0xfec488, 0xfcfdbf
    };

    private HeatMap() {}

    /** @param errors row by row from the top */
    static SrgbPicture of(double[] errors, int width, int height) {
        int[] pixels = new int[errors.length];
        for (int i = 0; i < pixels.length; i++) {
            double position = errors[i] * (COLORS.length - 1);
            int below = Math.min((int) position, COLORS.length - 2);
            pixels[i] = mixed(COLORS[below], COLORS[below + 1], position - below);
        }
        return new SrgbPicture(width, height, pixels);
    }

    private static int mixed(int from, int to, double share) {
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int start = from >> shift & 0xff;
            int end = to >> shift & 0xff;
            rgb |= (int) Math.round(start + (end - start) * share) << shift;
        }
        return rgb;
    }
}
