// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import passbridge.scene.ArrayType;
import passbridge.scene.Domain;
import passbridge.scene.GeometryArray;
import passbridge.scene.GeometryArrays;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;

/**
 * A mesh as scripts and damaged files leave it in Blender: a good triangle, one with a coordinate that is no number, one with an infinite
 * one, one whose index is out of range. Blender's side leaves out all but the first; the vertices stay.
 */
final class DamagedMesh implements Mesh {
    private static final float[] POSITIONS = {
        -1, -1, 0, 1, -1, 0, 0, 1, 0, Float.NaN, 0, 0, 0, Float.POSITIVE_INFINITY, 0,
    };
    private static final int[] INDICES = {0, 1, 2, 0, 1, 3, 1, 2, 4, 0, 1, Integer.MAX_VALUE};

    private static final GeometryArrays ARRAYS = GeometryArrays.NONE
            .with(GeometryArray.POSITION, Domain.POINT, ArrayType.FLOAT3, POSITIONS)
            .with(GeometryArray.CORNER_VERTEX, Domain.CORNER, ArrayType.INT32, INDICES)
            .with(GeometryArray.TRIANGLE_CORNERS, Domain.TRIANGLE, ArrayType.INT32X3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    @Override
    public long id() {
        return -1;
    }

    @Override
    public List<GeometryArray> arrays() {
        return ARRAYS.list();
    }

    @Override
    public void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
        ARRAYS.copyValues(array, first, count, values);
    }

    @Override
    public int slotCount() {
        return 1;
    }

    @Override
    public String name() {
        return "damaged mesh";
    }

    @Override
    public int triangleCount() {
        return INDICES.length / 3;
    }

    @Override
    public List<MeshAttribute> attributes() {
        return List.of();
    }

    @Override
    public Optional<MeshAttribute> uvMap() {
        return Optional.empty();
    }

    @Override
    public Optional<MeshAttribute> colorAttribute() {
        return Optional.empty();
    }

    @Override
    public int vertexCount(List<MeshAttribute> attributes) {
        return POSITIONS.length / 3;
    }

    @Override
    public int[] gather(List<MeshAttribute> attributes, ByteBuffer vertices, ByteBuffer indices, int slotCount) {
        for (int vertex = 0; vertex < POSITIONS.length / 3; vertex++) {
            vertices.asFloatBuffer().put(6 * vertex, POSITIONS, 3 * vertex, 3).put(6 * vertex + 3, new float[3]);
        }
        indices.asIntBuffer().put(INDICES);
        int[] counts = new int[slotCount];
        counts[0] = triangleCount();
        return counts;
    }
}
