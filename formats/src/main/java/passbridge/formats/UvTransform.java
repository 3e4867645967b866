// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import passbridge.PassbridgeException;

/**
 * Scales UVs, then turns, then moves them. Components are as a scene counts UVs, v from the bottom.
 *
 * @param offsetU added to u
 * @param offsetV added to v
 * @param angle radians, counterclockwise
 * @param scaleU factor of u
 * @param scaleV factor of v
 */
record UvTransform(float offsetU, float offsetV, float angle, float scaleU, float scaleV) {
    static final String EXTENSION = "KHR_texture_transform";

    /**
     * {@return what the extension says} In glTF, v from the top: (u, v) scaled, turned by the angle clockwise, and moved; as Blender's
     * importer has it (5.2).
     *
     * @param extension of a texture info
     * @throws PassbridgeException where a number is not finite
     */
    static UvTransform of(Map<?, ?> extension) {
        float angle = extension.get("rotation") instanceof Number radians ? radians.floatValue() : 0;
        float[] offset = pair(extension.get("offset"), 0);
        float[] scale = pair(extension.get("scale"), 1);
        UvTransform transform = new UvTransform(
                offset[0] + scale[1] * (float) Math.sin(angle), 1 - offset[1] - scale[1] * (float) Math.cos(angle), angle, scale[0],
                scale[1]);
        if (!transform.isFinite()) {
            throw new PassbridgeException("a " + EXTENSION + " is not finite");
        }
        return transform;
    }

    private boolean isFinite() {
        return DoubleStream.of(offsetU, offsetV, angle, scaleU, scaleV).allMatch(Double::isFinite);
    }

    private static float[] pair(Object numbers, float absent) {
        return numbers instanceof List<?> list && list.size() == 2 && list.get(0) instanceof Number u && list.get(1) instanceof Number v
                ? new float[] {u.floatValue(), v.floatValue()}
                : new float[] {absent, absent};
    }
}
