# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Blender keeps the elements of a collection: looked up through ``as_pointer``, checked, and then read in place.

A span from here leads into Blender's memory. It is good until the dependency graph is evaluated anew, so until ``render()`` returns.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Sequence
from typing import Any

from .. import abi
from ..errors import PassbridgeError
from ..native import library
from .scene_message import SceneMessage

# Below this, asking for three addresses and values takes longer than a copy by `foreach_get`.
_MIN_COUNT = 256

# No element of Blender's arrays is larger; what is must be two arrays.
_MAX_STRIDE_BYTES = 64

_refusals: dict[str, str] = {}
"""By kind of data, why it is not read in place in this process."""


class ElementKind:
    """One kind of element that a geometry has in an array, e.g. positions."""

    def __init__(self, name: str, format: str, value: Callable[[Any], Any], *, offset_bytes: int = 0) -> None:
        """``name``: for the log. ``format``: of one element's values, as ``struct`` has it. ``value``: the element's value by Blender's
        official way, as one number or a sequence. ``offset_bytes``: of the value from the element's address."""
        self.name = name
        self._values = struct.Struct("=" + format)
        self._value = value
        self._offset_bytes = offset_bytes

    def span(self, collection: Any) -> abi.Span | None:
        """The memory of all elements; None where it is not to be read in place, too little to be worth it or not as expected."""
        count = len(collection)
        if count < _MIN_COUNT or self.name in _refusals:
            return None
        first = collection[0].as_pointer()
        stride_bytes = collection[1].as_pointer() - first
        last = count - 1
        samples = (0, count // 2, last)
        if (
            not self._offset_bytes + self._values.size <= stride_bytes <= _MAX_STRIDE_BYTES
            or collection[last].as_pointer() - first != stride_bytes * last
        ):
            self._refuse(f"elements are {stride_bytes} bytes apart, but the last is not where it then should be")
            return None
        span = abi.Span(
            offset=first + self._offset_bytes,
            size_bytes=stride_bytes * last + self._values.size,
            stride_bytes=stride_bytes,
        )
        values = [self._values_of(collection[index]) for index in samples]
        if any(value != value for element in values for value in element):
            return None  # Python does not keep every bit of what is no number: nothing to compare with
        expected = b"".join(self._values.pack(*element) for element in values)
        try:
            library().pb_elements_verify(span, self._values.size, array("I", samples).tobytes(), len(samples), expected)
        except PassbridgeError as error:
            self._refuse(str(error))
            return None
        return span

    def _values_of(self, element: Any) -> Sequence[float]:
        value = self._value(element)
        return (value,) if isinstance(value, (int, float)) else value

    def _refuse(self, reason: str) -> None:
        _refusals[self.name] = reason
        print(f"Passbridge: {self.name} are copied by foreach_get: {reason}", flush=True)


def copied(message: SceneMessage, collection: Any, property_name: str, typecode: str, count: int) -> abi.Span:
    """The official way: ``foreach_get`` of ``count`` values into memory of the message."""
    values = array(typecode, bytes(array(typecode).itemsize * count))
    collection.foreach_get(property_name, values)
    return message.hold_array(values)
