# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Blender keeps the elements of a collection: looked up through ``as_pointer``, checked, and then read in place.

A span from here leads into Blender's memory. It is good until the dependency graph is evaluated anew, so until ``render()`` returns.
"""

from __future__ import annotations

import operator
import struct
from array import array
from collections.abc import Callable, Sequence
from typing import Any

from .. import abi
from ..errors import PassbridgeError
from ..native import library
from .description import STRUCTURE, Range, SceneDescription, Span

# No element of Blender's arrays is larger; what is must be two arrays.
_MAX_STRIDE_BYTES = 64

# So many arrays of a kind are checked at first, then one after each so many more, and each that has so many elements: there the
# check takes no time.
_CHECKED_AT_FIRST = 16
_UNCHECKED_COUNT = 63
_ALWAYS_CHECKED_FROM_COUNT = 1 << 16

_refusals: dict[str, str] = {}
"""By kind of array, why it is not read in place in this process."""


def are_copied() -> bool:
    """Whether some kind of array is not read in place in this process."""
    return bool(_refusals)


class _Verified:
    """What is known of a kind of array in this process."""

    def __init__(self, stride_bytes: int) -> None:
        self.stride_bytes = stride_bytes
        self.checked_count = 0
        self.unchecked_count = 0  # arrays that may be taken before the next check


_verified: dict[str, _Verified] = {}
"""By kind of array."""

_COMPONENTS = {
    abi.ARRAY_FLOAT: ("f", 1),
    abi.ARRAY_FLOAT2: ("f", 2),
    abi.ARRAY_FLOAT3: ("f", 3),
    abi.ARRAY_FLOAT4: ("f", 4),
    abi.ARRAY_BYTE_COLOR: ("B", 4),
    abi.ARRAY_INT32: ("i", 1),
    abi.ARRAY_INT8: ("b", 1),
    abi.ARRAY_BOOL: ("b", 1),
    abi.ARRAY_INT32X3: ("i", 3),
    abi.ARRAY_INT32X2: ("i", 2),
}
"""Of a value of each type: what its numbers are for `struct` and `array`, and how many there are."""

_COPIED_TYPES = {abi.ARRAY_BYTE_COLOR: abi.ARRAY_FLOAT4, abi.ARRAY_INT8: abi.ARRAY_INT32}
"""What `foreach_get` gives instead of some types."""


class ArrayKind:
    """One kind of array that geometries have, e.g. positions."""

    def __init__(
        self,
        name: str,
        type: int,
        property_name: str,
        *,
        value: Callable[[Any], Any] | None = None,
        offset_bytes: int = 0,
    ) -> None:
        """
        name           for the log
        type           of an element's value in memory, ``pb_array_type``
        property_name  of an element, for `foreach_get`
        value          the element's value in memory by Blender's official way, as one number or a sequence; by default the property
        offset_bytes   of the value from the element's address
        """
        self.name = name
        self.type = type
        self.copied_type = _COPIED_TYPES.get(type, type)
        self.property_name = property_name
        typecode, width = _COMPONENTS[type]
        self._values = struct.Struct(f"={width}{typecode}")
        self._copied_typecode, self._copied_width = _COMPONENTS[self.copied_type]
        self._value = value or operator.attrgetter(property_name)
        self._offset_bytes = offset_bytes

    def span(self, collection: Any, count: int) -> Span | None:
        """The memory of all elements, of which the collection has ``count`` > 0; None where it is not as expected."""
        verified = _verified.get(self.name)
        if verified is None or not verified.unchecked_count or count >= _ALWAYS_CHECKED_FROM_COUNT:
            return self._checked(collection, count)
        verified.unchecked_count -= 1
        stride_bytes = verified.stride_bytes
        address = collection[0].as_pointer() + self._offset_bytes
        return 0, address, stride_bytes * (count - 1) + self._values.size, stride_bytes

    def describe(self, description: SceneDescription, name: Range, domain: int, collection: Any, count: int) -> None:
        """Adds an array with all ``count`` elements, where there are any: in place, or else a copy. ``name``: in the description."""
        if count:
            span = self.span(collection, count)
            if span is not None:
                add_array(description, name, domain, self.type, count, span)
            else:
                add_array(description, name, domain, self.copied_type, count, self.copied(description, collection, count))

    def copied(self, description: SceneDescription, collection: Any, count: int, property_name: str = "") -> Span:
        """The official way: ``foreach_get`` into memory of the description."""
        values = array(self._copied_typecode, bytes(array(self._copied_typecode).itemsize * self._copied_width * count))
        collection.foreach_get(property_name or self.property_name, values)
        return description.hold(values)

    def _checked(self, collection: Any, count: int) -> Span | None:
        """As `span`, but held against what Blender gives by its official way."""
        if self.name in _refusals:
            return None
        known = _verified.get(self.name)
        first, last = collection[0].as_pointer(), count - 1
        if last:
            stride_bytes = collection[1].as_pointer() - first
        else:
            stride_bytes = known.stride_bytes if known else self._offset_bytes + self._values.size
        if (
            not self._offset_bytes + self._values.size <= stride_bytes <= _MAX_STRIDE_BYTES
            or collection[last].as_pointer() - first != stride_bytes * last
            or (known and known.stride_bytes != stride_bytes)
        ):
            return self._refuse(f"elements are {stride_bytes} bytes apart, but the last is not where it then should be")
        span = 0, first + self._offset_bytes, stride_bytes * last + self._values.size, stride_bytes
        samples = (0, count // 2, last)
        values = [self._values_of(collection[index]) for index in samples]
        if any(value != value for element in values for value in element):
            return None  # Python does not keep every bit of what is no number: nothing to compare with
        expected = b"".join(self._values.pack(*element) for element in values)
        try:
            library().pb_elements_verify(abi.Span(*span), self._values.size, array("I", samples).tobytes(), len(samples), expected)
        except PassbridgeError as error:
            return self._refuse(str(error))
        if last:  # of one element alone nobody knows how far it is to the next
            known = _verified.setdefault(self.name, _Verified(stride_bytes))
            known.checked_count += 1
            known.unchecked_count = 0 if known.checked_count < _CHECKED_AT_FIRST else _UNCHECKED_COUNT
        return span

    def _values_of(self, element: Any) -> Sequence[float]:
        value = self._value(element)
        return (value,) if isinstance(value, (int, float)) else value

    def _refuse(self, reason: str) -> None:
        _refusals[self.name] = reason
        _verified.pop(self.name, None)
        print(f"Passbridge: {self.name} are copied by foreach_get: {reason}", flush=True)


def _color_bytes(color: Any) -> list[int]:
    return [round(channel * 255.0) for channel in color.color_srgb]


ATTRIBUTE_KINDS = {
    "FLOAT": ArrayKind("numbers", abi.ARRAY_FLOAT, "value"),
    "FLOAT2": ArrayKind("2D vectors", abi.ARRAY_FLOAT2, "vector"),
    "FLOAT_VECTOR": ArrayKind("vectors", abi.ARRAY_FLOAT3, "vector"),
    "FLOAT_COLOR": ArrayKind("colours", abi.ARRAY_FLOAT4, "color"),
    "BYTE_COLOR": ArrayKind("byte colours", abi.ARRAY_BYTE_COLOR, "color", value=_color_bytes),  # `color` is scene-linear
    "INT": ArrayKind("whole numbers", abi.ARRAY_INT32, "value"),
    "INT8": ArrayKind("small whole numbers", abi.ARRAY_INT8, "value"),
    "BOOLEAN": ArrayKind("booleans", abi.ARRAY_BOOL, "value"),
}
"""By `data_type` of Blender's attributes."""


_DOMAINS = {"POINT": abi.DOMAIN_POINT, "CORNER": abi.DOMAIN_CORNER, "FACE": abi.DOMAIN_FACE, "CURVE": abi.DOMAIN_CURVE}


def add_array(description: SceneDescription, name: Range, domain: int, type: int, count: int, span: Span) -> None:
    description.lists[abi.LIST_ARRAYS].extend(abi.pack_array(name, domain, type, count, 0, span))


def describe_attribute(description: SceneDescription, attribute: Any, name: Range) -> bool:
    """Adds an attribute as an array; False where it is of another type or domain than renderers are told of."""
    kind, domain = ATTRIBUTE_KINDS.get(attribute.data_type), _DOMAINS.get(attribute.domain)
    if kind is None or domain is None:
        return False
    data = attribute.data
    kind.describe(description, name, domain, data, len(data))
    return True


def describe_radii(description: SceneDescription, attributes: Any) -> None:
    """Adds those of points, where there are any."""
    radius = attributes.get("radius")
    if radius is not None and radius.data_type == "FLOAT" and radius.domain == "POINT":
        describe_attribute(description, radius, STRUCTURE[".radius"])
