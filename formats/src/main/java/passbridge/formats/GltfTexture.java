// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import de.javagl.jgltf.impl.v2.TextureInfo;
import java.util.Map;
import java.util.Optional;

/**
 * How a material uses a texture.
 *
 * @param index of the texture in the file
 * @param uvMap TEXCOORD_n of a mesh
 * @param transform of UVs
 */
record GltfTexture(int index, int uvMap, Optional<UvTransform> transform) {
    /** {@return what a texture info of glTF says; empty where it names no texture} @param info of the file */
    static Optional<GltfTexture> of(TextureInfo info) {
        return of(info.getIndex(), info.getTexCoord(), info.getExtensions());
    }

    /** Each may be null. */
    private static Optional<GltfTexture> of(Integer index, Integer texCoord, Map<?, ?> extensions) {
        if (index == null) {
            return Optional.empty();
        }
        int uvMap = texCoord == null ? 0 : texCoord;
        if (extensions == null || !(extensions.get(UvTransform.EXTENSION) instanceof Map<?, ?> transform)) {
            return Optional.of(new GltfTexture(index, uvMap, Optional.empty()));
        }
        if (transform.get("texCoord") instanceof Number other) {
            uvMap = other.intValue();
        }
        return Optional.of(new GltfTexture(index, uvMap, Optional.of(UvTransform.of(transform))));
    }

    /** {@return that of an info that is itself within an extension} @param info anything else than a JSON object: there is none */
    static Optional<GltfTexture> ofExtension(Object info) {
        return info instanceof Map<?, ?> object && object.get("index") instanceof Integer index
                ? of(index, object.get("texCoord") instanceof Integer texCoord ? texCoord : null,
                        object.get("extensions") instanceof Map<?, ?> extensions ? extensions : null)
                : Optional.empty();
    }
}
