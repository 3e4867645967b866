# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the pixels of images."""

from __future__ import annotations

from array import array

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


def read_image(message: SceneMessage, image: bpy.types.Image, user: str) -> abi.Image | None:
    """Copies an image into memory of the message; None, and a warning in the name of `user`, where it has no pixels."""
    if image.source in {"TILED", "SEQUENCE", "MOVIE"}:
        kind = {"TILED": "UDIM tiles are", "SEQUENCE": "image sequences are", "MOVIE": "movies are"}[image.source]
        message.warn(f"{user}: {kind} not supported yet, one picture of '{image.name}' is drawn")
    # Blender loads the file when the size is asked for.
    width, height = image.size
    channels = image.channels
    if not (width and height and channels):
        message.warn(f"{user}: image '{image.name}' can't be loaded{_path(image)}, drawn magenta")
        return None
    pixels = array("f", bytes(4 * width * height * channels))
    image.pixels.foreach_get(pixels)
    return abi.Image(
        name=message.hold_text(image.name),
        pixels=message.hold_array(pixels),
        width=width,
        height=height,
        channels=channels,
        color_space=_color_space(message, image, user),
    )


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
