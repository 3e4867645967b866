// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** A part of a mesh that was gathered as a whole. */
final class GatheredPart implements MeshPart {
    private final ByteBuffer wholeVertices;
    private final int vertexBytes;
    private final int[] slotTriangleCounts;
    private final int[] vertices; // of the whole
    private final int vertexCount;
    private final int[] indices; // of the part

    /** @throws IllegalArgumentException where the whole is larger than a buffer */
    GatheredPart(Mesh mesh, List<MeshAttribute> attributes, int firstTriangle, int triangleCount, int slotCount) {
        vertexBytes = Mesh.vertexBytes(attributes);
        int wholeVertexCount = mesh.vertexCount(attributes);
        wholeVertices = MeshData.direct((long) wholeVertexCount * vertexBytes, mesh);
        ByteBuffer wholeIndices = MeshData.direct(3L * mesh.triangleCount() * Integer.BYTES, mesh);
        slotTriangleCounts = mesh.gather(attributes, wholeVertices, wholeIndices, slotCount);
        int first = 0;
        int count = 0;
        for (int slot = 0; slot < slotTriangleCounts.length; slot++) {
            int end = first + slotTriangleCounts[slot];
            slotTriangleCounts[slot] = Math.max(0, Math.min(end, firstTriangle + triangleCount) - Math.max(first, firstTriangle));
            count += slotTriangleCounts[slot];
            first = end;
        }
        indices = new int[3 * count];
        if (count > 0) {
            wholeIndices.asIntBuffer().get(3 * firstTriangle, indices);
        }
        vertices = new int[Math.min(wholeVertexCount, indices.length)];
        int[] placePlusOne = new int[wholeVertexCount];
        int known = 0;
        for (int i = 0; i < indices.length; i++) {
            int vertex = indices[i];
            if (placePlusOne[vertex] == 0) {
                vertices[known++] = vertex;
                placePlusOne[vertex] = known;
            }
            indices[i] = placePlusOne[vertex] - 1;
        }
        vertexCount = known;
    }

    @Override
    public int vertexCount() {
        return vertexCount;
    }

    @Override
    public int[] gather(ByteBuffer toVertices, ByteBuffer toIndices) {
        long vertexDataBytes = (long) vertexCount * vertexBytes;
        long indexDataBytes = (long) indices.length * Integer.BYTES;
        if (!toVertices.isDirect() || toVertices.remaining() < vertexDataBytes
                || !toIndices.isDirect() || toIndices.remaining() < indexDataBytes) {
            throw new IllegalArgumentException("direct buffers of " + vertexDataBytes + " and " + indexDataBytes + " bytes are needed");
        }
        for (int i = 0; i < vertexCount; i++) {
            toVertices.put(toVertices.position() + i * vertexBytes, wholeVertices, vertices[i] * vertexBytes, vertexBytes);
        }
        toIndices.duplicate().order(ByteOrder.nativeOrder()).asIntBuffer().put(indices);
        return Arrays.copyOf(slotTriangleCounts, slotTriangleCounts.length);
    }
}
