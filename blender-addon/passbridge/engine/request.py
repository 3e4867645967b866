# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender wants a frame to be, apart from its scene: when, from where, how large, which passes, with which settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import bpy

from .. import abi
from ..scene.data_blocks import custom_properties, stable_id
from ..session import FrameRequest
from . import settings
from .passes import Pass
from .view import View

if TYPE_CHECKING:
    from .java_render_engine import JavaRenderEngine


# Of an icon, which is wanted soon: a slow device gives it fewer samples.
_MOST_PREVIEW_SAMPLES, _PREVIEW_TIME_LIMIT_S = 8, 0.25


def frame_request(
    engine: JavaRenderEngine,
    depsgraph: bpy.types.Depsgraph,
    view: View,
    view_name: str,
    wanted: Sequence[Pass],
    targets: Sequence[abi.PassTarget],
    camera_steps: Sequence[abi.CameraStep] = (),
) -> FrameRequest:
    """Made on the thread of ``engine.render()``, or for a viewport on the main thread.

    view_name     of the stereo view; "": there is one
    targets       memory of passes, written as soon as the picture is drawn; none: ``Frame.resolve`` does that
    camera_steps  where the camera is while the shutter is open, by time; none: it does not move
    """
    scene = depsgraph.scene_eval  # of an animation the original's values are those of its first frame
    read = settings.reader_of(engine)
    values = read("SCENE", scene)
    picture, seen_through = view.picture, view.seen_through
    request = FrameRequest([(render_pass.name, render_pass.channels) for render_pass in wanted], targets, camera_steps)
    texts, properties, struct = request.texts, request.properties, request.struct
    struct.width, struct.height = picture.width, picture.height
    struct.seed = values.get(settings.SEED, 0)
    if depsgraph.mode == "VIEWPORT":
        struct.samples = values.get(settings.VIEWPORT_SAMPLES) or values.get(settings.SAMPLES, 1)
    else:
        # A view layer may have a number of samples of its own; 0: it has none.
        struct.samples = depsgraph.view_layer_eval.samples or values.get(settings.SAMPLES, 1)
        struct.noise_threshold = values.get(settings.NOISE_THRESHOLD, 0) if values.get(settings.USE_NOISE_THRESHOLD, True) else 0
        struct.time_limit_s = values.get(settings.TIME_LIMIT, 0)
        if engine.is_preview:
            struct.samples = min(struct.samples, _MOST_PREVIEW_SAMPLES)
            struct.time_limit_s = min(struct.time_limit_s or _PREVIEW_TIME_LIMIT_S, _PREVIEW_TIME_LIMIT_S)
    struct.filter_width = scene.render.filter_size
    struct.frame, struct.subframe = scene.frame_current, scene.frame_subframe
    struct.fps = scene.render.fps / scene.render.fps_base
    struct.scene_name, struct.view_layer = texts.add(scene.name), texts.add(depsgraph.view_layer.name)
    struct.view_name, struct.file_path = texts.add(view_name), texts.add(bpy.data.filepath)
    struct.settings = properties.add_settings(values)
    if seen_through is not None and seen_through.type == "CAMERA":
        struct.camera_settings = properties.add_settings(read("CAMERA", seen_through.data))
        struct.camera_properties = properties.add_custom(custom_properties(seen_through.data))
    struct.view.camera = view.camera
    if seen_through is not None:
        struct.view.camera_id, struct.view.camera_name = stable_id(seen_through), texts.add(seen_through.name)
    struct.view.full_width, struct.view.full_height = picture.full_width, picture.full_height
    struct.view.x, struct.view.y = picture.left, picture.bottom
    return request
