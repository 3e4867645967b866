// SPDX-License-Identifier: Apache-2.0
package passbridge.pass;

import java.nio.charset.StandardCharsets;

/**
 * A render pass: a picture of 32-bit floats, scene-linear, rows bottom to top. The constants have the meaning that Cycles
 * gives them with one sample through the pixel's centre; where there is no surface they are 0 but for {@link #COMBINED} and
 * {@link #DEPTH}.
 *
 * @param name unique in a frame; at most 63 bytes of UTF-8
 * @param channels floats per pixel, 1 to 4
 */
public record Pass(String name, int channels) {
    /** Colour, alpha premultiplied. */
    public static final Pass COMBINED = new Pass("Combined", 4);

    /** Distance from the camera along its view axis, metres; {@link #BACKGROUND_DEPTH} where there is no surface. */
    public static final Pass DEPTH = new Pass("Depth", 1);

    /** World-space position, metres. */
    public static final Pass POSITION = new Pass("Position", 3);

    /** World-space shading normal, turned towards the camera. */
    public static final Pass NORMAL = new Pass("Normal", 3);

    /** Texture coordinates of the active render UV map, third channel 1; all 0 on meshes without UV map. */
    public static final Pass UV = new Pass("UV", 3);

    /** Pass index of the object. */
    public static final Pass OBJECT_INDEX = new Pass("IndexOB", 1);

    /** Pass index of the material. */
    public static final Pass MATERIAL_INDEX = new Pass("IndexMA", 1);

    /** What {@link #DEPTH} holds where there is no surface, as in Cycles. */
    public static final float BACKGROUND_DEPTH = 1e10f;

    /** Bytes of a name in the C ABI, less its terminating zero. */
    private static final int MAX_NAME_BYTES = 63;

    /**
     * A pass of a renderer's own, or one of the constants.
     *
     * @param name {@link #name()}
     * @param channels {@link #channels()}
     * @throws IllegalArgumentException where the name is empty or too long, or the channels are not 1 to 4
     */
    public Pass {
        int nameBytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (nameBytes == 0 || nameBytes > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("a pass name has 1 to 63 bytes of UTF-8, not " + nameBytes + ": " + name);
        }
        if (channels < 1 || channels > 4) {
            throw new IllegalArgumentException("pass " + name + ": 1 to 4 channels, not " + channels);
        }
    }
}
