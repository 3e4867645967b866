// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Optional;
import org.joml.Vector3f;
import org.joml.Vector3fc;

/**
 * An opaque surface: a dielectric or metallic base with emission on top.
 *
 * @param name of Blender's material, for messages
 * @param passIndex pass index of the material
 * @param baseColor reflectance; replaced by {@code baseColorImage} where there is one
 * @param baseColorImage sampled at the texture coordinates, repeated
 * @param metallic 0 to 1
 * @param roughness 0 to 1, perceptual: GGX alpha is its square
 * @param specular dielectric reflectance at normal incidence is 0.08 times this
 * @param emission radiance
 */
public record Material(
        String name,
        int passIndex,
        Vector3fc baseColor,
        Optional<Image> baseColorImage,
        float metallic,
        float roughness,
        float specular,
        Vector3fc emission) {
    /** What Cycles draws where a slot is empty: grey, rough, pass index 0. */
    public static final Material DEFAULT = new Material(
            "", 0, new Vector3f(0.8f), Optional.empty(), 0, 1, 0, new Vector3f());
}
