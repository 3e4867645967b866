// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;

/**
 * Triangles of an evaluated mesh. Instances that share a mesh hold the same object.
 *
 * <p>The data is gathered into memory of the renderer's choice, a mapped OpenGL buffer for example: one vertex per corner,
 * {@link #VERTEX_BYTES} bytes each, native byte order, tightly packed:
 *
 * <pre>
 *  byte 0        12       24    32
 *       | x y z  | n n n  | u v |      position and unit normal in object space, texture coordinates (0, 0 without UV map)
 * </pre>
 */
public interface Mesh {
    /** Bytes of one vertex. */
    int VERTEX_BYTES = 32;

    /** Name of Blender's mesh, for messages. */
    String name();

    /** Vertices that {@link #gather} writes. */
    int cornerCount();

    /** Triangles that {@link #gather} writes at most. */
    int triangleCount();

    /** Whether texture coordinates exist. */
    boolean hasUvs();

    /**
     * Writes vertices and indices, triangles ordered by material slot: first those of slot 0, then slot 1 and so on.
     * Triangles that can't be drawn (an index out of range, a coordinate that is not finite) are left out with a warning.
     * May be called during {@link passbridge.Renderer#sync} only, on any thread.
     *
     * @param vertices direct, at least {@code cornerCount * VERTEX_BYTES} bytes from its position; position unchanged
     * @param indices direct, at least {@code triangleCount * 3 * Integer.BYTES} bytes from its position, receives unsigned
     *     32-bit indices; position unchanged
     * @param slotCount material slots, at least 1; triangles of a slot outside are drawn with the nearest one
     * @return triangles of each slot, {@code slotCount} values
     * @throws IllegalStateException outside {@code sync}, or where the frame was cancelled
     * @throws IllegalArgumentException where a buffer is not direct or too small
     */
    int[] gather(ByteBuffer vertices, ByteBuffer indices, int slotCount);
}
