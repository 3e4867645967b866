// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A scene message in native memory, as the add-on would build it. Nothing in it, at first. */
final class SceneMemory {
    /** Written to memory by {@link #span}. */
    final Abi.pb_lent_scene scene = new Abi.pb_lent_scene();

    private final List<Memory> kept = new ArrayList<>();

    SceneMemory() {
        scene.size_bytes = scene.size();
        scene.version = Protocol.MESSAGE_VERSION;
        for (int i = 0; i < 4; i++) {
            scene.camera.world_to_camera[i * 5] = 1;
            scene.camera.projection[i * 5] = 1;
        }
        scene.camera.clip_start = 0.1f;
        scene.camera.clip_end = 100;
    }

    /** Copies the scene to memory, as it is now. */
    Abi.pb_span span() {
        return put(scene);
    }

    /** Structs one after the other. */
    Abi.pb_span put(Structure... structs) {
        Memory memory = allocate((long) structs.length * structs[0].size());
        for (int i = 0; i < structs.length; i++) {
            structs[i].write();
            byte[] bytes = structs[i].getPointer().getByteArray(0, structs[i].size());
            memory.write((long) i * bytes.length, bytes, 0, bytes.length);
        }
        return span(memory);
    }

    Abi.pb_span put(float... values) {
        Memory memory = allocate((long) values.length * Float.BYTES);
        memory.write(0, values, 0, values.length);
        return span(memory);
    }

    Abi.pb_span put(int... values) {
        Memory memory = allocate((long) values.length * Integer.BYTES);
        memory.write(0, values, 0, values.length);
        return span(memory);
    }

    Abi.pb_span put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            return new Abi.pb_span();
        }
        Memory memory = allocate(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        return span(memory);
    }

    /** Two triangles in slots 1 and 0, a third with a vertex that isn't there. */
    void addMesh() {
        addMesh(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0);
    }

    /** The same with other positions of its four vertices. */
    void addMesh(float... positions) {
        Abi.pb_mesh mesh = new Abi.pb_mesh();
        mesh.name = put("Mesh é");
        mesh.positions = put(positions);
        mesh.corner_vertices = put(0, 1, 2, 3, 9);
        mesh.id = 1;
        mesh.normals = put(0f, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0, 5);
        mesh.normals_domain = 1;
        Abi.pb_attribute uvs = new Abi.pb_attribute();
        uvs.name = put("UVé");
        uvs.values = put(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        uvs.type = 1;
        uvs.domain = 1;
        mesh.attributes = put(uvs);
        mesh.uv_map = 0;
        mesh.triangle_corners = put(0, 1, 2, 0, 2, 3, 0, 1, 4);
        mesh.triangle_polygons = put(0, 1, 1);
        mesh.polygon_materials = put(1, 0);
        mesh.polygon_count = 2;
        mesh.vertex_count = 4;
        mesh.corner_count = 5;
        mesh.triangle_count = 3;
        scene.meshes = put(mesh);
    }

    /** The mesh with id 1, told to be unchanged. */
    void leaveOutMesh() {
        Abi.pb_mesh mesh = new Abi.pb_mesh();
        mesh.id = 1;
        mesh.vertex_count = 1;
        scene.meshes = put(mesh);
    }

    /** Curves of two points, of one, and of two whose last is not a number; one piece each. */
    void addCurves() {
        Abi.pb_curves curves = new Abi.pb_curves();
        curves.id = 2;
        curves.name = put("Curves é");
        curves.positions = put(0f, 0, 0, 2, 0, 0, 9, 9, 9, 0, 0, 0, Float.NaN, 0, 0);
        curves.radii = put(1f, 2, 3, 4, 5);
        curves.first_points = put(0, 2, 3, 5);
        curves.curve_uvs = put(0.25f, 0.5f, 0, 0, 0, 0);
        curves.point_count = 5;
        curves.curve_count = 3;
        curves.segment_steps = 1;
        scene.curves = put(curves);
    }

    /** Two points, and one at no place. */
    void addPointCloud() {
        addPointCloud(3);
    }

    /** The same with another id. */
    void addPointCloud(long id) {
        Abi.pb_point_cloud cloud = new Abi.pb_point_cloud();
        cloud.id = id;
        cloud.name = put("Points é");
        cloud.positions = put(0f, 1, 2, Float.NaN, 4, 5, 6, 7, 8);
        cloud.point_count = 3;
        cloud.default_radius = 0.5f;
        scene.point_clouds = put(cloud);
    }

    /** The curves and the point cloud, told to be unchanged. */
    void leaveOutCurvesAndPointCloud() {
        Abi.pb_curves curves = new Abi.pb_curves();
        curves.id = 2;
        curves.point_count = 1;
        scene.curves = put(curves);
        Abi.pb_point_cloud cloud = new Abi.pb_point_cloud();
        cloud.id = 3;
        cloud.point_count = 1;
        scene.point_clouds = put(cloud);
    }

    /** One instance of the first mesh without slots. */
    void addInstance() {
        addInstances(new Abi.pb_lent_prototype());
    }

    /** An instance of each prototype at the origin. */
    void addInstances(Abi.pb_lent_prototype... prototypes) {
        scene.prototypes = put(prototypes);
        scene.instance_prototypes = put(IntStream.range(0, prototypes.length).toArray());
        float[] matrices = new float[16 * prototypes.length];
        for (int i = 0; i < matrices.length; i++) {
            matrices[i] = i % 16 % 5 == 0 ? 1 : 0;
        }
        scene.instance_matrices = put(matrices);
    }

    private Memory allocate(long byteCount) {
        Memory memory = new Memory(byteCount);
        kept.add(memory);
        return memory;
    }

    private static Abi.pb_span span(Memory memory) {
        Abi.pb_span span = new Abi.pb_span();
        span.offset = Pointer.nativeValue(memory);
        span.size_bytes = memory.size();
        return span;
    }
}
