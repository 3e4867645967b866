# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders in tests."""

from __future__ import annotations

import array
import contextlib
from collections.abc import Iterator
from pathlib import Path

import bpy

from exr_words import read_words

DATA_PASSES = ("use_pass_z", "use_pass_position", "use_pass_normal", "use_pass_uv", "use_pass_object_index", "use_pass_material_index")

# What Blender itself puts into a Depth pass where no engine has written: 1e11, from 5.2 on 1e10.
FAR_AWAY_WORD = 0x51BA43B7 if bpy.app.version < (5, 2, 0) else 0x501502F9


def open_empty_file() -> None:
    """Open a file with nothing in it, with factory settings.

    Preferences stay: read_factory_settings would load those anew, with all add-ons, which takes five times as long, and no test changes them.
    """
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


@contextlib.contextmanager
def registered() -> Iterator[None]:
    """The add-on registered, on a file with nothing in it."""
    import passbridge

    open_empty_file()
    passbridge.register()
    yield
    passbridge.unregister()


def switch_on_all_passes(view_layer: bpy.types.ViewLayer) -> None:
    for name in DATA_PASSES:
        setattr(view_layer, name, True)


def render_exr(scene: bpy.types.Scene, path: Path) -> tuple[int, int, dict[str, array.array[int]]]:
    """Render into a multilayer EXR; its size and the words of its channels, named "Layer.Pass.Channel"."""
    settings = scene.render.image_settings
    if hasattr(settings, "media_type"):
        settings.media_type = "MULTI_LAYER_IMAGE"
    settings.file_format = "OPEN_EXR_MULTILAYER"
    settings.color_depth = "32"
    settings.exr_codec = "NONE"
    scene.render.filepath = str(path)
    scene.render.use_file_extension = False
    path.unlink(missing_ok=True)
    render(scene, write_still=True)
    if not path.exists():  # a picture that failed is saved only by who asks for that
        bpy.data.images["Render Result"].save_render(str(path), scene=scene)
    return read_words(path)


def render(scene: bpy.types.Scene, write_still: bool = False) -> list:
    """Render; the engine's reports. Blender raises for errors that the engine reports."""
    from passbridge.engine.frame import frame_reports

    frame_reports.clear()
    with contextlib.suppress(RuntimeError):
        bpy.ops.render.render(write_still=write_still, scene=scene.name)
    return list(frame_reports)


def floats(words: array.array[int]) -> array.array[float]:
    return array.array("f", words.tobytes())
