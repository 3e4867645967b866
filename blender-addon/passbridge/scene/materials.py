# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes materials and worlds."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any

import bpy

from .. import abi
from . import shader_nodes
from .data_blocks import Settings, describe_properties, stable_id
from .description import SceneDescription
from .shader_graphs import ShaderGraphs

_BLACK = (0.0, 0.0, 0.0)


def describe_world(description: SceneDescription, settings: Settings, graphs: ShaderGraphs, world: bpy.types.World) -> int:
    """Adds a world and gives its index: its colour is that of the Background node, or its own without nodes."""
    return description.add(
        abi.LIST_WORLDS,
        abi.pack_world(
            id=stable_id(world),
            name=description.text(world.name),
            light_group=description.text(world.lightgroup),
            **describe_properties(description, settings, "WORLD", world),
            color=_world_color(description, world),
            graph=graphs.index(world, "ShaderNodeOutputWorld", f"World '{world.name}'"),
        ),
    )


def _world_color(description: SceneDescription, world: bpy.types.World) -> Sequence[float]:
    """For renderers that do without the graph: right where a Background has constants, else those of its inputs."""
    tree = shader_nodes.node_tree_of(world)
    if tree is None:
        return world.color
    output = shader_nodes.active_output(tree, "ShaderNodeOutputWorld")
    if output is None:
        return _BLACK
    source = shader_nodes.linked_output(output.inputs["Surface"])
    if source is None:
        return _BLACK
    if source.node.bl_idname != "ShaderNodeBackground":
        return world.color
    strength = _constant(source.node.inputs["Strength"])
    return [strength * value for value in _constant(source.node.inputs["Color"])[:3]]


def _constant(socket: bpy.types.NodeSocket) -> Any:
    value = shader_nodes.constant(socket)
    return socket.default_value if value is None else value


class Materials:
    """The materials that a scene uses, each described when first met."""

    def __init__(self, description: SceneDescription, settings: Settings, graphs: ShaderGraphs) -> None:
        self._description = description
        self._graphs = graphs
        self._settings = settings
        self._indices: dict[int, int] = {}
        self._needs: dict[int, int] = {}  # by index: bits of `shader_node_kinds`

    def index(self, material: bpy.types.Material | None) -> int:
        """The index of an evaluated material; NONE for an empty slot."""
        if material is None:
            return abi.NONE
        key = material.as_pointer()
        index = self._indices.get(key)
        if index is None:
            index = self._indices[key] = self._description.count(abi.LIST_MATERIALS)
            self._description.put(abi.LIST_MATERIALS, index, self._packed(material, index))
        return index

    def update(self, material: bpy.types.Material) -> bool:
        """Describes an evaluated material that has changed anew, in its place; nothing where the scene does not use it. False where it
        needs more of geometries than before."""
        index = self._indices.get(material.as_pointer())
        if index is None:
            return True
        before = self._needs[index]
        self._description.put(abi.LIST_MATERIALS, index, self._packed(material, index))
        return not self._needs[index] & ~before

    def needs(self, slots: Sequence[int]) -> int:
        """What these materials, by index, need of what they are on: bits of `shader_node_kinds`."""
        return functools.reduce(operator.or_, (self._needs.get(index, 0) for index in slots), 0)

    def _packed(self, material: bpy.types.Material, index: int) -> bytes:
        graph = self._graphs.index(material, "ShaderNodeOutputMaterial", f"Material '{material.name}'")
        self._needs[index] = self._needs.get(index, 0) | self._graphs.needs(graph)
        return abi.pack_material(
            id=stable_id(material),
            name=self._description.text(material.name),
            **describe_properties(self._description, self._settings, "MATERIAL", material),
            graph=graph,
            pass_index=material.pass_index,
            flags=abi.MATERIAL_TRANSPARENT_SHADOW if _has_transparent_shadow(material) else 0,
        )


def _has_transparent_shadow(material: bpy.types.Material) -> bool:
    # Cycles' own up to 4.1, and there only while its add-on is enabled.
    owner = material if hasattr(material, "use_transparent_shadow") else getattr(material, "cycles", None)
    return owner is None or owner.use_transparent_shadow
