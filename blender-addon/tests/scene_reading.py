# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads scenes by a real render, and what is in the messages by address, as C does."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from types import SimpleNamespace

import bpy
from passbridge import abi
from passbridge.scene.sync import SceneMessage, SceneReader


class ReadingEngine(bpy.types.RenderEngine):
    """A render engine that draws nothing and reads the scene."""

    bl_idname = "PASSBRIDGE_READING"
    bl_label = "Passbridge scene reading"

    # Of the last render; Blender frees the instance itself. Not annotated: Blender takes annotations for properties.
    is_cancelled = None
    message = None
    error = None
    counts = []

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        self.end_result(self.begin_result(0, 0, 1, 1))
        kind = type(self)
        try:
            reader = SceneReader()
            kind.message = reader.read(
                depsgraph, images_in_session={}, is_cancelled=kind.is_cancelled, progress=kind.counts.append
            )
            if kind.message is not None:
                _take_over(kind.message)
                reader.release()
        except Exception as error:  # it would not get through Blender
            kind.error = error


def read(scene: bpy.types.Scene, is_cancelled: Callable[[], bool] = lambda: False) -> SceneMessage | None:
    """Renders the scene with an engine that reads it; gives what it read, raises what it raised."""
    if not ReadingEngine.is_registered:
        bpy.utils.register_class(ReadingEngine)
    ReadingEngine.is_cancelled = staticmethod(is_cancelled)
    ReadingEngine.message = ReadingEngine.error = None
    ReadingEngine.counts = []
    scene.render.engine = ReadingEngine.bl_idname
    bpy.ops.render.render()
    if ReadingEngine.error is not None:
        raise ReadingEngine.error
    return ReadingEngine.message


_ELEMENT_BYTES = {
    "positions": 12,
    "corner_vertices": 4,
    "normals": 12,
    "flat_polygons": 1,
    "triangle_corners": 12,
    "triangle_polygons": 4,
    "polygon_materials": 4,
}

_VALUE_BYTES = {
    abi.ATTRIBUTE_FLOAT: 4,
    abi.ATTRIBUTE_FLOAT2: 8,
    abi.ATTRIBUTE_FLOAT3: 12,
    abi.ATTRIBUTE_FLOAT4: 16,
    abi.ATTRIBUTE_BYTE_COLOR: 4,
    abi.ATTRIBUTE_INT32: 4,
    abi.ATTRIBUTE_INT8: 1,
    abi.ATTRIBUTE_BOOL: 1,
}


def _take_over(message: SceneMessage) -> None:
    """Copies what lies in Blender's memory, which goes when `render` returns; tightly packed."""
    span = message.scene.meshes
    for mesh in (abi.Mesh * (span.size_bytes // ctypes.sizeof(abi.Mesh))).from_address(span.offset or ctypes.addressof(span)):
        for name, element_bytes in _ELEMENT_BYTES.items():
            setattr(mesh, name, _packed(message, getattr(mesh, name), element_bytes))
        attribute_span = mesh.attributes
        count = attribute_span.size_bytes // ctypes.sizeof(abi.Attribute)
        for attribute in (abi.Attribute * count).from_address(attribute_span.offset) if count else ():
            attribute.values = _packed(message, attribute.values, _VALUE_BYTES[attribute.type])


def _packed(message: SceneMessage, span: abi.Span, element_bytes: int) -> abi.Span:
    stride = span.stride_bytes or element_bytes
    content = ctypes.string_at(span.offset, span.size_bytes) if span.size_bytes else b""
    return message.hold_bytes(bytearray(b"".join(content[i : i + element_bytes] for i in range(0, len(content), stride))))


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


def curves(message: SceneMessage) -> list[abi.Curves]:
    return structs(message.scene.curves, abi.Curves)


def attributes(mesh: abi.Mesh) -> dict[str, abi.Attribute]:
    return {text(attribute.name): attribute for attribute in structs(mesh.attributes, abi.Attribute)}


def uvs(mesh: abi.Mesh) -> list[tuple[float, float]]:
    """Of the UV map that is switched on for rendering."""
    return floats(structs(mesh.attributes, abi.Attribute)[mesh.uv_map].values, 2)


def triangle_materials(mesh: abi.Mesh) -> list[int]:
    slots = integers(mesh.polygon_materials) or [0] * mesh.polygon_count
    return [slots[polygon] for polygon in integers(mesh.triangle_polygons)]


def corner_normals(mesh: abi.Mesh) -> list[tuple[float, ...]]:
    """Whatever elements the normals belong to; zeros where the face is flat."""
    normals = floats(mesh.normals, 3) or [(0.0, 0.0, 0.0)] * mesh.corner_count
    if mesh.normals.size_bytes and mesh.normals_domain == abi.DOMAIN_POINT:
        normals = [normals[vertex] for vertex in integers(mesh.corner_vertices)]
    flat = structs(mesh.flat_polygons, ctypes.c_uint8)
    corner_polygons = zip(integers(mesh.triangle_corners), (p for p in integers(mesh.triangle_polygons) for _ in range(3)))
    for corner, polygon in corner_polygons if flat else ():
        if flat[polygon]:
            normals[corner] = (0.0, 0.0, 0.0)
    return normals


def instances(message: SceneMessage) -> list[SimpleNamespace]:
    """Each with `object_to_world` and the members of its prototype."""
    prototypes = structs(message.scene.prototypes, abi.LentPrototype)
    matrices = floats(message.scene.instance_matrices, 16)
    indices = structs(message.scene.instance_prototypes, ctypes.c_uint32)
    assert len(indices) == len(matrices)
    return [
        SimpleNamespace(
            object_to_world=list(matrix), **{name: getattr(prototypes[index], name) for name, _ in abi.LentPrototype._fields_}
        )
        for index, matrix in zip(indices, matrices)
    ]


def materials(message: SceneMessage) -> list[abi.LentMaterial]:
    return structs(message.scene.materials, abi.LentMaterial)


def images(message: SceneMessage) -> list[abi.LentImage]:
    return structs(message.scene.images, abi.LentImage)


def lights(message: SceneMessage) -> list[abi.LentLight]:
    return structs(message.scene.lights, abi.LentLight)


def transform(matrix: ctypes.Array, point: tuple[float, ...]) -> tuple[float, ...]:
    """A column-by-column 4x4 matrix times a point (x, y, z, w = 1)."""
    x, y, z, w = (*point, 1.0)[:4]
    return tuple(matrix[i] * x + matrix[4 + i] * y + matrix[8 + i] * z + matrix[12 + i] * w for i in range(4))
