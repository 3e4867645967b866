// SPDX-License-Identifier: Apache-2.0
package com.example.pathtracer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.joml.Matrix3f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import passbridge.scene.Geometry;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Mesh;

/**
 * All triangles of a scene in world space, instances written out.
 *
 * @param positions nine floats a triangle: the corners
 * @param normals nine floats a triangle: unit normals of the corners; all 0 where the triangle is flat
 * @param materials index into {@code surfaces} of each triangle
 * @param surfaces what the triangles look like
 */
record Triangles(float[] positions, float[] normals, int[] materials, List<Surface> surfaces) {
    private static final int VERTEX_FLOATS = Mesh.POSITION_AND_NORMAL_BYTES / Float.BYTES;

    /**
     * A mesh as read from Blender, in object space.
     *
     * @param vertices position and normal, six floats each
     * @param indices three a triangle
     * @param slotTriangleCounts triangles are ordered by material slot: how many each has
     */
    record MeshTriangles(float[] vertices, int[] indices, int[] slotTriangleCounts) {
        /** Reads a mesh: during {@code sync} only. */
        static MeshTriangles of(Mesh mesh, int slotCount) {
            ByteBuffer vertexBytes = direct(Math.multiplyExact(mesh.vertexCount(List.of()), Mesh.POSITION_AND_NORMAL_BYTES));
            ByteBuffer indexBytes = direct(Math.multiplyExact(mesh.triangleCount(), 3 * Integer.BYTES));
            int[] counts = mesh.gather(List.of(), vertexBytes, indexBytes, slotCount);
            FloatBuffer vertices = vertexBytes.asFloatBuffer();
            IntBuffer indices = indexBytes.asIntBuffer();
            MeshTriangles read = new MeshTriangles(new float[vertices.remaining()], new int[indices.remaining()], counts);
            vertices.get(read.vertices);
            indices.get(read.indices);
            return read;
        }

        private static ByteBuffer direct(int bytes) {
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }

        int count() {
            int count = 0;
            for (int inSlot : slotTriangleCounts) {
                count += inSlot;
            }
            return count;
        }
    }

    /** Places meshes in the world. @param meshes those of all instances that are meshes */
    static Triangles of(List<Instance> instances, Map<Geometry, MeshTriangles> meshes) {
        int count = 0;
        for (Instance instance : instances) {
            count = Math.addExact(count, instance.geometry() instanceof Mesh mesh ? meshes.get(mesh).count() : 0);
        }
        Triangles triangles = new Triangles(
                new float[Math.multiplyExact(count, 9)], new float[Math.multiplyExact(count, 9)], new int[count], new ArrayList<>());
        int written = 0;
        for (Instance instance : instances) {
            if (instance.geometry() instanceof Mesh mesh) {
                written = triangles.place(meshes.get(mesh), instance, written);
            }
        }
        return triangles;
    }

    private int place(MeshTriangles mesh, Instance instance, int first) {
        Matrix4fc toWorld = instance.objectToWorld();
        Matrix3f normalToWorld = toWorld.normal(new Matrix3f());
        int firstSurface = surfaces.size();
        for (Material material : instance.materials()) {
            surfaces.add(Surface.of(material));
        }
        int triangle = first;
        int corner = 0;
        for (int slot = 0; slot < mesh.slotTriangleCounts.length; slot++) {
            int surface = firstSurface + Math.min(slot, instance.materials().size() - 1);
            for (int end = triangle + mesh.slotTriangleCounts[slot]; triangle < end; triangle++) {
                materials[triangle] = surface;
                for (int i = 0; i < 3; i++) {
                    int from = mesh.indices[corner++] * VERTEX_FLOATS;
                    int to = 9 * triangle + 3 * i;
                    put(toWorld.transformPosition(vector(mesh.vertices, from)), positions, to);
                    Vector3f normal = normalToWorld.transform(vector(mesh.vertices, from + 3));
                    put(normal.lengthSquared() > 0 ? normal.normalize() : normal, normals, to);
                }
            }
        }
        return triangle;
    }

    private static Vector3f vector(float[] floats, int index) {
        return new Vector3f(floats[index], floats[index + 1], floats[index + 2]);
    }

    private static void put(Vector3f vector, float[] floats, int index) {
        floats[index] = vector.x;
        floats[index + 1] = vector.y;
        floats[index + 2] = vector.z;
    }

    int count() {
        return materials.length;
    }

    Surface surface(int triangle) {
        return surfaces.get(materials[triangle]);
    }

    /** Unit normal of the plane that a triangle lies in. */
    Vector3f faceNormal(int triangle) {
        Vector3f a = vector(positions, 9 * triangle);
        Vector3f b = vector(positions, 9 * triangle + 3).sub(a);
        Vector3f c = vector(positions, 9 * triangle + 6).sub(a);
        return b.cross(c).normalize();
    }

    /** Unit normal for shading, between those of the corners. @param u share of corner 1. @param v share of corner 2 */
    Vector3f shadingNormal(int triangle, float u, float v) {
        Vector3f normal = vector(normals, 9 * triangle).mul(1 - u - v)
                .fma(u, vector(normals, 9 * triangle + 3))
                .fma(v, vector(normals, 9 * triangle + 6));
        return normal.lengthSquared() > 0 ? normal.normalize() : faceNormal(triangle);
    }
}
