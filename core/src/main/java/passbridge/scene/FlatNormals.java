// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

/** What the vertices of flat triangles have as their normal. */
public enum FlatNormals {
    /** (0, 0, 0), and vertices are shared as the mesh has them: for shaders that take the normal from the triangle. */
    ZERO,
    /** The normal of the plane that the triangle lies in. Where there are flat triangles, all triangles have three vertices of their own. */
    OF_FACE
}
