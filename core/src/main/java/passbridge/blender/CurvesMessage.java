// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A {@code pb_curves}. */
record CurvesMessage(
        ByteBuffer memory, int offset, long id, boolean hasData, String name, int pointCount, boolean hasUvs, int segmentSteps)
        implements GeometryMessage {
    /** Reads the struct at {@code offset}. */
    static CurvesMessage read(HostFrame frame, ByteBuffer memory, int offset) {
        ByteBuffer in = memory.duplicate().order(memory.order()).position(offset);
        long id = in.getLong();
        Span name = Span.read(in);
        boolean hasPositions = Span.read(in).sizeBytes() > 0;
        in.position(in.position() + 2 * Protocol.Span.BYTES); // radii, first points: C alone reads them
        boolean hasUvs = Span.read(in).sizeBytes() > 0;
        int pointCount = in.getInt();
        in.getInt(); // curves
        in.getFloat(); // default radius
        int segmentSteps = in.getInt();
        boolean hasData = hasPositions || pointCount == 0;
        return new CurvesMessage(memory, offset, id, hasData, hasData ? frame.readText(name) : "", pointCount, hasUvs, segmentSteps);
    }

    @Override
    public GeometryKind kind() {
        return GeometryKind.CURVES;
    }

    @Override
    public HostGeometry open(HostFrame frame, Optional<Fingerprint> fingerprint) {
        return new HostCurves(frame, this, fingerprint);
    }
}
