# SPDX-License-Identifier: Apache-2.0
"""Renders .blend files with the engine, all data passes on, into EXR files whose numbers can be compared word by word."""

from typing import Any

import bpy

import addon
import render_job
from launcher_link import LauncherLink

_PASSES = ("z", "mist", "position", "normal", "vector", "uv", "object_index", "material_index")


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    """`scenes` and `outputs` are paths, of each scene one."""
    addon.enable(arguments["addon_folder"])
    for path, output in zip(arguments["scenes"], arguments["outputs"]):
        link.enter(f"rendering {path}")
        render_job.open_file(path)
        scene = bpy.context.scene
        scene.render.engine = "PASSBRIDGE"
        scene.passbridge.samples = arguments["samples"]
        scene.render.resolution_x, scene.render.resolution_y = arguments["size"]
        scene.render.resolution_percentage = 100
        scene.render.use_compositing = scene.render.use_sequencer = False
        for name in _PASSES:
            setattr(bpy.context.view_layer, f"use_pass_{name}", True)
        settings = scene.render.image_settings
        if hasattr(settings, "media_type"):  # from 5.0 on, and it limits the formats
            settings.media_type = "MULTI_LAYER_IMAGE"
        settings.file_format, settings.color_depth, settings.exr_codec = "OPEN_EXR_MULTILAYER", "32", "NONE"
        scene.render.filepath = output
        bpy.ops.render.render(write_still=True)
    return {"error": ""}
