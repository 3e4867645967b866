// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

/** On which way light comes to the viewer: what Blender's Light Path node tells apart. Code is compiled for one kind. */
public enum RayKind {
    /** Seen by the camera at once. */
    CAMERA,
    /** Between a surface and a light: what of the light comes through. */
    SHADOW,
    /** A lamp, by what it shines on: no ray has been sent out that came upon it. */
    LAMP,
    /** Seen by a surface that scatters in all directions. */
    DIFFUSE,
    /** Seen in a reflection. */
    GLOSSY,
    /** Seen through a refracting surface. */
    TRANSMISSION
}
