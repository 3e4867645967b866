// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.joml.Vector3f;
import org.joml.Vector3fc;

/**
 * A mesh in the program's own memory. Immutable; any thread, at any time. A mesh made of another one with {@code with…} is another
 * geometry: keep and reuse it, so that renderers keep what they made of it.
 */
public final class TriangleMesh implements Mesh {
    private static final MeshAttribute UV_MAP =
            new MeshAttribute("UVMap", ArrayType.FLOAT2, Domain.POINT);
    private static final MeshAttribute VERTEX_NUMBER = new MeshAttribute(GeometryArray.CORNER_VERTEX, ArrayType.INT32, Domain.POINT);

    private final long id = ProgramIds.next();
    private final String name;
    private final float[] positions;
    private final float[] normals; // empty: flat
    private final Map<MeshAttribute, float[]> attributes;
    private final int[] indices; // by slot
    private final int[] slots; // rising
    private GeometryArrays arrays; // null: not asked for yet; guarded by this object's lock

    private TriangleMesh(
            String name, float[] positions, float[] normals, Map<MeshAttribute, float[]> attributes, int[] indices, int[] slots) {
        this.name = Objects.requireNonNull(name);
        this.positions = positions;
        this.normals = normals;
        this.attributes = attributes;
        this.indices = indices;
        this.slots = slots;
    }

    /**
     * {@return flat triangles, all of them of material slot 0}
     *
     * @param name for messages
     * @param positions x, y, z of each vertex, object space, metres
     * @param indices three vertices of each triangle, counter-clockwise seen from its front
     * @throws IllegalArgumentException where numbers are missing or not finite, or an index is out of range
     */
    public static TriangleMesh of(String name, float[] positions, int[] indices) {
        requireFloats(positions, positions.length / 3 * 3, "positions");
        if (indices.length % 3 != 0) {
            throw new IllegalArgumentException("mesh '" + name + "' has " + indices.length + " indices: each triangle needs three");
        }
        int vertexCount = positions.length / 3;
        for (int index : indices) {
            if (index < 0 || index >= vertexCount) {
                throw new IllegalArgumentException("mesh '" + name + "' has no vertex " + index + ", only " + vertexCount);
            }
        }
        return new TriangleMesh(name, positions.clone(), new float[0], Map.of(), indices.clone(), new int[indices.length / 3]);
    }

    /**
     * {@return a square in the XY plane, its front towards +Z, UVs 0 to 1}
     *
     * @param size length of a side, metres
     */
    public static TriangleMesh plane(float size) {
        float half = size / 2;
        return of("plane", new float[] {-half, -half, 0, half, -half, 0, half, half, 0, -half, half, 0}, new int[] {0, 1, 2, 0, 2, 3})
                .withUvs(0, 0, 1, 0, 1, 1, 0, 1);
    }

    /**
     * {@return a cube around the origin, UVs 0 to 1 on each side}
     *
     * @param size length of an edge, metres
     */
    public static TriangleMesh cube(float size) {
        Vector3fc[] fronts = {
            new Vector3f(1, 0, 0), new Vector3f(0, 1, 0), new Vector3f(0, 0, 1),
            new Vector3f(-1, 0, 0), new Vector3f(0, -1, 0), new Vector3f(0, 0, -1)
        };
        FloatBuffer positions = FloatBuffer.allocate(6 * 4 * 3);
        FloatBuffer uvs = FloatBuffer.allocate(6 * 4 * 2);
        IntBuffer indices = IntBuffer.allocate(6 * 2 * 3);
        for (int side = 0; side < fronts.length; side++) {
            Vector3fc front = fronts[side];
            Vector3fc right = new Vector3f(front.y(), front.z(), front.x());
            Vector3fc up = front.cross(right, new Vector3f());
            for (int corner = 0; corner < 4; corner++) {
                int u = corner == 1 || corner == 2 ? 1 : 0;
                int v = corner / 2;
                Vector3f position = new Vector3f(front).fma(2 * u - 1, right).fma(2 * v - 1, up).mul(size / 2);
                positions.put(position.x).put(position.y).put(position.z);
                uvs.put(u).put(v);
            }
            for (int corner : new int[] {0, 1, 2, 0, 2, 3}) {
                indices.put(4 * side + corner);
            }
        }
        return of("cube", positions.array(), indices.array()).withUvs(uvs.array());
    }

    /**
     * {@return a smooth sphere around the origin; u 0 to 1 around Z, v 0 to 1 from the lowest point to the highest}
     *
     * @param radius metres
     * @param segments quadrangles from pole to pole, at least 2; twice as many around
     */
    public static TriangleMesh sphere(float radius, int segments) {
        if (segments < 2) {
            throw new IllegalArgumentException("a sphere needs at least 2 segments, not " + segments);
        }
        int around = 2 * segments;
        int vertexCount = (segments + 1) * (around + 1);
        FloatBuffer normals = FloatBuffer.allocate(3 * vertexCount);
        FloatBuffer uvs = FloatBuffer.allocate(2 * vertexCount);
        IntBuffer indices = IntBuffer.allocate(6 * around * (segments - 1));
        for (int ring = 0; ring <= segments; ring++) {
            double latitude = Math.PI * ((double) ring / segments - 0.5);
            for (int i = 0; i <= around; i++) {
                double longitude = 2 * Math.PI * i / around;
                normals.put((float) (Math.cos(latitude) * Math.cos(longitude)));
                normals.put((float) (Math.cos(latitude) * Math.sin(longitude)));
                normals.put((float) Math.sin(latitude));
                uvs.put((float) i / around).put((float) ring / segments);
                int vertex = ring * (around + 1) + i;
                int above = vertex + around + 1;
                if (i < around && ring < segments - 1) {
                    indices.put(vertex).put(above + 1).put(above);
                }
                if (i < around && ring > 0 && ring < segments) {
                    indices.put(vertex).put(vertex + 1).put(above + 1);
                }
            }
        }
        float[] positions = normals.array().clone();
        for (int i = 0; i < positions.length; i++) {
            positions[i] *= radius;
        }
        return of("sphere", positions, indices.array()).withNormals(normals.array()).withUvs(uvs.array());
    }

    /**
     * {@return the same with a normal for each vertex}
     *
     * @param normals x, y, z of each vertex, of any length; all three corners of a triangle (0, 0, 0): it is flat
     */
    public TriangleMesh withNormals(float... normals) {
        requireFloats(normals, positions.length, "normals");
        float[] unit = normals.clone();
        for (int i = 0; i < unit.length; i += 3) {
            double length = Math.sqrt((double) unit[i] * unit[i] + (double) unit[i + 1] * unit[i + 1] + (double) unit[i + 2] * unit[i + 2]);
            if (length > 0) {
                unit[i] = (float) (unit[i] / length);
                unit[i + 1] = (float) (unit[i + 1] / length);
                unit[i + 2] = (float) (unit[i + 2] / length);
            }
        }
        return new TriangleMesh(name, positions, unit, attributes, indices, slots);
    }

    /**
     * {@return the same with texture coordinates}
     *
     * @param uvs u, v of each vertex; (0, 0) is the lower left corner of an image
     */
    public TriangleMesh withUvs(float... uvs) {
        requireFloats(uvs, positions.length / 3 * 2, "UVs");
        return with(UV_MAP, uvs);
    }

    /**
     * {@return the same with an attribute more, or another one of that name}
     *
     * @param attributeName anything that materials may ask for, without a leading dot
     * @param type of floats
     * @param numbers all numbers of each vertex
     */
    public TriangleMesh withAttribute(String attributeName, ArrayType type, float... numbers) {
        if (!type.isFloat() || attributeName.startsWith(".")) {
            throw new IllegalArgumentException("a mesh in the program's own memory can't have '" + attributeName + "' of " + type);
        }
        requireFloats(numbers, positions.length / 3 * type.numberCount(), "attribute '" + attributeName + "'");
        return with(new MeshAttribute(attributeName, type, Domain.POINT), numbers);
    }

    private TriangleMesh with(MeshAttribute attribute, float[] numbers) {
        Map<MeshAttribute, float[]> more = new LinkedHashMap<>(attributes);
        more.keySet().removeIf(known -> known.name().equals(attribute.name()));
        more.put(attribute, numbers.clone());
        return new TriangleMesh(name, positions, normals, more, indices, slots);
    }

    /**
     * {@return the same with materials by triangle}
     *
     * @param slots of each triangle, in the order that they were given in; at least 0
     */
    public TriangleMesh withSlots(int... slots) {
        if (slots.length != indices.length / 3 || IntStream.of(slots).anyMatch(slot -> slot < 0)) {
            throw new IllegalArgumentException("mesh '" + name + "' needs a material slot of 0 or more for each of its "
                    + indices.length / 3 + " triangles, not " + slots.length);
        }
        if (IntStream.of(this.slots).anyMatch(slot -> slot != 0)) {
            throw new IllegalStateException("mesh '" + name + "' has material slots already");
        }
        int[] order = IntStream.range(0, slots.length).boxed()
                .sorted(Comparator.comparingInt(triangle -> slots[triangle]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] sortedIndices = IntStream.of(order)
                .flatMap(triangle -> IntStream.of(indices[3 * triangle], indices[3 * triangle + 1], indices[3 * triangle + 2]))
                .toArray();
        int[] sortedSlots = IntStream.of(order).map(triangle -> slots[triangle]).toArray();
        return new TriangleMesh(name, positions, normals, attributes, sortedIndices, sortedSlots);
    }

    private static void requireFloats(float[] values, int count, String what) {
        if (values.length != count) {
            throw new IllegalArgumentException("a mesh needs " + count + " numbers as its " + what + ", not " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("the " + what + " of a mesh have to be finite: number " + i + " is " + values[i]);
            }
        }
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int triangleCount() {
        return slots.length;
    }

    @Override
    public int slotCount() {
        return slots.length == 0 ? 1 : slots[slots.length - 1] + 1;
    }

    @Override
    public List<GeometryArray> arrays() {
        return values().list();
    }

    @Override
    public void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
        values().copyValues(array, first, count, values);
    }

    private synchronized GeometryArrays values() {
        if (arrays == null) {
            GeometryArrays all = GeometryArrays.NONE
                    .with(GeometryArray.POSITION, Domain.POINT, ArrayType.FLOAT3, positions)
                    .with(GeometryArray.CORNER_VERTEX, Domain.CORNER, ArrayType.INT32, indices)
                    .with(GeometryArray.TRIANGLE_CORNERS, Domain.TRIANGLE, ArrayType.INT32X3, IntStream.range(0, indices.length).toArray())
                    .with(GeometryArray.MATERIAL_SLOT, Domain.FACE, ArrayType.INT32, slots);
            if (normals.length > 0) {
                all = all.with(GeometryArray.NORMAL, Domain.POINT, ArrayType.FLOAT3, normals);
            }
            for (Map.Entry<MeshAttribute, float[]> entry : attributes.entrySet()) {
                all = all.with(entry.getKey().name(), Domain.POINT, entry.getKey().type(), entry.getValue());
            }
            arrays = all;
        }
        return arrays;
    }

    @Override
    public List<MeshAttribute> attributes() {
        return List.copyOf(attributes.keySet());
    }

    @Override
    public Optional<MeshAttribute> vertexNumber() {
        return Optional.of(VERTEX_NUMBER);
    }

    @Override
    public Optional<MeshAttribute> uvMap() {
        return Optional.of(UV_MAP).filter(attributes::containsKey);
    }

    @Override
    public Optional<MeshAttribute> colorAttribute() {
        return Optional.empty();
    }

    @Override
    public int vertexCount(List<MeshAttribute> wanted) {
        return positions.length / 3;
    }

    @Override
    public int[] gather(List<MeshAttribute> wanted, ByteBuffer vertices, ByteBuffer indices, int slotCount) {
        boolean areKnown = wanted.stream().allMatch(attribute -> attributes.containsKey(attribute) || attribute.equals(VERTEX_NUMBER));
        if (slotCount < 1 || !areKnown || Set.copyOf(wanted).size() < wanted.size()) {
            throw new IllegalArgumentException("mesh '" + name + "' has not " + wanted + " for " + slotCount + " slots");
        }
        gatherVertices(wanted, floats(vertices, (long) vertexCount(wanted) * Mesh.vertexBytes(wanted)));
        require(indices, (long) this.indices.length * Integer.BYTES);
        indices.duplicate().order(ByteOrder.nativeOrder()).asIntBuffer().put(this.indices);
        int[] counts = new int[slotCount];
        for (int slot : slots) {
            counts[Math.min(slot, slotCount - 1)]++;
        }
        return counts;
    }

    private void gatherVertices(List<MeshAttribute> wanted, FloatBuffer out) {
        for (int vertex = 0; vertex < positions.length / 3; vertex++) {
            out.put(positions, 3 * vertex, 3);
            if (normals.length == 0) {
                out.put(0).put(0).put(0);
            } else {
                out.put(normals, 3 * vertex, 3);
            }
            for (MeshAttribute attribute : wanted) {
                if (attribute.equals(VERTEX_NUMBER)) {
                    out.put(vertex);
                    continue;
                }
                out.put(attributes.get(attribute), attribute.floatCount() * vertex, attribute.floatCount());
            }
        }
    }

    private static FloatBuffer floats(ByteBuffer memory, long bytes) {
        require(memory, bytes);
        return memory.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private static void require(ByteBuffer memory, long bytes) {
        if (!memory.isDirect() || memory.remaining() < bytes) {
            throw new IllegalArgumentException("a direct buffer of " + bytes + " bytes is needed, not " + memory);
        }
    }

    @Override
    public String toString() {
        return "mesh '" + name + "' of " + triangleCount() + " triangles";
    }
}
