# SPDX-License-Identifier: GPL-3.0-or-later
"""Goes over a dependency graph's instances: which they are, and where they stand."""

from __future__ import annotations

import ctypes
import struct
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import bpy
from mathutils import Matrix

from .. import abi
from ..errors import PassbridgeError
from ..native import library

_MATRIX = struct.Struct("=16f")
MATRIX_BYTES = _MATRIX.size

# Instances looked at between two questions to `is_cancelled`: below 1 ms.
_INSTANCES_PER_CHECK = 512

# So many are all held against the official matrix after one was found somewhere; then one per check.
_CHECKED_AT_FIRST = 16

# How far behind an instance's address its matrix is looked for: the iterator's whole state lies there.
_SEARCH_BYTES = 8192

# `float[4][4]`
_MATRIX_ALIGNMENT_BYTES = 4

_why_not_in_place = ""
"""Why matrices are copied by `foreach_get` in this process."""


# Compared and looked up by what it is, not by what it holds.
@dataclass(frozen=True, eq=False)
class Placed:
    """What all instances of one object and its data are, but for their place."""

    prototypes: tuple[int, ...] = ()
    """Indices of the prototypes that stand there, as `abi.LentScene.instance_prototypes` has them."""
    light: abi.LentLight | None = None
    """A light that shines from there."""


@dataclass
class Instances:
    """What stands where. A row is an element of both arrays."""

    prototypes: array = field(default_factory=lambda: array("I"))
    matrices: bytearray = field(default_factory=bytearray)
    lights: list[abi.LentLight] = field(default_factory=list)
    rows: dict[int, tuple[int, Placed]] = field(default_factory=dict)
    """Of objects that are no instances, by the original's address: the first row, and what stands in it and those that follow."""
    involved: set[int] = field(default_factory=set)
    """Addresses of the originals that are instanced, or that instances belong to."""


_NO_RUN: Any = object()


class _NotInPlace(Exception):
    """A matrix is not where it was found for earlier instances."""


class _Cancelled(Exception):
    """Between two objects."""


def read_instances(
    object_instances: Any,
    describe: Callable[[bpy.types.DepsgraphObjectInstance], Placed],
    *,
    is_cancelled: Callable[[], bool],
    progress: Callable[[int], None],
) -> Instances | None:
    """Goes over ``depsgraph.object_instances``; None where cancelled.

    ``describe`` is asked once for all instances of the same object, data and instancer; ``progress`` is told how many were
    read so far: how many there are Blender tells by going over all of them.
    """
    global _why_not_in_place
    round = _Round(describe, is_cancelled, progress)
    try:
        if not _why_not_in_place:
            try:
                return round.read(object_instances, None)
            except _NotInPlace as reason:
                _why_not_in_place = str(reason)
                print(f"Passbridge: instances' matrices are copied by foreach_get: {reason}", flush=True)
        values = array("f", bytes(len(object_instances) * MATRIX_BYTES))
        object_instances.foreach_get("matrix_world", values)
        return round.read(object_instances, memoryview(values).cast("B"))
    except _Cancelled:
        return None


class _Round:
    """Going over all instances, again where the first time was in vain."""

    def __init__(
        self,
        describe: Callable[[bpy.types.DepsgraphObjectInstance], Placed],
        is_cancelled: Callable[[], bool],
        progress: Callable[[int], None],
    ) -> None:
        self._describe = describe
        self._is_cancelled = is_cancelled
        self._progress = progress
        self._described: dict[Any, Placed] = {}

    def read(self, object_instances: Any, copied_matrices: memoryview | None) -> Instances:
        """``copied_matrices``: of all instances; None: they are read where Blender's iterator keeps them."""
        result = Instances()
        add_prototype = result.prototypes.append
        matrices = result.matrices
        in_place = _MatricesInPlace()
        views = in_place.views
        next_check = 0
        index = -1
        # Of the run of instances that are alike but for their place, in the usual case; else a source that no instance has.
        run_source = run_data = run_parent = run_prototype = _NO_RUN
        for index, instance in enumerate(object_instances):
            source = instance.instance_object
            # What stands in this branch is the cost of a scene of many instances. Blender gives the same Python object for the same
            # data block.
            if (
                source is run_source
                and index < next_check
                and instance.object.data is run_data
                and instance.parent is run_parent
            ):
                add_prototype(run_prototype)
                matrices += views[index & 1]
                continue
            if source is None:
                placed = self._placed_object(instance, result)
            else:
                placed = self._placed_instance(instance, source, result)
            if index >= next_check:
                if self._is_cancelled():
                    raise _Cancelled
                self._progress(index)
                next_check = index + _INSTANCES_PER_CHECK
            if copied_matrices is not None:
                matrix = copied_matrices[index * MATRIX_BYTES : (index + 1) * MATRIX_BYTES]
            elif source is None:
                matrix = matrix_bytes(instance.matrix_world)
            else:
                in_place.check(index, instance)
                matrix = views[index & 1]
            for prototype in placed.prototypes:
                add_prototype(prototype)
                matrices += matrix
            if placed.light is not None:
                result.lights.append(placed_light(placed.light, matrix))
            run_source = _NO_RUN
            is_usual = copied_matrices is None and placed.light is None and len(placed.prototypes) == 1
            if is_usual and source is not None and index >= in_place.settled_index:
                run_source, run_data, run_parent = source, instance.object.data, instance.parent
                (run_prototype,) = placed.prototypes
        self._progress(index + 1)
        return result

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
            raise _Cancelled
        return placed


class _MatricesInPlace:
    """Where the iterator over instances keeps the matrix of the present one.

    It keeps two states, in turns, at addresses that stay (source/blender/makesrna/intern/rna_depsgraph.c,
    RNA_Depsgraph_Instances_Iterator). Asked for through Python each matrix becomes an object, or all of them take Blender two more
    rounds; both take longer than a look at where it lies.
    """

    def __init__(self) -> None:
        self.views: list[memoryview | None] = [None, None]
        """The matrix's memory, for even and odd instances; once found."""
        self.settled_index = 0
        """Every instance before this one is to be checked."""
        self._states = [0, 0]
        self._offsets = [0, 0]

    def check(self, index: int, instance: bpy.types.DepsgraphObjectInstance) -> None:
        """Holds the view of this instance against the official matrix, or finds it. Raises _NotInPlace."""
        turn = index & 1
        official = matrix_bytes(instance.matrix_world)
        state = instance.as_pointer()
        view = self.views[turn]
        if view is not None and state == self._states[turn] and view == official:
            return
        if view is not None and index >= self.settled_index:
            raise _NotInPlace(f"that of instance {index} is not where those before were")
        # The same numbers may have stood at another place, too.
        is_second_try = view is not None and state == self._states[turn]
        offset = ctypes.c_uint64(self._offsets[turn] + _MATRIX_ALIGNMENT_BYTES if is_second_try else 0)
        try:
            library().pb_memory_find(state, _SEARCH_BYTES, official, MATRIX_BYTES, offset)
        except PassbridgeError as error:
            raise _NotInPlace(str(error)) from error
        self._states[turn], self._offsets[turn] = state, offset.value
        self.views[turn] = memoryview((ctypes.c_ubyte * MATRIX_BYTES).from_address(state + offset.value))
        self.settled_index = index + _CHECKED_AT_FIRST


def placed_light(light: abi.LentLight, matrix: bytes | memoryview) -> abi.LentLight:
    """The light where the matrix says."""
    result = abi.LentLight.from_buffer_copy(light)
    ctypes.memmove(result.light_to_world, bytes(matrix), MATRIX_BYTES)
    return result


def matrix_bytes(matrix: Matrix) -> bytes:
    """Column by column, as OpenGL and Blender itself keep it."""
    first, second, third, fourth = matrix.col
    return _MATRIX.pack(*first, *second, *third, *fourth)
