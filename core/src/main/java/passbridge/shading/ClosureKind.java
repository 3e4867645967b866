// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

/** What a shader may add to a surface or volume. Of kinds that are counted closures.glsl has an array each. */
enum ClosureKind {
    DIFFUSE(true),
    MICROFACET(true),
    REFRACTION(true),
    SHEEN(true),
    TRANSLUCENT(true),
    TOON(true),
    HAIR(true),
    /** Light of its own. */
    EMISSION(false),
    /** Lets light through as if the surface were not there. */
    TRANSPARENCY(false),
    /** Cuts a hole into the picture. */
    HOLDOUT(false),
    /** Absorbs or scatters light between surfaces. */
    VOLUME(false);

    private final boolean isCounted;

    ClosureKind(boolean isCounted) {
        this.isCounted = isCounted;
    }

    boolean isCounted() {
        return isCounted;
    }

    /** The macro that says how many there are. */
    String countMacro() {
        return name() + "_COUNT";
    }
}
