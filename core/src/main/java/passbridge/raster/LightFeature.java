// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * What light a scene has. Surfaces are compiled for what there is: some drivers run code for other lights, too, and skip nothing but its
 * result.
 */
enum LightFeature {
    AREA_LIGHTS,
    SPOT_LIGHTS,
    /** A light has a layer of {@link LightMaps}. */
    LIGHT_MAPS,
    /** The world is not the same in all directions. */
    WORLD_MAP;

    /** GLSL: {@code HAS_...} of each. */
    static String declarations(Set<LightFeature> features) {
        return features.stream().map(feature -> "#define HAS_" + feature + "\n").collect(Collectors.joining());
    }
}
