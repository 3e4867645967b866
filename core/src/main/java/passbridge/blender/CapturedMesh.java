// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassbridgeException;
import passbridge.scene.ArrayType;
import passbridge.scene.Domain;
import passbridge.scene.Geometry;
import passbridge.scene.GeometryArray;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.MeshPart;
import passbridge.scene.TextureSpace;

/** A mesh in an arena. */
final class CapturedMesh extends CapturedGeometry implements Mesh {
    private final int vertexCount;
    private final int cornerCount;
    private final int faceCount;
    private final int triangleCount;
    private final int slotCount;
    // indices of arrays; -1: there is none
    private final int positions;
    private final int cornerVertices;
    private final int normals;
    private final int flatFaces;
    private final int triangleCorners;
    private final int triangleFaces;
    private final int materialSlots;
    private final List<MeshAttribute> attributes;
    private final List<MeshAttribute> motionAttributes;
    private final Optional<MeshAttribute> vertexNumber;
    private final List<MeshAttribute> gatherable; // all of these
    private final int[] gatherableArrays; // of each: which array it is
    private final Optional<MeshAttribute> uvMap;
    private final Optional<MeshAttribute> colorAttribute;
    private volatile Weld weld; // null: none is kept

    CapturedMesh(Description.Struct struct) {
        super(struct);
        vertexCount = struct.integer(Protocol.Geometry.POINT_COUNT);
        cornerCount = struct.integer(Protocol.Geometry.CORNER_COUNT);
        faceCount = struct.integer(Protocol.Geometry.FACE_COUNT);
        triangleCount = struct.integer(Protocol.Geometry.TRIANGLE_COUNT);
        if ((vertexCount | cornerCount | faceCount | triangleCount) < 0) {
            throw new PassbridgeException(told() + " is too large: it has more than 2147483647 elements of a kind");
        }
        slotCount = Math.max(1, struct.integer(Protocol.Geometry.SLOT_COUNT));
        positions = indexOf(GeometryArray.POSITION, ArrayType.FLOAT3, vertexCount, Domain.POINT);
        cornerVertices = indexOf(GeometryArray.CORNER_VERTEX, ArrayType.INT32, cornerCount, Domain.CORNER);
        normals = indexOf(GeometryArray.NORMAL, ArrayType.FLOAT3, -1, Domain.POINT, Domain.CORNER);
        flatFaces = indexOf(GeometryArray.FLAT_FACE, ArrayType.BOOL, faceCount, Domain.FACE);
        triangleCorners = indexOf(GeometryArray.TRIANGLE_CORNERS, ArrayType.INT32X3, triangleCount, Domain.TRIANGLE);
        triangleFaces = indexOf(GeometryArray.TRIANGLE_FACE, ArrayType.INT32, triangleCount, Domain.TRIANGLE);
        materialSlots = indexOf(GeometryArray.MATERIAL_SLOT, ArrayType.INT32, faceCount, Domain.FACE);
        List<MeshAttribute> found = new ArrayList<>();
        int[] indices = new int[arrays().size()];
        for (int i = 0; i < arrays().size(); i++) {
            GeometryArray array = arrays().get(i);
            if (isAttribute(array)) {
                found.add(new MeshAttribute(array.name(), array.type(), array.domain()));
                indices[found.size() - 1] = i;
            }
        }
        attributes = List.copyOf(found);
        for (int step = 1; step < positionsAtSteps(vertexCount).length; step++) {
            indices[found.size()] = indexOf(GeometryArray.POSITION, step);
            found.add(new MeshAttribute(GeometryArray.POSITION, ArrayType.FLOAT3, Domain.POINT, step));
        }
        for (int step = 1; step < positionsAtSteps(vertexCount).length && hasNormalsAtSteps(); step++) {
            indices[found.size()] = indexOf(GeometryArray.NORMAL, step);
            found.add(new MeshAttribute(GeometryArray.NORMAL, ArrayType.FLOAT3, arrays().get(normals).domain(), step));
        }
        motionAttributes = List.copyOf(found.subList(attributes.size(), found.size()));
        vertexNumber = cornerVertices < 0 ? Optional.empty()
                : Optional.of(new MeshAttribute(GeometryArray.CORNER_VERTEX, ArrayType.INT32, Domain.CORNER));
        vertexNumber.ifPresent(number -> {
            indices[found.size()] = cornerVertices;
            found.add(number);
        });
        gatherable = List.copyOf(found);
        gatherableArrays = Arrays.copyOf(indices, found.size());
        uvMap = chosen(struct.integer(Protocol.Geometry.UV_MAP));
        colorAttribute = chosen(struct.integer(Protocol.Geometry.COLOR_ATTRIBUTE));
    }

    /** Whether there are normals at all motion steps that belong to the same elements as those of the frame. */
    private boolean hasNormalsAtSteps() {
        if (normals < 0) {
            return false;
        }
        GeometryArray atFrame = arrays().get(normals);
        return arrays().stream().filter(array -> array.motionStep() > 0 && array.name().equals(atFrame.name())
                && array.type() == atFrame.type() && array.domain() == atFrame.domain() && array.count() == atFrame.count())
                .count() == motionStepCount();
    }

    /** Whether it can be gathered: {@code pb_attribute_type} has less than {@code pb_array_type}. */
    private boolean isAttribute(GeometryArray array) {
        return (array.isAttribute() || array.name().equals(GeometryArray.UNDEFORMED_POSITION)) && array.motionStep() == 0 && array.type().compareTo(ArrayType.BOOL) <= 0
                && switch (array.domain()) {
                    case POINT -> array.count() == vertexCount;
                    case CORNER -> array.count() == cornerCount;
                    case FACE -> array.count() == faceCount;
                    default -> false;
                };
    }

    private Optional<MeshAttribute> chosen(int array) {
        if (array == Protocol.NONE) {
            return Optional.empty();
        }
        for (int i = 0; i < attributes.size(); i++) {
            if (gatherableArrays[i] == array) {
                return Optional.of(attributes.get(i));
            }
        }
        throw new PassbridgeException(told() + " has no attribute " + Integer.toUnsignedString(array) + " among its " + arrays().size()
                + " arrays");
    }

    @Override
    Geometry geometry() {
        return this;
    }

    @Override
    public int triangleCount() {
        return triangleCount;
    }

    @Override
    public int slotCount() {
        return slotCount;
    }

    @Override
    public List<MeshAttribute> attributes() {
        return attributes;
    }

    @Override
    public Optional<MeshAttribute> vertexNumber() {
        return vertexNumber;
    }

    @Override
    public List<MeshAttribute> motionAttributes() {
        return motionAttributes;
    }

    @Override
    public Optional<MeshAttribute> uvMap() {
        return uvMap;
    }

    @Override
    public Optional<MeshAttribute> colorAttribute() {
        return colorAttribute;
    }

    @Override
    public Optional<TextureSpace> textureSpace() {
        return super.textureSpace().or(Mesh.super::textureSpace);
    }

    @Override
    public int vertexCount(List<MeshAttribute> wanted) {
        return weld(wanted).vertexCount;
    }

    /**
     * Which corners share a vertex.
     *
     * @param wanted attributes that were compared
     * @param memory as {@link Native#meshWeld} has it; null: vertices are those of the mesh, or its corners
     */
    private record Weld(List<MeshAttribute> wanted, int[] memory, int vertexCount) {}

    /** The one that was made last, or another one. It is for one gather, or that of all parts: the last one lets go of the memory. */
    private Weld weld(List<MeshAttribute> wanted) {
        Weld known = weld;
        if (known == null || !known.wanted.equals(wanted)) {
            known = newWeld(wanted);
            weld = known;
        }
        return known;
    }

    private Weld newWeld(List<MeshAttribute> wanted) {
        boolean byVertex = flatFaces < 0 && (normals < 0 || arrays().get(normals).domain() == Domain.POINT);
        boolean byFace = flatFaces >= 0;
        for (MeshAttribute attribute : wanted) {
            byVertex &= attribute.domain() == Domain.POINT;
            byFace |= attribute.domain() == Domain.FACE;
        }
        List<MeshAttribute> kept = List.copyOf(wanted);
        long memoryInts = vertexCount + 2 * ((cornerCount + 31L) / 32);
        if (byVertex || byFace || cornerCount <= vertexCount || memoryInts > Integer.MAX_VALUE) {
            return new Weld(kept, null, byVertex ? vertexCount : cornerCount);
        }
        int[] memory = new int[(int) memoryInts];
        int[] wantedIndices = indicesOf(wanted);
        int[] count = new int[1];
        read(place -> withMesh(place, wantedIndices, 0, triangleCount, (mesh, numbers) ->
                count[0] = Native.meshWeld(mesh, numbers, memory)));
        return new Weld(kept, count[0] < cornerCount ? memory : null, count[0]);
    }

    @Override
    public int[] gather(List<MeshAttribute> wanted, ByteBuffer vertices, ByteBuffer indices, int wantedSlots) {
        int[] wantedIndices = indicesOf(wanted);
        Weld welded = weld(wanted);
        requireRoom(vertices, (long) welded.vertexCount * Mesh.vertexBytes(wanted), indices, triangleCount, wantedSlots);
        int[] slotTriangleCounts = gather(wantedIndices, 0, triangleCount, welded.memory, null, vertices, indices, wantedSlots);
        weld = null;
        return slotTriangleCounts;
    }

    private static void requireRoom(ByteBuffer vertices, long vertexBytes, ByteBuffer indices, int triangles, int wantedSlots) {
        long indexBytes = triangles * 3L * Integer.BYTES;
        if (!holds(vertices, vertexBytes) || !holds(indices, indexBytes) || wantedSlots < 1) {
            throw new IllegalArgumentException("direct buffers of " + vertexBytes + " and " + indexBytes
                    + " bytes and at least one slot are needed");
        }
    }

    /** @param part as {@link Native#meshPart} has it; null: all vertices */
    private int[] gather(
            int[] wantedIndices, int firstTriangle, int triangles, int[] weldMemory, int[] part,
            ByteBuffer vertices, ByteBuffer indices, int wantedSlots) {
        IntBuffer counts = MemoryUtil.memCallocInt(Math.addExact(wantedSlots, 1));
        try {
            read(place -> withMesh(place, wantedIndices, firstTriangle, triangles, (mesh, numbers) ->
                    Native.meshGather(mesh, numbers, weldMemory, part, vertices, indices, counts, wantedSlots)));
            int skipped = counts.get(wantedSlots);
            if (skipped > 0) {
                warn("Mesh '" + name() + "': " + skipped + " triangles have wrong indices or coordinates and are not drawn");
            }
            int[] slotTriangleCounts = new int[wantedSlots];
            counts.get(0, slotTriangleCounts);
            return slotTriangleCounts;
        } finally {
            MemoryUtil.memFree(counts);
        }
    }

    @Override
    public MeshPart part(List<MeshAttribute> wanted, int firstTriangle, int triangles, int wantedSlots) {
        Objects.checkFromIndexSize(firstTriangle, triangles, triangleCount);
        return new Part(List.copyOf(wanted), firstTriangle, triangles, wantedSlots);
    }

    private final class Part implements MeshPart {
        private final List<MeshAttribute> wanted;
        private final int firstTriangle;
        private final int triangles;
        private final int wantedSlots;
        private final int[] weldMemory;
        private final int[] marked; // as Native.meshPart has it
        private final int count;

        Part(List<MeshAttribute> wanted, int firstTriangle, int triangles, int wantedSlots) {
            this.wanted = wanted;
            this.firstTriangle = firstTriangle;
            this.triangles = triangles;
            this.wantedSlots = wantedSlots;
            int[] wantedIndices = indicesOf(wanted);
            Weld welded = weld(wanted);
            weldMemory = welded.memory;
            marked = new int[Math.toIntExact(2 * ((welded.vertexCount + 31L) / 32))];
            int[] found = new int[1];
            read(place -> withMesh(place, wantedIndices, firstTriangle, triangles, (mesh, numbers) ->
                    found[0] = Native.meshPart(mesh, numbers, weldMemory, marked)));
            count = found[0];
        }

        @Override
        public int vertexCount() {
            return count;
        }

        @Override
        public int[] gather(ByteBuffer vertices, ByteBuffer indices) {
            requireRoom(vertices, (long) count * Mesh.vertexBytes(wanted), indices, triangles, wantedSlots);
            int[] counts = CapturedMesh.this.gather(
                    indicesOf(wanted), firstTriangle, triangles, weldMemory, marked, vertices, indices, wantedSlots);
            if (firstTriangle + triangles == triangleCount) {
                weld = null;
            }
            return counts;
        }
    }

    /**
     * Hands over a {@code pb_mesh} with some of the triangles, and the numbers of its attributes, null: none. As these are those that are
     * wanted, in their order, they are named 0, 1, 2 …
     */
    private void withMesh(Place place, int[] wanted, int firstTriangle, int triangles, BiConsumer<ByteBuffer, IntBuffer> user) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer numbers = stack.mallocInt(Math.max(1, wanted.length)).limit(wanted.length).slice();
            ByteBuffer list = struct(stack, Math.max(1, wanted.length) * Protocol.Attribute.BYTES);
            for (int i = 0; i < wanted.length; i++) {
                int at = i * Protocol.Attribute.BYTES;
                MeshAttribute attribute = gatherable.get(wanted[i]);
                numbers.put(i, i);
                putSpan(list, at + Protocol.Attribute.VALUES, place, gatherableArrays[wanted[i]]);
                list.putInt(at + Protocol.Attribute.TYPE, attribute.type().ordinal());
                list.putInt(at + Protocol.Attribute.DOMAIN, attribute.domain().ordinal());
            }
            ByteBuffer mesh = struct(stack, Protocol.Mesh.BYTES);
            putSpan(mesh, Protocol.Mesh.POSITIONS, place, positions);
            putSpan(mesh, Protocol.Mesh.CORNER_VERTICES, place, cornerVertices);
            putSpan(mesh, Protocol.Mesh.NORMALS, place, normals);
            putSpan(mesh, Protocol.Mesh.FLAT_POLYGONS, place, flatFaces);
            putSpan(mesh, Protocol.Mesh.TRIANGLE_CORNERS, place, triangleCorners, firstTriangle, triangles);
            putSpan(mesh, Protocol.Mesh.TRIANGLE_POLYGONS, place, triangleFaces, firstTriangle, triangles);
            putSpan(mesh, Protocol.Mesh.POLYGON_MATERIALS, place, materialSlots);
            if (wanted.length > 0) {
                mesh.putLong(Protocol.Mesh.ATTRIBUTES + Protocol.Span.OFFSET, MemoryUtil.memAddress(list));
                mesh.putLong(Protocol.Mesh.ATTRIBUTES + Protocol.Span.SIZE_BYTES, (long) wanted.length * Protocol.Attribute.BYTES);
            }
            mesh.putInt(Protocol.Mesh.VERTEX_COUNT, vertexCount);
            mesh.putInt(Protocol.Mesh.CORNER_COUNT, cornerCount);
            mesh.putInt(Protocol.Mesh.TRIANGLE_COUNT, triangles);
            mesh.putInt(Protocol.Mesh.POLYGON_COUNT, faceCount);
            mesh.putInt(Protocol.Mesh.NORMALS_DOMAIN, normals < 0 ? 0 : arrays().get(normals).domain().ordinal());
            user.accept(mesh, wanted.length == 0 ? null : numbers);
        }
    }

    private int[] indicesOf(List<MeshAttribute> wanted) {
        if (wanted.size() > MAX_GATHERED_ATTRIBUTES || wanted.size() > 1 && new HashSet<>(wanted).size() < wanted.size()) {
            throw new IllegalArgumentException("at most " + MAX_GATHERED_ATTRIBUTES + " attributes, none twice: " + wanted);
        }
        int[] indices = new int[wanted.size()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = gatherable.indexOf(wanted.get(i));
            if (indices[i] < 0) {
                throw new IllegalArgumentException("mesh " + name() + " has no " + wanted.get(i));
            }
        }
        return indices;
    }
}
