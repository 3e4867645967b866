// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;
import java.util.Map;

/** passbridge.h as JNA maps it. Every name is the header's; {@link AbiTest} holds one against the other. */
interface Abi extends Library {
    /** The library under test. */
    Path PATH = Path.of(System.getProperty("passbridge.library"));

    Abi LIBRARY = com.sun.jna.Native.load(PATH.toString(), Abi.class, Map.of(OPTION_STRING_ENCODING, "UTF-8"));

    /** {@code PB_MESSAGE_VERSION}. */
    int MESSAGE_VERSION = 1;

    /** {@code PB_NAME_BYTES}. */
    int NAME_BYTES = 64;

    /** {@code PB_STATUS_BYTES}. */
    int STATUS_BYTES = 128;

    int pb_abi_version();

    String pb_version();

    int pb_struct_bytes(String name);

    String pb_error_text();

    int pb_render_pass_layout_verify(
            int blender_major, int blender_minor, long render_pass, int width, int height, int channels, float[] canary);

    int pb_render_pass_layout_get(pb_render_pass_layout layout);

    int pb_render_pass_locate(long render_pass, int width, int height, int channels, pb_pass_target target);

    int pb_pass_write(pb_pass_target target, pb_region region, pb_pixel_source source);

    int pb_pass_clear(pb_pass_target target);

    int pb_preparation_open(Pointer targets, int target_count, PointerByReference preparation);

    void pb_preparation_close(Pointer preparation);

    int pb_mesh_gather(pb_mesh mesh, pb_mesh_gathering gathering);

    int pb_mesh_fingerprint(pb_mesh mesh, long[] fingerprint);

    int pb_curves_gather(pb_curves curves, pb_curves_gathering gathering);

    int pb_curves_fingerprint(pb_curves curves, long[] fingerprint);

    int pb_point_cloud_gather(pb_point_cloud cloud, pb_point_cloud_gathering gathering);

    int pb_point_cloud_fingerprint(pb_point_cloud cloud, long[] fingerprint);

    int pb_elements_verify(pb_span elements, int element_bytes, int[] indices, int sample_count, byte[] expected);

    int pb_memory_find(long start, long size_bytes, byte[] wanted, int wanted_bytes, LongByReference offset);

    int pb_jvm_start(pb_jvm_options options);

    int pb_jvm_is_running();

    double pb_jvm_start_ms();

    long pb_host_call_count();

    int pb_session_open(pb_session_request request, PointerByReference session);

    void pb_session_close(Pointer session);

    int pb_session_describe(Pointer session, int timeout_ms, byte[] text, int capacity_bytes);

    int pb_frame_submit(Pointer session, pb_frame_request request, PointerByReference frame);

    int pb_frame_wait(Pointer frame, int timeout_ms, pb_frame_progress progress);

    int pb_frame_resolve(Pointer frame, Pointer targets, int target_count);

    int pb_frame_refresh(Pointer frame, Pointer targets, int target_count);

    int pb_frame_metadata(Pointer frame, pb_span metadata);

    void pb_frame_cancel(Pointer frame);

    String pb_frame_text(Pointer frame);

    void pb_frame_close(Pointer frame);

    @FieldOrder({"segment", "offset", "size_bytes", "stride_bytes"})
    class pb_span extends Structure {
        public long segment;
        public long offset;
        public long size_bytes;
        public long stride_bytes;
    }

    @FieldOrder({
        "size_bytes", "version", "found_by", "has_image", "pointer_offset", "pass_size_offset", "image_pixels_offset",
        "image_channels_offset", "versions"
    })
    class pb_render_pass_layout extends Structure {
        public int size_bytes;
        public int version;
        public int found_by;
        public int has_image;
        public int pointer_offset;
        public int pass_size_offset;
        public int image_pixels_offset;
        public int image_channels_offset;
        public byte[] versions = new byte[NAME_BYTES];
    }

    @FieldOrder({"name", "pixels", "width", "height", "channels", "reserved"})
    class pb_pass_target extends Structure {
        public byte[] name = new byte[NAME_BYTES];
        public pb_span pixels;
        public int width;
        public int height;
        public int channels;
        public int reserved;
    }

    @FieldOrder({"size_bytes", "version", "pixels", "format", "channels", "top_to_bottom", "reserved"})
    class pb_pixel_source extends Structure {
        public int size_bytes;
        public int version;
        public pb_span pixels;
        public int format;
        public int channels;
        public int top_to_bottom;
        public int reserved;
    }

    @FieldOrder({"x", "y", "width", "height"})
    class pb_region extends Structure {
        public int x;
        public int y;
        public int width;
        public int height;
    }

    @FieldOrder({"name", "values", "type", "domain"})
    class pb_attribute extends Structure {
        public pb_span name;
        public pb_span values;
        public int type;
        public int domain;
    }

    @FieldOrder({
        "id", "name", "positions", "corner_vertices", "normals", "flat_polygons", "triangle_corners", "triangle_polygons", "polygon_materials",
        "attributes", "vertex_count", "corner_count", "triangle_count", "polygon_count", "normals_domain", "uv_map",
        "color_attribute", "reserved"
    })
    class pb_mesh extends Structure {
        public long id;
        public pb_span name;
        public pb_span positions;
        public pb_span corner_vertices;
        public pb_span normals;
        public pb_span flat_polygons;
        public pb_span triangle_corners;
        public pb_span triangle_polygons;
        public pb_span polygon_materials;
        public pb_span attributes;
        public int vertex_count;
        public int corner_count;
        public int triangle_count;
        public int polygon_count;
        public int normals_domain;
        public int uv_map = -1;
        public int color_attribute = -1;
        public int reserved;
    }

    @FieldOrder({
        "size_bytes", "version", "attributes", "vertices", "indices", "slot_triangle_counts", "vertex_count", "skipped_triangle_count"
    })
    class pb_mesh_gathering extends Structure {
        public int size_bytes;
        public int version;
        public pb_span attributes;
        public pb_span vertices;
        public pb_span indices;
        public pb_span slot_triangle_counts;
        public int vertex_count;
        public int skipped_triangle_count;
    }

    @FieldOrder({
        "id", "name", "positions", "radii", "first_points", "curve_uvs", "point_count", "curve_count", "default_radius", "segment_steps"
    })
    class pb_curves extends Structure {
        public long id;
        public pb_span name;
        public pb_span positions;
        public pb_span radii;
        public pb_span first_points;
        public pb_span curve_uvs;
        public int point_count;
        public int curve_count;
        public float default_radius;
        public int segment_steps;
    }

    @FieldOrder({"size_bytes", "version", "vertices", "indices", "piece_count", "skipped_curve_count"})
    class pb_curves_gathering extends Structure {
        public int size_bytes;
        public int version;
        public pb_span vertices;
        public pb_span indices;
        public int piece_count;
        public int skipped_curve_count;
    }

    @FieldOrder({"id", "name", "positions", "radii", "point_count", "default_radius"})
    class pb_point_cloud extends Structure {
        public long id;
        public pb_span name;
        public pb_span positions;
        public pb_span radii;
        public int point_count;
        public float default_radius;
    }

    @FieldOrder({"size_bytes", "version", "spheres", "sphere_count", "skipped_point_count"})
    class pb_point_cloud_gathering extends Structure {
        public int size_bytes;
        public int version;
        public pb_span spheres;
        public int sphere_count;
        public int skipped_point_count;
    }

    @FieldOrder({"geometry_kind", "geometry", "object_index", "first_material", "material_count", "flags"})
    class pb_prototype extends Structure {
        public int geometry_kind;
        public int geometry;
        public int object_index;
        public int first_material;
        public int material_count;
        public int flags;
    }

    @FieldOrder({
        "name", "base_color", "metallic", "roughness", "specular", "emission", "base_color_value", "alpha_value", "pass_index",
        "flags", "bent_normal_share", "values"
    })
    class pb_material extends Structure {
        public pb_span name;
        public float[] base_color = new float[3];
        public float metallic;
        public float roughness;
        public float specular;
        public float[] emission = new float[3];
        public int base_color_value = -1;
        public int alpha_value = -1;
        public int pass_index;
        public int flags;
        public float bent_normal_share;
        public pb_span values;
    }

    @FieldOrder({"name", "kind", "operation", "is_clamped", "image", "interpolation", "extension", "inputs", "constants"})
    class pb_value_node extends Structure {
        public pb_span name;
        public int kind;
        public int operation;
        public int is_clamped;
        public int image;
        public int interpolation;
        public int extension;
        public int[] inputs = new int[4];
        public float[] constants = new float[12];
    }

    @FieldOrder({"id", "name", "pixels", "width", "height", "channels", "color_space"})
    class pb_image extends Structure {
        public long id;
        public pb_span name;
        public pb_span pixels;
        public int width;
        public int height;
        public int channels;
        public int color_space;
    }

    @FieldOrder({
        "light_to_world", "type", "color", "radius", "spot_angle", "spot_blend", "area_size", "area_is_ellipse"
    })
    class pb_light extends Structure {
        public float[] light_to_world = new float[16];
        public int type;
        public float[] color = new float[3];
        public float radius;
        public float spot_angle;
        public float spot_blend;
        public float[] area_size = new float[2];
        public int area_is_ellipse;
    }

    @FieldOrder({
        "world_to_camera", "projection", "type", "clip_start", "clip_end", "longitude", "latitude", "aperture_radius",
        "focus_distance", "aperture_blades", "aperture_rotation", "aperture_ratio", "shutter_frames", "shutter_position"
    })
    class pb_camera extends Structure {
        public float[] world_to_camera = new float[16];
        public float[] projection = new float[16];
        public int type;
        public float clip_start;
        public float clip_end;
        public float[] longitude = new float[2];
        public float[] latitude = new float[2];
        public float aperture_radius;
        public float focus_distance;
        public int aperture_blades;
        public float aperture_rotation;
        public float aperture_ratio;
        public float shutter_frames;
        public int shutter_position;
    }

    @FieldOrder({
        "size_bytes", "version", "is_unchanged", "reserved", "camera", "world_color", "transparent_film", "pass_alpha_threshold", "default_bent_normal_share",
        "meshes", "curves", "point_clouds", "prototypes", "instance_prototypes",
        "instance_matrices", "material_slots", "materials", "images", "lights"
    })
    class pb_scene extends Structure {
        public int size_bytes;
        public int version;
        public int is_unchanged;
        public int reserved;
        public pb_camera camera = new pb_camera();
        public float[] world_color = new float[3];
        public int transparent_film;
        public float pass_alpha_threshold;
        public float default_bent_normal_share;
        public pb_span meshes;
        public pb_span curves;
        public pb_span point_clouds;
        public pb_span prototypes;
        public pb_span instance_prototypes;
        public pb_span instance_matrices;
        public pb_span material_slots;
        public pb_span materials;
        public pb_span images;
        public pb_span lights;
    }

    @FieldOrder({"size_bytes", "version", "libjvm_path", "options"})
    class pb_jvm_options extends Structure {
        public int size_bytes;
        public int version;
        public pb_span libjvm_path;
        public pb_span options;
    }

    @FieldOrder({"name", "channels", "reserved"})
    class pb_pass_request extends Structure {
        public byte[] name = new byte[NAME_BYTES];
        public int channels;
        public int reserved;
    }

    @FieldOrder({"size_bytes", "version", "renderer", "class_path"})
    class pb_session_request extends Structure {
        public int size_bytes;
        public int version;
        public pb_span renderer;
        public pb_span class_path;
    }

    @FieldOrder({"name", "type", "reserved", "number", "text"})
    class pb_setting extends Structure {
        public byte[] name = new byte[NAME_BYTES];
        public int type;
        public int reserved;
        public double[] number = new double[4];
        public pb_span text;
    }

    @FieldOrder({
        "size_bytes", "version", "width", "height", "samples", "filter_width", "scene", "passes", "settings", "targets"
    })
    class pb_frame_request extends Structure {
        public int size_bytes;
        public int version;
        public int width;
        public int height;
        public int samples;
        public float filter_width;
        public pb_span scene;
        public pb_span passes;
        public pb_span settings;
        public pb_span targets;
    }

    @FieldOrder({
        "size_bytes", "version", "state", "sample", "sample_count", "has_metadata", "image_serial", "start_ms", "sync_ms",
        "draw_ms", "readback_ms", "deliver_ms", "refresh_serial", "status"
    })
    class pb_frame_progress extends Structure {
        public int size_bytes;
        public int version;
        public int state;
        public int sample;
        public int sample_count;
        public int has_metadata;
        public long image_serial;
        public double start_ms;
        public double sync_ms;
        public double draw_ms;
        public double readback_ms;
        public double deliver_ms;
        public long refresh_serial;
        public byte[] status = new byte[STATUS_BYTES];
    }

    /** Of host.h, not of the ABI: what the host receives. */
    @FieldOrder({"kind", "payload_bytes", "session", "frame", "signals", "request"})
    class pb_host_message extends Structure {
        public int kind;
        public int payload_bytes;
        public long session;
        public Pointer frame;
        public Pointer signals;
        public pb_frame_request request;
    }
}
