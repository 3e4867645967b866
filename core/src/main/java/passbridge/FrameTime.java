// SPDX-License-Identifier: Apache-2.0
package passbridge;

/**
 * When in the animation a picture is.
 *
 * @param frame number of the frame, also negative
 * @param subframe how far beyond it, in frames, 0 to below 1
 * @param framesPerSecond above 0
 */
public record FrameTime(int frame, float subframe, float framesPerSecond) {
    /** Where Blender's new scenes begin: frame 1 at 24 frames a second. */
    public static final FrameTime FIRST = new FrameTime(1, 0, 24);

    /**
     * Refuses numbers out of their range.
     *
     * @param frame {@link #frame()}
     * @param subframe {@link #subframe()}
     * @param framesPerSecond {@link #framesPerSecond()}
     */
    public FrameTime {
        if (!(subframe >= 0 && subframe < 1)) {
            throw new IllegalArgumentException("a subframe is 0 to below 1, not " + subframe);
        }
        if (!(framesPerSecond > 0) || Float.isInfinite(framesPerSecond)) {
            throw new IllegalArgumentException("frames per second have to be above 0, not " + framesPerSecond);
        }
    }
}
