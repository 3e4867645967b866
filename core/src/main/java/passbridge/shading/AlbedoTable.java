// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.ArrayList;
import java.util.List;
import passbridge.scene.ShaderTable;

/**
 * How much of evenly spread light a rough mirror reflects: GGX with height-correlated Smith masking, integrated over the visible normals
 * (Heitz 2018, "Sampling the GGX Distribution of Visible Normals") by this class at first use. Of each entry red is the albedo where all
 * light is reflected; blue the mean of Schlick's (1 - cosine)^5; green and alpha the cosine at which a smooth dielectric of index 1.5 and
 * 1.2 reflects as much as the rough one does. Lost light, which is reflected below the surface, counts as 0. Those of Cycles, which has
 * tables of the same, differ by less than 0.03 for indices between 1.1 and 2.5.
 */
final class AlbedoTable {
    private static final int ROW_COUNT = 32; // roughness 0 to 1
    private static final int ENTRY_COUNT = 32; // cosine of the view 0 to 1
    private static final int RADIUS_COUNT = 32; // samples
    private static final int ANGLE_COUNT = 16; // samples of half a circle: the other half is its mirror image
    private static final double LEAST = 1e-4; // of roughness and cosine
    private static final double[] INDICES = {1.5, 1.2};

    private static final List<ShaderTable> ROWS = computed();

    private AlbedoTable() {}

    /** {@return a table for each of 32 roughnesses from 0 to 1, of 32 cosines each} */
    static List<ShaderTable> rows() {
        return ROWS;
    }

    private static List<ShaderTable> computed() {
        List<ShaderTable> rows = new ArrayList<>();
        for (int row = 0; row < ROW_COUNT; row++) {
            double roughness = Math.max((double) row / (ROW_COUNT - 1), LEAST);
            float[] values = new float[4 * ENTRY_COUNT];
            for (int entry = 0; entry < ENTRY_COUNT; entry++) {
                double[] found = integrated(roughness * roughness, Math.max((double) entry / (ENTRY_COUNT - 1), LEAST));
                values[4 * entry] = (float) found[0];
                values[4 * entry + 1] = (float) cosineOf(found[2], INDICES[0]);
                values[4 * entry + 2] = (float) found[1];
                values[4 * entry + 3] = (float) cosineOf(found[3], INDICES[1]);
            }
            rows.add(new ShaderTable(values));
        }
        return List.copyOf(rows);
    }

    /** Albedo, mean of Schlick's term, and of how far the Fresnel term of each index is from that at normal incidence to 1. */
    private static double[] integrated(double alpha, double cosine) {
        double sine = Math.sqrt(1 - cosine * cosine);
        // The view, stretched to where the surface is a half-sphere; it lies in the plane of X and Z.
        double length = Math.hypot(alpha * sine, cosine);
        double stretchedX = alpha * sine / length;
        double stretchedZ = cosine / length;
        double lambdaView = lambda(alpha, cosine);
        double[] sums = new double[2 + INDICES.length];
        for (int i = 0; i < RADIUS_COUNT; i++) {
            double radius = Math.sqrt((i + 0.5) / RADIUS_COUNT);
            for (int j = 0; j < ANGLE_COUNT; j++) {
                double angle = Math.PI * ((j + 0.5) / ANGLE_COUNT - 0.5);
                // A point of the half-sphere that is seen: Y is across the plane, the other axis of the disc in it.
                double across = radius * Math.cos(angle);
                double share = 0.5 * (1 + stretchedZ);
                double along = (1 - share) * Math.sqrt(Math.max(1 - across * across, 0)) + share * radius * Math.sin(angle);
                double out = Math.sqrt(Math.max(1 - across * across - along * along, 0));
                double x = alpha * (-along * stretchedZ + out * stretchedX);
                double y = alpha * across;
                double z = Math.max(along * stretchedX + out * stretchedZ, 0);
                double normalLength = Math.sqrt(x * x + y * y + z * z);
                double cosineToNormal = (x * sine + z * cosine) / normalLength;
                double reflectedZ = 2 * cosineToNormal * z / normalLength - cosine;
                if (reflectedZ <= 0) {
                    continue;
                }
                sums[0] += (1 + lambdaView) / (1 + lambdaView + lambda(alpha, reflectedZ));
                double rest = 1 - Math.min(cosineToNormal, 1);
                sums[1] += rest * rest * rest * rest * rest;
                for (int k = 0; k < INDICES.length; k++) {
                    sums[2 + k] += interpolation(cosineToNormal, INDICES[k]);
                }
            }
        }
        for (int k = 0; k < sums.length; k++) {
            sums[k] /= RADIUS_COUNT * ANGLE_COUNT;
        }
        return sums;
    }

    private static double lambda(double alpha, double cosine) {
        return 0.5 * (Math.sqrt(1 + alpha * alpha * Math.max(1 / (cosine * cosine) - 1, 0)) - 1);
    }

    /** Where the Fresnel term of a dielectric is between that at normal incidence and 1. */
    private static double interpolation(double cosine, double index) {
        double normal = (index - 1) * (index - 1) / ((index + 1) * (index + 1));
        double g = Math.sqrt(index * index - 1 + cosine * cosine);
        double a = (g - cosine) / (g + cosine);
        double b = (cosine * (g + cosine) - 1) / (cosine * (g - cosine) + 1);
        return Math.min(Math.max((0.5 * a * a * (1 + b * b) - normal) / (1 - normal), 0), 1);
    }

    /** The inverse of {@link #interpolation}, which falls with the cosine. */
    private static double cosineOf(double interpolation, double index) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 24; i++) {
            double middle = 0.5 * (low + high);
            if (interpolation(middle, index) > interpolation) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return 0.5 * (low + high);
    }
}
