# SPDX-License-Identifier: Apache-2.0
"""What bench frame does alike for all engines: it opens a file for a still of one picture, and saves pictures."""

from __future__ import annotations

import bpy

from render_job import Refused, open_file


def open_scene(path: str) -> bpy.types.Scene:
    """Raises Refused where the file does not open, or has no camera."""
    open_file(path)
    scene = bpy.context.scene
    if scene.camera is None:
        raise Refused(f'there is no camera in scene "{scene.name}"')
    render = scene.render
    # One picture of one engine, and no noise that comes from none.
    render.use_compositing = render.use_sequencer = render.use_multiview = render.use_border = render.use_stamp = False
    render.dither_intensity = 0.0
    return scene


def set_size(scene: bpy.types.Scene, size: tuple[int, int]) -> None:
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.resolution_percentage = 100


def save(scene: bpy.types.Scene, path: str) -> None:
    """Save what was rendered last as a person would see it, by the file's own view settings: PNG of 8 bits."""
    settings = scene.render.image_settings
    if hasattr(settings, "media_type"):  # from 5.0 on, and it limits the formats
        settings.media_type = "IMAGE"
    settings.file_format, settings.color_mode, settings.color_depth = "PNG", "RGB", "8"
    bpy.data.images["Render Result"].save_render(path, scene=scene)
