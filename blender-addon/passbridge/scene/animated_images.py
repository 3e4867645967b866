# SPDX-License-Identifier: GPL-3.0-or-later
"""Images that are several pictures, sequences, movies, UDIM tiles and layers: which picture is shown, and its pixels."""

from __future__ import annotations

import ctypes
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import bpy

ANIMATED_SOURCES = {"SEQUENCE", "MOVIE"}
"""Of `Image.source`."""

LAYERED = 0
"""The number of the picture that is shown of an image with layers that is not animated."""


def is_layered(image: bpy.types.Image) -> bool:
    """Whether it is an EXR with several layers or passes, of which Python gets no pixels."""
    # It is known once Blender has loaded the file, which it does when the size is asked for.
    return image.size[0] == 0 and image.type == "MULTILAYER"


def picture_number(image_user: bpy.types.ImageUser, frame: int) -> int:
    """The number of the picture that is shown in a frame of the scene: a sequence has it in the file's name, a movie counts from 1.

    As `BKE_image_user_frame_get` has it (source/blender/blenkernel/intern/image.cc, as of Blender 5.2), which Cycles asks, too, whether the
    image refreshes automatically or not.
    """
    length = image_user.frame_duration
    if length == 0:
        return 0
    position = frame - image_user.frame_start + 1
    position = (position - 1) % length + 1 if image_user.use_cyclic else min(max(position, 0), length)
    return position + image_user.frame_offset


def picture_path(image: bpy.types.Image, number: int) -> str:
    """The file that a picture is in."""
    with _private_data() as data:
        return _path_and_user(data, image, number)[0]


class AnimatedImages:
    """Pictures of image sequences, movies, UDIM tiles and images with layers, loaded when first asked for, until they are closed.

    The file's own images show one picture at a time, that of whoever asked last, the user interface among them; of tiles Python gets the
    first, and of layers nothing. So each picture is loaded into a `BlendData` of its own, which nobody else sees.
    """

    def __init__(self) -> None:
        self._open: dict[tuple[int, int], tuple[bpy.types.Image, ExitStack]] = {}  # by the image's address, and number

    def picture(self, image: bpy.types.Image, number: int) -> bpy.types.Image:
        """An image of that one picture, until that is closed; its ``filepath`` is that of the picture, or "" where it is packed.

        image   the original
        number  what `picture_number` gives, or that of a tile, or `LAYERED`

        Raises RuntimeError where there is no such file, or where its layers can't be read, and OSError where there is no room for a
        copy of these; another file that can't be read has no size.
        """
        key = image.as_pointer(), number
        if key not in self._open:
            with ExitStack() as opened:
                picture = _loaded(opened.enter_context(_private_data()), image, number)
                self._open[key] = picture, opened.pop_all()
        return self._open[key][0]

    def close_picture(self, image: bpy.types.Image, number: int) -> None:
        self._open.pop((image.as_pointer(), number))[1].close()

    def close(self) -> None:
        """Closes all that are open."""
        while self._open:
            self._open.popitem()[1][1].close()


@contextmanager
def _private_data() -> Iterator[bpy.types.BlendData]:
    """An empty one, freed with all that is in it."""
    with bpy.data.temp_data() as data:
        # In Blender 3.4 - 5.2 the context and its caller let go of one reference each, but have one together: memory would be freed twice.
        of_one_reference = object()
        if sys.getrefcount(data) <= sys.getrefcount(of_one_reference):
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(data))
        yield data


def _loaded(data: bpy.types.BlendData, image: bpy.types.Image, number: int) -> bpy.types.Image:
    packed = packed_picture(image, number)
    if packed is not None:
        picture = data.images.new("Packed", 1, 1)
        picture.pack(data=packed, data_len=len(packed))
        picture.source = "FILE"
    else:
        path, texture = _path_and_user(data, image, number)
        picture = data.images.load(path)
    # Of a movie Blender chooses the colour space when it loads a picture, which it does when the size is asked for.
    if image.source != "MOVIE" or image.size[0]:
        picture.colorspace_settings.name = image.colorspace_settings.name
    picture.alpha_mode = image.alpha_mode
    if image.source == "MOVIE":
        picture.source = "MOVIE"
        picture.use_deinterlace = image.use_deinterlace
        # An image's size and pixels are those of the picture that was asked for last.
        texture.image = picture
        texture.evaluate((0.0, 0.0, 0.0))
    return _first_layer(data, picture) if is_layered(picture) else picture


def _first_layer(data: bpy.types.BlendData, picture: bpy.types.Image) -> bpy.types.Image:
    """What Cycles shows of an image with layers. Blender saves it; textures have Blender read the layers."""
    texture = data.textures.new("Layers", "IMAGE")
    texture.image = picture
    texture.evaluate((0.0, 0.0, 0.0))
    scene = data.scenes.new("File")
    settings = scene.render.image_settings
    if hasattr(settings, "media_type"):  # 5.0 and newer
        settings.media_type = "IMAGE"
    settings.file_format, settings.color_mode, settings.color_depth, settings.exr_codec = "OPEN_EXR", "RGBA", "32", "NONE"
    with tempfile.TemporaryDirectory(prefix="passbridge-") as folder:
        path = Path(folder, "layer.exr")
        picture.save_render(str(path), scene=scene)
        layer = data.images.load(str(path))
        layer.colorspace_settings.name = "Non-Color"  # it is in that of the scene already
        layer.pack()
    if (5, 0, 0) <= bpy.app.version < (5, 2, 0) and not any(layer.pixels[:]):
        raise RuntimeError("Blender 5.0 saves nothing of files that keep each pass in a part of its own")
    layer.filepath_raw = picture.filepath_raw
    return layer


def packed_picture(image: bpy.types.Image, number: int) -> bytes | None:
    """The file of a UDIM tile or of an image with layers, where it is packed."""
    if image.source == "FILE" and image.packed_file is not None:
        return image.packed_file.data
    if image.source == "TILED":
        for packed in image.packed_files:
            if packed.tile_number == number:
                return packed.packed_file.data
    return None


def _path_and_user(data: bpy.types.BlendData, image: bpy.types.Image, number: int) -> tuple[str, bpy.types.ImageTexture]:
    """Where a picture is, and a texture that shows it of any image that it is given."""
    texture = data.textures.new("Picture", "IMAGE")
    if image.source == "TILED":
        texture.image_user.tile = number
    else:
        texture.image_user.frame_current = number
    return image.filepath_from_user(image_user=texture.image_user), texture
