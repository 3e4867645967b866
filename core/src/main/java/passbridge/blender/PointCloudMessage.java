// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A {@code pb_point_cloud}. */
record PointCloudMessage(ByteBuffer memory, int offset, long id, boolean hasData, String name, int pointCount)
        implements GeometryMessage {
    /** Reads the struct at {@code offset}. */
    static PointCloudMessage read(HostFrame frame, ByteBuffer memory, int offset) {
        ByteBuffer in = memory.duplicate().order(memory.order()).position(offset);
        long id = in.getLong();
        Span name = Span.read(in);
        boolean hasPositions = Span.read(in).sizeBytes() > 0;
        in.position(in.position() + Protocol.Span.BYTES); // radii: C alone reads them
        int pointCount = in.getInt();
        boolean hasData = hasPositions || pointCount == 0;
        return new PointCloudMessage(memory, offset, id, hasData, hasData ? frame.readText(name) : "", pointCount);
    }

    @Override
    public GeometryKind kind() {
        return GeometryKind.POINT_CLOUD;
    }

    @Override
    public HostGeometry open(HostFrame frame, Optional<Fingerprint> fingerprint) {
        return new HostPointCloud(frame, this, fingerprint);
    }
}
