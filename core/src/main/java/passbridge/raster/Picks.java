// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Picks by rising sums: the more a number adds, the more often it is picked. */
final class Picks {
    private Picks() {}

    /**
     * The first number with which the sum is more than what is wanted.
     *
     * @param sums up to and with each number, rising
     * @param from of the first number that may be picked
     * @param to after the last one; there is at least one
     * @param wanted 0 to below the last one's sum
     */
    static int index(double[] sums, int from, int to, double wanted) {
        int low = from;
        int high = to - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sums[middle] > wanted) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        while (low > from && sums[low] == sums[low - 1]) {
            low--; // adds nothing: rounding has led to the end
        }
        return low;
    }

    /** How far what is wanted lies between the sum before a number and that with it, 0 to below 1. */
    static double within(double[] sums, int from, int index, double wanted) {
        double before = index == from ? 0 : sums[index - 1];
        double step = sums[index] - before;
        return step > 0 ? Math.min(Math.max((wanted - before) / step, 0), 0.999999) : 0.5;
    }

    /** Of numbers that are not negative, the sum up to and with each. */
    static <T> double[] sums(List<T> picked, ToDoubleFunction<T> number) {
        double[] sums = new double[picked.size()];
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += number.applyAsDouble(picked.get(i));
            sums[i] = sum;
        }
        return sums;
    }

    /** How often a number is picked, as a share of all. */
    static double probability(double[] sums, int index) {
        return (sums[index] - (index == 0 ? 0 : sums[index - 1])) / sums[sums.length - 1];
    }
}
