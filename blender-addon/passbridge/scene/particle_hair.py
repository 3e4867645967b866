# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the hair of particle systems. Blender keeps no array of it: each point is asked for.

Everything here is as in intern/cycles/blender/curves.cpp (ObtainCacheParticleData, ObtainCacheParticleUV, ExportCurveSegments), as of
Blender 5.2.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator

import bpy
from mathutils import Vector

from .. import abi
from .scene_message import EMPTY, SceneMessage, Span


def hair_modifiers(shown: bpy.types.Object) -> Iterator[bpy.types.ParticleSystemModifier]:
    """Those whose particle systems are rendered as strands."""
    if shown.mode in ("PARTICLE_EDIT", "EDIT"):
        return
    for modifier in shown.modifiers:
        if modifier.type == "PARTICLE_SYSTEM" and modifier.show_render:
            settings = modifier.particle_system.settings
            if settings.type == "HAIR" and settings.render_type == "PATH":
                yield modifier


def read_hair(
    message: SceneMessage,
    modifier: bpy.types.ParticleSystemModifier,
    source: bpy.types.Object,
    id: int,
    steps: int,
    is_cancelled: Callable[[], bool],
) -> bytes | None:
    """Reads the hair of one particle system; None where there is none, or where cancelled.

    source        the evaluated object that has the system; positions become those of its own space
    steps         as for `read_curves`
    is_cancelled  asked between hairs
    """
    system = modifier.particle_system
    parent_count, child_count = len(system.particles), len(system.child_particles)
    has_children = system.settings.child_type != "NONE" and child_count > 0
    hairs = range(parent_count if has_children else 0, parent_count + child_count)
    points_per_hair = _points_per_hair(system.settings)
    world_to_object = source.matrix_world.inverted_safe()
    radius_at = _Radius(system.settings)
    positions, radii = array("f"), array("f")
    for hair in hairs:
        if is_cancelled():
            return None
        points = [world_to_object @ point for point in _world_points(system, source, hair, points_per_hair)]
        for point in points:
            positions.extend(point)
        radii.extend(radius_at.each_of(points))
    if not radii:
        return None
    described = abi.Curves(
        id=id,
        name=message.hold_text(system.name),
        positions=message.hold_array(positions),
        radii=message.hold_array(radii),
        first_points=message.hold_array(array("i", range(0, len(radii) + 1, points_per_hair))),
        curve_uvs=_curve_uvs(message, modifier, source, hairs),
        point_count=len(radii),
        curve_count=len(hairs),
        segment_steps=steps,
    )
    return bytes(described)


def _world_points(system: bpy.types.ParticleSystem, source: bpy.types.Object, hair: int, count: int) -> list[Vector]:
    """Points of one hair. One that is shorter than others stays where it ends."""
    points: list[Vector] = []
    for step in range(count):
        point = system.co_hair(object=source, particle_no=hair, step=step)
        # Blender leaves what it does not have as it is, and the Python API begins with zeros.
        points.append(points[-1] if points and not any(point) else point)
    return points


def _points_per_hair(settings: bpy.types.ParticleSettings) -> int:
    count = (1 << settings.render_step) + 1
    return count + settings.kink_extra_steps if settings.kink == "SPIRAL" else count


class _Radius:
    """How thick hairs are from root to tip."""

    def __init__(self, settings: bpy.types.ParticleSettings) -> None:
        scale = settings.radius_scale * 0.5
        self._root = scale * settings.root_radius
        self._tip = scale * settings.tip_radius
        self._closes_tip = settings.use_close_tip
        shape = settings.shape
        # shaperadius()
        self._exponent = 1.0 + shape if shape < 0.0 else 1.0 / (1.0 - shape) if shape < 1.0 else math.inf

    def each_of(self, points: list[Vector]) -> list[float]:
        """Radius at each point of a hair."""
        lengths = [0.0]
        for before, point in zip(points, points[1:]):
            lengths.append(lengths[-1] + (point - before).length)
        whole = lengths[-1] or 1.0
        radii = [
            max(1.0 - length / whole, 0.0) ** self._exponent * (self._root - self._tip) + self._tip for length in lengths
        ]
        if self._closes_tip:
            radii[-1] = 0.0
        return radii


def _curve_uvs(
    message: SceneMessage, modifier: bpy.types.ParticleSystemModifier, source: bpy.types.Object, hairs: range
) -> Span:
    """Where each hair stands on the emitter, in the UV map that is switched on for rendering."""
    layers = source.data.uv_layers
    uv_map = next((index for index, layer in enumerate(layers) if layer.active_render), None)
    system = modifier.particle_system
    particles = system.particles
    if uv_map is None or not len(particles):
        return EMPTY
    uvs = array("f")
    for hair in hairs:
        particle = particles[min(hair, len(particles) - 1)]
        uvs.extend(system.uv_on_emitter(modifier, particle=particle, particle_no=hair, uv_no=uv_map))
    return message.hold_array(uvs)
