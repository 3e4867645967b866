// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Triangles of an evaluated mesh, and the polygons that they are parts of.
 *
 * <p>The data is gathered into memory of the renderer's choice, a mapped OpenGL buffer for example. A vertex has what the renderer
 * asks for, as 32-bit floats, native byte order, tightly packed:
 *
 * <pre>
 *  byte 0        12       24             24 + 4 * floats of the values
 *       | x y z  | n n n  | values …     |      position and unit normal in object space, wanted values in the wanted order
 * </pre>
 *
 * <p>Or it is read into plain arrays, with {@link #read}.
 */
public non-sealed interface Mesh extends Geometry {
    /** Bytes of position and normal. */
    int POSITION_AND_NORMAL_BYTES = 6 * Float.BYTES;

    /** Attributes that one {@link #gather} takes at most. */
    int MAX_GATHERED_ATTRIBUTES = 16;

    /** {@return triangles that {@link #gather} writes at most} */
    int triangleCount();

    /** {@return material slots of Blender's data, at least 1} A triangle's slot may lie outside all the same. */
    int slotCount();

    /** {@return all that can be gathered beside positions and normals} Attributes, and {@link GeometryArray#UNDEFORMED_POSITION}. */
    List<MeshAttribute> attributes();

    /**
     * {@return what can be gathered beside {@link #attributes} of a mesh that deforms: {@link GeometryArray#POSITION} of each motion step by
     * time, then {@link GeometryArray#NORMAL} of each, if there are any} Vertices that corners share at the frame may come apart where
     * normals are gathered.
     */
    default List<MeshAttribute> motionAttributes() {
        return List.of();
    }

    /** {@return where Generated texture coordinates of undeformed positions go from 0 to 1; empty where the mesh has no finite position} */
    @Override
    default Optional<TextureSpace> textureSpace() {
        return bounds().map(TextureSpace::of);
    }

    /**
     * {@return what gathers as the number of a vertex among those of {@link GeometryArray#POSITION}; empty where it can't be told} It is none
     * of {@link #attributes()}. Exact where there are up to 2^24 vertices.
     */
    default Optional<MeshAttribute> vertexNumber() {
        return Optional.empty();
    }

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
     * {@return vertices that {@link #gather(List, ByteBuffer, ByteBuffer, int)} writes} Corners of a vertex at which normals and these
     * attributes are the same may share one.
     *
     * @param attributes as for gather
     * @throws IllegalStateException where the mesh can't be read, see {@link #isReadable}
     */
    int vertexCount(List<MeshAttribute> attributes);

    /**
     * {@return vertices that {@link #gather(List, FlatNormals, ByteBuffer, ByteBuffer, int)} writes at most}
     *
     * @param values as there
     * @param flatNormals as there
     */
    default int vertexCount(List<? extends VertexValue> values, FlatNormals flatNormals) {
        return new VertexAssembly(this, values, flatNormals).vertexCount();
    }

    /**
     * {@return bytes of one gathered vertex}
     *
     * @param values as for {@link #gather}
     */
    static int vertexBytes(List<? extends VertexValue> values) {
        return POSITION_AND_NORMAL_BYTES + Float.BYTES * values.stream().mapToInt(VertexValue::floatCount).sum();
    }

    /**
     * Writes vertices and indices, triangles ordered by material slot: first those of slot 0, then slot 1 and so on. Where all corners
     * of a triangle have the normal (0, 0, 0) it is flat, see {@link FlatNormals#ZERO}.
     * Triangles that can't be drawn (an index out of range, a coordinate that is not finite) are left out with a warning.
     *
     * @param attributes some of {@link #attributes()}, {@link #motionAttributes()} and {@link #vertexNumber()}, none twice,
     *     {@link #MAX_GATHERED_ATTRIBUTES} at most
     * @param vertices direct, at least {@code vertexCount(attributes) * vertexBytes(attributes)} bytes from its position; position
     *     unchanged
     * @param indices direct, at least {@code triangleCount * 3 * Integer.BYTES} bytes from its position, receives unsigned
     *     32-bit indices; position unchanged
     * @param slotCount material slots, at least 1; triangles of a slot outside are drawn with the nearest one
     * @return triangles of each slot, {@code slotCount} values
     * @throws IllegalStateException where the mesh can't be read, see {@link #isReadable}
     * @throws IllegalArgumentException where a buffer is not direct or too small, or an attribute is none of the mesh's
     */
    int[] gather(List<MeshAttribute> attributes, ByteBuffer vertices, ByteBuffer indices, int slotCount);

    /**
     * {@return some of the triangles, with the vertices that these are drawn with and no others} So a mesh that is larger than a buffer
     * may be is gathered into several. Parts whose ranges together are all triangles together have each triangle once; which of them has it
     * is up to the mesh.
     *
     * @param attributes as for {@link #gather(List, ByteBuffer, ByteBuffer, int)}
     * @param firstTriangle 0 to {@link #triangleCount}
     * @param triangleCount at most as many as there are from the first on
     * @param slotCount as for gather
     * @throws IllegalStateException where the mesh can't be read, see {@link #isReadable}
     * @throws IndexOutOfBoundsException for triangles that there are not
     * @throws IllegalArgumentException for an attribute that is none of the mesh's
     */
    default MeshPart part(List<MeshAttribute> attributes, int firstTriangle, int triangleCount, int slotCount) {
        Objects.checkFromIndexSize(firstTriangle, triangleCount, triangleCount());
        return new GatheredPart(this, attributes, firstTriangle, triangleCount, slotCount);
    }

    /**
     * As {@link #gather(List, ByteBuffer, ByteBuffer, int)}, with tangents and derived values among the values and a choice of flat
     * triangles' normals. Where there are such, data goes through memory in between.
     *
     * @param values attributes of the mesh, tangents along its UV maps and derived values, none twice
     * @param flatNormals of flat triangles
     * @param vertices direct, at least {@code vertexCount(values, flatNormals) * vertexBytes(values)} bytes from its position
     * @param indices direct, at least {@code triangleCount * 3 * Integer.BYTES} bytes from its position
     * @param slotCount material slots, at least 1
     * @return triangles of each slot, {@code slotCount} values
     * @throws IllegalStateException where the mesh can't be read, see {@link #isReadable}
     * @throws IllegalArgumentException where a buffer is not direct or too small, or an attribute is none of the mesh's
     */
    default int[] gather(
            List<? extends VertexValue> values, FlatNormals flatNormals, ByteBuffer vertices, ByteBuffer indices, int slotCount) {
        return new VertexAssembly(this, values, flatNormals).gather(vertices, indices, slotCount);
    }

    /**
     * {@return a mesh in plain arrays, ordered by its own material slots}
     *
     * @param mesh one that can be read
     * @param flatNormals of flat triangles
     * @param values attributes of the mesh, tangents along its UV maps and derived values, none twice
     * @throws IllegalStateException where the mesh can't be read, see {@link #isReadable}
     */
    static MeshData read(Mesh mesh, FlatNormals flatNormals, VertexValue... values) {
        return MeshData.read(mesh, flatNormals, List.of(values));
    }
}
