// SPDX-License-Identifier: Apache-2.0
package com.example.blueprint;

import java.util.LinkedHashMap;
import java.util.Map;
import org.joml.Vector3f;
import org.joml.Vector4f;
import passbridge.scene.FlatNormals;
import passbridge.scene.Mesh;
import passbridge.scene.MeshData;

/**
 * The edges of a mesh that a draughtsman may draw: all but those that cut a flat face into triangles. In object space.
 *
 * @param places six floats an edge: start and end
 * @param normals six floats an edge: those of the two triangles that it parts; all 0 where it does not part two
 */
record MeshEdges(float[] places, float[] normals) {
    private static final int FLOATS = 6;

    /** Cosine of 0.1°: triangles of a face that is not quite flat are still one face. */
    private static final float FLAT = 0.9999985f;

    /** Cosine of 30°: a surface that bends more at an edge is not meant to be smooth there. */
    private static final float SMOOTH = 0.866f;

    /** Two places. An edge has the same key from both sides. */
    private record Key(Vector3f low, Vector3f high) {
        static Key of(Vector3f a, Vector3f b) {
            boolean ordered = a.x != b.x ? a.x < b.x : a.y != b.y ? a.y < b.y : a.z < b.z;
            return ordered ? new Key(a, b) : new Key(b, a);
        }
    }

    /** Normals of the triangles at an edge. @param second null where there are not two triangles */
    private record Fold(int triangleCount, Vector3f first, Vector3f second) {
        Fold with(Fold other) {
            int count = triangleCount + other.triangleCount;
            return new Fold(count, first, count == 2 ? other.first : null);
        }

        boolean isFlat() {
            return second != null && first.dot(second) > FLAT;
        }
    }

    /** Reads a mesh: during {@code sync} only. */
    static MeshEdges of(Mesh mesh) {
        MeshData data = Mesh.read(mesh, FlatNormals.ZERO);
        int[] indices = data.indices();
        // By place, not by vertex: a vertex whose corners have different normals comes several times.
        Map<Key, Fold> folds = new LinkedHashMap<>();
        for (int corner = 0; corner < indices.length; corner += 3) {
            Vector3f a = vector(data.positions(), 3 * indices[corner]);
            Vector3f b = vector(data.positions(), 3 * indices[corner + 1]);
            Vector3f c = vector(data.positions(), 3 * indices[corner + 2]);
            Fold one = new Fold(1, b.sub(a, new Vector3f()).cross(c.sub(a, new Vector3f())).normalize(), null);
            folds.merge(Key.of(a, b), one, Fold::with);
            folds.merge(Key.of(b, c), one, Fold::with);
            folds.merge(Key.of(c, a), one, Fold::with);
        }
        folds.values().removeIf(Fold::isFlat);
        MeshEdges edges = new MeshEdges(new float[FLOATS * folds.size()], new float[FLOATS * folds.size()]);
        int edge = 0;
        for (Map.Entry<Key, Fold> each : folds.entrySet()) {
            put(each.getKey().low, edges.places, FLOATS * edge);
            put(each.getKey().high, edges.places, FLOATS * edge + 3);
            if (each.getValue().second != null) {
                put(each.getValue().first, edges.normals, FLOATS * edge);
                put(each.getValue().second, edges.normals, FLOATS * edge + 3);
            }
            edge++;
        }
        return edges;
    }

    private static void put(Vector3f vector, float[] floats, int index) {
        floats[index] = vector.x;
        floats[index + 1] = vector.y;
        floats[index + 2] = vector.z;
    }

    private static Vector3f vector(float[] floats, int index) {
        return new Vector3f(floats[index], floats[index + 1], floats[index + 2]);
    }

    int count() {
        return places.length / FLOATS;
    }

    Vector4f start(int edge) {
        return new Vector4f(vector(places, FLOATS * edge), 1);
    }

    Vector4f end(int edge) {
        return new Vector4f(vector(places, FLOATS * edge + 3), 1);
    }

    /**
     * Whether the surface ends or bends at an edge, or turns away from who looks.
     *
     * @param eye in object space: where it is, w 1; or far away in this direction, w 0
     */
    boolean isDrawn(int edge, Vector4f eye) {
        Vector3f first = vector(normals, FLOATS * edge);
        Vector3f second = vector(normals, FLOATS * edge + 3);
        Vector3f towardsEye = vector(places, FLOATS * edge).mul(-eye.w).add(eye.x, eye.y, eye.z);
        return first.dot(second) < SMOOTH || first.dot(towardsEye) * second.dot(towardsEye) < 0;
    }
}
