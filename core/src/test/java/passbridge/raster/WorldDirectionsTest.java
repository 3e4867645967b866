// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;

class WorldDirectionsTest {
    private static final int COUNT = 4096;

    /** Of the picked directions' radiance, as a sum over the sphere: of all, and of those above the horizon times the cosine. */
    private static double[] integrals(WorldDirections directions) {
        double all = 0;
        double irradiance = 0;
        for (int i = 0; i < COUNT; i++) {
            WorldDirections.Direction direction = directions.pick(
                    OwenSobol.value(i, 2, 7), OwenSobol.value(i, 0, 7), OwenSobol.value(i, 1, 7));
            assertEquals(1, direction.toLight().length(), 1e-5f);
            all += direction.radiance().x() / COUNT;
            irradiance += direction.radiance().x() * Math.max(direction.toLight().z(), 0) / COUNT;
        }
        return new double[] {all, irradiance};
    }

    private static WorldDirections map(int width, int height, int brightRow, int brightColumn, float brightness) {
        float[] radiance = new float[3 * width * height];
        Arrays.fill(radiance, 1);
        for (int channel = 0; channel < 3; channel++) {
            radiance[3 * (brightRow * width + brightColumn) + channel] = brightness;
        }
        return new WorldDirections(radiance, width, height);
    }

    /** What low discrepancy leaves. */
    private static final double RELATIVE = 0.01;

    @Test
    void evenMapHasTheIntegralsOfTheSphere() {
        double[] integrals = integrals(map(64, 32, 0, 0, 1));
        assertEquals(4 * Math.PI, integrals[0], 4 * Math.PI * RELATIVE);
        assertEquals(Math.PI, integrals[1], Math.PI * RELATIVE);
    }

    @Test
    void brightTexelCountsByItsSolidAngle() {
        int row = 24;
        double[] integrals = integrals(map(64, 32, row, 10, 1000));
        double low = (row / 32.0 - 0.5) * Math.PI;
        double high = ((row + 1) / 32.0 - 0.5) * Math.PI;
        double longitudes = 2 * Math.PI / 64;
        double solidAngle = longitudes * (Math.sin(high) - Math.sin(low));
        double projected = longitudes * (Math.pow(Math.sin(high), 2) - Math.pow(Math.sin(low), 2)) / 2;
        double all = 4 * Math.PI + 999 * solidAngle;
        double irradiance = Math.PI + 999 * projected;
        assertEquals(all, integrals[0], all * RELATIVE);
        assertEquals(irradiance, integrals[1], irradiance * RELATIVE);
    }

    @Test
    void directionsFollowTheMapsAxes() {
        // Longitude 0, in the middle, is +X; the upper half is +Z.
        float[] radiance = new float[3 * 8 * 4];
        radiance[3 * (2 * 8 + 4)] = 1;
        var picked = new WorldDirections(radiance, 8, 4).pick(0.9, 0.5, 0.5).toLight();
        assertTrue(picked.angle(new Vector3f(1, 0.4f, 0.4f).normalize()) < 0.2f, "picked " + picked);
    }

    @Test
    void blackMapIsBlackInAllDirections() {
        WorldDirections black = new WorldDirections(new float[3 * 8 * 4], 8, 4);
        assertTrue(black.isBlack());
        assertEquals(0, black.pick(0.9, 0.3, 0.6).radiance().x());
        assertFalse(map(8, 4, 0, 0, 1).isBlack());
    }
}
