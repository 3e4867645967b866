// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

/** Kinds of light paths that an object may be hidden from; the order is that of the bits of {@code pb_ray_flags}. */
public enum Ray {
    /** What the camera sees directly. */
    CAMERA,
    /** What diffuse surfaces reflect. */
    DIFFUSE,
    /** What glossy surfaces reflect. */
    GLOSSY,
    /** What is seen through surfaces. */
    TRANSMISSION,
    /** What volumes scatter. */
    VOLUME_SCATTER,
    /** Shadows. */
    SHADOW
}
