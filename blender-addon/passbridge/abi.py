# SPDX-License-Identifier: GPL-3.0-or-later
"""ctypes mirrors of the structs in ``native/include/passbridge.h``, which says what the members mean."""

from __future__ import annotations

import ctypes
from ctypes import c_char, c_double, c_float, c_int32, c_uint32, c_uint64

ABI_VERSION = 4
MESSAGE_VERSION = 1
NAME_BYTES = 64
STATUS_BYTES = 128


class Span(ctypes.Structure):
    """``pb_span``"""

    _fields_ = [("segment", c_uint64), ("offset", c_uint64), ("size_bytes", c_uint64), ("stride_bytes", c_uint64)]


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


PIXELS_FLOAT32, PIXELS_FLOAT16, PIXELS_UINT8 = range(3)


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

    _fields_ = [("x", c_uint32), ("y", c_uint32), ("width", c_uint32), ("height", c_uint32)]


DOMAIN_POINT, DOMAIN_CORNER, DOMAIN_FACE = range(3)

(
    ATTRIBUTE_FLOAT,
    ATTRIBUTE_FLOAT2,
    ATTRIBUTE_FLOAT3,
    ATTRIBUTE_FLOAT4,
    ATTRIBUTE_BYTE_COLOR,
    ATTRIBUTE_INT32,
    ATTRIBUTE_INT8,
    ATTRIBUTE_BOOL,
) = range(8)


class Attribute(ctypes.Structure):
    """``pb_attribute``"""

    _fields_ = [("name", Span), ("values", Span), ("type", c_uint32), ("domain", c_uint32)]


NONE = 0xFFFFFFFF


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


MAX_SEGMENT_STEPS = 1024


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


GEOMETRY_MESH, GEOMETRY_CURVES, GEOMETRY_POINT_CLOUD = range(3)

PROTOTYPE_HOLDOUT = 1


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


(
    VALUE_CONSTANT,
    VALUE_ATTRIBUTE,
    VALUE_UV_MAP,
    VALUE_IMAGE,
    VALUE_MATH,
    VALUE_MIX,
    VALUE_WEIGHTED_SUM,
    VALUE_COMBINE,
    VALUE_TRANSFORM,
    VALUE_BACK_FACING,
) = range(10)

(
    MATH_ADD,
    MATH_SUBTRACT,
    MATH_MULTIPLY,
    MATH_DIVIDE,
    MATH_MULTIPLY_ADD,
    MATH_POWER,
    MATH_LOGARITHM,
    MATH_SQUARE_ROOT,
    MATH_ABSOLUTE,
    MATH_EXPONENT,
    MATH_MINIMUM,
    MATH_MAXIMUM,
    MATH_LESS_THAN,
    MATH_GREATER_THAN,
    MATH_SIGN,
    MATH_COMPARE,
    MATH_ROUND,
    MATH_FLOOR,
    MATH_CEILING,
    MATH_TRUNCATE,
    MATH_FRACTION,
    MATH_MODULO,
    MATH_SNAP,
    MATH_PING_PONG,
    MATH_SINE,
    MATH_COSINE,
    MATH_TANGENT,
    MATH_ARCTANGENT2,
) = range(28)

(
    BLEND_MIX,
    BLEND_ADD,
    BLEND_MULTIPLY,
    BLEND_SUBTRACT,
    BLEND_SCREEN,
    BLEND_DIFFERENCE,
    BLEND_DARKEN,
    BLEND_LIGHTEN,
) = range(8)

INTERPOLATION_LINEAR, INTERPOLATION_CLOSEST = range(2)

EXTENSION_REPEAT, EXTENSION_EXTEND, EXTENSION_CLIP, EXTENSION_MIRROR = range(4)

MAX_VALUE_NODE_COUNT = 256
MAX_VALUE_IMAGE_COUNT = 8
MAX_VALUE_ATTRIBUTE_COUNT = 8


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


MATERIAL_HOLDOUT = 1


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


COLOR_SPACE_LINEAR, COLOR_SPACE_SRGB = range(2)


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


LIGHT_POINT, LIGHT_SUN, LIGHT_SPOT, LIGHT_AREA = range(4)


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


CAMERA_PERSPECTIVE, CAMERA_ORTHOGRAPHIC, CAMERA_EQUIRECTANGULAR = range(3)

SHUTTER_START, SHUTTER_CENTER, SHUTTER_END = range(3)


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


class JvmOptions(ctypes.Structure):
    """``pb_jvm_options``"""

    _fields_ = [("size_bytes", c_uint32), ("version", c_uint32), ("libjvm_path", Span), ("options", Span)]


class SessionRequest(ctypes.Structure):
    """``pb_session_request``"""

    _fields_ = [("size_bytes", c_uint32), ("version", c_uint32), ("renderer", Span), ("class_path", Span)]


SETTING_BOOL, SETTING_INT, SETTING_FLOAT, SETTING_COLOR, SETTING_TEXT = range(5)


class Setting(ctypes.Structure):
    """``pb_setting``"""

    _fields_ = [
        ("name", c_char * NAME_BYTES),
        ("type", c_uint32),
        ("reserved", c_uint32),
        ("number", c_double * 4),
        ("text", Span),
    ]


class PassRequest(ctypes.Structure):
    """``pb_pass_request``"""

    _fields_ = [("name", c_char * NAME_BYTES), ("channels", c_uint32), ("reserved", c_uint32)]


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


(
    FRAME_QUEUED,
    FRAME_SYNCING,
    FRAME_DRAWING,
    FRAME_DRAWN,
    FRAME_RESOLVING,
    FRAME_RESOLVED,
    FRAME_CANCELLED,
    FRAME_FAILED,
    FRAME_INCOMPLETE,
) = range(9)


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
