# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes hair curves: their data stays where Blender keeps it, and is copied only where that is not known for sure."""

from __future__ import annotations

import bpy

from .. import abi
from .arrays import ArrayKind, describe_attribute, describe_radii
from .description import STRUCTURE, SceneDescription
from .motion import describe_deformation

# From 5.0 on Cycles draws curves of type POLY as straight tubes (intern/cycles/blender/curves.cpp, sync_hair).
_HAS_TUBES = bpy.app.version >= (5, 0, 0)
_POLY = 1

# intern/cycles/blender/curves.cpp, export_hair_curves, as of Blender 5.2.
_DEFAULT_RADIUS = 0.005

_POSITIONS = ArrayKind("curve positions", abi.ARRAY_FLOAT3, "vector")
_FIRST_POINTS = ArrayKind("first points of curves", abi.ARRAY_INT32, "value")


def segment_steps(scene: bpy.types.Scene) -> int:
    """Straight pieces that Cycles draws a curve with from one point to the next; as by default where its add-on is switched off.

    Curves are cut into powers of 2, and the processor's Embree is asked for one piece more (intern/cycles/bvh/embree.cpp, add_curves).
    """
    settings = getattr(scene, "cycles_curves", None)
    return min((1 << (2 if settings is None else settings.subdivisions)) + 1, abi.MAX_SEGMENT_STEPS)


def are_tubes(scene: bpy.types.Scene) -> bool:
    """Whether Cycles is asked for more than ribbons that look like tubes."""
    settings = getattr(scene, "cycles_curves", None)
    return settings is not None and settings.shape != "RIBBONS"


def are_straight(curves: bpy.types.Curves) -> bool:
    """Whether Cycles draws no splines but tubes that are straight from point to point: by the type of the first curve."""
    types = curves.attributes.get("curve_type")
    return _HAS_TUBES and types is not None and len(types.data) > 0 and types.data[0].value == _POLY


def describe_curve_positions(description: SceneDescription, curves: bpy.types.Curves) -> None:
    """Adds those of evaluated hair curves, where there are any."""
    _POSITIONS.describe(description, STRUCTURE[".position"], abi.DOMAIN_POINT, curves.position_data, len(curves.points))


def describe_curves(description: SceneDescription, curves: bpy.types.Curves, id: int, steps: int) -> bytes | None:
    """Adds the arrays of evaluated hair curves and gives them as a ``pb_geometry``; None where there are none.

    ``steps``: what `segment_steps` gives. The curves must stay as they are until they have been captured.
    """
    point_count, curve_count = len(curves.points), len(curves.curves)
    if not point_count or not curve_count:
        return None
    first_array = description.count(abi.LIST_ARRAYS)
    describe_curve_positions(description, curves)
    describe_deformation(description, id, curves.name, point_count)
    describe_radii(description, curves.attributes)
    _FIRST_POINTS.describe(description, STRUCTURE[".curve_offset"], abi.DOMAIN_CURVE, curves.curve_offset_data, curve_count + 1)
    # As in Cycles the first pair of numbers that curves have.
    for attribute in curves.attributes:
        if attribute.data_type == "FLOAT2" and attribute.domain == "CURVE":
            describe_attribute(description, attribute, STRUCTURE[".curve_uv"])
            break
    return abi.pack_geometry(
        id,
        description.text(curves.name),
        abi.GEOMETRY_CURVES,
        arrays=(first_array, description.count(abi.LIST_ARRAYS) - first_array),
        point_count=point_count,
        curve_count=curve_count,
        slot_count=len(curves.materials),
        default_radius=_DEFAULT_RADIUS,
        segment_steps=1 if are_straight(curves) else steps,
    )
