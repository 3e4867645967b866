// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import passbridge.scene.Mesh;

/** A mesh in Blender's memory. */
final class HostMesh implements Mesh {
    private static final Logger LOGGER = System.getLogger(HostMesh.class.getName());

    private final HostFrame frame;
    private final ByteBuffer message;
    private final int offset;
    private final String name;
    private final int cornerCount;
    private final int triangleCount;
    private final boolean hasUvs;

    /** @param message direct, holds the mesh's {@code pb_mesh} at {@code offset}; not changed later */
    HostMesh(
            HostFrame frame, ByteBuffer message, int offset, String name, int cornerCount, int triangleCount, boolean hasUvs) {
        this.frame = frame;
        this.message = message;
        this.offset = offset;
        this.name = name;
        this.cornerCount = cornerCount;
        this.triangleCount = triangleCount;
        this.hasUvs = hasUvs;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int cornerCount() {
        return cornerCount;
    }

    @Override
    public int triangleCount() {
        return triangleCount;
    }

    @Override
    public boolean hasUvs() {
        return hasUvs;
    }

    @Override
    public int[] gather(ByteBuffer vertices, ByteBuffer indices, int slotCount) {
        long vertexBytes = (long) cornerCount * VERTEX_BYTES;
        long indexBytes = triangleCount * 3L * Integer.BYTES;
        if (!vertices.isDirect() || vertices.remaining() < vertexBytes
                || !indices.isDirect() || indices.remaining() < indexBytes || slotCount < 1) {
            throw new IllegalArgumentException("direct buffers of " + vertexBytes + " and " + indexBytes
                    + " bytes and at least one slot are needed");
        }
        frame.requireSyncing();
        IntBuffer counts = ByteBuffer.allocateDirect((slotCount + 1) * Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .asIntBuffer();
        Native.frameGather(frame.address(), message, offset, vertices, indices, counts, slotCount);
        int skipped = counts.get(slotCount);
        if (skipped > 0) {
            LOGGER.log(Level.WARNING, "Mesh {0}: {1} triangles have wrong indices or coordinates and are not drawn", name, skipped);
        }
        int[] slotTriangleCounts = new int[slotCount];
        counts.get(slotTriangleCounts);
        return slotTriangleCounts;
    }
}
