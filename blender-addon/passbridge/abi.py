# SPDX-License-Identifier: GPL-3.0-or-later
# Written by `./passbridge generate` from native/schema; change that.
"""The structs and constants of the C ABI. native/schema says what the members mean."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterable
from ctypes import c_char, c_double, c_float, c_int32, c_uint32, c_uint64

ABI_VERSION = 6
MESSAGE_VERSION = 1
NAME_BYTES = 64
MAX_TARGET_COUNT = 1024
STATUS_BYTES = 128
NONE = 4294967295
MAX_SEGMENT_STEPS = 1024
TABLE_ENTRY_COUNT = 256
VERTEX_BYTES = 24
MAX_GATHERED_ATTRIBUTE_COUNT = 16
CURVE_VERTEX_BYTES = 28
FRAME_TEXT_BYTES = 16384
HOST_PAYLOAD_BYTES = 262144

# pb_status
OK = 0
INVALID_ARGUMENT = 1
INVALID_STATE = 2
UNVERIFIED = 3
OUT_OF_MEMORY = 4
JVM_FAILED = 5
RENDERER_FAILED = 6
CANCELLED = 7

# pb_layout_source
LAYOUT_NONE = 0
LAYOUT_TABLE = 1
LAYOUT_SEARCH = 2

# pb_pixel_format
PIXELS_FLOAT32 = 0
PIXELS_FLOAT16 = 1
PIXELS_UINT8 = 2

# pb_domain
DOMAIN_POINT = 0
DOMAIN_CORNER = 1
DOMAIN_FACE = 2
DOMAIN_TRIANGLE = 3
DOMAIN_CURVE = 4
DOMAIN_EDGE = 5

# pb_attribute_type
ATTRIBUTE_FLOAT = 0
ATTRIBUTE_FLOAT2 = 1
ATTRIBUTE_FLOAT3 = 2
ATTRIBUTE_FLOAT4 = 3
ATTRIBUTE_BYTE_COLOR = 4
ATTRIBUTE_INT32 = 5
ATTRIBUTE_INT8 = 6
ATTRIBUTE_BOOL = 7

# pb_socket_type
SOCKET_FLOAT = 0
SOCKET_VECTOR = 1
SOCKET_COLOR = 2
SOCKET_SHADER = 3

# pb_color_space
COLOR_SPACE_LINEAR = 0
COLOR_SPACE_SRGB = 1

# pb_light_type
LIGHT_POINT = 0
LIGHT_SUN = 1
LIGHT_SPOT = 2
LIGHT_AREA = 3

# pb_camera_type
CAMERA_PERSPECTIVE = 0
CAMERA_ORTHOGRAPHIC = 1
CAMERA_EQUIRECTANGULAR = 2

# pb_shutter_position
SHUTTER_START = 0
SHUTTER_CENTER = 1
SHUTTER_END = 2

# pb_property_type
PROPERTY_BOOL = 0
PROPERTY_INT = 1
PROPERTY_FLOAT = 2
PROPERTY_COLOR = 3
PROPERTY_TEXT = 4
PROPERTY_INTS = 5
PROPERTY_FLOATS = 6

# pb_array_type
ARRAY_FLOAT = 0
ARRAY_FLOAT2 = 1
ARRAY_FLOAT3 = 2
ARRAY_FLOAT4 = 3
ARRAY_BYTE_COLOR = 4
ARRAY_INT32 = 5
ARRAY_INT8 = 6
ARRAY_BOOL = 7
ARRAY_INT32X3 = 8
ARRAY_INT32X2 = 9

# pb_geometry_kind
GEOMETRY_MESH = 0
GEOMETRY_CURVES = 1
GEOMETRY_POINT_CLOUD = 2

# pb_geometry_state
GEOMETRY_CAPTURED = 0
GEOMETRY_UNCHANGED = 1

# pb_visibility
VISIBLE_TO_CAMERA = 1
VISIBLE_TO_DIFFUSE = 2
VISIBLE_TO_GLOSSY = 4
VISIBLE_TO_TRANSMISSION = 8
VISIBLE_TO_VOLUME_SCATTER = 16
VISIBLE_TO_SHADOW = 32

# pb_object_flags
OBJECT_HOLDOUT = 1
OBJECT_SHADOW_CATCHER = 2

# pb_material_flags
MATERIAL_TRANSPARENT_SHADOW = 1

# pb_light_flags
LIGHT_CASTS_SHADOW = 1
LIGHT_SOFT_FALLOFF = 2

# pb_frame_state
FRAME_QUEUED = 0
FRAME_SYNCING = 1
FRAME_DRAWING = 2
FRAME_DRAWN = 3
FRAME_RESOLVING = 4
FRAME_RESOLVED = 5
FRAME_CANCELLED = 6
FRAME_FAILED = 7
FRAME_INCOMPLETE = 8

# pb_host_message_kind
HOST_SESSION_OPEN = 1
HOST_SESSION_CLOSE = 2
HOST_FRAME_OPEN = 3
HOST_FRAME_RESOLVE = 4
HOST_FRAME_RELEASE = 5
HOST_DESCRIBE = 6
HOST_SESSION_CLEAR = 7
HOST_END_DRAWING = 8

# pb_list
LIST_TEXT = 0
LIST_NAMES = 1
LIST_PROPERTIES = 2
LIST_ARRAYS = 3
LIST_GEOMETRIES = 4
LIST_OBJECTS = 5
LIST_SLOTS = 6
LIST_PROTOTYPES = 7
LIST_INSTANCE_PROTOTYPES = 8
LIST_INSTANCE_MATRICES = 9
LIST_INSTANCE_IDS = 10
LIST_INSTANCE_RANDOM_IDS = 11
LIST_INSTANCE_SOURCES = 12
LIST_MOTION_TIMES = 13
LIST_MOTION_MATRICES = 14
LIST_MATERIALS = 15
LIST_SHADER_GRAPHS = 16
LIST_SHADER_NODES = 17
LIST_SHADER_SOCKETS = 18
LIST_SOCKET_VALUES = 19
LIST_SHADER_LINKS = 20
LIST_COLOR_RAMPS = 21
LIST_RAMP_STOPS = 22
LIST_SHADER_CURVES = 23
LIST_CURVES = 24
LIST_CURVE_POINTS = 25
LIST_TABLE_ENTRIES = 26
LIST_NODE_MATRICES = 27
LIST_IMAGES = 28
LIST_IMAGE_TILES = 29
LIST_LIGHTS = 30
LIST_LIGHT_LINKS = 31
LIST_WORLDS = 32
LIST_SCENES = 33
LIST_COUNT = 34
LIST_ELEMENT_BYTES = (1, 8, 56, 56, 136, 120, 4, 16, 4, 64, 8, 4, 80, 4, 64, 48, 32, 72, 12, 16, 12, 40, 20, 28, 8, 16, 16, 64, 56, 8, 184, 16, 56, 44)


class Span(ctypes.Structure):
    """``pb_span``"""

    _fields_ = [
        ("segment", c_uint64),
        ("offset", c_uint64),
        ("size_bytes", c_uint64),
        ("stride_bytes", c_uint64),
    ]


class RenderPassLayout(ctypes.Structure):
    """``pb_render_pass_layout``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("found_by", c_uint32),
        ("has_image", c_uint32),
        ("pointer_offset", c_uint32),
        ("pass_size_offset", c_uint32),
        ("image_pixels_offset", c_uint32),
        ("image_channels_offset", c_uint32),
        ("versions", c_char * NAME_BYTES),
    ]


class PassTarget(ctypes.Structure):
    """``pb_pass_target``"""

    _fields_ = [
        ("name", c_char * NAME_BYTES),
        ("pixels", Span),
        ("width", c_uint32),
        ("height", c_uint32),
        ("channels", c_uint32),
        ("format", c_uint32),
    ]


class PixelSource(ctypes.Structure):
    """``pb_pixel_source``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("pixels", Span),
        ("format", c_uint32),
        ("channels", c_uint32),
        ("top_to_bottom", c_uint32),
        ("reserved", c_uint32),
    ]


class Region(ctypes.Structure):
    """``pb_region``"""

    _fields_ = [
        ("x", c_uint32),
        ("y", c_uint32),
        ("width", c_uint32),
        ("height", c_uint32),
    ]


class Attribute(ctypes.Structure):
    """``pb_attribute``"""

    _fields_ = [
        ("values", Span),
        ("type", c_uint32),
        ("domain", c_uint32),
    ]


class Mesh(ctypes.Structure):
    """``pb_mesh``"""

    _fields_ = [
        ("positions", Span),
        ("corner_vertices", Span),
        ("normals", Span),
        ("flat_polygons", Span),
        ("triangle_corners", Span),
        ("triangle_polygons", Span),
        ("polygon_materials", Span),
        ("attributes", Span),
        ("vertex_count", c_uint32),
        ("corner_count", c_uint32),
        ("triangle_count", c_uint32),
        ("polygon_count", c_uint32),
        ("normals_domain", c_uint32),
        ("reserved", c_uint32),
    ]


class Curves(ctypes.Structure):
    """``pb_curves``"""

    _fields_ = [
        ("positions", Span),
        ("radii", Span),
        ("first_points", Span),
        ("curve_uvs", Span),
        ("point_count", c_uint32),
        ("curve_count", c_uint32),
        ("default_radius", c_float),
        ("segment_steps", c_uint32),
    ]


class PointCloud(ctypes.Structure):
    """``pb_point_cloud``"""

    _fields_ = [
        ("positions", Span),
        ("radii", Span),
        ("point_count", c_uint32),
        ("default_radius", c_float),
    ]


class Camera(ctypes.Structure):
    """``pb_camera``"""

    _fields_ = [
        ("world_to_camera", c_float * 16),
        ("projection", c_float * 16),
        ("type", c_uint32),
        ("clip_start", c_float),
        ("clip_end", c_float),
        ("longitude", c_float * 2),
        ("latitude", c_float * 2),
        ("aperture_radius", c_float),
        ("focus_distance", c_float),
        ("aperture_blades", c_uint32),
        ("aperture_rotation", c_float),
        ("aperture_ratio", c_float),
        ("shutter_frames", c_float),
        ("shutter_position", c_uint32),
    ]


class Range(ctypes.Structure):
    """``pb_range``"""

    _fields_ = [
        ("first", c_uint32),
        ("count", c_uint32),
    ]


class Description(ctypes.Structure):
    """``pb_description``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("lists", Span * LIST_COUNT),
    ]


class Property(ctypes.Structure):
    """``pb_property``"""

    _fields_ = [
        ("name", Range),
        ("text", Range),
        ("type", c_uint32),
        ("count", c_uint32),
        ("numbers", c_double * 4),
    ]


class Array(ctypes.Structure):
    """``pb_array``"""

    _fields_ = [
        ("name", Range),
        ("domain", c_uint32),
        ("type", c_uint32),
        ("count", c_uint32),
        ("motion_step", c_uint32),
        ("values", Span),
    ]


class Geometry(ctypes.Structure):
    """``pb_geometry``"""

    _fields_ = [
        ("id", c_uint64),
        ("name", Range),
        ("kind", c_uint32),
        ("state", c_uint32),
        ("arrays", Range),
        ("point_count", c_uint32),
        ("corner_count", c_uint32),
        ("face_count", c_uint32),
        ("triangle_count", c_uint32),
        ("curve_count", c_uint32),
        ("slot_count", c_uint32),
        ("uv_map", c_uint32),
        ("color_attribute", c_uint32),
        ("default_radius", c_float),
        ("segment_steps", c_uint32),
        ("texture_space", c_float * 6),
        ("content", c_uint64 * 2),
        ("bounds", c_float * 6),
    ]


class Object(ctypes.Structure):
    """``pb_object``"""

    _fields_ = [
        ("id", c_uint64),
        ("name", Range),
        ("asset_name", Range),
        ("parent", Range),
        ("collections", Range),
        ("light_group", Range),
        ("settings", Range),
        ("properties", Range),
        ("color", c_float * 4),
        ("pass_index", c_int32),
        ("visibility", c_uint32),
        ("flags", c_uint32),
        ("reserved", c_uint32),
        ("instancer_properties", Range),
        ("receivers", Range),
        ("blockers", Range),
    ]


class Prototype(ctypes.Structure):
    """``pb_prototype``"""

    _fields_ = [
        ("geometry", c_uint32),
        ("object", c_uint32),
        ("slots", Range),
    ]


class InstanceSource(ctypes.Structure):
    """``pb_instance_source``"""

    _fields_ = [
        ("instance", c_uint32),
        ("has_particle", c_uint32),
        ("generated", c_float * 3),
        ("uv", c_float * 2),
        ("particle_index", c_uint32),
        ("particle_age", c_float),
        ("particle_lifetime", c_float),
        ("particle_size", c_float),
        ("particle_location", c_float * 3),
        ("particle_velocity", c_float * 3),
        ("particle_angular_velocity", c_float * 3),
    ]


class ShaderSocket(ctypes.Structure):
    """``pb_shader_socket``"""

    _fields_ = [
        ("identifier", Range),
        ("type", c_uint32),
    ]


class ColorRamp(ctypes.Structure):
    """``pb_color_ramp``"""

    _fields_ = [
        ("interpolation", Range),
        ("color_mode", Range),
        ("hue_interpolation", Range),
        ("stops", Range),
        ("table", Range),
    ]


class RampStop(ctypes.Structure):
    """``pb_ramp_stop``"""

    _fields_ = [
        ("position", c_float),
        ("color", c_float * 4),
    ]


class ShaderCurves(ctypes.Structure):
    """``pb_shader_curves``"""

    _fields_ = [
        ("curves", Range),
        ("table", Range),
        ("min_x", c_float),
        ("max_x", c_float),
        ("is_extrapolated", c_uint32),
    ]


class CurvePoint(ctypes.Structure):
    """``pb_curve_point``"""

    _fields_ = [
        ("x", c_float),
        ("y", c_float),
        ("handle", Range),
    ]


class ShaderLink(ctypes.Structure):
    """``pb_shader_link``"""

    _fields_ = [
        ("input", c_uint32),
        ("node", c_uint32),
        ("output", c_uint32),
    ]


class ShaderNode(ctypes.Structure):
    """``pb_shader_node``"""

    _fields_ = [
        ("type", Range),
        ("name", Range),
        ("inputs", Range),
        ("outputs", Range),
        ("values", Range),
        ("links", Range),
        ("properties", Range),
        ("image", c_uint32),
        ("ramp", c_uint32),
        ("curves", c_uint32),
        ("object_to_world", c_uint32),
    ]


class ShaderGraph(ctypes.Structure):
    """``pb_shader_graph``"""

    _fields_ = [
        ("nodes", Range),
        ("surface", c_uint32),
        ("surface_output", c_uint32),
        ("volume", c_uint32),
        ("volume_output", c_uint32),
        ("displacement", c_uint32),
        ("displacement_output", c_uint32),
    ]


class Material(ctypes.Structure):
    """``pb_material``"""

    _fields_ = [
        ("id", c_uint64),
        ("name", Range),
        ("settings", Range),
        ("properties", Range),
        ("graph", c_uint32),
        ("pass_index", c_int32),
        ("flags", c_uint32),
        ("reserved", c_uint32),
    ]


class Image(ctypes.Structure):
    """``pb_image``"""

    _fields_ = [
        ("id", c_uint64),
        ("state", c_uint64),
        ("name", Range),
        ("width", c_uint32),
        ("height", c_uint32),
        ("channels", c_uint32),
        ("format", c_uint32),
        ("color_space", c_uint32),
        ("tiles", Range),
        ("reserved", c_uint32),
    ]


class ImageTile(ctypes.Structure):
    """``pb_image_tile``"""

    _fields_ = [
        ("number", c_uint32),
        ("image", c_uint32),
    ]


class ImagePixels(ctypes.Structure):
    """``pb_image_pixels``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("image", c_uint64),
        ("width", c_uint32),
        ("height", c_uint32),
        ("channels", c_uint32),
        ("format", c_uint32),
        ("values", Span),
    ]


class Light(ctypes.Structure):
    """``pb_light``"""

    _fields_ = [
        ("id", c_uint64),
        ("name", Range),
        ("settings", Range),
        ("properties", Range),
        ("receivers", Range),
        ("blockers", Range),
        ("motion", Range),
        ("object", c_uint32),
        ("type", c_uint32),
        ("flags", c_uint32),
        ("light_to_world", c_float * 16),
        ("color", c_float * 3),
        ("radius", c_float),
        ("spot_angle", c_float),
        ("spot_blend", c_float),
        ("area_size", c_float * 2),
        ("area_is_ellipse", c_uint32),
        ("area_spread", c_float),
        ("sun_angle", c_float),
        ("graph", c_uint32),
        ("reserved", c_uint32),
    ]


class LightLink(ctypes.Structure):
    """``pb_light_link``"""

    _fields_ = [
        ("object", c_uint64),
        ("is_excluded", c_uint32),
        ("reserved", c_uint32),
    ]


class World(ctypes.Structure):
    """``pb_world``"""

    _fields_ = [
        ("id", c_uint64),
        ("name", Range),
        ("light_group", Range),
        ("settings", Range),
        ("properties", Range),
        ("color", c_float * 3),
        ("graph", c_uint32),
    ]


class Scene(ctypes.Structure):
    """``pb_scene``"""

    _fields_ = [
        ("world", c_uint32),
        ("transparent_film", c_uint32),
        ("film_exposure", c_float),
        ("max_bounces", c_uint32),
        ("clamp_indirect", c_float),
        ("pass_alpha_threshold", c_float),
        ("default_graph", c_uint32),
        ("properties", Range),
        ("instance_motion", Range),
    ]


class CameraStep(ctypes.Structure):
    """``pb_camera_step``"""

    _fields_ = [
        ("time_frames", c_float),
        ("reserved", c_uint32),
        ("world_to_camera", c_float * 16),
        ("projection", c_float * 16),
    ]


class View(ctypes.Structure):
    """``pb_view``"""

    _fields_ = [
        ("camera", Camera),
        ("camera_id", c_uint64),
        ("camera_name", Range),
        ("full_width", c_uint32),
        ("full_height", c_uint32),
        ("x", c_uint32),
        ("y", c_uint32),
    ]


class RenderRequest(ctypes.Structure):
    """``pb_render_request``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("width", c_uint32),
        ("height", c_uint32),
        ("samples", c_uint32),
        ("filter_width", c_float),
        ("seed", c_uint32),
        ("frame", c_int32),
        ("subframe", c_float),
        ("noise_threshold", c_float),
        ("fps", c_double),
        ("time_limit_s", c_double),
        ("view", View),
        ("scene_name", Range),
        ("view_layer", Range),
        ("view_name", Range),
        ("file_path", Range),
        ("settings", Range),
        ("camera_settings", Range),
        ("camera_properties", Range),
        ("passes", Span),
        ("targets", Span),
        ("camera_steps", Span),
        ("properties", Span),
        ("text", Span),
    ]


class MeshGathering(ctypes.Structure):
    """``pb_mesh_gathering``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("attributes", Span),
        ("vertices", Span),
        ("indices", Span),
        ("slot_triangle_counts", Span),
        ("weld", Span),
        ("part", Span),
        ("vertex_count", c_uint32),
        ("skipped_triangle_count", c_uint32),
    ]


class CurvesGathering(ctypes.Structure):
    """``pb_curves_gathering``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("vertices", Span),
        ("indices", Span),
        ("steps_per_piece", c_uint32),
        ("piece_count", c_uint32),
        ("skipped_curve_count", c_uint32),
        ("reserved", c_uint32),
    ]


class HairReading(ctypes.Structure):
    """``pb_hair_reading``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("particle_system", c_uint64),
        ("first_hair", c_uint32),
        ("hair_count", c_uint32),
        ("points_per_hair", c_uint32),
        ("closes_tip", c_uint32),
        ("root_radius", c_float),
        ("tip_radius", c_float),
        ("shape_exponent", c_float),
        ("missing", c_float * 3),
        ("positions", Span),
        ("radii", Span),
    ]


class ObjectLayouts(ctypes.Structure):
    """``pb_object_layouts``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("object_bytes", c_uint32),
        ("object_type", c_uint32),
        ("object_data", c_uint32),
        ("object_parent", c_uint32),
        ("object_mat", c_uint32),
        ("object_matbits", c_uint32),
        ("object_totcol", c_uint32),
        ("object_color", c_uint32),
        ("object_index", c_uint32),
        ("object_visibility_flag", c_uint32),
        ("object_visibility_flag_bytes", c_uint32),
        ("object_lightgroup", c_uint32),
        ("object_light_linking", c_uint32),
        ("object_particlesystem", c_uint32),
        ("object_matrix", c_uint32),
        ("object_runtime", c_uint32),
        ("id_name", c_uint32),
        ("id_name_bytes", c_uint32),
        ("id_session_uid", c_uint32),
        ("id_properties", c_uint32),
        ("id_orig_id", c_uint32),
        ("mesh_bytes", c_uint32),
        ("mesh_mat", c_uint32),
        ("mesh_totcol", c_uint32),
        ("mesh_flag", c_uint32),
        ("mesh_verts_num", c_uint32),
        ("mesh_edges_num", c_uint32),
        ("mesh_faces_num", c_uint32),
        ("mesh_corners_num", c_uint32),
        ("mesh_default_color_attribute", c_uint32),
        ("mesh_default_uv_map_attribute", c_uint32),
        ("mesh_attributes", c_uint32),
        ("mesh_domain_data", c_uint32 * 4),
        ("data_layers", c_uint32),
        ("data_totlayer", c_uint32),
        ("layer_bytes", c_uint32),
        ("layer_type", c_uint32),
        ("layer_active_rnd", c_uint32),
        ("layer_name", c_uint32),
        ("layer_name_bytes", c_uint32),
        ("layer_data", c_uint32),
        ("mixes_flat_and_smooth", c_uint32),
        ("uvs_are_attributes", c_uint32),
    ]


class PlainObject(ctypes.Structure):
    """``pb_plain_object``"""

    _fields_ = [
        ("original", c_uint64),
        ("id", c_uint64),
        ("mesh", c_uint64),
        ("mesh_original", c_uint64),
        ("slots_key", c_uint64),
        ("shape", c_uint64),
        ("geometry_id", c_uint64),
        ("triangles", c_uint64),
        ("triangle_faces", c_uint64),
        ("normals", c_uint64),
        ("collections", Range),
        ("settings", Range),
        ("is_plain", c_uint32),
        ("normals_domain", c_uint32),
        ("array_count", c_uint32),
        ("text_bytes", c_uint32),
        ("has_odd_place", c_uint32),
        ("index", c_uint32),
        ("geometry", c_uint32),
        ("object", c_uint32),
    ]


class PlainDescription(ctypes.Structure):
    """``pb_plain_description``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("position", Range),
        ("corner_vertex", Range),
        ("triangle_corners", Range),
        ("triangle_face", Range),
        ("material_slot", Range),
        ("normal", Range),
        ("flat_face", Range),
        ("texts", Span),
        ("arrays", Span),
        ("geometries", Span),
        ("objects", Span),
        ("first_text", c_uint32),
        ("first_array", c_uint32),
        ("text_bytes", c_uint32),
        ("array_count", c_uint32),
    ]


class PointCloudGathering(ctypes.Structure):
    """``pb_point_cloud_gathering``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("spheres", Span),
        ("sphere_count", c_uint32),
        ("skipped_point_count", c_uint32),
    ]


class JvmOptions(ctypes.Structure):
    """``pb_jvm_options``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("libjvm_path", Span),
        ("options", Span),
    ]


class SessionRequest(ctypes.Structure):
    """``pb_session_request``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("renderer", Span),
        ("class_path", Span),
    ]


class PassRequest(ctypes.Structure):
    """``pb_pass_request``"""

    _fields_ = [
        ("name", c_char * NAME_BYTES),
        ("channels", c_uint32),
        ("reserved", c_uint32),
    ]


class FrameProgress(ctypes.Structure):
    """``pb_frame_progress``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("state", c_uint32),
        ("sample", c_uint32),
        ("sample_count", c_uint32),
        ("has_metadata", c_uint32),
        ("image_serial", c_uint64),
        ("start_ms", c_double),
        ("sync_ms", c_double),
        ("draw_ms", c_double),
        ("readback_ms", c_double),
        ("deliver_ms", c_double),
        ("refresh_serial", c_uint64),
        ("refresh_sample", c_uint32),
        ("reserved", c_uint32),
        ("opengl_bytes", c_uint64),
        ("java_heap_bytes", c_uint64),
        ("wanted_image", c_uint64),
        ("status", c_char * STATUS_BYTES),
    ]


class FrameSignals(ctypes.Structure):
    """``pb_frame_signals``"""

    _fields_ = [
        ("is_cancelled", c_uint32),
        ("wants_refresh", c_uint32),
    ]


class HostMessage(ctypes.Structure):
    """``pb_host_message``"""

    _fields_ = [
        ("kind", c_uint32),
        ("payload_bytes", c_uint32),
        ("session", c_uint64),
        ("frame", c_uint64),
        ("signals", c_uint64),
        ("scene", Span),
    ]


_pack_range = struct.Struct("<II").pack


def pack_range(
    first: int = 0,
    count: int = 0,
) -> bytes:
    """``pb_range``, 8 bytes."""
    return _pack_range(
        first, count
    )


_pack_property = struct.Struct("<IIIIII4d").pack


def pack_property(
    name: tuple[int, int] = (0, 0),
    text: tuple[int, int] = (0, 0),
    type: int = 0,
    count: int = 0,
    numbers: Iterable[float] = (0, 0, 0, 0),
) -> bytes:
    """``pb_property``, 56 bytes."""
    return _pack_property(
        *name, *text, type, count, *numbers
    )


_pack_array = struct.Struct("<IIIIIIQQQQ").pack


def pack_array(
    name: tuple[int, int] = (0, 0),
    domain: int = 0,
    type: int = 0,
    count: int = 0,
    motion_step: int = 0,
    values: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> bytes:
    """``pb_array``, 56 bytes."""
    return _pack_array(
        *name, domain, type, count, motion_step, *values
    )


_pack_geometry = struct.Struct("<QIIIIIIIIIIIIIIfI6f2Q6f").pack


def pack_geometry(
    id: int = 0,
    name: tuple[int, int] = (0, 0),
    kind: int = 0,
    state: int = 0,
    arrays: tuple[int, int] = (0, 0),
    point_count: int = 0,
    corner_count: int = 0,
    face_count: int = 0,
    triangle_count: int = 0,
    curve_count: int = 0,
    slot_count: int = 0,
    uv_map: int = NONE,
    color_attribute: int = NONE,
    default_radius: float = 0,
    segment_steps: int = 0,
    texture_space: Iterable[float] = (0,) * 6,
    content: Iterable[int] = (0, 0),
    bounds: Iterable[float] = (0,) * 6,
) -> bytes:
    """``pb_geometry``, 136 bytes."""
    return _pack_geometry(
        id, *name, kind, state, *arrays, point_count, corner_count, face_count, triangle_count, curve_count, slot_count,
        uv_map, color_attribute, default_radius, segment_steps, *texture_space, *content, *bounds
    )


_pack_object = struct.Struct("<QIIIIIIIIIIIIII4fiIIIIIIIII").pack


def pack_object(
    id: int = 0,
    name: tuple[int, int] = (0, 0),
    asset_name: tuple[int, int] = (0, 0),
    parent: tuple[int, int] = (0, 0),
    collections: tuple[int, int] = (0, 0),
    light_group: tuple[int, int] = (0, 0),
    settings: tuple[int, int] = (0, 0),
    properties: tuple[int, int] = (0, 0),
    color: Iterable[float] = (0, 0, 0, 0),
    pass_index: int = 0,
    visibility: int = 63,
    flags: int = 0,
    instancer_properties: tuple[int, int] = (0, 0),
    receivers: tuple[int, int] = (0, 0),
    blockers: tuple[int, int] = (0, 0),
) -> bytes:
    """``pb_object``, 120 bytes."""
    return _pack_object(
        id, *name, *asset_name, *parent, *collections, *light_group, *settings, *properties, *color, pass_index,
        visibility, flags, 0, *instancer_properties, *receivers, *blockers
    )


_pack_prototype = struct.Struct("<IIII").pack


def pack_prototype(
    geometry: int = 0,
    object: int = 0,
    slots: tuple[int, int] = (0, 0),
) -> bytes:
    """``pb_prototype``, 16 bytes."""
    return _pack_prototype(
        geometry, object, *slots
    )


_pack_instance_source = struct.Struct("<II3f2fIfff3f3f3f").pack


def pack_instance_source(
    instance: int = 0,
    has_particle: int = 0,
    generated: Iterable[float] = (0, 0, 0),
    uv: Iterable[float] = (0, 0),
    particle_index: int = 0,
    particle_age: float = 0,
    particle_lifetime: float = 0,
    particle_size: float = 0,
    particle_location: Iterable[float] = (0, 0, 0),
    particle_velocity: Iterable[float] = (0, 0, 0),
    particle_angular_velocity: Iterable[float] = (0, 0, 0),
) -> bytes:
    """``pb_instance_source``, 80 bytes."""
    return _pack_instance_source(
        instance, has_particle, *generated, *uv, particle_index, particle_age, particle_lifetime, particle_size,
        *particle_location, *particle_velocity, *particle_angular_velocity
    )


_pack_material = struct.Struct("<QIIIIIIIiII").pack


def pack_material(
    id: int = 0,
    name: tuple[int, int] = (0, 0),
    settings: tuple[int, int] = (0, 0),
    properties: tuple[int, int] = (0, 0),
    graph: int = NONE,
    pass_index: int = 0,
    flags: int = 1,
) -> bytes:
    """``pb_material``, 48 bytes."""
    return _pack_material(
        id, *name, *settings, *properties, graph, pass_index, flags, 0
    )


_pack_shader_graph = struct.Struct("<IIIIIIII").pack


def pack_shader_graph(
    nodes: tuple[int, int] = (0, 0),
    surface: int = NONE,
    surface_output: int = 0,
    volume: int = NONE,
    volume_output: int = 0,
    displacement: int = NONE,
    displacement_output: int = 0,
) -> bytes:
    """``pb_shader_graph``, 32 bytes."""
    return _pack_shader_graph(
        *nodes, surface, surface_output, volume, volume_output, displacement, displacement_output
    )


_pack_shader_node = struct.Struct("<IIIIIIIIIIIIIIIIII").pack


def pack_shader_node(
    type: tuple[int, int] = (0, 0),
    name: tuple[int, int] = (0, 0),
    inputs: tuple[int, int] = (0, 0),
    outputs: tuple[int, int] = (0, 0),
    values: tuple[int, int] = (0, 0),
    links: tuple[int, int] = (0, 0),
    properties: tuple[int, int] = (0, 0),
    image: int = NONE,
    ramp: int = NONE,
    curves: int = NONE,
    object_to_world: int = NONE,
) -> bytes:
    """``pb_shader_node``, 72 bytes."""
    return _pack_shader_node(
        *type, *name, *inputs, *outputs, *values, *links, *properties, image, ramp, curves, object_to_world
    )


_pack_shader_socket = struct.Struct("<III").pack


def pack_shader_socket(
    identifier: tuple[int, int] = (0, 0),
    type: int = 0,
) -> bytes:
    """``pb_shader_socket``, 12 bytes."""
    return _pack_shader_socket(
        *identifier, type
    )


_pack_shader_link = struct.Struct("<III").pack


def pack_shader_link(
    input: int = 0,
    node: int = 0,
    output: int = 0,
) -> bytes:
    """``pb_shader_link``, 12 bytes."""
    return _pack_shader_link(
        input, node, output
    )


_pack_color_ramp = struct.Struct("<IIIIIIIIII").pack


def pack_color_ramp(
    interpolation: tuple[int, int] = (0, 0),
    color_mode: tuple[int, int] = (0, 0),
    hue_interpolation: tuple[int, int] = (0, 0),
    stops: tuple[int, int] = (0, 0),
    table: tuple[int, int] = (0, 0),
) -> bytes:
    """``pb_color_ramp``, 40 bytes."""
    return _pack_color_ramp(
        *interpolation, *color_mode, *hue_interpolation, *stops, *table
    )


_pack_ramp_stop = struct.Struct("<f4f").pack


def pack_ramp_stop(
    position: float = 0,
    color: Iterable[float] = (0, 0, 0, 0),
) -> bytes:
    """``pb_ramp_stop``, 20 bytes."""
    return _pack_ramp_stop(
        position, *color
    )


_pack_shader_curves = struct.Struct("<IIIIffI").pack


def pack_shader_curves(
    curves: tuple[int, int] = (0, 0),
    table: tuple[int, int] = (0, 0),
    min_x: float = 0,
    max_x: float = 0,
    is_extrapolated: int = 0,
) -> bytes:
    """``pb_shader_curves``, 28 bytes."""
    return _pack_shader_curves(
        *curves, *table, min_x, max_x, is_extrapolated
    )


_pack_curve_point = struct.Struct("<ffII").pack


def pack_curve_point(
    x: float = 0,
    y: float = 0,
    handle: tuple[int, int] = (0, 0),
) -> bytes:
    """``pb_curve_point``, 16 bytes."""
    return _pack_curve_point(
        x, y, *handle
    )


_pack_image = struct.Struct("<QQIIIIIIIIII").pack


def pack_image(
    id: int = 0,
    state: int = 0,
    name: tuple[int, int] = (0, 0),
    width: int = 0,
    height: int = 0,
    channels: int = 0,
    format: int = 0,
    color_space: int = 0,
    tiles: tuple[int, int] = (0, 0),
) -> bytes:
    """``pb_image``, 56 bytes."""
    return _pack_image(
        id, state, *name, width, height, channels, format, color_space, *tiles, 0
    )


_pack_image_tile = struct.Struct("<II").pack


def pack_image_tile(
    number: int = 0,
    image: int = 0,
) -> bytes:
    """``pb_image_tile``, 8 bytes."""
    return _pack_image_tile(
        number, image
    )


_pack_light = struct.Struct("<QIIIIIIIIIIIIIII16f3ffff2fIffII").pack


def pack_light(
    id: int = 0,
    name: tuple[int, int] = (0, 0),
    settings: tuple[int, int] = (0, 0),
    properties: tuple[int, int] = (0, 0),
    receivers: tuple[int, int] = (0, 0),
    blockers: tuple[int, int] = (0, 0),
    motion: tuple[int, int] = (0, 0),
    object: int = 0,
    type: int = 0,
    flags: int = 0,
    light_to_world: Iterable[float] = (0,) * 16,
    color: Iterable[float] = (0, 0, 0),
    radius: float = 0,
    spot_angle: float = 0,
    spot_blend: float = 0,
    area_size: Iterable[float] = (0, 0),
    area_is_ellipse: int = 0,
    area_spread: float = 0,
    sun_angle: float = 0,
    graph: int = NONE,
) -> bytes:
    """``pb_light``, 184 bytes."""
    return _pack_light(
        id, *name, *settings, *properties, *receivers, *blockers, *motion, object, type, flags, *light_to_world, *color,
        radius, spot_angle, spot_blend, *area_size, area_is_ellipse, area_spread, sun_angle, graph, 0
    )


_pack_light_link = struct.Struct("<QII").pack


def pack_light_link(
    object: int = 0,
    is_excluded: int = 0,
) -> bytes:
    """``pb_light_link``, 16 bytes."""
    return _pack_light_link(
        object, is_excluded, 0
    )


_pack_world = struct.Struct("<QIIIIIIII3fI").pack


def pack_world(
    id: int = 0,
    name: tuple[int, int] = (0, 0),
    light_group: tuple[int, int] = (0, 0),
    settings: tuple[int, int] = (0, 0),
    properties: tuple[int, int] = (0, 0),
    color: Iterable[float] = (0, 0, 0),
    graph: int = NONE,
) -> bytes:
    """``pb_world``, 56 bytes."""
    return _pack_world(
        id, *name, *light_group, *settings, *properties, *color, graph
    )


_pack_scene = struct.Struct("<IIfIffIIIII").pack


def pack_scene(
    world: int = NONE,
    transparent_film: int = 0,
    film_exposure: float = 0,
    max_bounces: int = 0,
    clamp_indirect: float = 0,
    pass_alpha_threshold: float = 0,
    default_graph: int = NONE,
    properties: tuple[int, int] = (0, 0),
    instance_motion: tuple[int, int] = (0, 0),
) -> bytes:
    """``pb_scene``, 44 bytes."""
    return _pack_scene(
        world, transparent_film, film_exposure, max_bounces, clamp_indirect, pass_alpha_threshold, default_graph,
        *properties, *instance_motion
    )


STRUCTS: dict[str, type[ctypes.Structure]] = {
    "pb_span": Span,
    "pb_render_pass_layout": RenderPassLayout,
    "pb_pass_target": PassTarget,
    "pb_pixel_source": PixelSource,
    "pb_region": Region,
    "pb_attribute": Attribute,
    "pb_mesh": Mesh,
    "pb_curves": Curves,
    "pb_point_cloud": PointCloud,
    "pb_camera": Camera,
    "pb_range": Range,
    "pb_description": Description,
    "pb_property": Property,
    "pb_array": Array,
    "pb_geometry": Geometry,
    "pb_object": Object,
    "pb_prototype": Prototype,
    "pb_instance_source": InstanceSource,
    "pb_shader_socket": ShaderSocket,
    "pb_color_ramp": ColorRamp,
    "pb_ramp_stop": RampStop,
    "pb_shader_curves": ShaderCurves,
    "pb_curve_point": CurvePoint,
    "pb_shader_link": ShaderLink,
    "pb_shader_node": ShaderNode,
    "pb_shader_graph": ShaderGraph,
    "pb_material": Material,
    "pb_image": Image,
    "pb_image_tile": ImageTile,
    "pb_image_pixels": ImagePixels,
    "pb_light": Light,
    "pb_light_link": LightLink,
    "pb_world": World,
    "pb_scene": Scene,
    "pb_camera_step": CameraStep,
    "pb_view": View,
    "pb_render_request": RenderRequest,
    "pb_mesh_gathering": MeshGathering,
    "pb_curves_gathering": CurvesGathering,
    "pb_hair_reading": HairReading,
    "pb_object_layouts": ObjectLayouts,
    "pb_plain_object": PlainObject,
    "pb_plain_description": PlainDescription,
    "pb_point_cloud_gathering": PointCloudGathering,
    "pb_jvm_options": JvmOptions,
    "pb_session_request": SessionRequest,
    "pb_pass_request": PassRequest,
    "pb_frame_progress": FrameProgress,
    "pb_frame_signals": FrameSignals,
    "pb_host_message": HostMessage,
}
