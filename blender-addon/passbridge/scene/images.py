# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the pixels of images."""

from __future__ import annotations

import os
from array import array
from collections.abc import Hashable

import bpy

from .. import abi
from .scene_message import SceneMessage

# Their numbers are used as they are; of the others only sRGB is known to the renderer.
_LINEAR_COLOR_SPACES = {
    "Non-Color",
    "Non-Colour Data",
    "Raw",
    "Linear",
    "Linear Rec.709",
    "Linear Rec.709 (sRGB)",
}


class ImageReader:
    """Numbers the images that a scene uses, each read when first met. The pixels of those that the session has, and that can't have
    changed, are left out: reading them takes longer than drawing."""

    def __init__(self, memory: SceneMessage, in_session: dict[int, Hashable]) -> None:
        """``in_session``: what the last scene had, as `states` of its reader."""
        self.states: dict[int, Hashable] = {}
        """By id, for images whose pixels can't change without it: what they depend on."""
        self._memory = memory
        self._in_session = in_session
        self._images: list[abi.LentImage] = []
        self._indices: dict[int, int | None] = {}
        self._pixels: list[array] = []

    def index(self, image: bpy.types.Image, user: str) -> int | None:
        """The image's index in the message; None, and a warning in the name of ``user``, where it has no pixels."""
        key = image.as_pointer()
        if key not in self._indices:
            read = self._read(image, user)
            self._indices[key] = None if read is None else len(self._images)
            if read is not None:
                self._images.append(read)
        return self._indices[key]

    def span(self, message: SceneMessage) -> abi.Span:
        """All images, in a message that must not outlive this."""
        return message.hold_structs(self._images)

    def leave_out_pixels(self) -> None:
        """The session has them now: further messages go without."""
        self._pixels.clear()
        for image in self._images:
            image.pixels = abi.Span()

    def _read(self, image: bpy.types.Image, user: str) -> abi.LentImage | None:
        if image.source in {"TILED", "SEQUENCE", "MOVIE"}:
            kind = {"TILED": "UDIM tiles are", "SEQUENCE": "image sequences are", "MOVIE": "movies are"}[image.source]
            self._memory.warn(f"{user}: {kind} not supported yet, one picture of '{image.name}' is drawn")
        # Blender loads the file when the size is asked for.
        width, height = image.size
        channels = image.channels
        if not (width and height and channels):
            self._memory.warn(f"{user}: image '{image.name}' can't be loaded{_path(image)}, drawn magenta")
            return None
        id = image.original.as_pointer()
        result = abi.LentImage(
            id=id,
            name=self._memory.hold_text(image.name),
            width=width,
            height=height,
            channels=channels,
            color_space=_color_space(self._memory, image, user),
        )
        state = _state(image, width, height, channels)
        if state is not None:
            self.states[id] = state
        if state is None or self._in_session.get(id) != state:
            pixels = array("f", bytes(4 * width * height * channels))
            image.pixels.foreach_get(pixels)
            self._pixels.append(pixels)
            result.pixels = abi.Span(offset=pixels.buffer_info()[0], size_bytes=len(pixels) * pixels.itemsize)
        return result


def _state(image: bpy.types.Image, width: int, height: int, channels: int) -> Hashable | None:
    """What the pixels depend on; None where that can't be told."""
    original = image.original
    if original.is_dirty or original.source not in {"FILE", "GENERATED"}:
        return None
    settings = original.colorspace_settings.name, original.alpha_mode, width, height, channels
    if original.source == "GENERATED":
        return (*settings, original.generated_type, original.use_generated_float, tuple(original.generated_color))
    if original.packed_file is not None:
        return (*settings, original.packed_file.size)
    path = bpy.path.abspath(original.filepath, library=original.library)
    try:
        file = os.stat(path)
    except OSError:
        return None
    return (*settings, path, file.st_mtime_ns, file.st_size)


def _color_space(message: SceneMessage, image: bpy.types.Image, user: str) -> int:
    # Blender turns images of floats into scene-linear ones when it loads them, those of bytes only when they are shown.
    name = image.colorspace_settings.name
    if image.is_float or name in _LINEAR_COLOR_SPACES:
        return abi.COLOR_SPACE_LINEAR
    if name != "sRGB":
        message.warn(f"{user}: colour space '{name}' of image '{image.name}' is not supported yet, taken as sRGB")
    return abi.COLOR_SPACE_SRGB


def _path(image: bpy.types.Image) -> str:
    return f" from '{bpy.path.abspath(image.filepath, library=image.library)}'" if image.filepath else ""
