# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes hair curves: their data stays where Blender keeps it, and is copied only where that is not known for sure."""

from __future__ import annotations

import bpy

from .. import abi
from .arrays import ArrayKind, attribute_values, float_values
from .scene_message import EMPTY, SceneMessage, Span

# From 5.0 on Cycles draws curves of type POLY as straight tubes (intern/cycles/blender/curves.cpp, sync_hair).
_HAS_TUBES = bpy.app.version >= (5, 0, 0)
_POLY = 1

# intern/cycles/blender/curves.cpp, export_hair_curves, as of Blender 5.2.
_DEFAULT_RADIUS = 0.005

_POSITIONS = ArrayKind("curve positions", abi.ATTRIBUTE_FLOAT3, "vector")
_FIRST_POINTS = ArrayKind("first points of curves", abi.ATTRIBUTE_INT32, "value")


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


def read_curves(message: SceneMessage, curves: bpy.types.Curves, id: int, steps: int) -> bytes | None:
    """Describes evaluated hair curves; None where there are none.

    ``id`` is theirs in the message, ``steps`` what `segment_steps` gives. They must stay as they are until the frame made from the
    message no longer syncs.
    """
    point_count, curve_count = len(curves.points), len(curves.curves)
    if not point_count or not curve_count:
        return None
    described = abi.Curves(
        id=id,
        name=message.hold_text(curves.name),
        positions=_POSITIONS.values(message, curves.position_data, point_count)[0],
        radii=float_values(message, curves.attributes, "radius"),
        first_points=_FIRST_POINTS.values(message, curves.curve_offset_data, curve_count + 1)[0],
        curve_uvs=_curve_uvs(message, curves),
        point_count=point_count,
        curve_count=curve_count,
        default_radius=_DEFAULT_RADIUS,
        segment_steps=1 if are_straight(curves) else steps,
    )
    return bytes(described)


def _curve_uvs(message: SceneMessage, curves: bpy.types.Curves) -> Span:
    """As in Cycles the first pair of numbers that curves have."""
    for attribute in curves.attributes:
        if attribute.data_type == "FLOAT2" and attribute.domain == "CURVE":
            return attribute_values(message, attribute, "FLOAT2")[0]
    return EMPTY
