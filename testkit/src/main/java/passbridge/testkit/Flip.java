// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * LDR-FLIP: how different two pictures seem to a person who flips between them, pixel by pixel, 0 (equal) to 1.
 *
 * <p>Source: Andersson, Nilsson, Akenine-Möller, Oskarsson, Åström, Fairchild: "FLIP: A Difference Evaluator for Alternating Images",
 * Proceedings of the ACM on Computer Graphics and Interactive Techniques 3(2), High-Performance Graphics 2020. Constants are those of
 * the authors' implementation (github.com/NVlabs/flip, version 1.7), and so are the filters: cut off after three standard deviations,
 * pixels of the edge repeated outside. All of them are products of a horizontal and a vertical one.
 */
final class Flip {
    /** Of a display 0.7 m wide with 3840 pixels, seen from 0.7 m: pixels per degree in the middle. */
    static final double USUAL_PIXELS_PER_DEGREE = 0.7 * (3840 / 0.7) * (Math.PI / 180);

    private static final double COLOR_EXPONENT = 0.7; // q_c
    private static final double FEATURE_EXPONENT = 0.5; // q_f
    private static final double COLOR_KNEE = 0.4; // p_c: share of the largest colour difference …
    private static final double KNEE_ERROR = 0.95; // p_t: … that is mapped to this error
    private static final double FEATURE_WIDTH_DEGREES = 0.082; // w

    /** Standard illuminant D65 as the authors round it. */
    private static final double[] WHITE = {0.950428545, 1, 1.088900371};

    private static final double[][] LINEAR_TO_XYZ = {
        {10135552 / 24577794.0, 8788810 / 24577794.0, 4435075 / 24577794.0},
        {2613072 / 12288897.0, 8788810 / 12288897.0, 887015 / 12288897.0},
        {1425312 / 73733382.0, 8788810 / 73733382.0, 70074185 / 73733382.0},
    };
    private static final double[][] XYZ_TO_LINEAR = {
        {3.241003275, -1.537398934, -0.498615861},
        {-0.969224334, 1.875930071, 0.041554224},
        {0.055639423, -0.204011202, 1.057148933},
    };

    /** A sum of Gaussians over the frequency, one for each row: factor a and width b, of the contrast sensitivity to a channel. */
    private static final double[][] LUMINANCE_SENSITIVITY = {{1, 0.0047}};
    private static final double[][] RED_GREEN_SENSITIVITY = {{1, 0.0053}};
    private static final double[][] BLUE_YELLOW_SENSITIVITY = {{34.1, 0.04}, {13.5, 0.025}};
    private static final double WIDEST_SENSITIVITY = 0.04;

    private final double pixelsPerDegree;
    private final int width;
    private final int height;

    private Flip(double pixelsPerDegree, int width, int height) {
        this.pixelsPerDegree = pixelsPerDegree;
        this.width = width;
        this.height = height;
    }

    /**
     * Errors, row by row as the pictures.
     *
     * @param test of the reference's size
     */
    static double[] errors(SrgbPicture reference, SrgbPicture test, double pixelsPerDegree) {
        return new Flip(pixelsPerDegree, reference.width(), reference.height()).compare(reference, test);
    }

    static double mean(double[] errors) {
        return Arrays.stream(errors).average().orElseThrow();
    }

    private double[] compare(SrgbPicture reference, SrgbPicture test) {
        double[][] referenceChannels = opponentChannels(reference);
        double[][] testChannels = opponentChannels(test);
        double[][] referenceColors = perceived(referenceChannels);
        double[][] testColors = perceived(testChannels);
        double[][] referenceFeatures = features(referenceChannels[0]);
        double[][] testFeatures = features(testChannels[0]);

        double largest = Math.pow(distance(labWithHunt(0, 1, 0), labWithHunt(0, 0, 1)), COLOR_EXPONENT);
        double[] errors = new double[width * height];
        for (int i = 0; i < errors.length; i++) {
            double color = spread(Math.pow(distance(at(referenceColors, i), at(testColors, i)), COLOR_EXPONENT), largest);
            double feature = Math.max(
                    Math.abs(referenceFeatures[0][i] - testFeatures[0][i]), Math.abs(referenceFeatures[1][i] - testFeatures[1][i]));
            errors[i] = Math.pow(color, 1 - Math.pow(feature / Math.sqrt(2), FEATURE_EXPONENT));
        }
        return errors;
    }

    private static double[] at(double[][] channels, int index) {
        return new double[] {channels[0][index], channels[1][index], channels[2][index]};
    }

    /** The channels Y, Cx and Cz of YCxCz. */
    private double[][] opponentChannels(SrgbPicture picture) {
        double[][] channels = new double[3][width * height];
        for (int i = 0; i < width * height; i++) {
            int rgb = picture.pixel(i % width, i / width);
            double[] xyz = times(LINEAR_TO_XYZ, decoded(rgb >> 16), decoded(rgb >> 8), decoded(rgb));
            double x = xyz[0] / WHITE[0];
            double y = xyz[1] / WHITE[1];
            double z = xyz[2] / WHITE[2];
            channels[0][i] = 116 * y - 16;
            channels[1][i] = 500 * (x - y);
            channels[2][i] = 200 * (y - z);
        }
        return channels;
    }

    private static double decoded(int encoded) {
        double srgb = (encoded & 0xff) / 255.0;
        return srgb > 0.04045 ? Math.pow((srgb + 0.055) / 1.055, 2.4) : srgb / 12.92;
    }

    /** What the eye makes of it: blurred by its contrast sensitivity; in CIELAB with the Hunt effect. */
    private double[][] perceived(double[][] channels) {
        double[][] filtered = {
            contrastFiltered(channels[0], LUMINANCE_SENSITIVITY),
            contrastFiltered(channels[1], RED_GREEN_SENSITIVITY),
            contrastFiltered(channels[2], BLUE_YELLOW_SENSITIVITY),
        };
        for (int i = 0; i < width * height; i++) {
            double y = (filtered[0][i] + 16) / 116;
            double[] linear = times(XYZ_TO_LINEAR,
                    (y + filtered[1][i] / 500) * WHITE[0], y * WHITE[1], (y - filtered[2][i] / 200) * WHITE[2]);
            double[] lab = labWithHunt(clamped(linear[0]), clamped(linear[1]), clamped(linear[2]));
            for (int channel = 0; channel < 3; channel++) {
                filtered[channel][i] = lab[channel];
            }
        }
        return filtered;
    }

    private double[] contrastFiltered(double[] channel, double[][] sensitivity) {
        int radius = (int) Math.ceil(3 * Math.sqrt(WIDEST_SENSITIVITY / (2 * Math.PI * Math.PI)) * pixelsPerDegree);
        double[] result = new double[width * height];
        double weightSum = 0;
        for (double[] term : sensitivity) {
            double[] kernel = kernel(radius, offset -> {
                double degrees = offset / pixelsPerDegree;
                return Math.exp(-Math.PI * Math.PI * degrees * degrees / term[1]);
            });
            double kernelSum = Arrays.stream(kernel).sum();
            double weight = term[0] * Math.sqrt(Math.PI / term[1]);
            double[] blurred = convolved(channel, kernel, kernel);
            for (int i = 0; i < result.length; i++) {
                result[i] += weight * blurred[i];
            }
            weightSum += weight * kernelSum * kernelSum;
        }
        for (int i = 0; i < result.length; i++) {
            result[i] /= weightSum;
        }
        return result;
    }

    /** How much of an edge, and how much of a point, each pixel is. */
    private double[][] features(double[] luminance) {
        double deviation = 0.5 * FEATURE_WIDTH_DEGREES * pixelsPerDegree;
        int radius = (int) Math.ceil(3 * deviation);
        double[] normalized = Arrays.stream(luminance).map(y -> (y + 16) / 116).toArray();
        IntToDoubleFunction gaussian = offset -> Math.exp(-(double) offset * offset / (2 * deviation * deviation));
        double[] across = kernel(radius, gaussian);
        double[] edge = kernel(radius, offset -> -offset * gaussian.applyAsDouble(offset));
        double[] point = kernel(
                radius, offset -> (offset * offset / (deviation * deviation) - 1) * gaussian.applyAsDouble(offset));
        return new double[][] {magnitudes(normalized, edge, across), magnitudes(normalized, point, across)};
    }

    /** Length of the gradient that a filter and the same one turned by 90 degrees see. */
    private double[] magnitudes(double[] luminance, double[] along, double[] across) {
        double[] alongWeights = eachSignSummingToOne(along);
        double acrossSum = Arrays.stream(across).sum();
        double[] acrossWeights = Arrays.stream(across).map(weight -> weight / acrossSum).toArray();
        double[] horizontal = convolved(luminance, alongWeights, acrossWeights);
        double[] vertical = convolved(luminance, acrossWeights, alongWeights);
        for (int i = 0; i < horizontal.length; i++) {
            horizontal[i] = Math.hypot(horizontal[i], vertical[i]);
        }
        return horizontal;
    }

    private static double[] eachSignSummingToOne(double[] kernel) {
        double positive = Arrays.stream(kernel).filter(weight -> weight > 0).sum();
        double negative = -Arrays.stream(kernel).filter(weight -> weight < 0).sum();
        return Arrays.stream(kernel).map(weight -> weight / (weight < 0 ? negative : positive)).toArray();
    }

    private static double[] kernel(int radius, IntToDoubleFunction weight) {
        double[] kernel = new double[2 * radius + 1];
        Arrays.setAll(kernel, i -> weight.applyAsDouble(i - radius));
        return kernel;
    }

    private double[] convolved(double[] channel, double[] horizontal, double[] vertical) {
        double[] rows = new double[width * height];
        int radius = horizontal.length / 2;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int i = -radius; i <= radius; i++) {
                    sum += horizontal[i + radius] * channel[y * width + Math.min(Math.max(x + i, 0), width - 1)];
                }
                rows[y * width + x] = sum;
            }
        }
        double[] result = new double[width * height];
        for (int y = 0; y < height; y++) {
            for (int i = -radius; i <= radius; i++) {
                int row = Math.min(Math.max(y + i, 0), height - 1) * width;
                double weight = vertical[i + radius];
                for (int x = 0; x < width; x++) {
                    result[y * width + x] += weight * rows[row + x];
                }
            }
        }
        return result;
    }

    /** CIELAB of linear red, green, blue; a and b weaker where it is dark. */
    private static double[] labWithHunt(double red, double green, double blue) {
        double[] xyz = times(LINEAR_TO_XYZ, red, green, blue);
        double x = labRoot(xyz[0] / WHITE[0]);
        double y = labRoot(xyz[1] / WHITE[1]);
        double z = labRoot(xyz[2] / WHITE[2]);
        double lightness = 116 * y - 16;
        return new double[] {lightness, 0.01 * lightness * 500 * (x - y), 0.01 * lightness * 200 * (y - z)};
    }

    private static double labRoot(double value) {
        double delta = 6 / 29.0;
        return value > delta * delta * delta ? Math.cbrt(value) : value / (3 * delta * delta) + 4 / 29.0;
    }

    /** HyAB: city-block in lightness, Euclidean in the plane of colours. */
    private static double distance(double[] lab, double[] other) {
        return Math.abs(lab[0] - other[0]) + Math.hypot(lab[1] - other[1], lab[2] - other[2]);
    }

    /** Maps colour differences to 0 to 1 and gives the smaller ones more room. */
    private static double spread(double difference, double largest) {
        double knee = COLOR_KNEE * largest;
        return difference < knee
                ? KNEE_ERROR / knee * difference
                : KNEE_ERROR + (difference - knee) / (largest - knee) * (1 - KNEE_ERROR);
    }

    private static double[] times(double[][] matrix, double a, double b, double c) {
        double[] result = new double[3];
        for (int row = 0; row < 3; row++) {
            result[row] = matrix[row][0] * a + matrix[row][1] * b + matrix[row][2] * c;
        }
        return result;
    }

    private static double clamped(double value) {
        return Math.min(Math.max(value, 0), 1);
    }
}
