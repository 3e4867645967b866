# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes point clouds: their data stays where Blender keeps it, and is copied only where that is not known for sure."""

from __future__ import annotations

import bpy

from .. import abi
from .arrays import attribute_values, float_values
from .scene_message import SceneMessage

# intern/cycles/blender/pointcloud.cpp, export_pointcloud, as of Blender 5.2.
_DEFAULT_RADIUS = 0.01


def read_point_cloud(message: SceneMessage, cloud: bpy.types.PointCloud, id: int) -> bytes | None:
    """Describes an evaluated point cloud; None where it is empty.

    ``id`` is its own in the message. It must stay as it is until the frame made from the message no longer syncs.
    """
    count = len(cloud.points)
    position = cloud.attributes.get("position")
    if not count or position is None:
        return None
    described = abi.PointCloud(
        id=id,
        name=message.hold_text(cloud.name),
        positions=attribute_values(message, position, "FLOAT_VECTOR")[0],
        radii=float_values(message, cloud.attributes, "radius"),
        point_count=count,
        default_radius=_DEFAULT_RADIUS,
    )
    return bytes(described)
