# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes images, and reads their pixels."""

from __future__ import annotations

import dataclasses
import os
import random
from array import array
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import bpy

from .. import abi
from .animated_images import ANIMATED_SOURCES, LAYERED, AnimatedImages, is_layered, packed_picture, picture_number, picture_path
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


@dataclass(frozen=True)
class ShownImage:
    """What of an image is shown in a frame."""

    index: int
    """In the description."""
    is_float: bool
    depth: int
    """Bits of a pixel in the file; 32 or 128 where it has alpha."""
    state: int
    """Differs where pixels do."""
    members: Mapping[str, Any]
    """Of ``pb_image``, but for id and state."""


class Images:
    """The images that a scene uses, each described when first met; their pixels are read when a renderer asks for them. What two users show
    of a sequence or a movie at different frames are two images of the scene."""

    def __init__(self, description: SceneDescription, animated: AnimatedImages, frame: int) -> None:
        """``frame``: that of the scene."""
        self._description = description
        self._animated = animated
        self._frame = frame
        self._shown: dict[tuple[int, int | None], ShownImage | None] = {}  # by image, and number of the picture
        self._by_id: dict[int, tuple[bpy.types.Image, int | None]] = {}

    def shown(self, image: bpy.types.Image, image_user: bpy.types.ImageUser, user: str) -> ShownImage | None:
        """What of the image ``image_user`` shows; None, and a warning in the name of ``user``, where that has no pixels."""
        if image.source == "TILED":
            return self._shown_tiles(image, user)
        if image.source in ANIMATED_SOURCES:
            number = picture_number(image_user, self._frame)
        else:
            number = LAYERED if is_layered(image) else None
        return self._shown_picture(image, number, user)

    def _shown_tiles(self, image: bpy.types.Image, user: str) -> ShownImage | None:
        key = stable_id(image), None
        if key not in self._shown:
            numbers = [tile.number for tile in image.tiles]
            pictures = {number: self._shown_picture(image, number, user) for number in numbers}
            tiles = [(number, picture) for number, picture in pictures.items() if picture is not None]
            self._shown[key] = self._described_tiles(image, key[0], tiles) if tiles else None
            self._by_id[key[0]] = image.original, tiles[0][0] if tiles else None
        return self._shown[key]

    def _shown_picture(self, image: bpy.types.Image, number: int | None, user: str) -> ShownImage | None:
        key = stable_id(image), number
        if key not in self._shown:
            id = key[0] if number is None else hash(key) % (1 << 64) or 1
            self._shown[key] = self._described(image, number, id, user)
            self._by_id[id] = image.original, number
        return self._shown[key]

    def are_of(self, frame: int) -> bool:
        """Whether the scene shows the same of its images at that frame, as far as is known without asking the images' users."""
        return frame == self._frame or all(image.source not in ANIMATED_SOURCES for image, _ in self._by_id.values())

    def pixels(self, id: int) -> tuple[int, int, int, int, array | None]:
        """Width, height, channels, the format that they were described in, and floats of all channels, rows bottom to top; None where
        there is no such image any more."""
        image, number = self._by_id.get(id, (None, None))
        try:
            picture = image if number is None else self._animated.picture(image, number)
            width, height = picture.size
            channels, format = picture.channels, _format(picture)
            pixels = array("f", bytes(4 * width * height * channels))
            picture.pixels.foreach_get(pixels)
        except (AttributeError, OSError, ReferenceError, RuntimeError, TypeError):  # it was removed, or its file is gone
            return 0, 0, 1, abi.PIXELS_FLOAT32, None
        if number is not None:
            self._animated.close_picture(image, number)
        return width, height, channels, format, pixels or None

    def _described(self, image: bpy.types.Image, number: int | None, id: int, user: str) -> ShownImage | None:
        picture = image
        if number is not None:
            try:
                picture = self._animated.picture(image.original, number)
            except (OSError, RuntimeError):
                picture = None
        # Blender loads the file when the size is asked for.
        width, height = picture.size if picture else (0, 0)
        if not (width and height and picture.channels):
            self._description.warn(f"{user}: {_named(image, number)}, drawn magenta")
            return None
        found = _state(image, picture, number)
        state = random.getrandbits(64) if found is None else hash(found) % (1 << 64)
        members = dict(
            name=self._description.text(image.name),
            width=width,
            height=height,
            channels=picture.channels,
            format=_format(picture),
            color_space=_color_space(self._description, image, picture, user),
        )
        index = self._description.add(abi.LIST_IMAGES, abi.pack_image(id, state, **members))
        return ShownImage(index, picture.is_float, picture.depth, state, members)

    def _described_tiles(self, image: bpy.types.Image, id: int, tiles: list[tuple[int, ShownImage]]) -> ShownImage:
        """Of an image with these tiles. By itself it is the first of them."""
        first = self._description.count(abi.LIST_IMAGE_TILES)
        for number, tile in tiles:
            self._description.add(abi.LIST_IMAGE_TILES, abi.pack_image_tile(number, tile.index))
        state = hash(tuple([(number, tile.state) for number, tile in tiles])) % (1 << 64)
        shown = tiles[0][1]
        index = self._description.add(
            abi.LIST_IMAGES, abi.pack_image(id, state, **{**shown.members, "tiles": (first, len(tiles))})
        )
        return dataclasses.replace(shown, index=index, state=state)


def _format(picture: bpy.types.Image) -> int:
    return abi.PIXELS_FLOAT32 if picture.is_float else abi.PIXELS_UINT8


def _state(image: bpy.types.Image, picture: bpy.types.Image, number: int | None) -> Hashable | None:
    """What the pixels depend on; None where that can't be told. ``picture``: of the image the one that is shown, or the image itself."""
    original = image.original
    settings = picture.colorspace_settings.name, original.alpha_mode, *picture.size, picture.channels
    if number is not None:
        path = picture.filepath
        settings = *settings, number
        packed = packed_picture(original, number)
        if packed is not None:
            return (*settings, packed)
    elif original.is_dirty or original.source not in {"FILE", "GENERATED"}:
        return None
    elif original.source == "GENERATED":
        return (*settings, original.generated_type, original.use_generated_float, tuple(original.generated_color))
    elif original.packed_file is not None:
        return (*settings, original.packed_file.data)  # others of the same size may take its place, at the same address
    else:
        path = bpy.path.abspath(original.filepath, library=original.library)
    try:
        file = os.stat(path)
    except OSError:
        return None
    return (*settings, path, file.st_mtime_ns, file.st_size)


def _color_space(description: SceneDescription, image: bpy.types.Image, picture: bpy.types.Image, user: str) -> int:
    # Blender turns images of floats into scene-linear ones when it loads them, those of bytes only when they are shown.
    name = picture.colorspace_settings.name
    if picture.is_float or name in _LINEAR_COLOR_SPACES:
        return abi.COLOR_SPACE_LINEAR
    if name != "sRGB":
        description.warn(f"{user}: colour space '{name}' of image '{image.name}' is not supported yet, taken as sRGB")
    return abi.COLOR_SPACE_SRGB


def _named(image: bpy.types.Image, number: int | None) -> str:
    """What can't be loaded."""
    if image.source == "FILE" and image.type == "MULTILAYER":
        return f"image '{image.name}' has layers that this Blender gives no pixels of: save its first layer as an image of its own"
    if number is None:
        path = bpy.path.abspath(image.filepath, library=image.library)
        return f"image '{image.name}' can't be loaded" + (f" from '{path}'" if image.filepath else "")
    kind = "tile" if image.source == "TILED" else "picture"
    return f"{kind} {number} of image '{image.name}' can't be loaded from '{picture_path(image.original, number)}'"
