// SPDX-License-Identifier: Apache-2.0
package passbridge;

/**
 * When a picture is complete before all of its samples are drawn. A renderer that knows no such end draws all of them.
 *
 * @param seconds of {@code render}, after which no further sample begins, though the first is always drawn; 0: no limit
 * @param noise the picture is complete where its error is estimated to be below, relative to the square root of its brightness, as in Cycles;
 *     0: it never is
 */
public record SamplingLimits(double seconds, float noise) {
    /** All samples are drawn. */
    public static final SamplingLimits NONE = new SamplingLimits(0, 0);

    /** The first sample is all. */
    public static final SamplingLimits FIRST_SAMPLE = new SamplingLimits(Double.MIN_NORMAL, 0);

    /**
     * Refuses negative numbers.
     *
     * @param seconds {@link #seconds()}
     * @param noise {@link #noise()}
     */
    public SamplingLimits {
        if (!(seconds >= 0)) {
            throw new IllegalArgumentException("a time limit must not be negative, not " + seconds);
        }
        if (!(noise >= 0)) {
            throw new IllegalArgumentException("a noise threshold must not be negative, not " + noise);
        }
    }

    /**
     * {@return whether no sample follows the first, however soon that is drawn} Blender's viewport asks for such pictures while something
     * changes, a view mostly: each is seen until the next one is there.
     */
    public boolean isFirstSampleEnough() {
        return seconds == Double.MIN_NORMAL;
    }
}
