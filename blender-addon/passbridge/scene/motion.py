# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are while the shutter is open: read while the dependency graph stands at other times, told with the frame's own scene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import abi
from .description import STRUCTURE, SceneDescription

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
    positions: dict[int, abi.Array]
    """Of geometries that deform, by id; in a capture."""


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


def describe_deformation(description: SceneDescription, id: int, name: str, count: int) -> None:
    """Adds the positions at all steps of a geometry that deforms, where it has ``count`` points at each of them. ``name``: for messages."""
    found = [step.positions.get(id) for step in description.motion_steps]
    if not found or None in found:
        return
    if any(positions.count != count for positions in found):
        description.warn(f"'{name}': it has another number of points while the shutter is open, its deformation is drawn sharp")
        return
    for number, positions in enumerate(found, 1):
        span = positions.values
        values = span.segment, span.offset, span.size_bytes, span.stride_bytes
        packed = abi.pack_array(STRUCTURE[".position"], positions.domain, positions.type, count, number, values)
        description.lists[abi.LIST_ARRAYS].extend(packed)
