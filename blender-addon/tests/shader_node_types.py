# SPDX-License-Identifier: GPL-3.0-or-later
"""The types of shader nodes that there are."""

from __future__ import annotations

import bpy


def shader_node_types() -> dict[str, str]:
    """Those that this Blender has whose nodes have outputs, by ``bl_idname``: their names in the user interface."""
    # All are in dir(), while some are no subclasses until they are asked for.
    names = [name for name in dir(bpy.types) if name.startswith("ShaderNode")]
    tree = bpy.data.node_groups.new("All", "ShaderNodeTree")
    found = {}
    for name in names:
        try:
            node = tree.nodes.new(name)
        except RuntimeError:
            continue  # of no tree, a base class for instance
        if name not in {"ShaderNodeGroup", "ShaderNodeScript"} and any(socket.enabled for socket in node.outputs):
            found[name] = node.bl_label
    bpy.data.node_groups.remove(tree)
    return found
