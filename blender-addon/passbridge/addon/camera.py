# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the camera: where it stands, and its projection onto the picture."""

from __future__ import annotations

import ctypes

import bpy
from mathutils import Matrix

from .. import abi
from ..errors import PassbridgeError
from .scene_message import SceneMessage


def read_camera(
    message: SceneMessage, engine: bpy.types.RenderEngine, depsgraph: bpy.types.Depsgraph, width: int, height: int
) -> None:
    """Fills the camera's members of the scene. `width` and `height` are the picture's, Blender's border applied."""
    scene = depsgraph.scene
    if scene.camera is None:
        raise PassbridgeError(
            f"Scene '{scene.name}' has no camera: add one (Add > Camera) and make it the active camera (Ctrl+Numpad 0)"
        )
    camera = scene.camera.evaluated_get(depsgraph)
    _warn_of_unsupported(message, scene.render, camera)

    full_width, full_height = (engine.resolution_x, engine.resolution_y) if scene.render.use_border else (width, height)
    projection = camera.calc_matrix_camera(
        depsgraph,
        x=full_width,
        y=full_height,
        scale_x=scene.render.pixel_aspect_x,
        scale_y=scene.render.pixel_aspect_y,
    )
    is_perspective = projection[3][3] == 0.0
    message.scene.camera_type = abi.CAMERA_PERSPECTIVE if is_perspective else abi.CAMERA_ORTHOGRAPHIC
    message.scene.clip_start, message.scene.clip_end = _clip_range(camera, projection)
    if scene.render.use_border:
        left = border_pixel(scene.render.border_min_x, full_width)
        bottom = border_pixel(scene.render.border_min_y, full_height)
        projection = _region(full_width, full_height, left, bottom, width, height) @ projection
    message.scene.projection[:] = column_by_column(projection)
    # Without the camera's scale, and for the view that is being rendered.
    camera_to_world = Matrix(engine.camera_model_matrix(camera))
    message.scene.world_to_camera[:] = column_by_column(camera_to_world.inverted_safe())


def column_by_column(matrix: Matrix) -> list[float]:
    """The 16 values as OpenGL keeps them; mathutils goes row by row."""
    return [value for column in matrix.col for value in column]


def border_pixel(border: float, size: int) -> int:
    """The pixel that a border of 0 to 1 begins or ends at.

    Blender multiplies as 32-bit floats and cuts off (source/blender/render/intern/pipeline.cc); 0.7 of 10 pixels would
    be 6 in Python's own precision, and is 7.
    """
    return int(ctypes.c_float(border * size).value)


def _region(full_width: int, full_height: int, left: int, bottom: int, width: int, height: int) -> Matrix:
    """Maps the clip square of the full picture so that the region fills it."""
    scale_x, scale_y = full_width / width, full_height / height
    return Matrix(
        (
            (scale_x, 0.0, 0.0, scale_x - (2 * left + width) / width),
            (0.0, scale_y, 0.0, scale_y - (2 * bottom + height) / height),
            (0.0, 0.0, 1.0, 0.0),
            (0.0, 0.0, 0.0, 1.0),
        )
    )


def _clip_range(camera: bpy.types.Object, projection: Matrix) -> tuple[float, float]:
    if camera.type == "CAMERA":
        return camera.data.clip_start, camera.data.clip_end
    # Any object may be the scene's camera; Blender then projects in perspective, with a range of its own.
    a, b = projection[2][2], projection[2][3]
    return b / (a - 1.0), b / (a + 1.0)


def _warn_of_unsupported(message: SceneMessage, render: bpy.types.RenderSettings, camera: bpy.types.Object) -> None:
    if camera.type != "CAMERA":
        message.warn(f"Object '{camera.name}' is the scene's camera but not a camera: drawn in perspective")
    else:
        if camera.data.type not in {"PERSP", "ORTHO"}:
            message.warn(f"Camera '{camera.name}': its type is not supported yet, drawn in perspective")
        if camera.data.dof.use_dof:
            message.warn(f"Camera '{camera.name}': depth of field is not supported yet, drawn sharp")
    if render.use_motion_blur:
        message.warn("Motion blur is not supported yet")
    if render.use_multiview:
        message.warn("Stereoscopy is not supported yet: views are drawn without their shift")
