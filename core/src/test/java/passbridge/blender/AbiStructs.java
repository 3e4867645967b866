// SPDX-License-Identifier: Apache-2.0
// Written by `./passbridge generate` from native/schema; change that.
package passbridge.blender;

import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;

/** The C ABI's structs as JNA maps them. native/schema says what the members mean. */
interface AbiStructs {
    @FieldOrder({"segment", "offset", "size_bytes", "stride_bytes"})
    class pb_span extends Structure {
        public long segment;
        public long offset;
        public long size_bytes;
        public long stride_bytes;
    }

    @FieldOrder({"size_bytes", "version", "found_by", "has_image", "pointer_offset", "pass_size_offset", "image_pixels_offset", "image_channels_offset", "versions"})
    class pb_render_pass_layout extends Structure {
        public int size_bytes;
        public int version;
        public int found_by;
        public int has_image;
        public int pointer_offset;
        public int pass_size_offset;
        public int image_pixels_offset;
        public int image_channels_offset;
        public byte[] versions = new byte[64];
    }

    @FieldOrder({"name", "pixels", "width", "height", "channels", "format"})
    class pb_pass_target extends Structure {
        public byte[] name = new byte[64];
        public pb_span pixels = new pb_span();
        public int width;
        public int height;
        public int channels;
        public int format;
    }

    @FieldOrder({"size_bytes", "version", "pixels", "format", "channels", "top_to_bottom", "reserved"})
    class pb_pixel_source extends Structure {
        public int size_bytes;
        public int version;
        public pb_span pixels = new pb_span();
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

    @FieldOrder({"values", "type", "domain"})
    class pb_attribute extends Structure {
        public pb_span values = new pb_span();
        public int type;
        public int domain;
    }

    @FieldOrder({"positions", "corner_vertices", "normals", "flat_polygons", "triangle_corners", "triangle_polygons", "polygon_materials", "attributes", "vertex_count", "corner_count", "triangle_count", "polygon_count", "normals_domain", "reserved"})
    class pb_mesh extends Structure {
        public pb_span positions = new pb_span();
        public pb_span corner_vertices = new pb_span();
        public pb_span normals = new pb_span();
        public pb_span flat_polygons = new pb_span();
        public pb_span triangle_corners = new pb_span();
        public pb_span triangle_polygons = new pb_span();
        public pb_span polygon_materials = new pb_span();
        public pb_span attributes = new pb_span();
        public int vertex_count;
        public int corner_count;
        public int triangle_count;
        public int polygon_count;
        public int normals_domain;
        public int reserved;
    }

    @FieldOrder({"positions", "radii", "first_points", "curve_uvs", "point_count", "curve_count", "default_radius", "segment_steps"})
    class pb_curves extends Structure {
        public pb_span positions = new pb_span();
        public pb_span radii = new pb_span();
        public pb_span first_points = new pb_span();
        public pb_span curve_uvs = new pb_span();
        public int point_count;
        public int curve_count;
        public float default_radius;
        public int segment_steps;
    }

    @FieldOrder({"positions", "radii", "point_count", "default_radius"})
    class pb_point_cloud extends Structure {
        public pb_span positions = new pb_span();
        public pb_span radii = new pb_span();
        public int point_count;
        public float default_radius;
    }

    @FieldOrder({"world_to_camera", "projection", "type", "clip_start", "clip_end", "longitude", "latitude", "aperture_radius", "focus_distance", "aperture_blades", "aperture_rotation", "aperture_ratio", "shutter_frames", "shutter_position"})
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

    @FieldOrder({"first", "count"})
    class pb_range extends Structure {
        public int first;
        public int count;
    }

    @FieldOrder({"size_bytes", "version", "lists"})
    class pb_description extends Structure {
        public int size_bytes;
        public int version;
        public pb_span[] lists = (pb_span[]) new pb_span().toArray(34);
    }

    @FieldOrder({"name", "text", "type", "count", "numbers"})
    class pb_property extends Structure {
        public pb_range name = new pb_range();
        public pb_range text = new pb_range();
        public int type;
        public int count;
        public double[] numbers = new double[4];
    }

    @FieldOrder({"name", "domain", "type", "count", "motion_step", "values"})
    class pb_array extends Structure {
        public pb_range name = new pb_range();
        public int domain;
        public int type;
        public int count;
        public int motion_step;
        public pb_span values = new pb_span();
    }

    @FieldOrder({"id", "name", "kind", "state", "arrays", "point_count", "corner_count", "face_count", "triangle_count", "curve_count", "slot_count", "uv_map", "color_attribute", "default_radius", "segment_steps", "texture_space", "content", "bounds"})
    class pb_geometry extends Structure {
        public long id;
        public pb_range name = new pb_range();
        public int kind;
        public int state;
        public pb_range arrays = new pb_range();
        public int point_count;
        public int corner_count;
        public int face_count;
        public int triangle_count;
        public int curve_count;
        public int slot_count;
        public int uv_map = -1;
        public int color_attribute = -1;
        public float default_radius;
        public int segment_steps;
        public float[] texture_space = new float[6];
        public long[] content = new long[2];
        public float[] bounds = new float[6];
    }

    @FieldOrder({"id", "name", "asset_name", "parent", "collections", "light_group", "settings", "properties", "color", "pass_index", "visibility", "flags", "reserved", "instancer_properties", "receivers", "blockers"})
    class pb_object extends Structure {
        public long id;
        public pb_range name = new pb_range();
        public pb_range asset_name = new pb_range();
        public pb_range parent = new pb_range();
        public pb_range collections = new pb_range();
        public pb_range light_group = new pb_range();
        public pb_range settings = new pb_range();
        public pb_range properties = new pb_range();
        public float[] color = new float[4];
        public int pass_index;
        public int visibility;
        public int flags;
        public int reserved;
        public pb_range instancer_properties = new pb_range();
        public pb_range receivers = new pb_range();
        public pb_range blockers = new pb_range();
    }

    @FieldOrder({"geometry", "object", "slots"})
    class pb_prototype extends Structure {
        public int geometry;
        public int object;
        public pb_range slots = new pb_range();
    }

    @FieldOrder({"instance", "has_particle", "generated", "uv", "particle_index", "particle_age", "particle_lifetime", "particle_size", "particle_location", "particle_velocity", "particle_angular_velocity"})
    class pb_instance_source extends Structure {
        public int instance;
        public int has_particle;
        public float[] generated = new float[3];
        public float[] uv = new float[2];
        public int particle_index;
        public float particle_age;
        public float particle_lifetime;
        public float particle_size;
        public float[] particle_location = new float[3];
        public float[] particle_velocity = new float[3];
        public float[] particle_angular_velocity = new float[3];
    }

    @FieldOrder({"identifier", "type"})
    class pb_shader_socket extends Structure {
        public pb_range identifier = new pb_range();
        public int type;
    }

    @FieldOrder({"interpolation", "color_mode", "hue_interpolation", "stops", "table"})
    class pb_color_ramp extends Structure {
        public pb_range interpolation = new pb_range();
        public pb_range color_mode = new pb_range();
        public pb_range hue_interpolation = new pb_range();
        public pb_range stops = new pb_range();
        public pb_range table = new pb_range();
    }

    @FieldOrder({"position", "color"})
    class pb_ramp_stop extends Structure {
        public float position;
        public float[] color = new float[4];
    }

    @FieldOrder({"curves", "table", "min_x", "max_x", "is_extrapolated"})
    class pb_shader_curves extends Structure {
        public pb_range curves = new pb_range();
        public pb_range table = new pb_range();
        public float min_x;
        public float max_x;
        public int is_extrapolated;
    }

    @FieldOrder({"x", "y", "handle"})
    class pb_curve_point extends Structure {
        public float x;
        public float y;
        public pb_range handle = new pb_range();
    }

    @FieldOrder({"input", "node", "output"})
    class pb_shader_link extends Structure {
        public int input;
        public int node;
        public int output;
    }

    @FieldOrder({"type", "name", "inputs", "outputs", "values", "links", "properties", "image", "ramp", "curves", "object_to_world"})
    class pb_shader_node extends Structure {
        public pb_range type = new pb_range();
        public pb_range name = new pb_range();
        public pb_range inputs = new pb_range();
        public pb_range outputs = new pb_range();
        public pb_range values = new pb_range();
        public pb_range links = new pb_range();
        public pb_range properties = new pb_range();
        public int image = -1;
        public int ramp = -1;
        public int curves = -1;
        public int object_to_world = -1;
    }

    @FieldOrder({"nodes", "surface", "surface_output", "volume", "volume_output", "displacement", "displacement_output"})
    class pb_shader_graph extends Structure {
        public pb_range nodes = new pb_range();
        public int surface = -1;
        public int surface_output;
        public int volume = -1;
        public int volume_output;
        public int displacement = -1;
        public int displacement_output;
    }

    @FieldOrder({"id", "name", "settings", "properties", "graph", "pass_index", "flags", "reserved"})
    class pb_material extends Structure {
        public long id;
        public pb_range name = new pb_range();
        public pb_range settings = new pb_range();
        public pb_range properties = new pb_range();
        public int graph = -1;
        public int pass_index;
        public int flags;
        public int reserved;
    }

    @FieldOrder({"id", "state", "name", "width", "height", "channels", "format", "color_space", "tiles", "reserved"})
    class pb_image extends Structure {
        public long id;
        public long state;
        public pb_range name = new pb_range();
        public int width;
        public int height;
        public int channels;
        public int format;
        public int color_space;
        public pb_range tiles = new pb_range();
        public int reserved;
    }

    @FieldOrder({"number", "image"})
    class pb_image_tile extends Structure {
        public int number;
        public int image;
    }

    @FieldOrder({"size_bytes", "version", "image", "width", "height", "channels", "format", "values"})
    class pb_image_pixels extends Structure {
        public int size_bytes;
        public int version;
        public long image;
        public int width;
        public int height;
        public int channels;
        public int format;
        public pb_span values = new pb_span();
    }

    @FieldOrder({"id", "name", "settings", "properties", "receivers", "blockers", "motion", "object", "type", "flags", "light_to_world", "color", "radius", "spot_angle", "spot_blend", "area_size", "area_is_ellipse", "area_spread", "sun_angle", "graph", "reserved"})
    class pb_light extends Structure {
        public long id;
        public pb_range name = new pb_range();
        public pb_range settings = new pb_range();
        public pb_range properties = new pb_range();
        public pb_range receivers = new pb_range();
        public pb_range blockers = new pb_range();
        public pb_range motion = new pb_range();
        public int object;
        public int type;
        public int flags;
        public float[] light_to_world = new float[16];
        public float[] color = new float[3];
        public float radius;
        public float spot_angle;
        public float spot_blend;
        public float[] area_size = new float[2];
        public int area_is_ellipse;
        public float area_spread;
        public float sun_angle;
        public int graph = -1;
        public int reserved;
    }

    @FieldOrder({"object", "is_excluded", "reserved"})
    class pb_light_link extends Structure {
        public long object;
        public int is_excluded;
        public int reserved;
    }

    @FieldOrder({"id", "name", "light_group", "settings", "properties", "color", "graph"})
    class pb_world extends Structure {
        public long id;
        public pb_range name = new pb_range();
        public pb_range light_group = new pb_range();
        public pb_range settings = new pb_range();
        public pb_range properties = new pb_range();
        public float[] color = new float[3];
        public int graph = -1;
    }

    @FieldOrder({"world", "transparent_film", "film_exposure", "max_bounces", "clamp_indirect", "pass_alpha_threshold", "default_graph", "properties", "instance_motion"})
    class pb_scene extends Structure {
        public int world = -1;
        public int transparent_film;
        public float film_exposure;
        public int max_bounces;
        public float clamp_indirect;
        public float pass_alpha_threshold;
        public int default_graph = -1;
        public pb_range properties = new pb_range();
        public pb_range instance_motion = new pb_range();
    }

    @FieldOrder({"time_frames", "reserved", "world_to_camera", "projection"})
    class pb_camera_step extends Structure {
        public float time_frames;
        public int reserved;
        public float[] world_to_camera = new float[16];
        public float[] projection = new float[16];
    }

    @FieldOrder({"camera", "camera_id", "camera_name", "full_width", "full_height", "x", "y"})
    class pb_view extends Structure {
        public pb_camera camera = new pb_camera();
        public long camera_id;
        public pb_range camera_name = new pb_range();
        public int full_width;
        public int full_height;
        public int x;
        public int y;
    }

    @FieldOrder({"size_bytes", "version", "width", "height", "samples", "filter_width", "seed", "frame", "subframe", "noise_threshold", "fps", "time_limit_s", "view", "scene_name", "view_layer", "view_name", "file_path", "settings", "camera_settings", "camera_properties", "passes", "targets", "camera_steps", "properties", "text"})
    class pb_render_request extends Structure {
        public int size_bytes;
        public int version;
        public int width;
        public int height;
        public int samples;
        public float filter_width;
        public int seed;
        public int frame;
        public float subframe;
        public float noise_threshold;
        public double fps;
        public double time_limit_s;
        public pb_view view = new pb_view();
        public pb_range scene_name = new pb_range();
        public pb_range view_layer = new pb_range();
        public pb_range view_name = new pb_range();
        public pb_range file_path = new pb_range();
        public pb_range settings = new pb_range();
        public pb_range camera_settings = new pb_range();
        public pb_range camera_properties = new pb_range();
        public pb_span passes = new pb_span();
        public pb_span targets = new pb_span();
        public pb_span camera_steps = new pb_span();
        public pb_span properties = new pb_span();
        public pb_span text = new pb_span();
    }

    @FieldOrder({"size_bytes", "version", "attributes", "vertices", "indices", "slot_triangle_counts", "weld", "part", "vertex_count", "skipped_triangle_count"})
    class pb_mesh_gathering extends Structure {
        public int size_bytes;
        public int version;
        public pb_span attributes = new pb_span();
        public pb_span vertices = new pb_span();
        public pb_span indices = new pb_span();
        public pb_span slot_triangle_counts = new pb_span();
        public pb_span weld = new pb_span();
        public pb_span part = new pb_span();
        public int vertex_count;
        public int skipped_triangle_count;
    }

    @FieldOrder({"size_bytes", "version", "vertices", "indices", "steps_per_piece", "piece_count", "skipped_curve_count", "reserved"})
    class pb_curves_gathering extends Structure {
        public int size_bytes;
        public int version;
        public pb_span vertices = new pb_span();
        public pb_span indices = new pb_span();
        public int steps_per_piece;
        public int piece_count;
        public int skipped_curve_count;
        public int reserved;
    }

    @FieldOrder({"size_bytes", "version", "particle_system", "first_hair", "hair_count", "points_per_hair", "closes_tip", "root_radius", "tip_radius", "shape_exponent", "missing", "positions", "radii"})
    class pb_hair_reading extends Structure {
        public int size_bytes;
        public int version;
        public long particle_system;
        public int first_hair;
        public int hair_count;
        public int points_per_hair;
        public int closes_tip;
        public float root_radius;
        public float tip_radius;
        public float shape_exponent;
        public float[] missing = new float[3];
        public pb_span positions = new pb_span();
        public pb_span radii = new pb_span();
    }

    @FieldOrder({"size_bytes", "version", "object_bytes", "object_type", "object_data", "object_parent", "object_mat", "object_matbits", "object_totcol", "object_color", "object_index", "object_visibility_flag", "object_visibility_flag_bytes", "object_lightgroup", "object_light_linking", "object_particlesystem", "object_matrix", "object_runtime", "id_name", "id_name_bytes", "id_session_uid", "id_properties", "id_orig_id", "mesh_bytes", "mesh_mat", "mesh_totcol", "mesh_flag", "mesh_verts_num", "mesh_edges_num", "mesh_faces_num", "mesh_corners_num", "mesh_default_color_attribute", "mesh_default_uv_map_attribute", "mesh_attributes", "mesh_domain_data", "data_layers", "data_totlayer", "layer_bytes", "layer_type", "layer_active_rnd", "layer_name", "layer_name_bytes", "layer_data", "mixes_flat_and_smooth", "uvs_are_attributes"})
    class pb_object_layouts extends Structure {
        public int size_bytes;
        public int version;
        public int object_bytes;
        public int object_type;
        public int object_data;
        public int object_parent;
        public int object_mat;
        public int object_matbits;
        public int object_totcol;
        public int object_color;
        public int object_index;
        public int object_visibility_flag;
        public int object_visibility_flag_bytes;
        public int object_lightgroup;
        public int object_light_linking;
        public int object_particlesystem;
        public int object_matrix;
        public int object_runtime;
        public int id_name;
        public int id_name_bytes;
        public int id_session_uid;
        public int id_properties;
        public int id_orig_id;
        public int mesh_bytes;
        public int mesh_mat;
        public int mesh_totcol;
        public int mesh_flag;
        public int mesh_verts_num;
        public int mesh_edges_num;
        public int mesh_faces_num;
        public int mesh_corners_num;
        public int mesh_default_color_attribute;
        public int mesh_default_uv_map_attribute;
        public int mesh_attributes;
        public int[] mesh_domain_data = new int[4];
        public int data_layers;
        public int data_totlayer;
        public int layer_bytes;
        public int layer_type;
        public int layer_active_rnd;
        public int layer_name;
        public int layer_name_bytes;
        public int layer_data;
        public int mixes_flat_and_smooth;
        public int uvs_are_attributes;
    }

    @FieldOrder({"original", "id", "mesh", "mesh_original", "slots_key", "shape", "geometry_id", "triangles", "triangle_faces", "normals", "collections", "settings", "is_plain", "normals_domain", "array_count", "text_bytes", "has_odd_place", "index", "geometry", "object"})
    class pb_plain_object extends Structure {
        public long original;
        public long id;
        public long mesh;
        public long mesh_original;
        public long slots_key;
        public long shape;
        public long geometry_id;
        public long triangles;
        public long triangle_faces;
        public long normals;
        public pb_range collections = new pb_range();
        public pb_range settings = new pb_range();
        public int is_plain;
        public int normals_domain;
        public int array_count;
        public int text_bytes;
        public int has_odd_place;
        public int index;
        public int geometry;
        public int object;
    }

    @FieldOrder({"size_bytes", "version", "position", "corner_vertex", "triangle_corners", "triangle_face", "material_slot", "normal", "flat_face", "texts", "arrays", "geometries", "objects", "first_text", "first_array", "text_bytes", "array_count"})
    class pb_plain_description extends Structure {
        public int size_bytes;
        public int version;
        public pb_range position = new pb_range();
        public pb_range corner_vertex = new pb_range();
        public pb_range triangle_corners = new pb_range();
        public pb_range triangle_face = new pb_range();
        public pb_range material_slot = new pb_range();
        public pb_range normal = new pb_range();
        public pb_range flat_face = new pb_range();
        public pb_span texts = new pb_span();
        public pb_span arrays = new pb_span();
        public pb_span geometries = new pb_span();
        public pb_span objects = new pb_span();
        public int first_text;
        public int first_array;
        public int text_bytes;
        public int array_count;
    }

    @FieldOrder({"size_bytes", "version", "spheres", "sphere_count", "skipped_point_count"})
    class pb_point_cloud_gathering extends Structure {
        public int size_bytes;
        public int version;
        public pb_span spheres = new pb_span();
        public int sphere_count;
        public int skipped_point_count;
    }

    @FieldOrder({"size_bytes", "version", "libjvm_path", "options"})
    class pb_jvm_options extends Structure {
        public int size_bytes;
        public int version;
        public pb_span libjvm_path = new pb_span();
        public pb_span options = new pb_span();
    }

    @FieldOrder({"size_bytes", "version", "renderer", "class_path"})
    class pb_session_request extends Structure {
        public int size_bytes;
        public int version;
        public pb_span renderer = new pb_span();
        public pb_span class_path = new pb_span();
    }

    @FieldOrder({"name", "channels", "reserved"})
    class pb_pass_request extends Structure {
        public byte[] name = new byte[64];
        public int channels;
        public int reserved;
    }

    @FieldOrder({"size_bytes", "version", "state", "sample", "sample_count", "has_metadata", "image_serial", "start_ms", "sync_ms", "draw_ms", "readback_ms", "deliver_ms", "refresh_serial", "refresh_sample", "reserved", "opengl_bytes", "java_heap_bytes", "wanted_image", "status"})
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
        public int refresh_sample;
        public int reserved;
        public long opengl_bytes;
        public long java_heap_bytes;
        public long wanted_image;
        public byte[] status = new byte[128];
    }

    @FieldOrder({"is_cancelled", "wants_refresh"})
    class pb_frame_signals extends Structure {
        public int is_cancelled;
        public int wants_refresh;
    }

    @FieldOrder({"kind", "payload_bytes", "session", "frame", "signals", "scene"})
    class pb_host_message extends Structure {
        public int kind;
        public int payload_bytes;
        public long session;
        public long frame;
        public long signals;
        public pb_span scene = new pb_span();
    }
}
