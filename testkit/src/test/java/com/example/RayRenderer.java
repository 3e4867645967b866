// SPDX-License-Identifier: Apache-2.0
package com.example;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.joml.Intersectionf;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.joml.Vector4f;
import passbridge.Film;
import passbridge.FilmFrame;
import passbridge.FilmRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Geometry;
import passbridge.scene.Instance;
import passbridge.scene.Mesh;
import passbridge.scene.Scene;

/** A correct renderer without OpenGL: one ray through the middle of each pixel, meshes only, coloured by their orientation. */
public class RayRenderer implements FilmRenderer {
    /** A name of a user's, beside Combined. */
    public static final Pass FACING = new Pass("Facing", 1);

    private record Triangle(Vector3f a, Vector3f b, Vector3f c, Vector3f center, float radius) {}

    private final Map<Geometry, List<Vector3f[]>> meshes = new IdentityHashMap<>();
    private List<List<Triangle>> instances = List.of();
    private List<float[]> spheres = List.of();
    private Scene scene;
    private Camera camera;

    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(FACING);
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        this.scene = scene;
        meshes.keySet().removeAll(context.delta().removed());
        instances = new ArrayList<>();
        spheres = new ArrayList<>();
        for (Instance instance : scene.instances()) {
            if (context.isCancelled()) {
                return;
            }
            if (instance.geometry() instanceof Mesh mesh) {
                List<Vector3f[]> corners = meshes.computeIfAbsent(mesh, key -> read(mesh));
                List<Triangle> triangles = corners.stream().map(triangle -> placed(triangle, instance)).toList();
                instances.add(triangles);
                spheres.add(bounds(triangles));
            }
        }
    }

    static List<Vector3f[]> read(Mesh mesh) {
        ByteBuffer vertices = direct(mesh.vertexCount(List.of()) * Mesh.vertexBytes(List.of()));
        ByteBuffer indices = direct(mesh.triangleCount() * 3 * Integer.BYTES);
        int count = mesh.gather(List.of(), vertices, indices, 1)[0];
        List<Vector3f[]> triangles = new ArrayList<>();
        for (int triangle = 0; triangle < count; triangle++) {
            Vector3f[] corners = new Vector3f[3];
            for (int corner = 0; corner < 3; corner++) {
                int vertex = indices.getInt((3 * triangle + corner) * Integer.BYTES);
                corners[corner] = new Vector3f(vertex * Mesh.POSITION_AND_NORMAL_BYTES, vertices);
            }
            triangles.add(corners);
        }
        return triangles;
    }

    static ByteBuffer direct(int byteCount) {
        return ByteBuffer.allocateDirect(byteCount).order(ByteOrder.nativeOrder());
    }

    private static Triangle placed(Vector3f[] corners, Instance instance) {
        Vector3f[] placed = new Vector3f[3];
        for (int i = 0; i < 3; i++) {
            placed[i] = instance.objectToWorld().transformPosition(corners[i], new Vector3f());
        }
        return new Triangle(placed[0], placed[1], placed[2], placed[0], Math.max(placed[0].distance(placed[1]), placed[0].distance(placed[2])));
    }

    private static float[] bounds(List<Triangle> triangles) {
        Vector3f center = triangles.isEmpty() ? new Vector3f() : triangles.get(0).center;
        float radius = 0;
        for (Triangle triangle : triangles) {
            radius = Math.max(radius, center.distance(triangle.center) + triangle.radius);
        }
        return new float[] {center.x, center.y, center.z, radius * radius};
    }

    @Override
    public void render(RenderRequest request, FilmFrame frame) {
        Film film = film(frame);
        camera = request.camera();
        Matrix4f clipToWorld = new Matrix4f(camera.projection()).mul(camera.worldToCamera()).invert();
        for (int y = 0; y < request.height(); y++) {
            if (isToEnd(frame)) {
                return;
            }
            for (int x = 0; x < request.width(); x++) {
                draw(request, film, clipToWorld, x, y);
            }
        }
        frame.progress(request.samples(), request.samples());
    }

    /** What is drawn into. */
    Film film(FilmFrame frame) {
        return frame.film();
    }

    /** Asked before each row. */
    boolean isToEnd(FilmFrame frame) {
        return frame.isCancelled();
    }

    private void draw(RenderRequest request, Film film, Matrix4f clipToWorld, int x, int y) {
        Vector3f origin = new Vector3f();
        Vector3f direction = new Vector3f();
        aim((x + 0.5f) / request.width(), (y + 0.5f) / request.height(), clipToWorld, origin, direction);
        Vector4f color = new Vector4f(scene.world().color(), 1);
        float facing = trace(origin, direction);
        if (facing > 0) {
            color.set(facing, facing, facing, 1);
        }
        for (Pass pass : request.passes()) {
            FloatBuffer pixels = film.pixels(pass);
            int first = (y * request.width() + x) * pass.channels();
            for (int channel = 0; channel < pass.channels(); channel++) {
                pixels.put(first + channel, pass.equals(FACING) ? facing : color.get(channel));
            }
        }
    }

    private void aim(float u, float v, Matrix4f clipToWorld, Vector3f origin, Vector3f direction) {
        if (camera.type() == Camera.Type.EQUIRECTANGULAR) {
            Camera.Panorama shown = camera.panorama().orElseThrow();
            float longitude = shown.left() + (shown.right() - shown.left()) * u;
            float latitude = shown.bottom() + (shown.top() - shown.bottom()) * v;
            Matrix4f cameraToWorld = new Matrix4f(camera.worldToCamera()).invertAffine();
            cameraToWorld.getTranslation(origin);
            direction.set(Math.sin(longitude) * Math.cos(latitude), Math.sin(latitude), -Math.cos(longitude) * Math.cos(latitude));
            cameraToWorld.transformDirection(direction);
            return;
        }
        clipToWorld.transformProject(2 * u - 1, 2 * v - 1, -1, origin);
        clipToWorld.transformProject(2 * u - 1, 2 * v - 1, 1, direction).sub(origin);
        direction.normalize();
    }

    /** 0 to 1: how much the nearest triangle faces the ray; 0: there is none. */
    private float trace(Vector3f origin, Vector3f direction) {
        float nearest = Float.POSITIVE_INFINITY;
        float facing = 0;
        for (int i = 0; i < instances.size(); i++) {
            float[] sphere = spheres.get(i);
            if (!Intersectionf.testRaySphere(
                    origin.x, origin.y, origin.z, direction.x, direction.y, direction.z, sphere[0], sphere[1], sphere[2], sphere[3])) {
                continue;
            }
            for (Triangle triangle : instances.get(i)) {
                float distance = Intersectionf.intersectRayTriangle(origin, direction, triangle.a, triangle.b, triangle.c, 1e-9f);
                if (distance >= 0 && distance < nearest) {
                    Vector3f normal = triangle.b.sub(triangle.a, new Vector3f()).cross(triangle.c.sub(triangle.a, new Vector3f()));
                    nearest = distance;
                    facing = Math.abs(normal.normalize().dot(direction));
                }
            }
        }
        return facing;
    }

    @Override
    public void close() {
        meshes.clear();
    }
}
