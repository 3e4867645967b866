// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A mesh in plain arrays, see {@link Mesh#read}. Whoever has it may change the arrays.
 *
 * @param positions x, y, z of each vertex, object space
 * @param normals x, y, z of each vertex
 * @param values the numbers of each vertex, by what they are
 * @param indices three vertices of each triangle, ordered by material slot
 * @param slotTriangleCounts triangles of each material slot
 */
public record MeshData(
        float[] positions, float[] normals, Map<VertexValue, float[]> values, int[] indices, int[] slotTriangleCounts) {
    /**
     * Copies the map.
     *
     * @param positions {@link #positions()}
     * @param normals {@link #normals()}
     * @param values {@link #values()}
     * @param indices {@link #indices()}
     * @param slotTriangleCounts {@link #slotTriangleCounts()}
     */
    public MeshData {
        values = Map.copyOf(values);
    }

    /** {@return how many vertices there are} */
    public int vertexCount() {
        return positions.length / 3;
    }

    /** {@return how many triangles there are} */
    public int triangleCount() {
        return indices.length / 3;
    }

    static MeshData read(Mesh mesh, FlatNormals flatNormals, List<VertexValue> wanted) {
        VertexAssembly assembly = new VertexAssembly(mesh, wanted, flatNormals);
        ByteBuffer vertices = direct((long) assembly.vertexCount() * Mesh.vertexBytes(wanted), mesh);
        ByteBuffer indices = direct(3L * Integer.BYTES * mesh.triangleCount(), mesh);
        int[] counts = assembly.gather(vertices, indices, mesh.slotCount());
        int triangleCount = Arrays.stream(counts).sum();
        int vertexCount = assembly.isExpanded() ? 3 * triangleCount : assembly.vertexCount();
        float[] positions = new float[3 * vertexCount];
        float[] normals = new float[3 * vertexCount];
        Map<VertexValue, float[]> values = new LinkedHashMap<>();
        wanted.forEach(value -> values.put(value, new float[value.floatCount() * vertexCount]));
        FloatBuffer from = vertices.asFloatBuffer();
        for (int vertex = 0; vertex < vertexCount; vertex++) {
            from.get(positions, 3 * vertex, 3).get(normals, 3 * vertex, 3);
            for (VertexValue value : wanted) {
                from.get(values.get(value), value.floatCount() * vertex, value.floatCount());
            }
        }
        int[] drawn = new int[3 * triangleCount];
        indices.asIntBuffer().get(drawn);
        return new MeshData(positions, normals, values, drawn, counts);
    }

    static ByteBuffer direct(long bytes, Mesh mesh) {
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("mesh '" + mesh.name() + "' needs " + (bytes >> 20)
                    + " MiB, more than the 2047 of a buffer: split it or take fewer values");
        }
        return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
    }
}
