// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import org.joml.Vector3f;
import org.joml.Vector3fc;

/**
 * A surface: a dielectric or metallic base with emission on top, as far as its alpha lets it be seen.
 *
 * @param name of Blender's material, for messages
 * @param passIndex pass index of the material
 * @param values base colour and alpha
 * @param holdout cuts a hole into the picture, as {@link Instance#holdout()}
 * @param metallic 0 to 1
 * @param roughness 0 to 1, perceptual: GGX alpha is its square
 * @param specular dielectric reflectance at normal incidence is 0.08 times this
 * @param emission radiance
 * @param bentNormalShare 0 to 1: how much of a mesh's normal pass is its normal bent towards the viewer where it would reflect the
 *     view into the face, and not its own; shading is by its own
 */
public record Material(
        String name,
        int passIndex,
        ValueGraph values,
        boolean holdout,
        float metallic,
        float roughness,
        float specular,
        Vector3fc emission,
        float bentNormalShare) {
    /**
     * {@return what Cycles draws where a slot is empty: grey, rough, pass index 0}
     *
     * @param bentNormalShare see {@link Material}
     */
    public static Material defaultMaterial(float bentNormalShare) {
        return new Material(
                "", 0, ValueGraph.constant(new Vector3f(0.8f)), false, 0, 1, 0, new Vector3f(), bentNormalShare);
    }
}
