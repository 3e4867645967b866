# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are while the shutter is open: read while the dependency graph stands at other times, told with the frame's own scene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import abi
from .description import SceneDescription

_MATRIX_BYTES = abi.LIST_ELEMENT_BYTES[abi.LIST_INSTANCE_MATRICES]


@dataclass(frozen=True)
class MotionStep:
    """Where everything is at one time."""

    time: float
    """Frames from the frame."""
    instance_ids: bytearray
    """As the list of ids of instances."""
    matrices: bytearray
    """Of these instances, as the list of their matrices."""
    lights: dict[int, bytes]
    """Matrices by id of the light."""
    arrays: dict[int, list[abi.Array]]
    """Of geometries that deform, by id: positions, and of meshes the normals that they have at points or corners. In a capture."""


def matrices_at_steps(steps: Sequence[MotionStep], ids: bytearray, matrices: bytearray) -> list[bytearray]:
    """The matrices of the frame's instances at each step: an instance that does not exist there keeps that of the frame."""
    return [step.matrices if step.instance_ids == ids else _matched(step, ids, matrices) for step in steps]


def _matched(step: MotionStep, ids: bytearray, matrices: bytearray) -> bytearray:
    rows = {id: row * _MATRIX_BYTES for row, id in enumerate(memoryview(step.instance_ids).cast("Q"))}
    found = bytearray(matrices)
    for row, id in enumerate(memoryview(ids).cast("Q")):
        first = rows.get(id)
        if first is not None:
            found[row * _MATRIX_BYTES : (row + 1) * _MATRIX_BYTES] = step.matrices[first : first + _MATRIX_BYTES]
    return found


def describe_deformation(description: SceneDescription, id: int, name: str, point_count: int, corner_count: int = 0) -> None:
    """Adds the arrays at all steps of a geometry that deforms, where it has so many points and corners at each of them. ``name``: for
    messages."""
    counts = {abi.DOMAIN_POINT: point_count, abi.DOMAIN_CORNER: corner_count}
    found = [step.arrays.get(id) for step in description.motion_steps]
    if not found or None in found:
        return
    if any(array.count != counts[array.domain] for arrays in found for array in arrays):
        description.warn(f"'{name}': it has another number of points while the shutter is open, its deformation is drawn sharp")
        return
    for number, arrays in enumerate(found, 1):
        for array in arrays:
            span = array.values
            values = span.segment, span.offset, span.size_bytes, span.stride_bytes
            # Every description has the names of the structure's arrays at the same place.
            packed = abi.pack_array((array.name.first, array.name.count), array.domain, array.type, array.count, number, values)
            description.lists[abi.LIST_ARRAYS].extend(packed)
