// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import org.joml.Vector4f;
import org.joml.Vector4fc;

/**
 * A surface of diffuse and specular colour as one of base colour and metallic: base colour = diffuse colour * diffuseWeight +
 * reflected. The conversion is that of the extension's authors (KHR_materials_pbrSpecularGlossiness, examples/convert-between-workflows).
 *
 * @param metallic 0 to 1
 * @param diffuseWeight by channel; 1 for alpha
 * @param reflected by channel; 0 for alpha
 */
record SpecularSurface(float metallic, Vector4fc diffuseWeight, Vector4fc reflected) {
    /** What a dielectric reflects at normal incidence. */
    private static final float DIELECTRIC = 0.04f;

    private static final float SMALLEST = 1e-6f;

    /**
     * {@return the surface}
     *
     * @param diffuse linear; alpha is of no effect
     * @param specular linear reflectance at normal incidence; alpha is of no effect
     */
    static SpecularSurface of(Vector4fc diffuse, Vector4fc specular) {
        float left = 1 - Math.max(specular.x(), Math.max(specular.y(), specular.z()));
        float metallic = metallic(brightness(diffuse), brightness(specular), left);
        float reflectedShare = metallic * metallic;
        float weight = (1 - reflectedShare) * left / (1 - DIELECTRIC) / Math.max(1 - metallic, SMALLEST);
        Vector4f reflected = new Vector4f(specular)
                .sub(new Vector4f(DIELECTRIC * (1 - metallic)))
                .mul(reflectedShare / Math.max(metallic, SMALLEST));
        reflected.w = 0;
        return new SpecularSurface(metallic, new Vector4f(weight, weight, weight, 1), reflected);
    }

    private static float metallic(float diffuse, float specular, float left) {
        if (specular < DIELECTRIC) {
            return 0;
        }
        float b = diffuse * left / (1 - DIELECTRIC) + specular - 2 * DIELECTRIC;
        float root = (float) Math.sqrt(Math.max(0, b * b - 4 * DIELECTRIC * (DIELECTRIC - specular)));
        return Math.max(0, Math.min((root - b) / (2 * DIELECTRIC), 1));
    }

    private static float brightness(Vector4fc color) {
        return (float) Math.sqrt(0.299f * color.x() * color.x() + 0.587f * color.y() * color.y() + 0.114f * color.z() * color.z());
    }
}
