// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Triangles of an evaluated mesh.
 *
 * <p>The data is gathered into memory of the renderer's choice, a mapped OpenGL buffer for example. A vertex has what the renderer
 * asks for, as 32-bit floats, native byte order, tightly packed:
 *
 * <pre>
 *  byte 0        12       24             24 + 4 * floats of the attributes
 *       | x y z  | n n n  | attributes … |      position and unit normal in object space, wanted attributes in the wanted order
 * </pre>
 *
 * <p>Where all corners of a triangle have the normal (0, 0, 0) it is flat: its normal is that of the plane it lies in.
 */
public non-sealed interface Mesh extends Geometry {
    /** Bytes of position and normal. */
    int POSITION_AND_NORMAL_BYTES = 6 * Float.BYTES;

    /** Attributes that one {@link #gather} takes at most. */
    int MAX_GATHERED_ATTRIBUTES = 16;

    /** {@return triangles that {@link #gather} writes at most} */
    int triangleCount();

    /** {@return all that can be gathered beside positions and normals} */
    List<MeshAttribute> attributes();

    /** {@return the UV map that is switched on for rendering, one of {@link #attributes()}; empty where the mesh has none} */
    Optional<MeshAttribute> uvMap();

    /** {@return the colour attribute that is switched on for rendering, one of {@link #attributes()}; empty where the mesh has none} */
    Optional<MeshAttribute> colorAttribute();

    /**
     * {@return the attribute of this name; empty where the mesh has none}
     *
     * @param name as in Blender
     */
    default Optional<MeshAttribute> attribute(String name) {
        return attributes().stream().filter(attribute -> attribute.name().equals(name)).findFirst();
    }

    /**
     * {@return vertices that {@link #gather} writes} One per corner where the normals or one of these attributes differ between the
     * corners of a vertex, else one per vertex.
     *
     * @param attributes as for {@link #gather}
     */
    int vertexCount(List<MeshAttribute> attributes);

    /**
     * {@return bytes of one gathered vertex}
     *
     * @param attributes as for {@link #gather}
     */
    static int vertexBytes(List<MeshAttribute> attributes) {
        return POSITION_AND_NORMAL_BYTES
                + Float.BYTES * attributes.stream().mapToInt(attribute -> attribute.type().floatCount()).sum();
    }

    /**
     * Writes vertices and indices, triangles ordered by material slot: first those of slot 0, then slot 1 and so on.
     * Triangles that can't be drawn (an index out of range, a coordinate that is not finite) are left out with a warning.
     * May be called during {@link passbridge.Renderer#sync} only, on any thread.
     *
     * @param attributes some of {@link #attributes()}, none twice, {@link #MAX_GATHERED_ATTRIBUTES} at most
     * @param vertices direct, at least {@code vertexCount(attributes) * vertexBytes(attributes)} bytes from its position; position
     *     unchanged
     * @param indices direct, at least {@code triangleCount * 3 * Integer.BYTES} bytes from its position, receives unsigned
     *     32-bit indices; position unchanged
     * @param slotCount material slots, at least 1; triangles of a slot outside are drawn with the nearest one
     * @return triangles of each slot, {@code slotCount} values
     * @throws IllegalStateException outside {@code sync}, or where the frame was cancelled
     * @throws IllegalArgumentException where a buffer is not direct or too small, or an attribute is none of the mesh's
     */
    int[] gather(List<MeshAttribute> attributes, ByteBuffer vertices, ByteBuffer indices, int slotCount);
}
