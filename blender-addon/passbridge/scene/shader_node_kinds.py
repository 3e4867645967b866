# SPDX-License-Identifier: GPL-3.0-or-later
"""What kinds of shader nodes have: properties and sockets, as Blender's RNA lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any

import bpy

from .. import abi
from .shader_node_versions import renamed

BLENDER_VERSION = bpy.app.version[0] * 100 + bpy.app.version[1]
"""502 is Blender 5.2."""

_SOCKET_TYPES = {
    "VALUE": abi.SOCKET_FLOAT,
    "INT": abi.SOCKET_FLOAT,
    "BOOLEAN": abi.SOCKET_FLOAT,
    "VECTOR": abi.SOCKET_VECTOR,
    "RGBA": abi.SOCKET_COLOR,
    "SHADER": abi.SOCKET_SHADER,
}

# Inputs that are told as properties.
_TEXT_TYPES = {"STRING", "MENU"}

# Properties of all nodes: how they are drawn in their editor.
_COMMON_PROPERTIES = {*bpy.types.Node.bl_rna.properties.keys(), *bpy.types.ShaderNode.bl_rna.properties.keys()}

# What else says nothing about what a node computes.
_EDITOR_PROPERTIES = {"active_index", "active_input_index", "active_output_index", "use_auto_update", "bytecode", "bytecode_hash"}

_SIMPLE_TYPES = {"BOOLEAN", "INT", "FLOAT", "STRING", "ENUM"}

# Whose outputs have values: the number, colour or vector that a user gave the node.
_TYPES_WITH_OUTPUT_VALUES = {"ShaderNodeValue", "ShaderNodeRGB", "ShaderNodeNormal"}

TEXTURE_SPACE = 1
"""What graphs need beside what all is drawn with, a bit each: of meshes generated texture coordinates."""
EDGES = 2
"""Which vertices are connected."""
INSTANCER = 4
"""Of instances, not of meshes: where on their instancer they stand, and what particle they stand for."""

NEEDED_BY_INPUTS = {
    (f"ShaderNodeTex{name}", "Vector"): TEXTURE_SPACE
    for name in ("Brick", "Checker", "Gabor", "Gradient", "Magic", "Musgrave", "Noise", "Sky", "Voronoi", "Wave")
}
"""By types of nodes, and inputs that nothing is linked to."""

NEEDED_BY_OUTPUTS = {
    ("ShaderNodeNewGeometry", "Tangent"): TEXTURE_SPACE,
    ("ShaderNodeTangent", "Tangent"): TEXTURE_SPACE,
    ("ShaderNodeTexCoord", "Generated"): TEXTURE_SPACE,
    ("ShaderNodeNewGeometry", "Pointiness"): EDGES,
    ("ShaderNodeNewGeometry", "Random Per Island"): EDGES,
    **{
        ("ShaderNodeParticleInfo", output): INSTANCER
        for output in ("Index", "Random", "Age", "Lifetime", "Location", "Size", "Velocity", "Angular Velocity")
    },
}
"""By types of nodes, and outputs that something is linked to."""

INSTANCER_TYPES = {"ShaderNodeTexCoord", "ShaderNodeUVMap"}
"""Types of nodes that need `INSTANCER` where they are set to ``from_instancer``."""

Four = tuple[float, float, float, float]


def socket_type(type: str) -> int | None:
    """The ``pb_socket_type`` of sockets of one of Blender's types; None for those that carry none of these."""
    return _SOCKET_TYPES.get(type)


def socket_value(socket: bpy.types.NodeSocket, type: int) -> Four:
    """What a socket of a ``pb_socket_type`` has by itself: a number four times, a vector with 1, a colour with alpha."""
    value = getattr(socket, "default_value", None)
    if value is None:
        return 0.0, 0.0, 0.0, 0.0
    if type == abi.SOCKET_FLOAT:
        return value, value, value, value
    if type == abi.SOCKET_COLOR:
        return tuple(value)
    x, y, z, *_ = *value, 0.0  # one of two numbers has no third
    return x, y, z, 1.0


@dataclass(frozen=True)
class SocketPlace:
    """A socket that all nodes have that are of a kind and have the same properties."""

    index: int
    """Among all inputs, or outputs, that Blender lists."""
    identifier: str
    """In this version of Blender."""
    new_identifier: str
    """In the newest one."""
    type: int
    """``pb_socket_type``."""


class Sockets:
    """The sockets of nodes of one kind whose properties are the same: those that are not switched off."""

    def __init__(self, node: bpy.types.Node) -> None:
        names = renamed(node.bl_idname)
        self.inputs = _places(node.inputs, names.inputs)
        self.outputs = _places(node.outputs, names.outputs)
        self.output_indices = {place.identifier: index for index, place in enumerate(self.outputs)}
        self.texts = [
            (index, socket.identifier) for index, socket in enumerate(node.inputs) if socket.type in _TEXT_TYPES and socket.enabled
        ]
        """Index and identifier of inputs that carry texts."""


def _places(sockets: bpy.types.bpy_prop_collection, new_names: Mapping[str, str]) -> list[SocketPlace]:
    return [
        SocketPlace(index, identifier := socket.identifier, new_names.get(identifier, identifier), type)
        for index, socket in enumerate(sockets)
        if (type := socket_type(socket.type)) is not None and socket.enabled
    ]


class NodeKind:
    """What nodes of one type have."""

    def __init__(self, node: bpy.types.Node) -> None:
        idname, rna = node.bl_idname, node.bl_rna
        names = renamed(idname)
        own = [property for property in rna.properties if property.identifier not in _COMMON_PROPERTIES | _EDITOR_PROPERTIES]
        simple = [property for property in own if property.type in _SIMPLE_TYPES]
        self.type = names.type or idname
        """``bl_idname`` in the newest version."""
        self.has_output_values = idname in _TYPES_WITH_OUTPUT_VALUES
        self.pointers: Mapping[str, str] = {
            property.identifier: property.fixed_type.identifier for property in own if property.type == "POINTER"
        }
        """Types of what nodes point to, by the names of the properties that do."""
        self._names = [names.properties.get(property.identifier, property.identifier) for property in simple]
        self._added = names.added
        self._new_values = [names.values.get(property.identifier) for property in simple]
        self._reads = _reader([property.identifier for property in simple])
        self._arrays = [index for index, property in enumerate(simple) if getattr(property, "is_array", False)]
        self._switches = _items([index for index, property in enumerate(simple) if property.type in {"BOOLEAN", "ENUM"}])
        # Nodes of add-ons and of newer versions, scripts, and where users add sockets.
        self._has_own_sockets = (
            rna.identifier != idname or "script" in self.pointers or any(property.type == "COLLECTION" for property in own)
        )
        self._sockets: dict[tuple, Sockets] = {}

    def read(self, node: bpy.types.Node) -> tuple:
        """The values of its properties."""
        values = self._reads(node)
        if self._arrays:
            values = tuple([tuple(value) if index in self._arrays else value for index, value in enumerate(values)])
        return values

    def properties(self, values: tuple) -> dict[str, Any]:
        """By their names in the newest version, with `common_properties`, of what `read` gave."""
        found = {
            name: value if new is None else new.get(value, value) for name, value, new in zip(self._names, values, self._new_values)
        }
        return {**common_properties(), **found, **self._added}

    def sockets(self, node: bpy.types.Node, values: tuple) -> Sockets:
        """Of a node of which `read` gave ``values``."""
        if self._has_own_sockets:
            return Sockets(node)
        switches = self._switches(values)
        sockets = self._sockets.get(switches)
        if sockets is None:
            sockets = self._sockets[switches] = Sockets(node)
        return sockets


def common_properties() -> dict[str, Any]:
    """What all nodes have: ``blender_version``, and ``working_space`` where the file's is not Linear Rec.709."""
    colorspace = getattr(bpy.data, "colorspace", None)  # came with 5.0
    name = _REC709 if colorspace is None else colorspace.working_space
    return {"blender_version": BLENDER_VERSION} if name == _REC709 else {"blender_version": BLENDER_VERSION, "working_space": name}


_REC709 = "Linear Rec.709"

_kinds: dict[str, NodeKind] = {}


def kind_of(node: bpy.types.Node) -> NodeKind:
    """The kind of a node."""
    idname = node.bl_idname
    kind = _kinds.get(idname)
    if kind is None:
        kind = _kinds[idname] = NodeKind(node)
    return kind


def _reader(names: list[str]) -> Callable[[bpy.types.Node], tuple]:
    if not names:
        return lambda node: ()
    read: Any = attrgetter(*names)
    return read if len(names) > 1 else lambda node: (read(node),)


def _items(indices: list[int]) -> Callable[[tuple], Any]:
    return itemgetter(*indices) if indices else lambda values: ()
