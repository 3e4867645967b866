# SPDX-License-Identifier: GPL-3.0-or-later
"""What a frame is to be, beside its scene."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import bpy

from .. import abi
from ..native import message, span_of
from ..properties import PropertyList, TextList
from ..scene.data_blocks import custom_properties, stable_id
from . import passes, settings
from .view import View

_SEED_MASK = 0xFFFFFFFF


def render_request(
    engine: bpy.types.RenderEngine,
    depsgraph: bpy.types.Depsgraph,
    view: View,
    wanted: Sequence[passes.Pass],
    targets: Sequence[abi.PassTarget],
) -> abi.RenderRequest:
    """Of the view that the engine renders.

    wanted   the passes that the renderer is to fill
    targets  memory of passes, written as soon as the picture is drawn; none: ``Frame.resolve`` does that
    """
    scene, seen_through, picture = depsgraph.scene, engine.camera_override, view.picture
    values_of = settings.reader_of(engine)
    values = values_of("SCENE", scene)
    texts = TextList()
    properties = PropertyList(texts)
    asked = (abi.PassRequest * len(wanted))()
    for request, render_pass in zip(asked, wanted):
        request.name, request.channels = render_pass.name.encode(), render_pass.channels
    result = message(
        abi.RenderRequest,
        width=picture.width,
        height=picture.height,
        samples=values.get(settings.SAMPLES, 1),
        filter_width=scene.render.filter_size,
        seed=getattr(getattr(scene, "cycles", None), "seed", 0) & _SEED_MASK,
        frame=scene.frame_current,
        subframe=scene.frame_subframe,
        fps=scene.render.fps / scene.render.fps_base,
        scene_name=texts.add(scene.name),
        view_layer=texts.add(depsgraph.view_layer.name),
        view_name=texts.add(engine.active_view_get()),
        file_path=texts.add(bpy.data.filepath),
        settings=properties.add_settings(values),
    )
    result.view.camera = view.camera
    result.view.camera_id = stable_id(seen_through)
    result.view.camera_name = texts.add(seen_through.name)
    result.view.full_width, result.view.full_height = picture.full_width, picture.full_height
    result.view.x, result.view.y = picture.left, picture.bottom
    if seen_through.type == "CAMERA":
        result.camera_settings = properties.add_settings(values_of("CAMERA", seen_through.data))
        result.camera_properties = properties.add_custom(custom_properties(seen_through.data))
    # The request keeps what its spans name.
    result.memory = [asked, (abi.PassTarget * len(targets))(*targets)]
    result.passes, result.targets = map(span_of, result.memory)
    for name, content in (("properties", properties.bytes), ("text", texts.bytes)):
        memory = (ctypes.c_char * len(content)).from_buffer(content) if content else None
        if memory is not None:
            result.memory.append(memory)
            setattr(result, name, span_of(memory))
    return result
