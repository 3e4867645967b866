# SPDX-License-Identifier: GPL-3.0-or-later
"""Flattens shader node trees: what is linked to what, through groups, reroutes and muted nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import bpy

_GROUPS = (bpy.types.ShaderNodeGroup, bpy.types.ShaderNodeCustomGroup)

Link = tuple[str, str]
"""A node's name and the identifier of one of its sockets."""


class TreeLinks:
    """The nodes of one tree by name, and what their inputs are linked to."""

    def __init__(self, tree: bpy.types.NodeTree) -> None:
        self.nodes: dict[str, bpy.types.Node] = {node.name: node for node in tree.nodes}
        self._sources: dict[Link, Link] = {}
        for link in tree.links:
            if link.is_valid and not link.is_muted:
                to = link.to_node.name, link.to_socket.identifier
                self._sources.setdefault(to, (link.from_node.name, link.from_socket.identifier))
        self._inputs: dict[str, dict[str, bpy.types.NodeSocket]] = {}

    def source(self, input: Link) -> Link | None:
        """The output that an input is linked to."""
        return self._sources.get(input)

    def input(self, input: Link) -> bpy.types.NodeSocket | None:
        name, identifier = input
        inputs = self._inputs.get(name)
        if inputs is None:
            inputs = self._inputs[name] = {socket.identifier: socket for socket in self.nodes[name].inputs}
        return inputs.get(identifier)

    def group_output(self) -> str | None:
        """Name of the node that a group's outputs are inputs of."""
        ends = [(name, node) for name, node in self.nodes.items() if node.bl_idname == "NodeGroupOutput"]
        return next((name for name, node in ends if node.is_active_output), None)


@dataclass(eq=False)
class Place:
    """One use of a tree: the same group stands in as many places as there are nodes of it."""

    links: TreeLinks
    parent: Place | None = None
    group: str = ""
    """Name of the group node in the parent."""
    _inner: dict[str, Place | None] = field(default_factory=dict)

    def ancestors(self) -> Iterator[Place]:
        """This place first."""
        place: Place | None = self
        while place is not None:
            yield place
            place = place.parent


@dataclass(frozen=True)
class Source:
    """Where an input's value comes from: an output of a node, or the value that a socket has by itself."""

    node: tuple[Place, str] | None
    """Place and name of the node; None: it is a value."""
    output: str
    """Identifier of that node's output."""
    holder: bpy.types.NodeSocket | None
    """The socket that has the value, where nothing is linked; None: the input itself."""
    border_types: tuple[str, ...]
    """Types of the sockets of groups on the way, in its direction: the value is converted to each."""
    is_zero: bool = False
    """Whether the value is 0: what an unlinked reroute or muted node gives, as in Cycles."""


UNLINKED = Source(None, "", None, ())
"""That of an input which nothing is linked to."""


class FlatTree:
    """A tree without groups, reroutes and muted nodes. Good until the tree changes."""

    def __init__(self, tree: bpy.types.NodeTree) -> None:
        self._links: dict[int, TreeLinks] = {}
        self.root = Place(self._links_of(tree))

    def source(self, place: Place, input: Link) -> Source:
        """Follows the links of an input. What can't be followed any further is as if it were not linked."""
        if place.links.source(input) is None:
            return UNLINKED
        holder: bpy.types.NodeSocket | None = None
        border_types: tuple[str, ...] = ()
        followed: set[tuple[int, Link]] = set()
        passed = False  # a reroute or muted node, the one before
        while True:
            output = place.links.source(input)
            if output is None or (id(place), output) in followed:
                return Source(None, "", holder, border_types, is_zero=passed)
            followed.add((id(place), output))
            name, identifier = output
            node = place.links.nodes[name]
            idname = node.bl_idname
            if idname == "NodeReroute":
                input, passed = (name, node.inputs[0].identifier), True
                continue
            if node.mute:
                passing = _passing_input(node, identifier)
                if passing is None:
                    return Source(None, "", holder, border_types)
                input, passed = (name, passing), True
                continue
            if isinstance(node, _GROUPS):
                inner = self._inside(place, name)
                end = inner.links.group_output() if inner else None
                across = (inner, end) if inner and end else None
            elif idname == "NodeGroupInput":
                across = (place.parent, place.group) if place.parent else None
            else:
                return Source((place, name), identifier, None, border_types)
            border = across and across[0].links.input((across[1], identifier))
            if border is None:
                return Source(None, "", holder, border_types)
            place, input, passed = across[0], (across[1], identifier), False
            holder = border
            border_types = (border.type, *border_types)

    def _links_of(self, tree: bpy.types.NodeTree) -> TreeLinks:
        links = self._links.get(tree.as_pointer())
        if links is None:
            links = self._links[tree.as_pointer()] = TreeLinks(tree)
        return links

    def _inside(self, place: Place, group: str) -> Place | None:
        if group not in place._inner:
            tree = place.links.nodes[group].node_tree
            links = None if tree is None else self._links_of(tree)
            contains_itself = links is None or any(outer.links is links for outer in place.ancestors())
            place._inner[group] = None if contains_itself else Place(links, place, group)
        return place._inner[group]


def _passing_input(muted: bpy.types.Node, output: str) -> str | None:
    """The input of a muted node that one of its outputs passes on."""
    return next((link.from_socket.identifier for link in muted.internal_links if link.to_socket.identifier == output), None)
