// SPDX-License-Identifier: Apache-2.0
/**
 * The renderer that comes with Passbridge: rasterizes with OpenGL, light is direct, with soft shadows.
 */
package passbridge.raster;
