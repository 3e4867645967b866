# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes point clouds: their data stays where Blender keeps it, and is copied only where that is not known for sure."""

from __future__ import annotations

import bpy

from .. import abi
from .arrays import describe_attribute, describe_radii
from .description import STRUCTURE, SceneDescription
from .motion import describe_deformation

# intern/cycles/blender/pointcloud.cpp, export_pointcloud, as of Blender 5.2.
_DEFAULT_RADIUS = 0.01


def describe_cloud_positions(description: SceneDescription, cloud: bpy.types.PointCloud) -> bool:
    """Adds those of an evaluated point cloud; False where it is empty."""
    position = cloud.attributes.get("position")
    if not len(cloud.points) or position is None:
        return False
    return describe_attribute(description, position, STRUCTURE[".position"])


def describe_point_cloud(description: SceneDescription, cloud: bpy.types.PointCloud, id: int) -> bytes | None:
    """Adds the arrays of an evaluated point cloud and gives it as a ``pb_geometry``; None where it is empty.

    It must stay as it is until it has been captured.
    """
    count = len(cloud.points)
    first_array = description.count(abi.LIST_ARRAYS)
    if not describe_cloud_positions(description, cloud):
        return None
    describe_deformation(description, id, cloud.name, count)
    describe_radii(description, cloud.attributes)
    return abi.pack_geometry(
        id,
        description.text(cloud.name),
        abi.GEOMETRY_POINT_CLOUD,
        arrays=(first_array, description.count(abi.LIST_ARRAYS) - first_array),
        point_count=count,
        slot_count=len(cloud.materials),
        default_radius=_DEFAULT_RADIUS,
    )
