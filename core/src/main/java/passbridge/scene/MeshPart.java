// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;

/**
 * Some of a mesh's triangles, see {@link Mesh#part}. Thread and time are those of
 * {@link Mesh#gather(java.util.List, ByteBuffer, ByteBuffer, int)}.
 */
public interface MeshPart {
    /** {@return vertices that {@link #gather} writes} */
    int vertexCount();

    /**
     * Writes vertices and indices as {@link Mesh#gather(java.util.List, ByteBuffer, ByteBuffer, int)} does, but of this part alone: its
     * first vertex has the index 0.
     *
     * @param vertices direct, at least {@link #vertexCount} vertices from its position; position unchanged
     * @param indices direct, at least {@code 3 * Integer.BYTES} bytes for each of the part's triangles from its position; position
     *     unchanged
     * @return triangles of each slot
     * @throws IllegalStateException where the mesh can't be read, see {@link Mesh#isReadable}
     * @throws IllegalArgumentException where a buffer is not direct or too small
     */
    int[] gather(ByteBuffer vertices, ByteBuffer indices);
}
