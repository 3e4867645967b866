// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

/** Which fragments of a surface are drawn. */
enum Coverage {
    /** All. */
    OPAQUE,
    /** Those whose alpha is at least that of the view layer's threshold. */
    THRESHOLD,
    /** Of a sample as many as alpha says, picked at random; of what emits more, so that it is seen where all is seen through it, too. */
    STOCHASTIC,
    /** All, but for what goes on through surfaces that refract: what light that is not to pass transparent surfaces meets. */
    OPAQUE_SHADOW,
    /** Those that {@link #STOCHASTIC} leaves out: what is behind is multiplied with what they let through. */
    PASSED
}
