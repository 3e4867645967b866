// SPDX-License-Identifier: Apache-2.0
/** Rendering in a program of one's own, without Blender and without a window. Knows neither C nor Blender. */
package passbridge.offscreen;
