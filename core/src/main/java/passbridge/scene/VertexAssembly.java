// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a mesh does not gather by itself: tangents, derived values, and normals of flat triangles. */
final class VertexAssembly {
    private static final int POSITION_AND_NORMAL_FLOATS = Mesh.POSITION_AND_NORMAL_BYTES / Float.BYTES;

    private final Mesh mesh;
    private final List<? extends VertexValue> values;
    private final List<MeshAttribute> attributes;
    private final boolean hasNormalsOfFaces; // of flat triangles
    private final boolean isExpanded;
    private MeshConnections connections; // null: not needed yet

    VertexAssembly(Mesh mesh, List<? extends VertexValue> values, FlatNormals flatNormals) {
        this.mesh = mesh;
        this.values = values;
        Set<MeshAttribute> needed = new LinkedHashSet<>();
        for (VertexValue value : values) {
            if (value != DerivedValue.PARAMETRIC) {
                needed.add(attributeFor(value));
            }
        }
        attributes = List.copyOf(needed);
        hasNormalsOfFaces = flatNormals == FlatNormals.OF_FACE && hasFlatTriangles();
        isExpanded = hasNormalsOfFaces || values.contains(DerivedValue.PARAMETRIC);
    }

    /** What a value is made of. */
    private MeshAttribute attributeFor(VertexValue value) {
        if (value instanceof Tangent tangent) {
            return tangent.uvMap();
        }
        return value instanceof MeshAttribute attribute ? attribute : mesh.vertexNumber().orElseThrow(() -> new IllegalArgumentException(
                "mesh '" + mesh.name() + "' does not tell the numbers of vertices, which " + value + " is made of"));
    }

    private boolean hasFlatTriangles() {
        return mesh.array(GeometryArray.NORMAL).isEmpty() || mesh.array(GeometryArray.FLAT_FACE).isPresent();
    }

    /** Whether each triangle has vertices of its own. */
    boolean isExpanded() {
        return isExpanded;
    }

    /** Vertices that are written; where each triangle has its own, at most. */
    int vertexCount() {
        return isExpanded ? Math.multiplyExact(3, mesh.triangleCount()) : mesh.vertexCount(attributes);
    }

    int[] gather(ByteBuffer vertices, ByteBuffer indices, int slotCount) {
        if (!isExpanded && attributes.equals(values)) {
            return mesh.gather(attributes, vertices, indices, slotCount);
        }
        if (Set.copyOf(values).size() < values.size()) {
            throw new IllegalArgumentException("none of the values twice: " + values);
        }
        requireDirect(vertices, (long) vertexCount() * Mesh.vertexBytes(values));
        ByteBuffer kept = MeshData.direct((long) mesh.vertexCount(attributes) * Mesh.vertexBytes(attributes), mesh);
        int[] counts = mesh.gather(attributes, kept, indices, slotCount);
        int triangleCount = Arrays.stream(counts).sum();
        Vertices from = new Vertices(kept.asFloatBuffer(), Mesh.vertexBytes(attributes) / Float.BYTES);
        IntBuffer drawn = indices.duplicate().order(ByteOrder.nativeOrder()).asIntBuffer();
        if (isExpanded) {
            from = expand(from, drawn, triangleCount);
        }
        write(from, drawn, triangleCount, vertices.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer());
        return counts;
    }

    private static void requireDirect(ByteBuffer memory, long bytes) {
        if (!memory.isDirect() || memory.remaining() < bytes) {
            throw new IllegalArgumentException("a direct buffer of " + bytes + " bytes is needed, not " + memory);
        }
    }

    /** Vertices one after the other. */
    private record Vertices(FloatBuffer floats, int floatsPerVertex) {
        float get(int vertex, int index) {
            return floats.get(vertex * floatsPerVertex + index);
        }

        int count() {
            return floats.limit() / floatsPerVertex;
        }
    }

    /** Gives each triangle three vertices of its own, and flat ones their normal where that is wanted. */
    private Vertices expand(Vertices from, IntBuffer indices, int triangleCount) {
        int size = from.floatsPerVertex;
        FloatBuffer expanded = MeshData.direct(3L * triangleCount * size * Float.BYTES, mesh).asFloatBuffer();
        float[] corners = new float[3 * size];
        for (int triangle = 0; triangle < triangleCount; triangle++) {
            for (int corner = 0; corner < 3; corner++) {
                from.floats.get(indices.get(3 * triangle + corner) * size, corners, corner * size, size);
                indices.put(3 * triangle + corner, 3 * triangle + corner);
            }
            if (hasNormalsOfFaces) {
                setFlatNormal(corners, size);
            }
            expanded.put(corners);
        }
        return new Vertices(expanded.flip(), size);
    }

    private static void setFlatNormal(float[] corners, int size) {
        for (int corner = 0; corner < 3; corner++) {
            for (int axis = 3; axis < 6; axis++) {
                if (corners[corner * size + axis] != 0) {
                    return;
                }
            }
        }
        double ax = corners[size] - (double) corners[0];
        double ay = corners[size + 1] - (double) corners[1];
        double az = corners[size + 2] - (double) corners[2];
        double bx = corners[2 * size] - (double) corners[0];
        double by = corners[2 * size + 1] - (double) corners[1];
        double bz = corners[2 * size + 2] - (double) corners[2];
        double x = ay * bz - az * by;
        double y = az * bx - ax * bz;
        double z = ax * by - ay * bx;
        double length = Math.sqrt(x * x + y * y + z * z);
        for (int corner = 0; corner < 3 && length > 0; corner++) {
            corners[corner * size + 3] = (float) (x / length);
            corners[corner * size + 4] = (float) (y / length);
            corners[corner * size + 5] = (float) (z / length);
        }
    }

    /** Puts the values in the wanted order, tangents and derived ones among them. */
    private void write(Vertices from, IntBuffer indices, int triangleCount, FloatBuffer to) {
        int vertexFloats = Mesh.vertexBytes(values) / Float.BYTES;
        for (int vertex = 0; vertex < from.count(); vertex++) {
            to.put(vertex * vertexFloats, from.floats, vertex * from.floatsPerVertex, POSITION_AND_NORMAL_FLOATS);
        }
        int place = POSITION_AND_NORMAL_FLOATS;
        for (VertexValue value : values) {
            if (value instanceof Tangent tangent) {
                writeTangents(from, placeOf(tangent.uvMap()), indices, triangleCount, to, vertexFloats, place);
            } else if (value == DerivedValue.PARAMETRIC) {
                for (int vertex = 0; vertex < from.count(); vertex++) {
                    to.put(vertex * vertexFloats + place, vertex % 3 == 0 ? 1 : 0).put(vertex * vertexFloats + place + 1, vertex % 3 == 1 ? 1 : 0);
                }
            } else if (value instanceof DerivedValue) {
                float[] ofVertices = value == DerivedValue.ISLAND ? connections().islands() : connections().pointiness();
                int number = placeOf(attributeFor(value));
                for (int vertex = 0; vertex < from.count(); vertex++) {
                    int index = (int) from.get(vertex, number);
                    to.put(vertex * vertexFloats + place, index >= 0 && index < ofVertices.length ? ofVertices[index] : 0);
                }
            } else {
                int source = placeOf((MeshAttribute) value);
                for (int vertex = 0; vertex < from.count(); vertex++) {
                    to.put(vertex * vertexFloats + place, from.floats, vertex * from.floatsPerVertex + source, value.floatCount());
                }
            }
            place += value.floatCount();
        }
    }

    private MeshConnections connections() {
        if (connections == null) {
            connections = new MeshConnections(mesh);
        }
        return connections;
    }

    private int placeOf(MeshAttribute attribute) {
        return Mesh.vertexBytes(attributes.subList(0, attributes.indexOf(attribute))) / Float.BYTES;
    }

    private static void writeTangents(
            Vertices from, int uv, IntBuffer indices, int triangleCount, FloatBuffer to, int vertexFloats, int place) {
        int[] groups = weld(from, uv);
        int groupCount = Arrays.stream(groups).max().orElse(-1) + 1;
        double[] sums = new double[Math.multiplyExact(groupCount, 6)]; // of triangles that the map mirrors, of others
        for (int triangle = 0; triangle < triangleCount; triangle++) {
            int[] corners = {indices.get(3 * triangle), indices.get(3 * triangle + 1), indices.get(3 * triangle + 2)};
            addDerivative(from, uv, corners, groups, sums);
        }
        float[] tangent = new float[4];
        for (int vertex = 0; vertex < from.count(); vertex++) {
            tangent(from, vertex, sums, 6 * groups[vertex], tangent);
            to.put(vertex * vertexFloats + place, tangent);
        }
    }

    /** Adds the derivative of position by u in a triangle to what its corners have. */
    private static void addDerivative(Vertices from, int uv, int[] corners, int[] groups, double[] sums) {
        double[] a = edge(from, corners[0], corners[1]);
        double[] b = edge(from, corners[0], corners[2]);
        double au = from.get(corners[1], uv) - (double) from.get(corners[0], uv);
        double av = from.get(corners[1], uv + 1) - (double) from.get(corners[0], uv + 1);
        double bu = from.get(corners[2], uv) - (double) from.get(corners[0], uv);
        double bv = from.get(corners[2], uv + 1) - (double) from.get(corners[0], uv + 1);
        double area = au * bv - bu * av;
        double[] derivative = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            derivative[axis] = (a[axis] * bv - b[axis] * av) * Math.signum(area);
        }
        double length = Math.sqrt(dot(derivative, derivative));
        if (!(length > 0) || !Double.isFinite(length)) {
            return;
        }
        for (int corner = 0; corner < 3; corner++) {
            double[] next = edge(from, corners[corner], corners[(corner + 1) % 3]);
            double[] last = edge(from, corners[corner], corners[(corner + 2) % 3]);
            double cosine = dot(next, last) / Math.sqrt(dot(next, next) * dot(last, last));
            double angle = Double.isFinite(cosine) ? Math.acos(Math.max(-1, Math.min(1, cosine))) : 0;
            int sum = 6 * groups[corners[corner]] + (area < 0 ? 0 : 3);
            for (int axis = 0; axis < 3; axis++) {
                sums[sum + axis] += derivative[axis] / length * angle;
            }
        }
    }

    private static void tangent(Vertices from, int vertex, double[] sums, int at, float[] tangent) {
        double[] mirrored = {sums[at], sums[at + 1], sums[at + 2]};
        double[] straight = {sums[at + 3], sums[at + 4], sums[at + 5]};
        boolean isMirrored = dot(mirrored, mirrored) > dot(straight, straight);
        double[] direction = isMirrored ? mirrored : straight;
        double[] normal = {from.get(vertex, 3), from.get(vertex, 4), from.get(vertex, 5)};
        double along = dot(normal, direction);
        for (int axis = 0; axis < 3; axis++) {
            direction[axis] -= along * normal[axis];
        }
        double length = Math.sqrt(dot(direction, direction));
        for (int axis = 0; axis < 3; axis++) {
            tangent[axis] = length > 0 ? (float) (direction[axis] / length) : 0;
        }
        tangent[3] = isMirrored ? -1 : 1;
    }

    private static double[] edge(Vertices from, int start, int end) {
        return new double[] {
            from.get(end, 0) - (double) from.get(start, 0),
            from.get(end, 1) - (double) from.get(start, 1),
            from.get(end, 2) - (double) from.get(start, 2)
        };
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    /** Gives vertices of equal position, normal and UVs the same number, from 0 on. */
    private static int[] weld(Vertices from, int uv) {
        int count = from.count();
        int[] firsts = new int[Integer.highestOneBit(Math.max(count, 1)) << 1]; // a hash table: vertex + 1
        int[] groups = new int[count];
        int groupCount = 0;
        for (int vertex = 0; vertex < count; vertex++) {
            int slot = hash(from, vertex, uv) & firsts.length - 1;
            while (firsts[slot] != 0 && !isSame(from, firsts[slot] - 1, vertex, uv)) {
                slot = slot + 1 & firsts.length - 1;
            }
            if (firsts[slot] == 0) {
                firsts[slot] = vertex + 1;
                groups[vertex] = groupCount++;
            } else {
                groups[vertex] = groups[firsts[slot] - 1];
            }
        }
        return groups;
    }

    private static int hash(Vertices from, int vertex, int uv) {
        int hash = 1;
        for (int i = 0; i < 8; i++) {
            hash = hash * 0x9E3779B1 + Float.floatToRawIntBits(from.get(vertex, i < 6 ? i : uv + i - 6));
            hash ^= hash >>> 15;
        }
        return hash;
    }

    private static boolean isSame(Vertices from, int a, int b, int uv) {
        for (int i = 0; i < 8; i++) {
            int index = i < 6 ? i : uv + i - 6;
            if (Float.floatToRawIntBits(from.get(a, index)) != Float.floatToRawIntBits(from.get(b, index))) {
                return false;
            }
        }
        return true;
    }
}
