// SPDX-License-Identifier: Apache-2.0
package com.example.pathtracer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.joml.Matrix3f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import passbridge.scene.Geometry;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.MeshData;

/**
 * All triangles of a scene in world space, instances written out.
 *
 * @param positions nine floats a triangle: the corners
 * @param normals nine floats a triangle: unit normals of the corners; all 0 where the triangle is flat
 * @param materials index into {@code surfaces} of each triangle
 * @param surfaces what the triangles look like
 */
record Triangles(float[] positions, float[] normals, int[] materials, List<Surface> surfaces) {
    /** Places meshes in the world. @param meshes those of the instances; others are left out */
    static Triangles of(List<Instance> instances, Map<Geometry, MeshData> meshes) {
        int count = 0;
        for (Instance instance : instances) {
            MeshData mesh = meshes.get(instance.geometry());
            count = Math.addExact(count, mesh == null ? 0 : mesh.indices().length / 3);
        }
        Triangles triangles = new Triangles(
                new float[Math.multiplyExact(count, 9)], new float[Math.multiplyExact(count, 9)], new int[count], new ArrayList<>());
        int written = 0;
        for (Instance instance : instances) {
            if (meshes.containsKey(instance.geometry())) {
                written = triangles.place(meshes.get(instance.geometry()), instance, written);
            }
        }
        return triangles;
    }

    private int place(MeshData mesh, Instance instance, int first) {
        Matrix4fc toWorld = instance.objectToWorld();
        Matrix3f normalToWorld = toWorld.normal(new Matrix3f());
        int firstSurface = surfaces.size();
        for (Material material : instance.materials()) {
            surfaces.add(Surface.of(material));
        }
        int triangle = first;
        int corner = 0;
        for (int slot = 0; slot < mesh.slotTriangleCounts().length; slot++) {
            int surface = firstSurface + Math.min(slot, instance.materials().size() - 1);
            for (int end = triangle + mesh.slotTriangleCounts()[slot]; triangle < end; triangle++) {
                materials[triangle] = surface;
                for (int i = 0; i < 3; i++) {
                    int from = 3 * mesh.indices()[corner++];
                    int to = 9 * triangle + 3 * i;
                    put(toWorld.transformPosition(vector(mesh.positions(), from)), positions, to);
                    Vector3f normal = normalToWorld.transform(vector(mesh.normals(), from));
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
