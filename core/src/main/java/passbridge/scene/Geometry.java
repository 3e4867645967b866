// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

/**
 * What instances place in the scene. Instances that share a geometry hold the same object; a geometry that has not changed since the
 * scene before is the same object as there, so a renderer may keep what it made of it.
 */
public sealed interface Geometry permits Mesh, Curves, PointCloud {
    /** {@return a number that stays from frame to frame, though the content may change, and that no other geometry of the scene has} */
    long id();

    /** {@return name of Blender's data, for messages} */
    String name();
}
