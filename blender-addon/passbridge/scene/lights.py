# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes lights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import bpy

from .. import abi
from . import shader_nodes
from .description import SceneDescription
from .shader_graphs import ShaderGraphs

_TYPES = {
    "POINT": abi.LIGHT_POINT,
    "SUN": abi.LIGHT_SUN,
    "SPOT": abi.LIGHT_SPOT,
    "AREA": abi.LIGHT_AREA,
}


def describe_light(description: SceneDescription, graphs: ShaderGraphs, light: bpy.types.Light) -> dict[str, Any] | None:
    """How it shines, as arguments of ``abi.pack_light``; None where it doesn't shine itself.

    Almost every light has an Emission node of constants from 5.0 on: these are multiplied with its colour, and it has no graph.
    """
    if light.type == "AREA" and _is_portal(light):
        description.warn(f"Light '{light.name}': portals are not supported yet, left out")
        return None
    emission = _constant_emission(light)
    result: dict[str, Any] = {
        "name": description.text(light.name),
        "type": _TYPES[light.type],
        "flags": abi.LIGHT_CASTS_SHADOW if light.use_shadow else 0,
        "color": _power(light, emission or (1.0, 1.0, 1.0)),
        "graph": abi.NONE if emission else graphs.index(light, "ShaderNodeOutputLight", f"Light '{light.name}'"),
        "area_spread": math.pi,
    }
    if light.type == "SPOT":
        result.update(spot_angle=light.spot_size, spot_blend=light.spot_blend)
    if light.type in {"POINT", "SPOT"}:
        result["radius"] = light.shadow_soft_size
        if getattr(light, "use_soft_falloff", True):  # came with 4.0
            result["flags"] |= abi.LIGHT_SOFT_FALLOFF
    if light.type == "SUN":
        result["sun_angle"] = light.angle
    if light.type == "AREA":
        is_square = light.shape in {"SQUARE", "DISK"}
        result.update(
            area_size=(light.size, light.size if is_square else light.size_y),
            area_is_ellipse=light.shape in {"DISK", "ELLIPSE"},
            area_spread=light.spread,
        )
    return result


# Cycles before 4.0 makes area lights darker than their power says; measured in 3.4.1 and 4.2.
_AREA_FACTOR = math.pi / 4 if bpy.app.version < (4, 0, 0) else 1.0


def _power(light: bpy.types.Light, emission: Sequence[float]) -> list[float]:
    power = light.energy * (_AREA_FACTOR if light.type == "AREA" else 1.0)
    color = list(light.color)
    if hasattr(light, "exposure"):  # these came with 4.5
        power *= 2.0**light.exposure
        if light.use_temperature:
            color = [a * b for a, b in zip(color, light.temperature_color)]
        if not light.normalize:
            power *= _area(light)
    return [power * a * b for a, b in zip(color, emission)]


def _constant_emission(light: bpy.types.Light) -> Sequence[float] | None:
    """What the light's nodes multiply its colour with; None where that is more than an Emission node of constants."""
    tree = shader_nodes.node_tree_of(light)
    if tree is None:
        return 1.0, 1.0, 1.0
    output = shader_nodes.active_output(tree, "ShaderNodeOutputLight")
    source = shader_nodes.linked_output(output.inputs["Surface"]) if output is not None else None
    if source is None:
        return 0.0, 0.0, 0.0
    if source.node.bl_idname == "ShaderNodeEmission":
        color = shader_nodes.constant(source.node.inputs["Color"])
        strength = shader_nodes.constant(source.node.inputs["Strength"])
        if color is not None and strength is not None:
            return [strength * value for value in color[:3]]
    return None


def _area(light: bpy.types.Light) -> float:
    """What a light whose strength is per area is multiplied with (Cycles, scene/light.cpp, `invarea`)."""
    if light.type == "SUN":
        area = math.pi * math.tan(light.angle / 2.0) ** 2
    elif light.type == "AREA":
        size_y = light.size if light.shape in {"SQUARE", "DISK"} else light.size_y
        area = light.size * size_y * (math.pi / 4.0 if light.shape in {"DISK", "ELLIPSE"} else 1.0)
    else:
        area = math.pi * light.shadow_soft_size**2
    return area if area > 0.0 else 1.0


def _is_portal(light: bpy.types.Light) -> bool:
    # `cycles` is there only while Cycles' add-on is enabled.
    return bool(getattr(getattr(light, "cycles", None), "is_portal", False))
