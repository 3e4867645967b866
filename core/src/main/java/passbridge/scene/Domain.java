// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

/** Elements of a geometry that values belong to; the order is that of {@code pb_domain}. */
public enum Domain {
    /** Points, or vertices of a mesh. */
    POINT,
    /** Corners of a mesh's faces. */
    CORNER,
    /** Faces of a mesh; all triangles of a polygon have the same value. */
    FACE,
    /** Triangles of a mesh. */
    TRIANGLE,
    /** Curves. */
    CURVE,
    /** Edges of a mesh, those without a face among them. */
    EDGE
}
