# SPDX-License-Identifier: GPL-3.0-or-later
"""A UV map that geometry nodes make."""

from __future__ import annotations

import bpy


def make_uv_map_by_nodes(owner: bpy.types.Object) -> None:
    """Add a modifier behind the others, whose nodes store the UV map "UVMap": 0 everywhere."""
    tree = bpy.data.node_groups.new("UVs", "GeometryNodeTree")
    if hasattr(tree, "interface"):
        for direction in ("INPUT", "OUTPUT"):
            tree.interface.new_socket("Geometry", in_out=direction, socket_type="NodeSocketGeometry")
    else:
        tree.inputs.new("NodeSocketGeometry", "Geometry")
        tree.outputs.new("NodeSocketGeometry", "Geometry")
    store = tree.nodes.new("GeometryNodeStoreNamedAttribute")
    store.data_type, store.domain = "FLOAT2", "CORNER"
    store.inputs["Name"].default_value = "UVMap"
    tree.links.new(tree.nodes.new("NodeGroupInput").outputs[0], store.inputs[0])
    tree.links.new(store.outputs[0], tree.nodes.new("NodeGroupOutput").inputs[0])
    owner.modifiers.new("UVs", "NODES").node_group = tree
