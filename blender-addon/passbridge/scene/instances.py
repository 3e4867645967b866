# SPDX-License-Identifier: GPL-3.0-or-later
"""Goes over a dependency graph's instances: which they are, and where they stand."""

from __future__ import annotations

import ctypes
import itertools
import struct
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import bpy
from mathutils import Matrix

from .. import abi
from ..errors import PassbridgeError
from ..native import library
from .data_blocks import stable_id

_MATRIX = struct.Struct("=16f")
_PERSISTENT_ID = struct.Struct("=8i")
_RANDOM_ID = struct.Struct("=I")
_RANDOM_ID_MASK = 0xFFFFFFFF  # Python has it with a sign
MATRIX_BYTES = _MATRIX.size

# Instances looked at between two questions to `is_cancelled`: below 1 ms.
_INSTANCES_PER_CHECK = 512

# Objects that are described at once: below 50 ms.
_OBJECTS_AT_ONCE = 2048

# So many are all held against the official values after those of one were found somewhere; then one per check.
_CHECKED_AT_FIRST = 16

# How far behind an instance's address its values are looked for: the iterator's whole state lies there.
_SEARCH_BYTES = 8192

# Of all members that are looked for.
_ALIGNMENT_BYTES = 4

_why_not_in_place = ""
"""Why instances' values are copied by `foreach_get` in this process."""


class Placed(NamedTuple):
    """What all instances of one object and its data are, but for their place."""

    prototypes: tuple[int, ...] = ()
    """Indices of the prototypes that stand there."""
    light: dict[str, Any] | None = None
    """A light that shines from there, as arguments of ``abi.pack_light``."""
    object: int | None = None
    """Index of the object, where there are prototypes."""
    needs_source: bool = False
    """Whether a material reads what instances were made by."""


@dataclass
class Instances:
    """What stands where. A row is an element of each of the first four."""

    prototypes: array = field(default_factory=lambda: array("I"))
    matrices: bytearray = field(default_factory=bytearray)
    persistent_ids: bytearray = field(default_factory=bytearray)
    """8 numbers each, by which Blender tells the instances of an object apart."""
    random_ids: bytearray = field(default_factory=bytearray)
    sources: bytearray = field(default_factory=bytearray)
    """``pb_instance_source`` of the rows that need one."""
    first_rows: array = field(default_factory=lambda: array("I"))
    """Where rows of the same instancer begin that follow one another."""
    instancer_ids: array = field(default_factory=lambda: array("Q"))
    """Of each of these; 0: it is the object itself."""
    lights: list[tuple[dict[str, Any], bytes, bpy.types.Object]] = field(default_factory=list)
    """With the matrix, and the object whose light it is."""
    rows: dict[int, tuple[int, Placed]] = field(default_factory=dict)
    """Of objects that are no instances, by the original's address: the first row, and what stands in it and those that follow."""
    involved: set[int] = field(default_factory=set)
    """Addresses of the originals that are instanced, or that instances belong to."""

    def ids(self, prototype_ids: array) -> bytearray:
        """A number of 64 bits for each row that is the same from frame to frame, made of those of prototypes and instancers
        and of Blender's."""
        count = len(self.prototypes)
        ids = bytearray(8 * count)
        if count:
            persistent_ids, made = ((ctypes.c_char * len(each)).from_buffer(each) for each in (self.persistent_ids, ids))
            prototypes, of_prototypes, first_rows, of_instancers = (
                each.buffer_info()[0] for each in (self.prototypes, prototype_ids, self.first_rows, self.instancer_ids)
            )
            library().pb_instance_ids(
                *(persistent_ids, prototypes, count, of_prototypes, len(prototype_ids)),
                *(first_rows, of_instancers, len(self.first_rows), made),
            )
        return ids


PlaceObjects = Callable[[list[bpy.types.Object], list[bool]], tuple[list[int], list[Placed], bytearray]]
"""Is told objects, and of each whether it shows particles; gives the addresses of the originals, what is where they are, and matrices."""

_Values = tuple[Any, Any, Any]
"""Matrix, persistent id and random id as bytes."""


class _NotInPlace(Exception):
    """A value is not where it was found for earlier instances."""


class Cancelled(Exception):
    """Between two objects."""


def read_instances(
    object_instances: Any,
    describe: Callable[[bpy.types.DepsgraphObjectInstance], Placed],
    place_objects: PlaceObjects | None,
    frame: float,
    *,
    is_cancelled: Callable[[], bool],
    progress: Callable[[int], None],
) -> Instances | None:
    """Goes over ``depsgraph.object_instances``; None where cancelled.

    ``describe`` is asked once for all instances of the same object, data and instancer, ``place_objects`` for many objects that are no
    instances and show themselves (None: ``describe`` is asked for each); ``frame`` is that of the scene, with its subframe; ``progress`` is told how many were read so far: how many there
    are Blender tells by going over all of them.
    """
    global _why_not_in_place
    round = _Round(describe, place_objects, frame, is_cancelled, progress)
    try:
        if not _why_not_in_place:
            try:
                return round.read(object_instances, None)
            except _NotInPlace as reason:
                _why_not_in_place = str(reason)
                print(f"Passbridge: instances' values are copied by foreach_get: {reason}", flush=True)
        return round.read(object_instances, _copied(object_instances))
    except Cancelled:
        return None


def _copied(object_instances: Any) -> Callable[[int], _Values]:
    """By index of the instance, what Blender says of all of them."""
    count = len(object_instances)
    copies = []
    for name, typecode, width in (("matrix_world", "f", 16), ("persistent_id", "i", 8), ("random_id", "i", 1)):
        values = array(typecode, bytes(count * width * 4))
        object_instances.foreach_get(name, values)
        copies.append((memoryview(values).cast("B"), width * 4))
    return lambda index: tuple(values[index * size : (index + 1) * size] for values, size in copies)


class _Waiting:
    """Objects that are no instances and show themselves, to be described together."""

    def __init__(self) -> None:
        self.objects: list[bpy.types.Object] = []
        self.show_particles: list[bool] = []
        self.random_ids = array("I")

    def add(self, instance: bpy.types.DepsgraphObjectInstance) -> None:
        self.objects.append(instance.object)
        self.show_particles.append(instance.show_particles)
        self.random_ids.append(instance.random_id & _RANDOM_ID_MASK)


class _Round:
    """Going over all instances, again where the first time was in vain."""

    def __init__(
        self,
        describe: Callable[[bpy.types.DepsgraphObjectInstance], Placed],
        place_objects: PlaceObjects | None,
        frame: float,
        is_cancelled: Callable[[], bool],
        progress: Callable[[int], None],
    ) -> None:
        self._describe = describe
        self._frame = frame
        self._place_objects = place_objects
        self._is_cancelled = is_cancelled
        self._progress = progress
        self._described: dict[Any, Placed] = {}

    def read(self, object_instances: Any, copied: Callable[[int], _Values] | None) -> Instances:
        """``copied``: values of all instances; None: they are read where Blender's iterator keeps them."""
        result = Instances()
        add_prototype, matrices = result.prototypes.append, result.matrices
        persistent_ids, random_ids = result.persistent_ids, result.random_ids
        in_place = _InPlace()
        views = in_place.views
        next_check = 0
        index = -1
        waiting = _Waiting()
        # Of the run of instances that are alike but for their place, in the usual case; else a source that no instance has.
        run_source = run_data = run_parent = run_prototype = _NO_RUN
        for index, instance in enumerate(object_instances):
            source = instance.instance_object
            # What stands in this branch is the cost of a scene of many instances. Blender gives the same Python object for the same
            # data block.
            if (
                source is run_source
                and index < next_check
                and instance.parent is run_parent
                and (run_data is None or instance.object.data is run_data)
            ):
                add_prototype(run_prototype)
                matrix, persistent_id, random_id = views[index & 1]
                matrices += matrix
                persistent_ids += persistent_id
                random_ids += random_id
                continue
            if index >= next_check:
                if self._is_cancelled():
                    raise Cancelled
                self._progress(index)
                next_check = index + _INSTANCES_PER_CHECK
            waits = source is None and self._place_objects is not None and instance.show_self
            if waiting.objects and (not waits or len(waiting.objects) == _OBJECTS_AT_ONCE):
                self._place_waiting(waiting, result)
                waiting = _Waiting()
            if waits:
                waiting.add(instance)
                run_source = _NO_RUN
                continue
            result.first_rows.append(len(result.prototypes))
            if source is None:
                placed = self._placed_object(instance, result)
                result.instancer_ids.append(0)
            else:
                placed = self._placed_instance(instance, source, result)
                result.instancer_ids.append(stable_id(instance.parent))
            if copied is not None:
                values = copied(index)
            elif source is None:
                values = matrix_bytes(instance.matrix_world), _NO_PERSISTENT_ID, _RANDOM_ID.pack(instance.random_id & _RANDOM_ID_MASK)
            else:
                in_place.check(index, instance)
                values = views[index & 1]
            for prototype in placed.prototypes:
                if placed.needs_source and source is not None:
                    result.sources += _packed_source(instance, len(result.prototypes), self._frame)
                add_prototype(prototype)
                matrices += values[0]
                persistent_ids += values[1]
                random_ids += values[2]
            if placed.light is not None:
                result.lights.append((placed.light, bytes(values[0]), source or instance.object))
            run_source = _NO_RUN
            is_usual = copied is None and placed.light is None and len(placed.prototypes) == 1 and not placed.needs_source
            if is_usual and source is not None and index >= in_place.settled_index and all(views):  # of every second one there may be none yet
                run_source, run_parent = source, instance.parent
                run_data = None if _shows_its_own_data(source) else instance.object.data
                (run_prototype,) = placed.prototypes
        if waiting.objects:
            self._place_waiting(waiting, result)
        self._progress(index + 1)
        return result

    def _place_waiting(self, waiting: _Waiting, result: Instances) -> None:
        objects, random_ids = waiting.objects, waiting.random_ids
        originals, all_placed, matrices = self._place_objects(objects, waiting.show_particles)
        if self._is_cancelled():  # this may have taken long
            raise Cancelled
        first = len(result.prototypes)
        result.first_rows.append(first)
        result.instancer_ids.append(0)
        prototypes = [placed.prototypes for placed in all_placed]
        counts = [len(each) for each in prototypes]
        result.rows.update(zip(originals, zip(itertools.accumulate(counts, initial=first), all_placed)))
        if counts.count(1) != len(counts):
            for object, placed, first_byte in zip(objects, all_placed, range(0, len(matrices), MATRIX_BYTES)):
                if placed.light is not None:
                    result.lights.append((placed.light, bytes(matrices[first_byte : first_byte + MATRIX_BYTES]), object))
            random_ids = array("I", [id for id, count in zip(random_ids, counts) for _ in range(count)])
            matrices = b"".join(
                [matrices[at * MATRIX_BYTES : (at + 1) * MATRIX_BYTES] * count for at, count in enumerate(counts)]
            )
        result.prototypes.extend(itertools.chain.from_iterable(prototypes))
        result.matrices += matrices
        result.random_ids += random_ids.tobytes()
        result.persistent_ids += bytes(_PERSISTENT_ID.size * len(random_ids))

    def _placed_object(self, instance: bpy.types.DepsgraphObjectInstance, result: Instances) -> Placed:
        """Of an object that is no instance. `rows` finds again what is read of it."""
        shown = instance.object
        placed = self._described.get(shown)
        if placed is None:
            placed = self._describe_now(shown, instance)
        result.rows[shown.original.as_pointer()] = len(result.prototypes), placed
        return placed

    def _placed_instance(
        self,
        instance: bpy.types.DepsgraphObjectInstance,
        source: bpy.types.Object,
        result: Instances,
    ) -> Placed:
        parent = instance.parent
        key = instance.object.data, source, parent
        placed = self._described.get(key)
        if placed is None:
            placed = self._describe_now(key, instance)
        result.involved.add(source.original.as_pointer())
        result.involved.add(parent.original.as_pointer())
        return placed

    def _describe_now(self, key: Any, instance: bpy.types.DepsgraphObjectInstance) -> Placed:
        placed = self._described[key] = self._describe(instance)
        if self._is_cancelled():  # this may have taken long
            raise Cancelled
        return placed


def _packed_source(instance: bpy.types.DepsgraphObjectInstance, row: int, frame: float) -> bytes:
    """What an instance was made by. Children of particles have none, as in Cycles (blender/particles.cpp, sync_dupli_particle)."""
    members: dict[str, Any] = {}
    system = instance.particle_system
    index = instance.persistent_id[0]
    if system is not None and 0 <= index < len(system.particles):
        particle = system.particles[index]
        members = dict(
            has_particle=1,
            particle_index=index,
            particle_age=frame - particle.birth_time,
            particle_lifetime=particle.lifetime,
            particle_size=particle.size,
            particle_location=particle.location,
            particle_velocity=particle.velocity,
            particle_angular_velocity=particle.angular_velocity,
        )
    return abi.pack_instance_source(row, generated=instance.orco, uv=instance.uv, **members)


_NO_RUN: Any = object()
_NO_PERSISTENT_ID = bytes(_PERSISTENT_ID.size)


def _shows_its_own_data(source: bpy.types.Object) -> bool:
    """Whether all its instances show the same data: geometry nodes, curves and texts make several."""
    return source.type == "MESH" and not any(modifier.type == "NODES" for modifier in source.modifiers)


class _InPlace:
    """Where the iterator over instances keeps the values of the present one.

    It keeps two states, in turns, at addresses that stay (source/blender/makesrna/intern/rna_depsgraph.c,
    RNA_Depsgraph_Instances_Iterator). Asked for through Python each value becomes an object, or all of them take Blender two more
    rounds; both take longer than a look at where it lies.
    """

    def __init__(self) -> None:
        self.views: list[tuple[memoryview, ...]] = [(), ()]
        """Memory of matrix, persistent id and random id, for even and odd instances; once found."""
        self.settled_index = 0
        """Every instance before this one is to be checked."""
        self._states = [0, 0]
        self._offsets: list[list[int]] = [[], []]

    def check(self, index: int, instance: bpy.types.DepsgraphObjectInstance) -> None:
        """Holds the views of this instance against the official values, or finds them. Raises _NotInPlace."""
        turn = index & 1
        official = (
            matrix_bytes(instance.matrix_world),
            _PERSISTENT_ID.pack(*instance.persistent_id),
            _RANDOM_ID.pack(instance.random_id & _RANDOM_ID_MASK),
        )
        state = instance.as_pointer()
        is_known = state == self._states[turn]
        if is_known and self.views[turn] == official:
            return
        if self.views[turn] and index >= self.settled_index:
            raise _NotInPlace(f"those of instance {index} are not where those before were")
        first, offsets = 0, []
        for which, value in enumerate(official):
            # The same numbers may have stood at another place, too.
            if is_known:
                first = max(first, self._offsets[turn][which] + (self.views[turn][which] != value) * _ALIGNMENT_BYTES)
            offset = ctypes.c_uint64(first)
            try:
                library().pb_memory_find(state, _SEARCH_BYTES, value, len(value), offset)
            except PassbridgeError as error:
                raise _NotInPlace(str(error)) from error
            offsets.append(offset.value)
            first = offset.value + len(value)  # the members follow one another in this order
        self._states[turn], self._offsets[turn] = state, offsets
        self.views[turn] = tuple(
            memoryview((ctypes.c_ubyte * len(value)).from_address(state + offset)).cast("B") for value, offset in zip(official, offsets)
        )
        self.settled_index = index + _CHECKED_AT_FIRST


def matrix_bytes(matrix: Matrix) -> bytes:
    """Column by column, as OpenGL and Blender itself keep it."""
    first, second, third, fourth = matrix.col
    return _MATRIX.pack(*first, *second, *third, *fourth)
