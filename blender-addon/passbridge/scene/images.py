# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes images, and reads their pixels."""

from __future__ import annotations

import os
import random
from array import array
from collections.abc import Hashable

import bpy

from .. import abi
from .data_blocks import stable_id
from .description import SceneDescription

# Their numbers are used as they are; of the others only sRGB is known to the renderer.
_LINEAR_COLOR_SPACES = {
    "Non-Color",
    "Non-Colour Data",
    "Raw",
    "Linear",
    "Linear Rec.709",
    "Linear Rec.709 (sRGB)",
}


class Images:
    """The images that a scene uses, each described when first met; their pixels are read when a renderer asks for them."""

    def __init__(self, description: SceneDescription) -> None:
        self._description = description
        self._indices: dict[int, int | None] = {}
        self._by_id: dict[int, bpy.types.Image] = {}

    def index(self, image: bpy.types.Image, user: str) -> int | None:
        """The image's index in the description; None, and a warning in the name of ``user``, where it has no pixels."""
        id = stable_id(image)
        if id not in self._indices:
            described = self._described(image, id, user)
            self._indices[id] = None if described is None else self._description.add(abi.LIST_IMAGES, described)
            self._by_id[id] = image.original
        return self._indices[id]

    def pixels(self, id: int) -> tuple[int, int, int, int, array | None]:
        """Width, height, channels, the format that they were described in, and floats of all channels, rows bottom to top; None where
        there is no such image any more."""
        image = self._by_id.get(id)
        try:
            width, height = image.size
            channels, format = image.channels, _format(image)
            pixels = array("f", bytes(4 * width * height * channels))
            image.pixels.foreach_get(pixels)
        except (AttributeError, ReferenceError, RuntimeError, TypeError):  # it was removed, or its file is gone
            return 0, 0, 1, abi.PIXELS_FLOAT32, None
        return width, height, channels, format, pixels or None

    def _described(self, image: bpy.types.Image, id: int, user: str) -> bytes | None:
        if image.source in {"TILED", "SEQUENCE", "MOVIE"}:
            kind = {"TILED": "UDIM tiles are", "SEQUENCE": "image sequences are", "MOVIE": "movies are"}[image.source]
            self._description.warn(f"{user}: {kind} not supported yet, one picture of '{image.name}' is drawn")
        # Blender loads the file when the size is asked for.
        width, height = image.size
        channels = image.channels
        if not (width and height and channels):
            self._description.warn(f"{user}: image '{image.name}' can't be loaded{_path(image)}, drawn magenta")
            return None
        state = _state(image, width, height, channels)
        return abi.pack_image(
            id=id,
            state=random.getrandbits(64) if state is None else hash(state) % (1 << 64),
            name=self._description.text(image.name),
            width=width,
            height=height,
            channels=channels,
            format=_format(image),
            color_space=_color_space(self._description, image, user),
        )


def _format(image: bpy.types.Image) -> int:
    return abi.PIXELS_FLOAT32 if image.is_float else abi.PIXELS_UINT8


def _state(image: bpy.types.Image, width: int, height: int, channels: int) -> Hashable | None:
    """What the pixels depend on; None where that can't be told."""
    original = image.original
    if original.is_dirty or original.source not in {"FILE", "GENERATED"}:
        return None
    settings = original.colorspace_settings.name, original.alpha_mode, width, height, channels
    if original.source == "GENERATED":
        return (*settings, original.generated_type, original.use_generated_float, tuple(original.generated_color))
    if original.packed_file is not None:
        return (*settings, original.packed_file.data)  # others of the same size may take its place, at the same address
    path = bpy.path.abspath(original.filepath, library=original.library)
    try:
        file = os.stat(path)
    except OSError:
        return None
    return (*settings, path, file.st_mtime_ns, file.st_size)


def _color_space(description: SceneDescription, image: bpy.types.Image, user: str) -> int:
    # Blender turns images of floats into scene-linear ones when it loads them, those of bytes only when they are shown.
    name = image.colorspace_settings.name
    if image.is_float or name in _LINEAR_COLOR_SPACES:
        return abi.COLOR_SPACE_LINEAR
    if name != "sRGB":
        description.warn(f"{user}: colour space '{name}' of image '{image.name}' is not supported yet, taken as sRGB")
    return abi.COLOR_SPACE_SRGB


def _path(image: bpy.types.Image) -> str:
    return f" from '{bpy.path.abspath(image.filepath, library=image.library)}'" if image.filepath else ""
