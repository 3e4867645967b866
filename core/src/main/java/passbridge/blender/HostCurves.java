// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Optional;
import passbridge.scene.Curves;
import passbridge.scene.Geometry;

/** Curves whose data lies in the memory of whoever sent the frame's scene. */
final class HostCurves extends HostGeometry implements Curves {
    private final CurvesMessage content;

    /** See {@link GeometryMessage#open}. */
    HostCurves(HostFrame frame, CurvesMessage content, Optional<Fingerprint> fingerprint) {
        super(frame, content, fingerprint);
        this.content = content;
    }

    @Override
    public float defaultRadius() {
        return 0;
    }

    @Override
    Geometry geometry() {
        return this;
    }

    @Override
    public long maxPieceCount() {
        return Integer.toUnsignedLong(content.pointCount()) * Integer.toUnsignedLong(content.segmentSteps());
    }

    @Override
    public boolean hasUvs() {
        return content.hasUvs();
    }

    @Override
    public int gather(ByteBuffer vertices, ByteBuffer indices) {
        long vertexBytes = 2 * maxPieceCount() * vertexBytes();
        long indexBytes = maxPieceCount() * PIECE_INDEX_COUNT * Integer.BYTES;
        if (!holds(vertices, vertexBytes) || !holds(indices, indexBytes)) {
            throw new IllegalArgumentException("direct buffers of " + vertexBytes + " and " + indexBytes + " bytes are needed");
        }
        HostFrame frame = readableFrame();
        IntBuffer counts = integers(2);
        frame.use(address -> Native.frameGatherCurves(address, source().memory(), source().offset(), vertices, indices, counts));
        if (counts.get(1) != 0) {
            warn("Curves '" + name() + "': " + Integer.toUnsignedString(counts.get(1))
                    + " have wrong points, coordinates or radii and are not drawn");
        }
        return counts.get(0);
    }
}
