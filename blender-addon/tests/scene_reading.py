# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads scenes by a real render, and what is in the messages by address, as C does."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import bpy
from passbridge import abi
from passbridge.addon.sync import SceneMessage, read_scene


class ReadingEngine(bpy.types.RenderEngine):
    """A render engine that draws nothing and reads the scene."""

    bl_idname = "PASSBRIDGE_READING"
    bl_label = "Passbridge scene reading"

    # Of the last render; Blender frees the instance itself. Not annotated: Blender takes annotations for properties.
    is_cancelled = None
    message = None
    error = None
    size = (0, 0)
    shares = []

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        self.end_result(self.begin_result(0, 0, 1, 1))
        result = self.get_result()
        kind = type(self)
        kind.size = result.resolution_x, result.resolution_y
        try:
            kind.message = read_scene(
                self, depsgraph, *kind.size, is_cancelled=kind.is_cancelled, progress=kind.shares.append
            )
        except Exception as error:  # it would not get through Blender
            kind.error = error


def read(scene: bpy.types.Scene, is_cancelled: Callable[[], bool] = lambda: False) -> SceneMessage | None:
    """Renders the scene with an engine that reads it; gives what it read, raises what it raised."""
    if not ReadingEngine.is_registered:
        bpy.utils.register_class(ReadingEngine)
    ReadingEngine.is_cancelled = staticmethod(is_cancelled)
    ReadingEngine.message = ReadingEngine.error = None
    ReadingEngine.shares = []
    scene.render.engine = ReadingEngine.bl_idname
    bpy.ops.render.render()
    if ReadingEngine.error is not None:
        raise ReadingEngine.error
    return ReadingEngine.message


def structs(span: abi.Span, kind: type) -> list:
    """The elements of a span: of a struct, or of a ctypes number."""
    count = span.size_bytes // ctypes.sizeof(kind)
    assert count * ctypes.sizeof(kind) == span.size_bytes
    return list((kind * count).from_address(span.offset)) if count else []


def floats(span: abi.Span, width: int = 1) -> list:
    values = structs(span, ctypes.c_float)
    return values if width == 1 else [tuple(values[i : i + width]) for i in range(0, len(values), width)]


def integers(span: abi.Span) -> list[int]:
    return structs(span, ctypes.c_int32)


def text(span: abi.Span) -> str:
    return ctypes.string_at(span.offset, span.size_bytes).decode("utf-8")


def meshes(message: SceneMessage) -> list[abi.Mesh]:
    return structs(message.scene.meshes, abi.Mesh)


def instances(message: SceneMessage) -> list[abi.Instance]:
    return structs(message.scene.instances, abi.Instance)


def materials(message: SceneMessage) -> list[abi.Material]:
    return structs(message.scene.materials, abi.Material)


def images(message: SceneMessage) -> list[abi.Image]:
    return structs(message.scene.images, abi.Image)


def lights(message: SceneMessage) -> list[abi.Light]:
    return structs(message.scene.lights, abi.Light)


def transform(matrix: ctypes.Array, point: tuple[float, ...]) -> tuple[float, ...]:
    """A column-by-column 4x4 matrix times a point (x, y, z, w = 1)."""
    x, y, z, w = (*point, 1.0)[:4]
    return tuple(matrix[i] * x + matrix[4 + i] * y + matrix[8 + i] * z + matrix[12 + i] * w for i in range(4))
