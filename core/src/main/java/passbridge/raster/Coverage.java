// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

/** Which fragments of a surface are drawn. */
enum Coverage {
    /** All. */
    OPAQUE,
    /** Those whose alpha is at least that of the view layer's threshold. */
    THRESHOLD,
    /** Of a sample as many as alpha says, picked at random. */
    STOCHASTIC
}
