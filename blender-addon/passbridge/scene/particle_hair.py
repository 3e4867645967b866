# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the hair of particle systems: where Blender keeps it, which is held against what it gives by its official way, or point by
point that way.

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
from ..errors import PassbridgeError
from ..native import library, message as of_this_version
from .arrays import add_array
from .description import STRUCTURE, SceneDescription
from .meshes import texture_space
from .motion import describe_deformation

# Hairs between two questions to `is_cancelled`, where they and where their UVs are read.
_HAIRS_PER_CHECK = 1 << 15
_UVS_PER_CHECK = 1 << 10

# How far a point may be from where Blender says it is: rounding, of metres.
_TOLERANCE = 1e-4

_why_not_in_place = ""
"""Why hair is read point by point in this process."""


def hair_modifiers(shown: bpy.types.Object) -> Iterator[bpy.types.ParticleSystemModifier]:
    """Those whose particle systems are rendered as strands."""
    if shown.mode in ("PARTICLE_EDIT", "EDIT"):
        return
    for modifier in shown.modifiers:
        if modifier.type == "PARTICLE_SYSTEM" and modifier.show_render:
            settings = modifier.particle_system.settings
            if settings.type == "HAIR" and settings.render_type == "PATH":
                yield modifier


def describe_hair(
    description: SceneDescription,
    modifier: bpy.types.ParticleSystemModifier,
    source: bpy.types.Object,
    id: int,
    steps: int,
    is_cancelled: Callable[[], bool],
) -> bytes | None:
    """Adds the arrays of one particle system's hair and gives it as a ``pb_geometry``; None where there is none, or where cancelled.

    source        the evaluated object that has the system; positions become those of its own space
    steps         as for `describe_curves`
    is_cancelled  asked between hairs
    """
    hair = _read_hair(modifier, source, is_cancelled)
    if hair is None:
        return None
    uvs = _curve_uvs(modifier, source, hair.hairs, is_cancelled)
    if uvs is None:
        return None
    point_count, curve_count = len(hair.radii), len(hair.hairs)
    first_points = array("i", range(0, point_count + 1, hair.points_per_hair))
    first_array = description.count(abi.LIST_ARRAYS)
    _describe_positions(description, hair)
    name = modifier.particle_system.name
    describe_deformation(description, id, name, point_count)
    for structure, domain, type, count, values in (
        (STRUCTURE[".radius"], abi.DOMAIN_POINT, abi.ARRAY_FLOAT, point_count, hair.radii),
        (STRUCTURE[".curve_offset"], abi.DOMAIN_CURVE, abi.ARRAY_INT32, curve_count + 1, first_points),
        (STRUCTURE[".curve_uv"], abi.DOMAIN_CURVE, abi.ARRAY_FLOAT2, curve_count, uvs),
    ):
        if values:
            add_array(description, structure, domain, type, count, description.hold(values))
    return abi.pack_geometry(
        id,
        description.text(name),
        abi.GEOMETRY_CURVES,
        arrays=(first_array, description.count(abi.LIST_ARRAYS) - first_array),
        point_count=point_count,
        curve_count=curve_count,
        slot_count=1,
        texture_space=texture_space(source.data),
        segment_steps=steps,
    )


def describe_hair_positions(
    description: SceneDescription,
    modifier: bpy.types.ParticleSystemModifier,
    source: bpy.types.Object,
    is_cancelled: Callable[[], bool],
) -> bool:
    """Adds those of one particle system's hair; False where there is none, or where cancelled. The rest as `describe_hair`."""
    hair = _read_hair(modifier, source, is_cancelled)
    if hair is not None:
        _describe_positions(description, hair)
    return hair is not None


def _describe_positions(description: SceneDescription, hair: _Hair) -> None:
    values = description.hold(hair.positions)
    add_array(description, STRUCTURE[".position"], abi.DOMAIN_POINT, abi.ARRAY_FLOAT3, len(hair.radii), values)


def _read_hair(
    modifier: bpy.types.ParticleSystemModifier, source: bpy.types.Object, is_cancelled: Callable[[], bool]
) -> _Hair | None:
    """None where there is none, or where cancelled."""
    system = modifier.particle_system
    parent_count, child_count = len(system.particles), len(system.child_particles)
    has_children = system.settings.child_type != "NONE" and child_count > 0
    hairs = range(parent_count if has_children else 0, parent_count + child_count)
    hair = _Hair(system, source, hairs)
    return hair if hairs and hair.read(is_cancelled) else None


class _Hair:
    """Positions and radii of the hair of one particle system."""

    def __init__(self, system: bpy.types.ParticleSystem, source: bpy.types.Object, hairs: range) -> None:
        settings = system.settings
        self.points_per_hair = (1 << settings.render_step) + 1
        if settings.kink == "SPIRAL":
            self.points_per_hair += settings.kink_extra_steps
        point_count = len(hairs) * self.points_per_hair
        self.positions = array("f", bytes(12 * point_count))
        self.radii = array("f", bytes(4 * point_count))
        self.hairs = hairs
        self._system = system
        self._source = source
        self._world_to_object = source.matrix_world.inverted_safe()
        scale = settings.radius_scale * 0.5
        self._root_radius, self._tip_radius = scale * settings.root_radius, scale * settings.tip_radius
        self._closes_tip = settings.use_close_tip
        shape = settings.shape
        # shaperadius()
        self._exponent = 1.0 + shape if shape < 0.0 else 1.0 / (1.0 - shape) if shape < 1.0 else math.inf

    def read(self, is_cancelled: Callable[[], bool]) -> bool:
        """False where cancelled."""
        global _why_not_in_place
        if not _why_not_in_place:
            try:
                return self._read_in_place(is_cancelled)
            except PassbridgeError as reason:
                _why_not_in_place = str(reason)
                print(f"Passbridge: particle hair is read point by point: {reason}", flush=True)
        return self._read_officially(is_cancelled)

    def _read_in_place(self, is_cancelled: Callable[[], bool]) -> bool:
        for start in range(0, len(self.hairs), _HAIRS_PER_CHECK):
            if is_cancelled():
                return False
            part = self.hairs[start : start + _HAIRS_PER_CHECK]
            first_point, point_count = start * self.points_per_hair, len(part) * self.points_per_hair
            reading = of_this_version(
                abi.HairReading,
                particle_system=self._system.as_pointer(),
                first_hair=part[0],
                hair_count=len(part),
                points_per_hair=self.points_per_hair,
                closes_tip=self._closes_tip,
                root_radius=self._root_radius,
                tip_radius=self._tip_radius,
                shape_exponent=self._exponent,
                positions=(0, self.positions.buffer_info()[0] + 12 * first_point, 12 * point_count, 0),
                radii=(0, self.radii.buffer_info()[0] + 4 * first_point, 4 * point_count, 0),
            )
            reading.missing[:] = self._world_to_object.translation
            library().pb_hair_read(reading)
            for index in {0, len(part) // 2, len(part) - 1}:
                self._check(start + index)
        return True

    def _check(self, index: int) -> None:
        """Holds a hair that was read in place against what Blender says. Raises PassbridgeError."""
        to_world = self._source.matrix_world
        for step, official in enumerate(self._world_points(self.hairs[index])):
            first = 3 * (index * self.points_per_hair + step)
            point = to_world @ Vector(self.positions[first : first + 3])
            if not (point - official).length <= _TOLERANCE * (1.0 + official.length):
                raise PassbridgeError(f"point {step} of hair {self.hairs[index]} is not where Blender says")

    def _read_officially(self, is_cancelled: Callable[[], bool]) -> bool:
        count = self.points_per_hair
        for index, hair in enumerate(self.hairs):
            if is_cancelled():
                return False
            points = [self._world_to_object @ point for point in self._world_points(hair)]
            self.positions[3 * index * count : 3 * (index + 1) * count] = array("f", [value for point in points for value in point])
            self.radii[index * count : (index + 1) * count] = array("f", self._radii(points))
        return True

    def _world_points(self, hair: int) -> list[Vector]:
        """Points of one hair. One that is shorter than others stays where it ends."""
        points: list[Vector] = []
        for step in range(self.points_per_hair):
            point = self._system.co_hair(object=self._source, particle_no=hair, step=step)
            # Blender leaves what it does not have as it is, and the Python API begins with zeros.
            points.append(points[-1] if points and not any(point) else point)
        return points

    def _radii(self, points: list[Vector]) -> list[float]:
        """Radius at each point of a hair."""
        lengths = [0.0]
        for before, point in zip(points, points[1:]):
            lengths.append(lengths[-1] + (point - before).length)
        whole = lengths[-1] or 1.0
        root, tip, exponent = self._root_radius, self._tip_radius, self._exponent
        radii = [max(1.0 - length / whole, 0.0) ** exponent * (root - tip) + tip for length in lengths]
        if self._closes_tip:
            radii[-1] = 0.0
        return radii


def _curve_uvs(
    modifier: bpy.types.ParticleSystemModifier,
    source: bpy.types.Object,
    hairs: range,
    is_cancelled: Callable[[], bool],
) -> array | None:
    """Where each hair stands on the emitter, in the UV map that is switched on for rendering; None where cancelled."""
    uv_map = next((index for index, layer in enumerate(source.data.uv_layers) if layer.active_render), None)
    system = modifier.particle_system
    particles = list(system.particles) if uv_map is not None else []
    uvs = array("f")
    if not particles:
        return uvs
    uv_on_emitter, last = system.uv_on_emitter, len(particles) - 1

    def read(some: range) -> array | None:
        uvs = array("f")
        for start in range(0, len(some), _UVS_PER_CHECK):
            if is_cancelled():
                return None
            try:
                for hair in some[start : start + _UVS_PER_CHECK]:
                    uvs.extend(uv_on_emitter(modifier, particle=particles[min(hair, last)], particle_no=hair, uv_no=uv_map))
            except RuntimeError:  # a modifier behind the hair has made the UV map: where it stands there is none. Cycles has 0, too
                return array("f", bytes(8 * len(some)))
        return uvs

    if system.settings.child_type == "SIMPLE" and hairs.start == len(particles):
        # Such children stand where their parents do, and come in rounds of one of each parent.
        of_parents = read(hairs[: len(particles)])
        if of_parents is None:
            return None
        uvs = (of_parents * (len(hairs) // len(particles) + 1))[: 2 * len(hairs)]
        if all(uvs[2 * index : 2 * index + 2] == read(hairs[index : index + 1]) for index in (len(hairs) // 2, len(hairs) - 1)):
            return uvs
    return read(hairs)
