# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the camera: where it stands, its projection onto the picture, and how it would blur."""

from __future__ import annotations

import ctypes
import math

import bpy
from mathutils import Matrix, Vector

from .. import abi
from ..errors import PassbridgeError
from .scene_message import SceneMessage

# Cycles' own setting before 4.3, the scene's after that.
_SHUTTER_POSITIONS = {"START": abi.SHUTTER_START, "CENTER": abi.SHUTTER_CENTER, "END": abi.SHUTTER_END}


def read_camera(
    message: SceneMessage, engine: bpy.types.RenderEngine, depsgraph: bpy.types.Depsgraph, width: int, height: int
) -> None:
    """Fills the scene's camera, for the view that is being rendered. `width` and `height` are the picture's, Blender's border applied.

    Raises PassbridgeError where there is none.
    """
    scene = depsgraph.scene
    if scene.camera is None:
        raise PassbridgeError(
            f"Scene '{scene.name}' has no camera: add one (Add > Camera) and make it the active camera (Ctrl+Numpad 0)"
        )
    camera = scene.camera.evaluated_get(depsgraph)
    render = scene.render
    full_size = (engine.resolution_x, engine.resolution_y) if render.use_border else (width, height)
    border = _Border(render, *full_size, width, height)
    result = message.scene.camera
    _read_projection(result, engine, depsgraph, camera, full_size, border)
    # Without the camera's scale, and for the view that is being rendered.
    result.world_to_camera[:] = column_by_column(_world_to_camera(message, engine, camera))
    if camera.type == "CAMERA":
        _read_depth_of_field(result, camera, depsgraph)
    else:
        message.warn(f"Object '{camera.name}' is the scene's camera but not a camera: drawn in perspective")
    _read_shutter(result, scene)
    _warn(message, render, camera, result)


def column_by_column(matrix: Matrix) -> list[float]:
    """The 16 values as OpenGL keeps them; mathutils goes row by row."""
    return [value for column in matrix.col for value in column]


def border_pixel(border: float, size: int) -> int:
    """The pixel that a border of 0 to 1 begins or ends at.

    Blender multiplies as 32-bit floats and cuts off (source/blender/render/intern/pipeline.cc); 0.7 of 10 pixels would
    be 6 in Python's own precision, and is 7.
    """
    return int(ctypes.c_float(border * size).value)


class _Border:
    """Where in the full picture the rendered one lies, as shares of 0 to 1."""

    def __init__(self, render: bpy.types.RenderSettings, full_width: int, full_height: int, width: int, height: int) -> None:
        left = border_pixel(render.border_min_x, full_width) if render.use_border else 0
        bottom = border_pixel(render.border_min_y, full_height) if render.use_border else 0
        self.left, self.right = left / full_width, (left + width) / full_width
        self.bottom, self.top = bottom / full_height, (bottom + height) / full_height

    def matrix(self) -> Matrix:
        """Maps the clip square of the full picture so that the rendered one fills it."""
        scale_x, scale_y = 1.0 / (self.right - self.left), 1.0 / (self.top - self.bottom)
        return Matrix(
            (
                (scale_x, 0.0, 0.0, scale_x * (1.0 - self.left - self.right)),
                (0.0, scale_y, 0.0, scale_y * (1.0 - self.bottom - self.top)),
                (0.0, 0.0, 1.0, 0.0),
                (0.0, 0.0, 0.0, 1.0),
            )
        )


def _read_projection(
    result: abi.Camera,
    engine: bpy.types.RenderEngine,
    depsgraph: bpy.types.Depsgraph,
    camera: bpy.types.Object,
    full_size: tuple[int, int],
    border: _Border,
) -> None:
    render = depsgraph.scene.render
    projection = camera.calc_matrix_camera(
        depsgraph, x=full_size[0], y=full_size[1], scale_x=render.pixel_aspect_x, scale_y=render.pixel_aspect_y
    )
    is_perspective = projection[3][3] == 0.0
    result.type = abi.CAMERA_PERSPECTIVE if is_perspective else abi.CAMERA_ORTHOGRAPHIC
    result.clip_start, result.clip_end = _clip_range(camera, projection)
    if camera.type == "CAMERA":
        if camera.data.type == "PANO":
            _read_panorama(result, camera.data, border)
        projection = Matrix.Translation((-_view_shift(engine, camera, render, full_size), 0.0, 0.0)) @ projection
    if not result.clip_start < result.clip_end:
        # Nothing lies in that range: all of it goes behind the far plane.
        projection[2] = 2.0 * projection[3]
    result.projection[:] = column_by_column(border.matrix() @ projection)


def _view_shift(
    engine: bpy.types.RenderEngine, camera: bpy.types.Object, render: bpy.types.RenderSettings, full_size: tuple[int, int]
) -> float:
    """How far a view of a stereo picture is shifted beyond the camera's own shift, in clip space.

    The unit of shift is the side that the sensor fits (source/blender/blenkernel/intern/camera.cc, BKE_camera_params_compute_viewplane).
    """
    shift = engine.camera_shift_x(camera) - camera.data.shift_x
    width = full_size[0] * render.pixel_aspect_x
    height = full_size[1] * render.pixel_aspect_y
    fit = camera.data.sensor_fit
    is_horizontal = width >= height if fit == "AUTO" else fit == "HORIZONTAL"
    return 2.0 * shift * (1.0 if is_horizontal else height / width)


def _read_panorama(result: abi.Camera, camera: bpy.types.Camera, border: _Border) -> None:
    settings = _panorama_settings(camera)
    result.type = abi.CAMERA_EQUIRECTANGULAR
    west, east = settings.longitude_min, settings.longitude_max
    south, north = settings.latitude_min, settings.latitude_max
    result.longitude[:] = west + border.left * (east - west), west + border.right * (east - west)
    result.latitude[:] = south + border.bottom * (north - south), south + border.top * (north - south)


def _panorama_settings(camera: bpy.types.Camera) -> bpy.types.bpy_struct:
    """Those of the camera itself; in old versions of Cycles' add-on, which may be switched off."""
    if hasattr(camera, "panorama_type"):
        return camera
    if hasattr(camera, "cycles"):
        return camera.cycles
    raise PassbridgeError(
        f"Camera '{camera.name}' is panoramic, and this Blender keeps its settings with Cycles: enable the add-on Cycles Render Engine"
    )


def _clip_range(camera: bpy.types.Object, projection: Matrix) -> tuple[float, float]:
    if camera.type == "CAMERA":
        return camera.data.clip_start, camera.data.clip_end
    # Any object may be the scene's camera; Blender then projects in perspective, with a range of its own.
    a, b = projection[2][2], projection[2][3]
    return b / (a - 1.0), b / (a + 1.0)


def _world_to_camera(message: SceneMessage, engine: bpy.types.RenderEngine, camera: bpy.types.Object) -> Matrix:
    camera_to_world = Matrix(engine.camera_model_matrix(camera))
    determinant = camera_to_world.determinant()
    if determinant == 0.0 or not all(math.isfinite(value) for value in (determinant, *camera_to_world.translation)):
        message.warn(f"Camera '{camera.name}': its place is no number or its scale is 0: drawn from the world's origin")
        return Matrix.Identity(4)
    return camera_to_world.inverted()


def _read_depth_of_field(result: abi.Camera, camera: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> None:
    settings = camera.data.dof
    if not settings.use_dof:
        return
    # intern/cycles/blender/camera.cpp, blender_camera_from_object: an orthographic camera's lens counts as 1 m long.
    focal_length = 1.0 if camera.data.type == "ORTHO" else camera.data.lens * 1e-3
    result.aperture_radius = focal_length / (2.0 * max(settings.aperture_fstop, 1e-5))
    result.focus_distance = _focus_distance(camera, depsgraph)
    # Fewer than three corners make no polygon.
    result.aperture_blades = settings.aperture_blades if settings.aperture_blades > 2 else 0
    result.aperture_rotation = settings.aperture_rotation
    result.aperture_ratio = settings.aperture_ratio


def _focus_distance(camera: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> float:
    """Along the view axis (source/blender/blenkernel/intern/camera.cc, BKE_camera_object_dof_distance)."""
    settings = camera.data.dof
    if settings.focus_object is None:
        return settings.focus_distance
    focus = settings.focus_object.evaluated_get(depsgraph)
    target = focus.matrix_world
    if focus.type == "ARMATURE" and settings.focus_subtarget in focus.pose.bones:
        target = target @ focus.pose.bones[settings.focus_subtarget].matrix
    axis: Vector = camera.matrix_world.col[2].xyz.normalized()
    return abs(axis.dot(target.translation - camera.matrix_world.translation))


def _read_shutter(result: abi.Camera, scene: bpy.types.Scene) -> None:
    if not scene.render.use_motion_blur:
        return
    result.shutter_frames = scene.render.motion_blur_shutter
    settings = scene.render if hasattr(scene.render, "motion_blur_position") else getattr(scene, "cycles", None)
    result.shutter_position = _SHUTTER_POSITIONS[getattr(settings, "motion_blur_position", "CENTER")]


def _warn(
    message: SceneMessage, render: bpy.types.RenderSettings, camera: bpy.types.Object, result: abi.Camera
) -> None:
    name = f"Camera '{camera.name}'"
    if not result.clip_start < result.clip_end:
        message.warn(f"{name}: clip start is not below clip end, so nothing is seen: lower one or raise the other")
    if result.type == abi.CAMERA_EQUIRECTANGULAR and _panorama_settings(camera.data).panorama_type != "EQUIRECTANGULAR":
        message.warn(f"{name}: of panoramas only equirectangular ones are supported yet, drawn as one")
    if camera.type == "CAMERA" and camera.data.type not in {"PERSP", "ORTHO", "PANO"}:
        message.warn(f"{name}: its type is not supported yet, drawn in perspective")
    if result.aperture_radius > 0.0:
        message.warn(f"{name}: depth of field is not supported yet, drawn sharp")
    if result.shutter_frames > 0.0:
        message.warn("Motion blur is not supported yet")
    if camera.type == "CAMERA" and render.use_multiview and camera.data.stereo.use_spherical_stereo:
        message.warn(f"{name}: spherical stereo is not supported yet, drawn as if it were off")
