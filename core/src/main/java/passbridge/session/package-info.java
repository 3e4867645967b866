// SPDX-License-Identifier: Apache-2.0
/**
 * A renderer on a thread of its own, from frame to frame: what Blender's host and programs without Blender share. Knows neither C nor
 * who wants the pictures.
 */
package passbridge.session;
