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
    """The output that feeds an input which is not inside of a group; None where nothing does."""
    source = _source_of(socket)
    return source if source.is_output else None


def constant(socket: bpy.types.NodeSocket) -> float | Sequence[float] | None:
    """The value of an input, not inside of a group, that is not linked, or linked to a Value or RGB node; None where it varies, or is of
    another kind."""
    source = _source_of(socket)
    if source.is_output and source.node.bl_idname not in {"ShaderNodeValue", "ShaderNodeRGB"}:
        return None
    value = source.default_value
    return value if hasattr(value, "__len__") == hasattr(socket.default_value, "__len__") else None


def _source_of(socket: bpy.types.NodeSocket) -> bpy.types.NodeSocket:
    """Where the value of an input comes from, through reroutes, muted nodes and in and out of groups: an output that computes it, or an
    input whose own value it is."""
    groups: tuple[bpy.types.ShaderNode, ...] = ()  # that the socket's node is inside of, outermost first
    found = socket  # the input that has a value where nothing is linked
    while True:
        links = [link for link in socket.links if link.is_valid and not link.is_muted]
        if not links:
            return found
        output = links[0].from_socket
        node = output.node
        if node.bl_idname == "NodeReroute":
            socket = node.inputs[0]
        elif node.mute:
            inside = [link for link in node.internal_links if link.to_socket == output]
            if not inside:
                return found
            socket = inside[0].from_socket
        else:
            border = _across_border(output, groups)
            if border is None:
                return output
            found, groups = border
            socket = found


def _across_border(
    output: bpy.types.NodeSocket, groups: tuple[bpy.types.ShaderNode, ...]
) -> tuple[bpy.types.NodeSocket, tuple[bpy.types.ShaderNode, ...]] | None:
    """The input on the other side where an output is that of a group, or one of those that a group has inside for its inputs."""
    node = output.node
    if node.bl_idname == "ShaderNodeGroup" and node.node_tree is not None:
        outputs = [inner for inner in node.node_tree.nodes if inner.bl_idname == "NodeGroupOutput"]
        end = next((inner for inner in outputs if inner.is_active_output), None)
        inner_groups = (*groups, node)
    elif node.bl_idname == "NodeGroupInput" and groups:
        end = groups[-1]
        inner_groups = groups[:-1]
    else:
        return None
    socket = next((socket for socket in end.inputs if socket.identifier == output.identifier), None) if end else None
    return None if socket is None else (socket, inner_groups)
