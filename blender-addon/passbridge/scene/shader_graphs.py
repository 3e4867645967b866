# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the shader nodes of materials, worlds and lights as graphs, without knowing what the nodes mean."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bpy

from .. import abi
from . import shader_nodes, shader_tables
from .description import NOTHING, Range, SceneDescription
from .images import Images
from .shader_node_kinds import INSTANCER, INSTANCER_TYPES, NEEDED_BY_INPUTS, NEEDED_BY_OUTPUTS, Four, NodeKind, Sockets, common_properties, kind_of, socket_type, socket_value
from .shader_trees import UNLINKED, FlatTree, Place, Source

# Blender inlines groups itself from 5.0 on, and resolves repeat zones, closures, bundles and menus, which came with it.
_INLINES = bpy.app.version >= (5, 0, 0)

_OUTPUTS = ("Surface", "Volume", "Displacement")

# Blender's own node for it, from 5.0 on; its one input and its one output carry what the value is converted to.
_CONVERSION = "NodeImplicitConversion"


class ShaderGraphs:
    """The graphs of a scene."""

    def __init__(self, description: SceneDescription, images: Images) -> None:
        self._description = description
        self.images = images
        self._socket_ranges: dict[tuple[tuple[str, int], ...], Range] = {(): NOTHING}
        self._sockets: dict[Sockets, tuple[Range, Range]] = {}
        self._properties: dict[tuple[NodeKind, tuple], Range] = {}
        self._needs: dict[int, int] = {}
        self.named_objects: set[int] = set()
        """Addresses of the originals of objects that nodes name."""

    def depends_on(self, objects: Sequence[bpy.types.Object]) -> bool:
        """Whether a graph depends on where one of these objects is."""
        return bool(self.named_objects) and not self.named_objects.isdisjoint(each.original.as_pointer() for each in objects)

    def needs(self, graph: int) -> int:
        """What the graph of this index needs of what it is on: bits of ``shader_node_kinds``."""
        return self._needs.get(graph, 0)

    def index(self, owner: bpy.types.Material | bpy.types.World | bpy.types.Light, output_type: str, user: str) -> int:
        """Adds the graph of an evaluated data block and gives its index; NONE where nothing is linked to its output.

        output_type  ``bl_idname`` of its output node
        user         names the owner in messages
        """
        tree = shader_nodes.node_tree_of(owner)
        if tree is None:
            return self._without_nodes(owner)
        inlined = owner.inline_shader_nodes() if _INLINES else None  # lives as long as its tree is read
        # 5.2 inlines nothing where each output is for Cycles or for EEVEE alone.
        for candidate in (inlined.node_tree, tree) if inlined is not None else (tree,):
            output = shader_nodes.active_output(candidate, output_type)
            if output is not None:
                reading = _Reading(self, candidate, output, user)
                self._needs[reading.index] = reading.needs
                return reading.index
        return abi.NONE

    def of_default_material(self) -> int:
        """Adds what Cycles draws where a slot is empty (scene/shader.cpp, ShaderManager::add_default) and gives its index."""
        if bpy.app.version < (5, 0, 0):
            return self._of_one_node("ShaderNodeBsdfDiffuse", "BSDF", _DIFFUSE, _DEFAULT_COLOR)
        return self._of_one_node("ShaderNodeBsdfPrincipled", "BSDF", _PRINCIPLED, _DEFAULT_COLOR)

    def _without_nodes(self, owner: bpy.types.Material | bpy.types.World | bpy.types.Light) -> int:
        """What Cycles makes of a data block that does not use nodes."""
        if isinstance(owner, bpy.types.Material):
            return self._of_one_node("ShaderNodeBsdfDiffuse", "BSDF", _DIFFUSE, owner.diffuse_color)
        if isinstance(owner, bpy.types.World):
            return self._of_one_node("ShaderNodeBackground", "Background", _BACKGROUND, owner.color)
        return abi.NONE

    def _of_one_node(self, type: str, output: str, inputs: Sequence[tuple[str, int, Four]], color: Sequence[float]) -> int:
        """A shader with a value for its first input, which is a colour."""
        description = self._description
        node = abi.pack_shader_node(
            type=description.text(type),
            inputs=self.socket_range(tuple((name, type) for name, type, _ in inputs)),
            outputs=self.socket_range(((output, abi.SOCKET_SHADER),)),
            values=(description.count(abi.LIST_SOCKET_VALUES), len(inputs) + 1),
            properties=description.properties("custom", common_properties()),
        )
        values = array("f", (*color[:3], 1.0))
        for _, _, value in inputs[1:]:
            values.extend(value)
        values.extend(_ZERO)  # of the output
        description.lists[abi.LIST_SOCKET_VALUES].extend(values.tobytes())
        nodes = description.add(abi.LIST_SHADER_NODES, node), 1
        return description.add(abi.LIST_SHADER_GRAPHS, abi.pack_shader_graph(nodes=nodes, surface=0))

    def socket_ranges(self, sockets: Sockets) -> tuple[Range, Range]:
        """Where inputs and outputs are."""
        ranges = self._sockets.get(sockets)
        if ranges is None:
            ranges = self._sockets[sockets] = tuple(
                self.socket_range(tuple([(place.new_identifier, place.type) for place in places]))
                for places in (sockets.inputs, sockets.outputs)
            )
        return ranges

    def socket_range(self, sockets: tuple[tuple[str, int], ...]) -> Range:
        """Where sockets with these identifiers and types are."""
        found = self._socket_ranges.get(sockets)
        if found is None:
            found = self._socket_ranges[sockets] = self._description.count(abi.LIST_SHADER_SOCKETS), len(sockets)
            for identifier, type in sockets:
                self._description.add(abi.LIST_SHADER_SOCKETS, abi.pack_shader_socket(self._description.text(identifier), type))
        return found

    def properties(self, kind: NodeKind, values: tuple) -> Range:
        """Where the properties of a node are, of which ``NodeKind.read`` gave ``values``."""
        key = kind, values  # not its type in the newest version, which several old ones have
        found = self._properties.get(key)
        if found is None:
            found = self._properties[key] = self._description.properties("custom", kind.properties(values))
        return found


@dataclass
class _Node:
    """A node that is being read."""

    place: Place
    node: bpy.types.Node
    kind: NodeKind
    values: tuple
    sockets: Sockets
    sources: list[Source]
    index: int | None = None


class _Reading:
    """Reads one graph."""

    def __init__(self, graphs: ShaderGraphs, tree: bpy.types.ShaderNodeTree, output: bpy.types.Node, user: str) -> None:
        self._graphs = graphs
        self._description = graphs._description
        self._user = user
        self._flat = FlatTree(tree)
        self._packed: list[bytes] = []
        self._nodes: dict[tuple[Place, str], _Node] = {}
        self._conversions: dict[tuple[object, ...], int] = {}
        self.needs = 0
        self._name_of = _inlined_name if _INLINES else str
        root = self._flat.root
        inputs = {socket.identifier: socket for socket in output.inputs}
        sources = {name: self._flat.source(root, (output.name, name)) for name in _OUTPUTS if name in inputs}
        self._read([source.node for source in sources.values() if source.node is not None])
        ends: dict[str, int] = {}
        for name, source in sources.items():
            link, _ = self._resolved(source, socket_type(inputs[name].type), inputs[name])
            if link is not None:
                ends[name.lower()], ends[f"{name.lower()}_output"] = link
        self.index = abi.NONE
        if ends:
            first = self._description.count(abi.LIST_SHADER_NODES)
            self._description.lists[abi.LIST_SHADER_NODES].extend(b"".join(self._packed))
            graph = abi.pack_shader_graph(nodes=(first, len(self._packed)), **ends)
            self.index = self._description.add(abi.LIST_SHADER_GRAPHS, graph)

    def _read(self, keys: list[tuple[Place, str]]) -> None:
        """Adds these nodes and all that they depend on, each after those that it is linked to."""
        stack = keys[::-1]
        while stack:
            key = stack[-1]
            node = self._nodes.get(key)
            if node is None:
                node = self._nodes[key] = self._met(*key)
                needed = [source.node for source in node.sources if source.node is not None and source.node not in self._nodes]
                if needed:
                    stack.extend(needed[::-1])
                    continue
            stack.pop()
            if node.index is None:
                # What is linked to has been added, but for what is linked to this: a cycle, which is cut there.
                self._add(node)

    def _met(self, place: Place, name: str) -> _Node:
        node = place.links.nodes[name]
        kind = kind_of(node)
        values = kind.read(node)
        sockets = kind.sockets(node, values)
        sources = [self._flat.source(place, (name, socket.identifier)) for socket in sockets.inputs]
        return _Node(place, node, kind, values, sockets, sources)

    def _add(self, read: _Node) -> None:
        node, sockets = read.node, read.sockets
        values = array("f")
        links: list[bytes] = []
        inputs = list(node.inputs)
        for index, (socket, source) in enumerate(zip(sockets.inputs, read.sources)):
            if source is UNLINKED:
                self.needs |= NEEDED_BY_INPUTS.get((read.kind.type, socket.new_identifier), 0)
                values.extend(socket_value(inputs[socket.index], socket.type))
                continue
            link, value = self._resolved(source, socket.type, inputs[socket.index])
            values.extend(value)
            if link is not None:
                links.append(abi.pack_shader_link(index, *link))
        for socket in sockets.outputs:
            values.extend(socket_value(node.outputs[socket.index], socket.type) if read.kind.has_output_values else _ZERO)
        properties = self._graphs.properties(read.kind, read.values)
        members, more = self._pointed_to(read)
        for index, identifier in sockets.texts:
            more[identifier] = inputs[index].default_value
        if more:
            properties = self._description.properties("custom", {**read.kind.properties(read.values), **more})
        socket_ranges = self._graphs.socket_ranges(sockets)
        read.index = self._append(read.kind.type, self._name_of(node.name), socket_ranges, values, links, properties, **members)

    def _append(
        self, type: str, name: str, sockets: tuple[Range, Range], values: array, links: list[bytes], properties: Range, **members: int
    ) -> int:
        """Adds a node and gives its index in the graph."""
        description = self._description
        described = {
            "values": (description.count(abi.LIST_SOCKET_VALUES), len(values) // 4),
            "links": (description.count(abi.LIST_SHADER_LINKS), len(links)),
        }
        description.lists[abi.LIST_SOCKET_VALUES].extend(values.tobytes())
        description.lists[abi.LIST_SHADER_LINKS].extend(b"".join(links))
        self._packed.append(
            abi.pack_shader_node(
                type=description.text(type),
                name=description.text(name),
                inputs=sockets[0],
                outputs=sockets[1],
                properties=properties,
                **described,
                **members,
            )
        )
        return len(self._packed) - 1

    # ------------------------------------------------------------------------------------------------ links and values

    def _resolved(self, source: Source, type: int, input: bpy.types.NodeSocket) -> tuple[tuple[int, int] | None, Four]:
        """What an input is linked to, a node and its output, and its value where nothing is."""
        if source.node is not None:
            node = self._nodes[source.node]
            output = node.sockets.output_indices.get(source.output)
            if node.index is None or output is None:
                return None, socket_value(input, type)
            self.needs |= NEEDED_BY_OUTPUTS.get((node.kind.type, source.output), 0)
            if node.kind.type in INSTANCER_TYPES and node.node.from_instancer:
                self.needs |= INSTANCER
            link = node.index, output
            first = node.sockets.outputs[output].type
        elif source.is_zero:
            return None, _ZERO
        else:
            holder = source.holder
            first = None if holder is None else socket_type(holder.type)
            if first is None:
                return None, socket_value(input, type)
            value = socket_value(holder, first)
            types = _different([first, *map(socket_type, source.border_types), type])
            if len(types) == 1:
                return None, value
            if types[0] == abi.SOCKET_FLOAT and len(types) == 2 and type != abi.SOCKET_SHADER:
                return None, (*value[:3], 1.0)
            # The value has to be converted: a node has it as its input.
            link = self._conversion(types[0], None, value)
        types = _different([first, *map(socket_type, source.border_types), type])
        for between in types[1:-1]:
            link = self._conversion(between, link, _ZERO)
        return link, socket_value(input, type)

    def _conversion(self, type: int, link: tuple[int, int] | None, value: Four) -> tuple[int, int]:
        """A node that converts a value, or what an output gives, to a ``pb_socket_type``; the same one for equal ones."""
        key = type, link, value
        index = self._conversions.get(key)
        if index is None:
            input = self._graphs.socket_range((("Value", type),))
            links = [] if link is None else [abi.pack_shader_link(0, *link)]
            properties = self._description.properties("custom", common_properties())
            index = self._append(_CONVERSION, "", (input, input), array("f", (*value, *_ZERO)), links, properties)
            self._conversions[key] = index
        return index, 0

    # ------------------------------------------------------------------------------------------------ what nodes point to

    def _pointed_to(self, read: _Node) -> tuple[dict[str, int], dict[str, Any]]:
        """Members of ``pb_shader_node``, and further properties."""
        members: dict[str, int] = {}
        properties: dict[str, Any] = {}
        for name, type in read.kind.pointers.items():
            pointed = getattr(read.node, name)
            if pointed is None:
                if type == "Image":
                    self._description.warn(f"{self._user}: node '{self._name_of(read.node.name)}' has no image, drawn magenta")
                continue
            if type == "Image":
                shown = self._graphs.images.shown(pointed, read.node.image_user, self._user)
                members["image"] = abi.NONE if shown is None else shown.index
                if shown is not None:
                    properties["image_alpha_mode"] = pointed.alpha_mode
                    properties["image_is_data"] = pointed.colorspace_settings.is_data
                    properties["image_is_float"] = shown.is_float
            elif type == "ColorRamp":
                members["ramp"] = self._ramp(pointed)
            elif type == "CurveMapping":
                members["curves"] = self._curves(pointed)
            elif type == "Object":
                matrix = array("f", [value for column in pointed.matrix_world.transposed() for value in column])
                members["object_to_world"] = self._description.add(abi.LIST_NODE_MATRICES, matrix.tobytes())
                properties[name] = pointed.name
                self._graphs.named_objects.add(pointed.original.as_pointer())
            elif type == "Text":
                properties[name] = pointed.as_string()
        if read.kind.type == "ShaderNodeTexIES" and read.node.mode == "EXTERNAL":
            properties["ies"] = self._text_of_file(read.node.filepath)
        return members, properties

    def _text_of_file(self, path: str) -> str:
        try:
            return Path(bpy.path.abspath(path)).read_text(encoding="latin-1")
        except OSError as error:
            self._description.warn(f"{self._user}: '{path}' can't be read: {error.strerror}")
            return ""

    def _ramp(self, ramp: bpy.types.ColorRamp) -> int:
        description = self._description
        read = shader_tables.read_ramp(ramp)
        first = description.count(abi.LIST_RAMP_STOPS)
        for position, *color in read.stops:
            description.add(abi.LIST_RAMP_STOPS, abi.pack_ramp_stop(position, color))
        return description.add(
            abi.LIST_COLOR_RAMPS,
            abi.pack_color_ramp(
                interpolation=description.text(read.interpolation),
                color_mode=description.text(read.color_mode),
                hue_interpolation=description.text(read.hue_interpolation),
                stops=(first, len(read.stops)),
                table=self._table(read.table(ramp)),
            ),
        )

    def _curves(self, mapping: bpy.types.CurveMapping) -> int:
        description = self._description
        read = shader_tables.read_curves(mapping)
        ranges = []
        for curve in read.curves:
            ranges.append((description.count(abi.LIST_CURVE_POINTS), len(curve)))
            for x, y, handle in curve:
                description.add(abi.LIST_CURVE_POINTS, abi.pack_curve_point(x, y, description.text(handle)))
        first = description.count(abi.LIST_CURVES)
        for points in ranges:
            description.add(abi.LIST_CURVES, abi.pack_range(*points))
        least, most = read.range
        return description.add(
            abi.LIST_SHADER_CURVES,
            abi.pack_shader_curves(
                curves=(first, len(ranges)),
                table=self._table(read.table(mapping)),
                min_x=least,
                max_x=most,
                is_extrapolated=read.is_extrapolated,
            ),
        )

    def _table(self, entries: bytes) -> Range:
        first = self._description.count(abi.LIST_TABLE_ENTRIES)
        self._description.lists[abi.LIST_TABLE_ENTRIES].extend(entries)
        return first, abi.TABLE_ENTRY_COUNT


_ZERO: Four = (0.0, 0.0, 0.0, 0.0)
_ONE: Four = (1.0, 1.0, 1.0, 1.0)
_HALF: Four = (0.5, 0.5, 0.5, 0.5)

_DEFAULT_COLOR = (0.8, 0.8, 0.8)

# Inputs and what they are at first.
_DIFFUSE = (("Color", abi.SOCKET_COLOR, _ONE), ("Roughness", abi.SOCKET_FLOAT, _ZERO))
_BACKGROUND = (("Color", abi.SOCKET_COLOR, _ONE), ("Strength", abi.SOCKET_FLOAT, _ONE))
_PRINCIPLED = (
    ("Base Color", abi.SOCKET_COLOR, _ONE),
    ("Roughness", abi.SOCKET_FLOAT, _HALF),
    ("IOR", abi.SOCKET_FLOAT, (1.5, 1.5, 1.5, 1.5)),
    ("Alpha", abi.SOCKET_FLOAT, _ONE),
    ("Specular IOR Level", abi.SOCKET_FLOAT, _HALF),
    ("Specular Tint", abi.SOCKET_COLOR, _ONE),
    ("Emission Strength", abi.SOCKET_FLOAT, _ZERO),
)


def _different(types: Sequence[int | None]) -> list[int]:
    """Without unknown ones and those that are what the one before is."""
    found: list[int] = []
    for type in types:
        if type is not None and (not found or found[-1] != type):
            found.append(type)
    return found


def _inlined_name(name: str) -> str:
    """Blender puts a number before the names of the nodes that it inlines."""
    number, _, rest = name.partition("_")
    return rest if number.isdigit() else name
