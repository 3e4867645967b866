// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Arrays;
import java.util.Optional;

/**
 * The polygons of a mesh as they were before triangulation. Whoever has it may change the arrays.
 *
 * @param offsets the first corner of each polygon in {@code vertices}, and behind the last one where it ends
 * @param vertices of each corner: an index into the array {@link GeometryArray#POSITION}
 */
public record MeshPolygons(int[] offsets, int[] vertices) {
    /** {@return how many polygons there are} */
    public int count() {
        return offsets.length - 1;
    }

    /**
     * {@return the polygons of a mesh; those that wrong indices are among have no corners}
     *
     * @param mesh one that can be read, and that has the arrays of a mesh
     * @throws IllegalStateException where the mesh can't be read, see {@link Geometry#isReadable}
     */
    public static MeshPolygons read(Mesh mesh) {
        int[] cornerVertices = integers(mesh, GeometryArray.CORNER_VERTEX).orElse(new int[0]);
        int[] triangleCorners = integers(mesh, GeometryArray.TRIANGLE_CORNERS).orElse(new int[0]);
        int vertexCount = mesh.array(GeometryArray.POSITION).map(GeometryArray::count).orElse(0);
        int triangleCount = triangleCorners.length / 3;
        Optional<int[]> told = integers(mesh, GeometryArray.TRIANGLE_FACE);
        int[] faces = told.orElseGet(() -> {
            int[] own = new int[triangleCount];
            Arrays.setAll(own, triangle -> triangle);
            return own;
        });
        int faceCount = 0;
        for (int face : faces) {
            faceCount = Math.max(faceCount, face < Integer.MAX_VALUE && face < triangleCount ? face + 1 : 0);
        }
        // The corners of a face lie side by side, and its triangles use all of them.
        int[] first = new int[faceCount];
        int[] last = new int[faceCount];
        Arrays.fill(first, Integer.MAX_VALUE);
        Arrays.fill(last, -1);
        for (int triangle = 0; triangle < triangleCount && triangle < faces.length; triangle++) {
            int face = faces[triangle];
            for (int i = 0; i < 3 && face >= 0 && face < faceCount; i++) {
                int corner = triangleCorners[3 * triangle + i];
                boolean isValid = corner >= 0 && corner < cornerVertices.length
                        && cornerVertices[corner] >= 0 && cornerVertices[corner] < vertexCount;
                first[face] = isValid ? Math.min(first[face], corner) : -1;
                last[face] = Math.max(last[face], corner);
            }
        }
        int[] offsets = new int[faceCount + 1];
        for (int face = 0; face < faceCount; face++) {
            boolean isWhole = first[face] >= 0 && last[face] >= first[face] && last[face] < cornerVertices.length;
            offsets[face + 1] = Math.addExact(offsets[face], isWhole ? last[face] - first[face] + 1 : 0);
        }
        int[] vertices = new int[offsets[faceCount]];
        for (int face = 0; face < faceCount; face++) {
            int count = offsets[face + 1] - offsets[face];
            if (count > 0) {
                System.arraycopy(cornerVertices, first[face], vertices, offsets[face], count);
            }
        }
        return new MeshPolygons(offsets, vertices);
    }

    private static Optional<int[]> integers(Mesh mesh, String name) {
        return mesh.array(name).map(mesh::readIntegers);
    }
}
