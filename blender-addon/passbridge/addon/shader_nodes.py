# SPDX-License-Identifier: GPL-3.0-or-later
"""Follows the links of shader node trees."""

from __future__ import annotations

from collections.abc import Sequence

import bpy


def node_tree_of(owner: bpy.types.Material | bpy.types.World | bpy.types.Light) -> bpy.types.ShaderNodeTree | None:
    """The owner's nodes, where they are in use."""
    # Materials and worlds always use their nodes from 5.0 on, lights from a later version on. What the check box says
    # means nothing then, and asking it raises a DeprecationWarning.
    check_box = owner.bl_rna.properties.get("use_nodes")
    is_optional = check_box is not None and not getattr(check_box, "is_deprecated", False)
    if is_optional and not owner.use_nodes:
        return None
    return owner.node_tree


def active_output(tree: bpy.types.ShaderNodeTree, idname: str) -> bpy.types.ShaderNode | None:
    """The output node that a renderer other than Cycles and EEVEE takes."""
    if idname == "ShaderNodeOutputMaterial":
        return tree.get_output_node("ALL") or tree.get_output_node("CYCLES") or tree.get_output_node("EEVEE")
    outputs = [node for node in tree.nodes if node.bl_idname == idname and not node.mute]
    return next((node for node in outputs if node.is_active_output), outputs[0] if outputs else None)


def linked_output(socket: bpy.types.NodeSocket) -> bpy.types.NodeSocket | None:
    """The output that feeds an input, through reroutes and muted nodes; None where nothing does."""
    while True:
        links = [link for link in socket.links if link.is_valid and not link.is_muted]
        if not links:
            return None
        source = links[0].from_socket
        if source.node.bl_idname == "NodeReroute":
            socket = source.node.inputs[0]
        elif source.node.mute:
            inside = [link for link in source.node.internal_links if link.to_socket == source]
            if not inside:
                return None
            socket = inside[0].from_socket
        else:
            return source


def constant(socket: bpy.types.NodeSocket) -> float | Sequence[float] | None:
    """The value of an input that is not linked, or linked to a Value or RGB node; None where it varies."""
    source = linked_output(socket)
    if source is None:
        return socket.default_value
    if source.node.bl_idname in {"ShaderNodeValue", "ShaderNodeRGB"}:
        return source.default_value
    return None
