// SPDX-License-Identifier: Apache-2.0
/**
 * An immutable snapshot of what is to be drawn. Knows only the JDK and JOML.
 *
 * <p>World space is right-handed, Z up, in metres. Cameras and lights look along their local -Z. Colours are scene-linear.
 */
package passbridge.scene;
