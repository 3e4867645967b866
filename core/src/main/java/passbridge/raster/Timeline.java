// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.ArrayList;
import java.util.List;

/**
 * What something is at some times, and between them. Immutable.
 *
 * @param times frames from the frame, ascending
 * @param values at these times
 */
record Timeline<T>(List<Float> times, List<T> values) {
    /** Mixes two values: the share is 0 to 1, how far the way from the first to the second has gone. */
    interface Mix<T, R> {
        R of(T first, T second, float share);
    }

    /**
     * Puts the frame among its motion steps.
     *
     * @param atFrame the value at time 0
     * @param stepTimes frames from the frame, ascending, none 0
     * @param stepValues at these times
     */
    static <T> Timeline<T> around(T atFrame, List<Float> stepTimes, List<? extends T> stepValues) {
        int before = (int) stepTimes.stream().filter(time -> time < 0).count();
        List<Float> times = new ArrayList<>(stepTimes);
        times.add(before, 0f);
        List<T> values = new ArrayList<>(stepValues);
        values.add(before, atFrame);
        return new Timeline<>(times, values);
    }

    /** The value at a time; before the first and after the last it stays what it is there. */
    <R> R at(float time, Mix<T, R> mix) {
        int after = 0;
        while (after < times.size() && times.get(after) < time) {
            after++;
        }
        int first = Math.max(after - 1, 0);
        int second = Math.min(after, times.size() - 1);
        float share = first == second ? 0 : (time - times.get(first)) / (times.get(second) - times.get(first));
        return mix.of(values.get(first), values.get(second), share);
    }
}
