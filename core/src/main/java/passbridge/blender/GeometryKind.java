// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;

/** Kinds of geometry that a scene message has a list of each; the order is that of {@code pb_geometry_kind}. */
enum GeometryKind {
    MESH("mesh", Protocol.Mesh.BYTES, MeshMessage::read),
    CURVES("curves", Protocol.Curves.BYTES, CurvesMessage::read),
    POINT_CLOUD("point cloud", Protocol.PointCloud.BYTES, PointCloudMessage::read);

    /** Reads the struct at {@code offset}. */
    @FunctionalInterface
    interface Reader {
        GeometryMessage read(HostFrame frame, ByteBuffer memory, int offset);
    }

    final String description;

    /** {@code sizeof} the struct. */
    final int structBytes;

    final Reader reader;

    GeometryKind(String description, int structBytes, Reader reader) {
        this.description = description;
        this.structBytes = structBytes;
        this.reader = reader;
    }
}
