// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What follows from how the vertices of a mesh are connected, as Cycles has it (intern/cycles/blender/mesh.cpp,
 * attr_create_random_per_island and attr_create_pointiness, as of Blender 5.2). Edges are the mesh's own, else those of its polygons; those
 * with a wrong vertex are left out.
 */
final class MeshConnections {
    private static final float EPSILON = 0x1p-23f; // FLT_EPSILON

    private final Mesh mesh;
    private final float[] positions;
    private final int vertexCount;
    private final MeshPolygons polygons;
    private final int[] edges; // two vertices each

    /** @param mesh one that can be read */
    MeshConnections(Mesh mesh) {
        this.mesh = mesh;
        positions = mesh.array(GeometryArray.POSITION).map(mesh::readFloats).orElse(new float[0]);
        vertexCount = positions.length / 3;
        polygons = MeshPolygons.read(mesh);
        int[] all = mesh.array(GeometryArray.EDGE_VERTICES).map(mesh::readIntegers).orElseGet(this::edgesOfPolygons);
        edges = IntStream.range(0, all.length / 2).filter(edge -> isVertex(all[2 * edge]) && isVertex(all[2 * edge + 1]))
                .flatMap(edge -> IntStream.of(all[2 * edge], all[2 * edge + 1])).toArray();
    }

    private boolean isVertex(int number) {
        return number >= 0 && number < vertexCount;
    }

    private int[] edgesOfPolygons() {
        int[] vertices = polygons.vertices();
        int[] found = new int[2 * vertices.length];
        for (int polygon = 0; polygon < polygons.count(); polygon++) {
            int first = polygons.offsets()[polygon];
            int end = polygons.offsets()[polygon + 1];
            for (int corner = first; corner < end; corner++) {
                found[2 * corner] = vertices[corner];
                found[2 * corner + 1] = vertices[corner + 1 < end ? corner + 1 : first];
            }
        }
        return found;
    }

    /** Of each vertex, the number of one that stands for all that it is connected with: as the union by rank of all edges, in order, has it. */
    float[] islands() {
        int[] parents = IntStream.range(0, vertexCount).toArray();
        byte[] ranks = new byte[vertexCount];
        for (int edge = 0; edge < edges.length; edge += 2) {
            int a = root(parents, edges[edge]);
            int b = root(parents, edges[edge + 1]);
            if (a != b) {
                int above = ranks[a] < ranks[b] ? b : a;
                int below = above == a ? b : a;
                parents[below] = above;
                if (ranks[a] == ranks[b]) {
                    ranks[above]++;
                }
            }
        }
        float[] islands = new float[vertexCount];
        for (int vertex = 0; vertex < vertexCount; vertex++) {
            islands[vertex] = root(parents, vertex);
        }
        return islands;
    }

    private static int root(int[] parents, int vertex) {
        int root = vertex;
        while (parents[root] != root) {
            root = parents[root];
        }
        for (int each = vertex; parents[each] != root; ) {
            int parent = parents[each];
            parents[each] = root;
            each = parent;
        }
        return root;
    }

    /**
     * Of each vertex, how far its edges point away from its normal, 0 to 1, blurred with what those next to it have. Vertices at the same place
     * are one.
     */
    float[] pointiness() {
        int[] same = samePlaces();
        float[] normals = normals(same);
        long[] lines = distinctEdges(same);
        float[] sums = new float[3 * vertexCount];
        int[] counts = new int[vertexCount];
        for (long line : lines) {
            int a = (int) (line >>> Integer.SIZE);
            int b = (int) line;
            addDirection(a, b, sums);
            addDirection(b, a, sums);
            counts[a]++;
            counts[b]++;
        }
        float[] angles = new float[vertexCount];
        for (int vertex = 0; vertex < vertexCount; vertex++) {
            if (counts[vertex] > 0) {
                float cosine = 0;
                for (int axis = 0; axis < 3; axis++) {
                    cosine += normals[3 * vertex + axis] * sums[3 * vertex + axis] / counts[vertex];
                }
                angles[vertex] = (float) (Math.acos(Math.max(-1, Math.min(1, cosine))) / Math.PI);
            }
        }
        float[] blurred = angles.clone();
        for (long line : lines) {
            int a = (int) (line >>> Integer.SIZE);
            int b = (int) line;
            blurred[a] += angles[b];
            blurred[b] += angles[a];
        }
        float[] found = new float[vertexCount];
        for (int vertex = 0; vertex < vertexCount; vertex++) {
            found[vertex] = blurred[same[vertex]] / (counts[same[vertex]] + 1);
        }
        return found;
    }

    /**
     * Of each vertex, the one that stands for all at its place. Cycles looks for them along the diagonal of all axes: those that are near each
     * other are neighbours there.
     */
    private int[] samePlaces() {
        int[] sorted = IntStream.range(0, vertexCount).boxed()
                .sorted(Comparator.<Integer>comparingDouble(this::alongDiagonal).thenComparing(Comparator.reverseOrder()))
                .mapToInt(Integer::intValue).toArray();
        int[] same = IntStream.range(0, vertexCount).toArray();
        for (int place = 0; place < vertexCount; place++) {
            int vertex = sorted[place];
            for (int next = place + 1; next < vertexCount; next++) {
                int other = sorted[next];
                if (!(alongDiagonal(other) - alongDiagonal(vertex) <= 3 * EPSILON)) {
                    break;
                }
                if (distanceSquared(vertex, other) < EPSILON) {
                    same[vertex] = other;
                    break;
                }
            }
        }
        for (int vertex = 0; vertex < vertexCount; vertex++) {
            int last = vertex;
            while (same[last] != last) {
                last = same[last];
            }
            same[vertex] = last;
        }
        return same;
    }

    private float alongDiagonal(int vertex) {
        return positions[3 * vertex] + positions[3 * vertex + 1] + positions[3 * vertex + 2];
    }

    private float distanceSquared(int a, int b) {
        float sum = 0;
        for (int axis = 0; axis < 3; axis++) {
            float difference = positions[3 * a + axis] - positions[3 * b + axis];
            sum += difference * difference;
        }
        return sum;
    }

    /** Each once, the greater vertex first, in the upper half. */
    private long[] distinctEdges(int[] same) {
        return IntStream.range(0, edges.length / 2).mapToLong(edge -> {
            int a = same[edges[2 * edge]];
            int b = same[edges[2 * edge + 1]];
            return (long) Math.max(a, b) << Integer.SIZE | Math.min(a, b);
        }).sorted().distinct().toArray();
    }

    private void addDirection(int from, int to, float[] sums) {
        float length = (float) Math.sqrt(distanceSquared(from, to));
        for (int axis = 0; axis < 3 && length > 0; axis++) {
            sums[3 * from + axis] += (positions[3 * to + axis] - positions[3 * from + axis]) / length;
        }
    }

    /** Of vertices that stand for others the mean normal of all these, of unit length. */
    private float[] normals(int[] same) {
        float[] ofVertices = mesh.array(GeometryArray.NORMAL).filter(normals -> normals.domain() == Domain.POINT).map(mesh::readFloats)
                .orElseGet(this::normalsOfPolygons);
        float[] sums = new float[3 * vertexCount];
        for (int i = 0; i < sums.length; i++) {
            sums[3 * same[i / 3] + i % 3] += ofVertices[i];
        }
        normalize(sums);
        return sums;
    }

    /** Of each vertex the mean of its polygons' normals, weighted by their angles there, as Blender has them. */
    private float[] normalsOfPolygons() {
        float[] sums = new float[3 * vertexCount];
        for (int polygon = 0; polygon < polygons.count(); polygon++) {
            addNormals(polygons.offsets()[polygon], polygons.offsets()[polygon + 1], sums);
        }
        normalize(sums);
        return sums;
    }

    private void addNormals(int first, int end, float[] sums) {
        int[] vertices = polygons.vertices();
        double[] normal = new double[3]; // Newell's method
        for (int corner = first; corner < end; corner++) {
            int a = vertices[corner];
            int b = vertices[corner + 1 < end ? corner + 1 : first];
            for (int axis = 0; axis < 3; axis++) {
                int y = (axis + 1) % 3;
                int z = (axis + 2) % 3;
                normal[axis] += (positions[3 * a + y] - (double) positions[3 * b + y]) * (positions[3 * a + z] + (double) positions[3 * b + z]);
            }
        }
        double length = Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
        for (int corner = first; corner < end && length > 0; corner++) {
            double angle = angle(vertices[corner > first ? corner - 1 : end - 1], vertices[corner], vertices[corner + 1 < end ? corner + 1 : first]);
            for (int axis = 0; axis < 3; axis++) {
                sums[3 * vertices[corner] + axis] += (float) (normal[axis] / length * angle);
            }
        }
    }

    private double angle(int last, int vertex, int next) {
        double product = 0;
        double lastSquared = 0;
        double nextSquared = 0;
        for (int axis = 0; axis < 3; axis++) {
            double a = positions[3 * last + axis] - (double) positions[3 * vertex + axis];
            double b = positions[3 * next + axis] - (double) positions[3 * vertex + axis];
            product += a * b;
            lastSquared += a * a;
            nextSquared += b * b;
        }
        double cosine = product / Math.sqrt(lastSquared * nextSquared);
        return Double.isFinite(cosine) ? Math.acos(Math.max(-1, Math.min(1, cosine))) : 0;
    }

    private static void normalize(float[] vectors) {
        for (int i = 0; i + 2 < vectors.length; i += 3) {
            float length = (float) Math.sqrt(vectors[i] * vectors[i] + vectors[i + 1] * vectors[i + 1] + vectors[i + 2] * vectors[i + 2]);
            for (int axis = 0; axis < 3 && length > 0; axis++) {
                vectors[i + axis] /= length;
            }
        }
    }
}
