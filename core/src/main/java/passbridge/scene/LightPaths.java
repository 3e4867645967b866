// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

/**
 * Which light of a scene counts, as Blender's files have it for Cycles (Render Properties, Light Paths).
 *
 * @param maxBounces of light from one matte surface to the next; 0: light comes from what emits it alone
 * @param clampIndirect that the mean of red, green and blue of what one path brings by a bounce or more is at most; infinite: it brings
 *     all; 0 or more
 */
public record LightPaths(int maxBounces, float clampIndirect) {
    /** All light. */
    public static final LightPaths ALL = new LightPaths(Integer.MAX_VALUE, Float.POSITIVE_INFINITY);

    /**
     * Checks the components.
     *
     * @param maxBounces {@link #maxBounces()}
     * @param clampIndirect {@link #clampIndirect()}
     * @throws IllegalArgumentException where one is out of its range
     */
    public LightPaths {
        if (maxBounces < 0) {
            throw new IllegalArgumentException("bounces of light must not be negative, as " + maxBounces + " is");
        }
        if (!(clampIndirect >= 0)) {
            throw new IllegalArgumentException("what indirect light is clamped to must not be negative, as " + clampIndirect + " is");
        }
    }
}
