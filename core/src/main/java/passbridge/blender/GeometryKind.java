// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

/** Kinds of geometry; the order is that of {@code pb_geometry_kind}. */
enum GeometryKind {
    MESH("mesh"),
    CURVES("curves"),
    POINT_CLOUD("point cloud");

    final String description;

    GeometryKind(String description) {
        this.description = description;
    }
}
