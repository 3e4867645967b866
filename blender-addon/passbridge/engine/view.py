# SPDX-License-Identifier: GPL-3.0-or-later
"""What a picture is seen with: where the camera stands, its projection onto the picture, its lens, its shutter, and what part of the full
picture is wanted. None of it belongs to the scene: another view changes nothing there.

All is taken as Cycles takes it: intern/cycles/blender/camera.cpp, Blender 4.2 (before 4.0 blender_camera.cpp).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import bpy
from mathutils import Matrix

from .. import abi
from ..errors import PassbridgeError

if TYPE_CHECKING:
    from .java_render_engine import JavaRenderEngine

# What an object that is no camera is looked through with.
_LENS_MM, _SENSOR_MM = 50.0, 36.0
_CLIP_START, _CLIP_END = 1e-5, 1e5

# The columns of a camera's matrix have unit length. Below that volume they lie in a plane, but for rounding.
_LEAST_DETERMINANT = 1e-6

_SHUTTER_POSITIONS = {"START": abi.SHUTTER_START, "CENTER": abi.SHUTTER_CENTER, "END": abi.SHUTTER_END}

_Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True)
class View:
    """What a picture is seen with."""

    camera: abi.Camera
    picture: Picture
    seen_through: bpy.types.Object | None
    """Evaluated: the scene's camera, or that of the stereo view; possibly an object that is no camera. None: a viewport does not look
    through an object."""


def read_view(
    engine: JavaRenderEngine, depsgraph: bpy.types.Depsgraph, width: int, height: int, warn: Callable[[str], None]
) -> View:
    """That of the stereo view, if any, that the engine renders. `width` and `height` are the picture's, Blender's border applied.

    Raises PassbridgeError where the scene has no camera.
    """
    scene = depsgraph.scene_eval
    if scene.camera is None:
        raise PassbridgeError(
            f"Scene '{scene.name}' has no camera: add one (Add > Camera) and make it the active camera (Ctrl+Numpad 0)"
        )
    seen_through = engine.camera_override  # evaluated; that of the view where each view has its own
    picture = Picture.of(engine, scene.render, width, height)
    eye = _Eye(engine, seen_through, warn)
    lens = _Lens.of(seen_through, depsgraph)
    camera = abi.Camera()
    camera.type = lens.camera_type
    camera.world_to_camera[:] = column_by_column(eye.world_to_camera)
    camera.projection[:] = column_by_column(Matrix())
    camera.clip_start, camera.clip_end = lens.clip_start, lens.clip_end
    if not lens.clip_start < lens.clip_end:
        warn(
            f"{eye.name}: its clip start ({lens.clip_start:g} m) does not lie before its clip end ({lens.clip_end:g} m),"
            " so nothing is seen: lower one or raise the other"
        )
    elif lens.camera_type == abi.CAMERA_EQUIRECTANGULAR:
        _read_panorama(camera, seen_through, picture, (0.0, 0.0, 1.0, 1.0), (eye.shift_x, eye.shift_y), warn)
    else:
        camera.projection[:] = column_by_column(picture.region() @ _projection(lens, picture, eye))
    _read_depth_of_field(camera, seen_through, eye.world_to_camera, warn)
    if scene.render.use_motion_blur:
        if not engine.motion_step_count:
            warn("Motion blur is not supported yet, what moves is drawn sharp")
        camera.shutter_frames, camera.shutter_position = scene.render.motion_blur_shutter, _shutter_position(scene)
    return View(camera, picture, seen_through)


def read_camera_step(
    engine: JavaRenderEngine, depsgraph: bpy.types.Depsgraph, picture: Picture, time: float
) -> abi.CameraStep:
    """Where the camera is, and how it projects, while the dependency graph stands at another time: ``time`` frames from the frame."""
    view = read_view(engine, depsgraph, picture.width, picture.height, lambda warning: None)
    return abi.CameraStep(
        time_frames=time, world_to_camera=view.camera.world_to_camera, projection=view.camera.projection
    )


def shutter(scene: bpy.types.Scene) -> tuple[float, float]:
    """When it opens and closes, in frames from the frame itself; equal without motion blur."""
    if not scene.render.use_motion_blur:
        return 0.0, 0.0
    length = scene.render.motion_blur_shutter
    opening = {abi.SHUTTER_START: 0.0, abi.SHUTTER_CENTER: -length / 2, abi.SHUTTER_END: -length}[_shutter_position(scene)]
    return opening, opening + length


def column_by_column(matrix: Matrix) -> list[float]:
    """The 16 values as OpenGL keeps them; mathutils goes row by row."""
    return [value for column in matrix.col for value in column]


def border_pixel(border: float, size: int) -> int:
    """The pixel that a border of 0 to 1 begins or ends at.

    Blender multiplies as 32-bit floats and cuts off (source/blender/render/intern/pipeline.cc); 0.7 of 10 pixels would
    be 6 in Python's own precision, and is 7.
    """
    return int(ctypes.c_float(border * size).value)


@dataclass(frozen=True)
class Picture:
    """A rectangle of the full picture, in pixels from its lower left corner."""

    full_width: int
    full_height: int
    left: int
    bottom: int
    width: int
    height: int
    pixel_aspect: float  # height of a pixel over its width

    @classmethod
    def of(cls, engine: bpy.types.RenderEngine, render: bpy.types.RenderSettings, width: int, height: int) -> Picture:
        aspect = render.pixel_aspect_y / render.pixel_aspect_x
        if not render.use_border:
            return cls(width, height, 0, 0, width, height, aspect)
        full_width, full_height = engine.resolution_x, engine.resolution_y
        left = border_pixel(render.border_min_x, full_width)
        bottom = border_pixel(render.border_min_y, full_height)
        return cls(full_width, full_height, left, bottom, width, height, aspect)

    def region(self) -> Matrix:
        """Maps the clip square of the full picture so that the rectangle fills it."""
        scale_x, scale_y = self.full_width / self.width, self.full_height / self.height
        return Matrix(
            (
                (scale_x, 0.0, 0.0, scale_x - (2 * self.left + self.width) / self.width),
                (0.0, scale_y, 0.0, scale_y - (2 * self.bottom + self.height) / self.height),
                (0.0, 0.0, 1.0, 0.0),
                (0.0, 0.0, 0.0, 1.0),
            )
        )


class _Eye:
    """Where the view that is rendered is seen from."""

    def __init__(self, engine: bpy.types.RenderEngine, seen_through: bpy.types.Object, warn: Callable[[str], None]) -> None:
        is_camera = seen_through.type == "CAMERA"
        self.name = f"{'Camera' if is_camera else 'Object'} '{seen_through.name}'"
        if not is_camera:
            warn(f"{self.name} is the scene's camera but not a camera: drawn in perspective")
        is_spherical = is_camera and engine.use_spherical_stereo(seen_through)
        if is_spherical:
            warn(f"{self.name}: spherical stereo is not supported yet, every view is drawn from the middle")
        # Without the object's scale.
        camera_to_world = Matrix(engine.camera_model_matrix(seen_through, use_spherical_stereo=is_spherical))
        is_finite = all(map(math.isfinite, column_by_column(camera_to_world)))
        if not is_finite or abs(camera_to_world.determinant()) < _LEAST_DETERMINANT:
            why = "its scale is 0 along an axis" if is_finite else "its matrix holds values that are no numbers"
            warn(f"{self.name}: {why}, drawn from the world's origin, downwards")
            camera_to_world = Matrix()
        self.world_to_camera = camera_to_world.inverted()
        # Blender crashes where it is asked for the shift of an object without data.
        self.shift_x = engine.camera_shift_x(seen_through, use_spherical_stereo=is_spherical) if is_camera else 0.0
        self.shift_y = seen_through.data.shift_y if is_camera else 0.0


@dataclass(frozen=True)
class _Lens:
    camera_type: int  # of abi
    clip_start: float  # metres
    clip_end: float
    focal_length_mm: float = _LENS_MM
    sensor_mm: float = _SENSOR_MM
    sensor_fit: str = "AUTO"
    orthographic_scale: float = 1.0  # metres

    @classmethod
    def of(cls, seen_through: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> _Lens:
        data = seen_through.data
        if seen_through.type == "CAMERA":
            return cls(
                {"ORTHO": abi.CAMERA_ORTHOGRAPHIC, "PANO": abi.CAMERA_EQUIRECTANGULAR}.get(data.type, abi.CAMERA_PERSPECTIVE),
                data.clip_start,
                data.clip_end,
                data.lens,
                data.sensor_height if data.sensor_fit == "VERTICAL" else data.sensor_width,
                data.sensor_fit,
                data.ortho_scale,
            )
        if seen_through.type == "LIGHT":
            # Of a spot light what it lights. Others have an angle as well, which Python can't read: Blender's own matrix has it.
            focal_length_mm = seen_through.calc_matrix_camera(depsgraph)[0][0] * _SENSOR_MM / 2
            return cls(abi.CAMERA_PERSPECTIVE, _CLIP_START, _CLIP_END, focal_length_mm)
        return cls(abi.CAMERA_PERSPECTIVE, _CLIP_START, _CLIP_END)


def _projection(lens: _Lens, picture: Picture, eye: _Eye) -> Matrix:
    """Camera space to OpenGL clip space of the full picture.

    As Object.calc_matrix_camera (source/blender/blenkernel/intern/camera.cc, BKE_camera_params_compute_viewplane, Blender 4.2),
    which takes no shift of a stereo view and nothing but the object's own clip range.
    """
    height = picture.full_height * picture.pixel_aspect
    is_horizontal = lens.sensor_fit == "HORIZONTAL" or (lens.sensor_fit == "AUTO" and picture.full_width >= height)
    fitted = picture.full_width if is_horizontal else height
    share_x, share_y = fitted / picture.full_width, fitted / height
    shift_x, shift_y = 2 * eye.shift_x * share_x, 2 * eye.shift_y * share_y
    start, end = lens.clip_start, lens.clip_end
    if lens.camera_type == abi.CAMERA_ORTHOGRAPHIC:
        scale = 2 / lens.orthographic_scale
        return Matrix(
            (
                (scale * share_x, 0.0, 0.0, -shift_x),
                (0.0, scale * share_y, 0.0, -shift_y),
                (0.0, 0.0, -2 / (end - start), -(end + start) / (end - start)),
                (0.0, 0.0, 0.0, 1.0),
            )
        )
    scale = 2 * lens.focal_length_mm / lens.sensor_mm
    return Matrix(
        (
            (scale * share_x, 0.0, shift_x, 0.0),
            (0.0, scale * share_y, shift_y, 0.0),
            (0.0, 0.0, -(end + start) / (end - start), -2 * end * start / (end - start)),
            (0.0, 0.0, -1.0, 0.0),
        )
    )


def _read_panorama(
    camera: abi.Camera,
    seen_through: bpy.types.Object,
    picture: Picture,
    frame: _Rectangle,
    shift: tuple[float, float],
    warn: Callable[[str], None],
) -> None:
    """``frame``: where the camera's frame is in the full picture, as shares of its size."""
    # Of the camera itself from 4.0 on. Before that of Cycles' add-on, and gone where that is switched off.
    data = seen_through.data
    settings = data if hasattr(data, "panorama_type") else getattr(data, "cycles", None)
    longitudes, latitudes = (-math.pi, math.pi), (-math.pi / 2, math.pi / 2)
    name = f"Camera '{seen_through.name}'"
    if settings is None:
        warn(f"{name}: its panorama's settings are those of Cycles' add-on, which is switched off: all around is drawn")
    else:
        longitudes = settings.longitude_min, settings.longitude_max
        latitudes = settings.latitude_min, settings.latitude_max
        if settings.panorama_type != "EQUIRECTANGULAR":
            kind = settings.panorama_type.replace("_", " ").lower()
            warn(f"{name}: panoramas of type {kind} are not supported yet, drawn as equirectangular")
    columns = picture.left, picture.left + picture.width
    rows = picture.bottom, picture.bottom + picture.height
    camera.longitude[:] = _angles(longitudes, columns, picture.full_width, frame[::2], shift[0])
    camera.latitude[:] = _angles(latitudes, rows, picture.full_height, frame[1::2], shift[1])


def _angles(
    full: tuple[float, float], pixels: tuple[int, int], full_size: int, frame: tuple[float, ...], shift: float
) -> tuple[float, float]:
    """What of a range that the camera's frame spans is at some pixels' edges."""
    low, high = full
    begin, end = frame
    first, last = (low + (high - low) * ((pixel / full_size - begin) / (end - begin) + shift) for pixel in pixels)
    return first, last


def _read_depth_of_field(
    camera: abi.Camera, seen_through: bpy.types.Object, world_to_camera: Matrix, warn: Callable[[str], None]
) -> None:
    if seen_through.type != "CAMERA":
        return
    data = seen_through.data
    if data.type == "CUSTOM":
        warn(f"Camera '{seen_through.name}': its lens is a shader, which is not supported, drawn in perspective")
    lens = data.dof
    if not lens.use_dof:
        return
    focal_length = 1.0 if data.type in {"ORTHO", "CUSTOM"} else data.lens * 1e-3
    camera.aperture_radius = focal_length / (2 * max(lens.aperture_fstop, 1e-5))
    camera.focus_distance = _focus_distance(lens, world_to_camera)
    camera.aperture_blades = lens.aperture_blades
    camera.aperture_rotation = lens.aperture_rotation
    camera.aperture_ratio = lens.aperture_ratio


def _focus_distance(lens: bpy.types.CameraDOFSettings, world_to_camera: Matrix) -> float:
    """Metres along the view axis."""
    focus = lens.focus_object
    if focus is None:
        return lens.focus_distance
    matrix = focus.matrix_world
    if focus.pose is not None and lens.focus_subtarget in focus.pose.bones:
        matrix = matrix @ focus.pose.bones[lens.focus_subtarget].matrix
    return abs((world_to_camera @ matrix.translation).z)


def shutter_settings(scene: bpy.types.Scene) -> bpy.types.bpy_struct | None:
    """What has the property ``motion_blur_position``: the render settings from 4.2 on; before that Cycles' add-on's, which are gone where that
    is switched off."""
    return scene.render if hasattr(scene.render, "motion_blur_position") else getattr(scene, "cycles", None)


def _shutter_position(scene: bpy.types.Scene) -> int:
    settings = shutter_settings(scene)
    return _SHUTTER_POSITIONS[settings.motion_blur_position] if settings else abi.SHUTTER_CENTER


def read_viewport(
    context: bpy.types.Context, depsgraph: bpy.types.Depsgraph, reduction: int, warn: Callable[[str], None]
) -> View | None:
    """What a viewport looks at, in its render border where it has one; None where that is nothing.

    context    of its region
    reduction  so many of its pixels, along each axis, are one of the picture

    The projection is Blender's own, so that the overlays fit; panoramas fit into the camera's frame, and go on around it.
    """
    region, space, region_3d = context.region, context.space_data, context.region_data
    numbers = column_by_column(region_3d.view_matrix), column_by_column(region_3d.window_matrix)
    is_finite = all(map(math.isfinite, [*numbers[0], *numbers[1]]))
    if not is_finite or abs(region_3d.view_matrix.determinant()) < _LEAST_DETERMINANT or region_3d.window_matrix.determinant() == 0:
        return None
    looks_through_object = region_3d.view_perspective == "CAMERA" and space.camera is not None
    seen_through = space.camera.evaluated_get(depsgraph) if looks_through_object else None
    picture = _viewport_picture(region, _viewport_border(context, depsgraph, seen_through), reduction)
    if picture is None:
        return None
    projection = region_3d.window_matrix
    camera = abi.Camera()
    camera.world_to_camera[:] = column_by_column(region_3d.view_matrix)
    camera.clip_start, camera.clip_end = _clip_range(projection, region_3d.is_perspective)
    if seen_through is not None and seen_through.type == "CAMERA" and seen_through.data.type == "PANO":
        camera.type = abi.CAMERA_EQUIRECTANGULAR
        camera.projection[:] = column_by_column(Matrix())
        frame = _camera_frame(projection, seen_through, depsgraph)
        _read_panorama(camera, seen_through, picture, frame, (seen_through.data.shift_x, seen_through.data.shift_y), warn)
    else:
        camera.type = abi.CAMERA_PERSPECTIVE if region_3d.is_perspective else abi.CAMERA_ORTHOGRAPHIC
        camera.projection[:] = column_by_column(picture.region() @ projection)
    if seen_through is not None:
        _read_depth_of_field(camera, seen_through, region_3d.view_matrix, warn)
    return View(camera, picture, seen_through)


def _clip_range(projection: Matrix, is_perspective: bool) -> tuple[float, float]:
    """Metres along the view axis: in a viewport the scene may begin behind the eye, where lines of view are parallel."""
    scale, offset = projection[2][2], projection[2][3]
    if is_perspective:
        return offset / (scale - 1), offset / (scale + 1)
    return (offset + 1) / scale, (offset - 1) / scale


def _viewport_border(
    context: bpy.types.Context, depsgraph: bpy.types.Depsgraph, seen_through: bpy.types.Object | None
) -> _Rectangle | None:
    """The render border of a viewport, in pixels of the region; None: it has none."""
    region, space, render = context.region, context.space_data, depsgraph.scene_eval.render
    if context.region_data.view_perspective != "CAMERA":
        if not space.use_render_border:
            return None
        left, right = (border * region.width for border in (space.render_border_min_x, space.render_border_max_x))
        bottom, top = (border * region.height for border in (space.render_border_min_y, space.render_border_max_y))
        return left, bottom, right, top
    if not render.use_border or seen_through is None or seen_through.type != "CAMERA":
        return None
    frame = _camera_frame(context.region_data.window_matrix, seen_through, depsgraph)

    def pixel(begin: float, end: float, border: float, size: int) -> float:
        return (begin + (end - begin) * border) * size

    return (
        pixel(frame[0], frame[2], render.border_min_x, region.width),
        pixel(frame[1], frame[3], render.border_min_y, region.height),
        pixel(frame[0], frame[2], render.border_max_x, region.width),
        pixel(frame[1], frame[3], render.border_max_y, region.height),
    )


def _camera_frame(to_clip: Matrix, camera: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> _Rectangle:
    """Where a viewport shows the frame of the camera that it looks through, as shares of the region's size."""
    corners = [to_clip @ corner.to_4d() for corner in camera.data.view_frame(scene=depsgraph.scene_eval)]
    across, up = ([(corner[axis] / corner.w + 1) / 2 for corner in corners] for axis in (0, 1))
    return min(across), min(up), max(across), max(up)


def _viewport_picture(
    region: bpy.types.Region, border: _Rectangle | None, reduction: int
) -> Picture | None:
    """None: there is nothing of the border in the region."""
    full_width, full_height = (max(1, math.ceil(size / reduction)) for size in (region.width, region.height))
    if border is None:
        return Picture(full_width, full_height, 0, 0, full_width, full_height, 1.0)
    columns = [min(max(round(edge * full_width / region.width), 0), full_width) for edge in border[::2]]
    rows = [min(max(round(edge * full_height / region.height), 0), full_height) for edge in border[1::2]]
    if columns[0] >= columns[1] or rows[0] >= rows[1]:
        return None
    return Picture(full_width, full_height, columns[0], rows[0], columns[1] - columns[0], rows[1] - rows[0], 1.0)
