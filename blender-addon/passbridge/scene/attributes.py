# SPDX-License-Identifier: GPL-3.0-or-later
"""How attributes of geometries are read, whatever they belong to."""

from __future__ import annotations

import bpy

from .. import abi
from .mesh_memory import ElementKind, copied
from .scene_message import SceneMessage


class AttributeKind:
    """How Blender's attributes of one `data_type` are read."""

    def __init__(self, type: int, element: ElementKind, copied_type: int, property_name: str, typecode: str, width: int) -> None:
        self.type = type
        self.element = element
        # What `foreach_get` of `property_name` gives in place of it: `width` values of `typecode` per element.
        self.copied_type = copied_type
        self.property_name = property_name
        self.typecode = typecode
        self.width = width


def _color_bytes(color: bpy.types.ByteColorAttributeValue) -> list[int]:
    return [round(channel * 255.0) for channel in color.color_srgb]


_FLOAT_COLOR = ElementKind("colours", "4f", lambda color: color.color)
_BYTE_COLOR = ElementKind("byte colours", "4B", _color_bytes)
ATTRIBUTE_KINDS = {
    "FLOAT": AttributeKind(
        abi.ATTRIBUTE_FLOAT, ElementKind("numbers", "f", lambda number: number.value), abi.ATTRIBUTE_FLOAT, "value", "f", 1
    ),
    "FLOAT2": AttributeKind(
        abi.ATTRIBUTE_FLOAT2, ElementKind("2D vectors", "2f", lambda pair: pair.vector), abi.ATTRIBUTE_FLOAT2, "vector", "f", 2
    ),
    "FLOAT_VECTOR": AttributeKind(
        abi.ATTRIBUTE_FLOAT3, ElementKind("vectors", "3f", lambda vector: vector.vector), abi.ATTRIBUTE_FLOAT3, "vector", "f", 3
    ),
    "FLOAT_COLOR": AttributeKind(abi.ATTRIBUTE_FLOAT4, _FLOAT_COLOR, abi.ATTRIBUTE_FLOAT4, "color", "f", 4),
    # `color` is scene-linear.
    "BYTE_COLOR": AttributeKind(abi.ATTRIBUTE_BYTE_COLOR, _BYTE_COLOR, abi.ATTRIBUTE_FLOAT4, "color", "f", 4),
    "INT": AttributeKind(
        abi.ATTRIBUTE_INT32, ElementKind("whole numbers", "i", lambda number: number.value), abi.ATTRIBUTE_INT32, "value", "i", 1
    ),
    "INT8": AttributeKind(
        abi.ATTRIBUTE_INT8, ElementKind("small whole numbers", "b", lambda number: number.value), abi.ATTRIBUTE_INT32, "value", "i", 1
    ),
    "BOOLEAN": AttributeKind(
        abi.ATTRIBUTE_BOOL, ElementKind("booleans", "?", lambda boolean: boolean.value), abi.ATTRIBUTE_BOOL, "value", "b", 1
    ),
}


def attribute_values(message: SceneMessage, attribute: bpy.types.Attribute, kind: AttributeKind) -> tuple[abi.Span, int]:
    """The values of an attribute, and of which type they are."""
    data = attribute.data
    span = kind.element.span(data)
    if span is not None:
        return span, kind.type
    return copied(message, data, kind.property_name, kind.typecode, kind.width * len(data)), kind.copied_type


def float_values(message: SceneMessage, attributes: bpy.types.AttributeGroup, name: str) -> abi.Span:
    """Of an attribute of numbers that belong to points; empty where there is none of this name."""
    attribute = attributes.get(name)
    if attribute is None or attribute.data_type != "FLOAT" or attribute.domain != "POINT":
        return abi.Span()
    return attribute_values(message, attribute, ATTRIBUTE_KINDS["FLOAT"])[0]
