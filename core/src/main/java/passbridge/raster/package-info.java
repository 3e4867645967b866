// SPDX-License-Identifier: Apache-2.0
/**
 * The renderer that comes with Passbridge: rasterizes with OpenGL, lights directly and physically plausibly, casts no shadows.
 */
package passbridge.raster;
