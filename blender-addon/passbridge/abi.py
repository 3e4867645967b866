# SPDX-License-Identifier: GPL-3.0-or-later
# Written by `./passbridge generate` from native/schema; change that.
"""The structs and constants of the C ABI. native/schema says what the members mean."""

from __future__ import annotations

import ctypes
from ctypes import c_char, c_double, c_float, c_int32, c_uint32, c_uint64

ABI_VERSION = 4
MESSAGE_VERSION = 1
NAME_BYTES = 64
MAX_TARGET_COUNT = 1024
STATUS_BYTES = 128
NONE = 4294967295
MAX_SEGMENT_STEPS = 1024
MAX_VALUE_NODE_COUNT = 256
MAX_VALUE_IMAGE_COUNT = 8
MAX_VALUE_ATTRIBUTE_COUNT = 8
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

# pb_attribute_type
ATTRIBUTE_FLOAT = 0
ATTRIBUTE_FLOAT2 = 1
ATTRIBUTE_FLOAT3 = 2
ATTRIBUTE_FLOAT4 = 3
ATTRIBUTE_BYTE_COLOR = 4
ATTRIBUTE_INT32 = 5
ATTRIBUTE_INT8 = 6
ATTRIBUTE_BOOL = 7

# pb_geometry_kind
GEOMETRY_MESH = 0
GEOMETRY_CURVES = 1
GEOMETRY_POINT_CLOUD = 2

# pb_prototype_flags
PROTOTYPE_HOLDOUT = 1

# pb_value_kind
VALUE_CONSTANT = 0
VALUE_ATTRIBUTE = 1
VALUE_UV_MAP = 2
VALUE_IMAGE = 3
VALUE_MATH = 4
VALUE_MIX = 5
VALUE_WEIGHTED_SUM = 6
VALUE_COMBINE = 7
VALUE_TRANSFORM = 8
VALUE_BACK_FACING = 9

# pb_math_operation
MATH_ADD = 0
MATH_SUBTRACT = 1
MATH_MULTIPLY = 2
MATH_DIVIDE = 3
MATH_MULTIPLY_ADD = 4
MATH_POWER = 5
MATH_LOGARITHM = 6
MATH_SQUARE_ROOT = 7
MATH_ABSOLUTE = 8
MATH_EXPONENT = 9
MATH_MINIMUM = 10
MATH_MAXIMUM = 11
MATH_LESS_THAN = 12
MATH_GREATER_THAN = 13
MATH_SIGN = 14
MATH_COMPARE = 15
MATH_ROUND = 16
MATH_FLOOR = 17
MATH_CEILING = 18
MATH_TRUNCATE = 19
MATH_FRACTION = 20
MATH_MODULO = 21
MATH_SNAP = 22
MATH_PING_PONG = 23
MATH_SINE = 24
MATH_COSINE = 25
MATH_TANGENT = 26
MATH_ARCTANGENT2 = 27

# pb_blend
BLEND_MIX = 0
BLEND_ADD = 1
BLEND_MULTIPLY = 2
BLEND_SUBTRACT = 3
BLEND_SCREEN = 4
BLEND_DIFFERENCE = 5
BLEND_DARKEN = 6
BLEND_LIGHTEN = 7

# pb_interpolation
INTERPOLATION_LINEAR = 0
INTERPOLATION_CLOSEST = 1

# pb_extension
EXTENSION_REPEAT = 0
EXTENSION_EXTEND = 1
EXTENSION_CLIP = 2
EXTENSION_MIRROR = 3

# pb_material_flags
MATERIAL_HOLDOUT = 1

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

# pb_setting_type
SETTING_BOOL = 0
SETTING_INT = 1
SETTING_FLOAT = 2
SETTING_COLOR = 3
SETTING_TEXT = 4

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
HOST_FRAME_RENDER = 3
HOST_FRAME_RESOLVE = 4
HOST_FRAME_RELEASE = 5
HOST_DESCRIBE = 6


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
        ("reserved", c_uint32),
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
        ("name", Span),
        ("values", Span),
        ("type", c_uint32),
        ("domain", c_uint32),
    ]


class Mesh(ctypes.Structure):
    """``pb_mesh``"""

    _fields_ = [
        ("id", c_uint64),
        ("name", Span),
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
        ("uv_map", c_uint32),
        ("color_attribute", c_uint32),
        ("reserved", c_uint32),
    ]


class Curves(ctypes.Structure):
    """``pb_curves``"""

    _fields_ = [
        ("id", c_uint64),
        ("name", Span),
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
        ("id", c_uint64),
        ("name", Span),
        ("positions", Span),
        ("radii", Span),
        ("point_count", c_uint32),
        ("default_radius", c_float),
    ]


class Prototype(ctypes.Structure):
    """``pb_prototype``"""

    _fields_ = [
        ("geometry_kind", c_uint32),
        ("geometry", c_uint32),
        ("object_index", c_int32),
        ("first_material", c_uint32),
        ("material_count", c_uint32),
        ("flags", c_uint32),
    ]


class ValueNode(ctypes.Structure):
    """``pb_value_node``"""

    _fields_ = [
        ("name", Span),
        ("kind", c_uint32),
        ("operation", c_uint32),
        ("is_clamped", c_uint32),
        ("image", c_uint32),
        ("interpolation", c_uint32),
        ("extension", c_uint32),
        ("inputs", c_uint32 * 4),
        ("constants", c_float * 12),
    ]


class Material(ctypes.Structure):
    """``pb_material``"""

    _fields_ = [
        ("name", Span),
        ("base_color", c_float * 3),
        ("metallic", c_float),
        ("roughness", c_float),
        ("specular", c_float),
        ("emission", c_float * 3),
        ("base_color_value", c_uint32),
        ("alpha_value", c_uint32),
        ("pass_index", c_int32),
        ("flags", c_uint32),
        ("bent_normal_share", c_float),
        ("values", Span),
    ]


class Image(ctypes.Structure):
    """``pb_image``"""

    _fields_ = [
        ("id", c_uint64),
        ("name", Span),
        ("pixels", Span),
        ("width", c_uint32),
        ("height", c_uint32),
        ("channels", c_uint32),
        ("color_space", c_uint32),
    ]


class Light(ctypes.Structure):
    """``pb_light``"""

    _fields_ = [
        ("light_to_world", c_float * 16),
        ("type", c_uint32),
        ("color", c_float * 3),
        ("radius", c_float),
        ("spot_angle", c_float),
        ("spot_blend", c_float),
        ("area_size", c_float * 2),
        ("area_is_ellipse", c_uint32),
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


class Scene(ctypes.Structure):
    """``pb_scene``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("is_unchanged", c_uint32),
        ("reserved", c_uint32),
        ("camera", Camera),
        ("world_color", c_float * 3),
        ("transparent_film", c_uint32),
        ("pass_alpha_threshold", c_float),
        ("default_bent_normal_share", c_float),
        ("meshes", Span),
        ("curves", Span),
        ("point_clouds", Span),
        ("prototypes", Span),
        ("instance_prototypes", Span),
        ("instance_matrices", Span),
        ("material_slots", Span),
        ("materials", Span),
        ("images", Span),
        ("lights", Span),
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
        ("piece_count", c_uint32),
        ("skipped_curve_count", c_uint32),
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


class Setting(ctypes.Structure):
    """``pb_setting``"""

    _fields_ = [
        ("name", c_char * NAME_BYTES),
        ("type", c_uint32),
        ("reserved", c_uint32),
        ("number", c_double * 4),
        ("text", Span),
    ]


class FrameRequest(ctypes.Structure):
    """``pb_frame_request``"""

    _fields_ = [
        ("size_bytes", c_uint32),
        ("version", c_uint32),
        ("width", c_uint32),
        ("height", c_uint32),
        ("samples", c_uint32),
        ("filter_width", c_float),
        ("scene", Span),
        ("passes", Span),
        ("settings", Span),
        ("targets", Span),
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
        ("request", FrameRequest),
    ]


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
    "pb_prototype": Prototype,
    "pb_value_node": ValueNode,
    "pb_material": Material,
    "pb_image": Image,
    "pb_light": Light,
    "pb_camera": Camera,
    "pb_scene": Scene,
    "pb_mesh_gathering": MeshGathering,
    "pb_curves_gathering": CurvesGathering,
    "pb_hair_reading": HairReading,
    "pb_point_cloud_gathering": PointCloudGathering,
    "pb_jvm_options": JvmOptions,
    "pb_session_request": SessionRequest,
    "pb_pass_request": PassRequest,
    "pb_setting": Setting,
    "pb_frame_request": FrameRequest,
    "pb_frame_progress": FrameProgress,
    "pb_frame_signals": FrameSignals,
    "pb_host_message": HostMessage,
}
