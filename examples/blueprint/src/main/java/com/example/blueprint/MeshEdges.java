// SPDX-License-Identifier: Apache-2.0
package com.example.blueprint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.joml.Vector3f;
import org.joml.Vector4f;
import passbridge.scene.Mesh;

/**
 * The edges of a mesh that a draughtsman draws: where the surface bends or ends, not where a flat face is cut into triangles. In object space.
 *
 * @param positions six floats an edge: start and end
 */
record MeshEdges(float[] positions) {
    /** Cosine of 1°: triangles of a face that is not quite flat are still one face. */
    private static final float FLAT = 0.99985f;

    /** Two places. An edge has the same key from both sides. */
    private record Key(Vector3f low, Vector3f high) {
        static Key of(Vector3f a, Vector3f b) {
            boolean ordered = a.x != b.x ? a.x < b.x : a.y != b.y ? a.y < b.y : a.z < b.z;
            return ordered ? new Key(a, b) : new Key(b, a);
        }
    }

    /** What an edge parts, as far as it is known. */
    private static final class Fold {
        private final Vector3f normal;
        private int triangleCount = 1;
        private boolean bends;

        Fold(Vector3f normal) {
            this.normal = normal;
        }

        Fold with(Fold other) {
            triangleCount++;
            bends |= normal.dot(other.normal) < FLAT;
            return this;
        }

        boolean isDrawn() {
            return bends || triangleCount != 2;
        }
    }

    /** Reads a mesh: during {@code sync} only. */
    static MeshEdges of(Mesh mesh) {
        ByteBuffer vertices = direct(Math.multiplyExact(mesh.vertexCount(List.of()), Mesh.POSITION_AND_NORMAL_BYTES));
        ByteBuffer indices = direct(Math.multiplyExact(mesh.triangleCount(), 3 * Integer.BYTES));
        int triangleCount = mesh.gather(List.of(), vertices, indices, 1)[0];
        FloatBuffer floats = vertices.asFloatBuffer();
        IntBuffer corners = indices.asIntBuffer();
        // By place, not by vertex: a vertex whose corners have different normals comes several times.
        Map<Key, Fold> folds = new HashMap<>();
        for (int triangle = 0; triangle < triangleCount; triangle++) {
            Vector3f a = position(floats, corners.get());
            Vector3f b = position(floats, corners.get());
            Vector3f c = position(floats, corners.get());
            Vector3f normal = b.sub(a, new Vector3f()).cross(c.sub(a, new Vector3f())).normalize();
            for (Key edge : List.of(Key.of(a, b), Key.of(b, c), Key.of(c, a))) {
                folds.merge(edge, new Fold(normal), Fold::with);
            }
        }
        folds.values().removeIf(fold -> !fold.isDrawn());
        FloatBuffer positions = FloatBuffer.allocate(folds.size() * 6);
        for (Key edge : folds.keySet()) {
            positions.put(new float[] {edge.low.x, edge.low.y, edge.low.z, edge.high.x, edge.high.y, edge.high.z});
        }
        return new MeshEdges(positions.array());
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static Vector3f position(FloatBuffer vertices, int vertex) {
        return new Vector3f(vertex * (Mesh.POSITION_AND_NORMAL_BYTES / Float.BYTES), vertices);
    }

    int count() {
        return positions.length / 6;
    }

    Vector4f start(int edge) {
        return new Vector4f(positions[6 * edge], positions[6 * edge + 1], positions[6 * edge + 2], 1);
    }

    Vector4f end(int edge) {
        return new Vector4f(positions[6 * edge + 3], positions[6 * edge + 4], positions[6 * edge + 5], 1);
    }
}
