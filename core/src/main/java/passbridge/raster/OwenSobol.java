// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

/**
 * Sobol' points of four dimensions, shuffled and scrambled after Owen by hashes (Burley 2020, "Practical Hash-based Owen Scrambling").
 * For each seed the first 2^n points are evenly spread; those of two seeds have nothing to do with each other.
 *
 * <p>Thread: any.
 */
final class OwenSobol {
    /** Of dimensions 1 to 3 the primitive polynomial's degree, its inner coefficients, the first direction numbers (Joe and Kuo 2008). */
    private static final int[] DEGREES = {1, 2, 3};
    private static final int[] COEFFICIENTS = {0, 1, 1};
    private static final int[][] FIRST_NUMBERS = {{1}, {1, 3}, {1, 3, 1}};

    private static final int[][] DIRECTIONS = new int[FIRST_NUMBERS.length][];

    static {
        for (int i = 0; i < DIRECTIONS.length; i++) {
            DIRECTIONS[i] = directions(DEGREES[i], COEFFICIENTS[i], FIRST_NUMBERS[i]);
        }
    }

    private OwenSobol() {}

    private static int[] directions(int degree, int coefficients, int[] firstNumbers) {
        int[] directions = new int[Integer.SIZE];
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            if (bit < degree) {
                directions[bit] = firstNumbers[bit] << (31 - bit);
                continue;
            }
            int earlier = directions[bit - degree];
            int direction = earlier ^ (earlier >>> degree);
            for (int k = 1; k < degree; k++) {
                if ((coefficients >> (degree - 1 - k) & 1) != 0) {
                    direction ^= directions[bit - k];
                }
            }
            directions[bit] = direction;
        }
        return directions;
    }

    /**
     * A coordinate of a point, 0 to below 1.
     *
     * @param index of the point, from 0
     * @param dimension 0 to 3
     * @param seed of the sequence
     */
    static double value(int index, int dimension, int seed) {
        int shuffled = scrambled(index, hash(seed, -1));
        int bits = scrambled(sobol(shuffled, dimension), hash(seed, dimension));
        return Integer.toUnsignedLong(bits) / (double) (1L << 32);
    }

    private static int sobol(int index, int dimension) {
        if (dimension == 0) {
            return Integer.reverse(index);
        }
        int result = 0;
        for (int left = index; left != 0; left &= left - 1) {
            result ^= DIRECTIONS[dimension - 1][Integer.numberOfTrailingZeros(left)];
        }
        return result;
    }

    /** Each bit changes by those above it. */
    private static int scrambled(int bits, int seed) {
        int x = Integer.reverse(bits) + seed;
        x ^= x * 0x6c50b47c;
        x ^= x * 0xb82f1e52;
        x ^= x * 0xc7afe638;
        x ^= x * 0x8d22f6e6;
        return Integer.reverse(x);
    }

    private static int hash(int seed, int dimension) {
        int x = seed * 0x9e3779b1 + dimension * 0x85ebca6b + 0x68bc21eb;
        x ^= x >>> 16;
        x *= 0x7feb352d;
        x ^= x >>> 15;
        x *= 0x846ca68b;
        return x ^ x >>> 16;
    }
}
