// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.joml.Matrix4x3f;
import org.joml.Matrix4x3fc;
import passbridge.PassbridgeException;

/**
 * How a material uses a texture.
 *
 * @param index of the texture in the file
 * @param uvMap TEXCOORD_n of a mesh
 * @param transform of UVs as a scene counts them, v from the bottom
 */
record GltfTexture(int index, int uvMap, Optional<Matrix4x3fc> transform) {
    static final String TRANSFORM = "KHR_texture_transform";

    /**
     * {@return what a texture info of glTF says}
     *
     * @param index null: there is none, and nothing is returned
     * @param texCoord null: 0
     * @param extensions null: none
     */
    static Optional<GltfTexture> of(Integer index, Integer texCoord, Map<?, ?> extensions) {
        if (index == null) {
            return Optional.empty();
        }
        int uvMap = texCoord == null ? 0 : texCoord;
        if (extensions == null || !(extensions.get(TRANSFORM) instanceof Map<?, ?> transform)) {
            return Optional.of(new GltfTexture(index, uvMap, Optional.empty()));
        }
        if (transform.get("texCoord") instanceof Number other) {
            uvMap = other.intValue();
        }
        float turn = transform.get("rotation") instanceof Number radians ? radians.floatValue() : 0;
        return Optional.of(new GltfTexture(
                index, uvMap, Optional.of(transform(pair(transform.get("offset"), 0), turn, pair(transform.get("scale"), 1)))));
    }

    /** {@return that of an info that is itself within an extension} @param info anything else than a JSON object: there is none */
    static Optional<GltfTexture> of(Object info) {
        return info instanceof Map<?, ?> object && object.get("index") instanceof Integer index
                ? of(index, object.get("texCoord") instanceof Integer texCoord ? texCoord : null,
                        object.get("extensions") instanceof Map<?, ?> extensions ? extensions : null)
                : Optional.empty();
    }

    /** In glTF, v from the top: (u, v) scaled, turned by the angle clockwise, and moved; as Blender's importer has it (5.2). */
    private static Matrix4x3fc transform(float[] offset, float turn, float[] scale) {
        float sine = (float) Math.sin(turn);
        float cosine = (float) Math.cos(turn);
        Matrix4x3f matrix = new Matrix4x3f(
                cosine * scale[0], sine * scale[0], 0,
                -sine * scale[1], cosine * scale[1], 0,
                0, 0, 1,
                offset[0] + scale[1] * sine, 1 - offset[1] - scale[1] * cosine, 0);
        if (!matrix.isFinite()) {
            throw new PassbridgeException("a " + TRANSFORM + " is not finite");
        }
        return matrix;
    }

    private static float[] pair(Object numbers, float absent) {
        return numbers instanceof List<?> list && list.size() == 2 && list.get(0) instanceof Number u && list.get(1) instanceof Number v
                ? new float[] {u.floatValue(), v.floatValue()}
                : new float[] {absent, absent};
    }
}
