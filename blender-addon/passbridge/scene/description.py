# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of a scene: one growing list of packed structs for each kind of thing, as ``native/schema`` has them."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .. import abi
from ..properties import PropertyList, TextList

if TYPE_CHECKING:
    from .motion import MotionStep

Range = tuple[int, int]
"""Of a list: index of the first element, count."""

Span = tuple[int, int, int, int]
"""The members of an ``abi.Span``."""

EMPTY: Span = (0, 0, 0, 0)
NOTHING: Range = (0, 0)


_NAMES = (
    *(".position", ".normal", ".corner_vertex", ".triangle_corners", ".triangle_face", ".material_slot", ".flat_face"),
    *(".radius", ".curve_offset", ".curve_uv", ".undeformed_position", ".edge_vertices"),
)
STRUCTURE: dict[str, Range] = {name: (sum(map(len, _NAMES[:index])), len(name)) for index, name in enumerate(_NAMES)}
"""Where every description has the names of the arrays of a geometry's structure."""


# What lists may grow by before they are made anew, however small they are.
_SPARE_BYTES = 1 << 18


class SceneDescription:
    """The lists of one ``abi.Description``, and the memory that its arrays name where that is not Blender's.

    Blender's memory stays until the dependency graph is evaluated anew: not before ``render()`` returns. ``warnings`` names, once each,
    what is in the scene but can't be drawn as Blender would.
    """

    def __init__(self) -> None:
        texts = TextList()
        for name in STRUCTURE:
            texts.add(name)
        self.text = texts.add
        """Where a text is; equal ones are the same."""
        properties = PropertyList(texts)
        self._adders = {"settings": properties.add_settings, "custom": properties.add_custom}
        self._properties: dict[object, Range] = {}
        others = {abi.LIST_TEXT: texts.bytes, abi.LIST_PROPERTIES: properties.bytes}
        self.lists = tuple(others.get(list, bytearray()) for list in range(abi.LIST_COUNT))
        """By ``pb_list``."""
        self.warnings: list[str] = []
        self.motion_steps: Sequence[MotionStep] = ()
        """By time."""
        self._names: dict[tuple[str, ...], Range] = {(): NOTHING}
        self._copies: list[array] = []
        self._first_bytes = 0

    def add(self, list: int, packed: bytes) -> int:
        """Appends one struct to a list and gives its index."""
        elements = self.lists[list]
        index = len(elements) // abi.LIST_ELEMENT_BYTES[list]
        elements += packed
        return index

    def put(self, list: int, index: int, packed: bytes) -> None:
        """Writes a struct in the place of an earlier one, or right behind the last."""
        first = index * abi.LIST_ELEMENT_BYTES[list]
        self.lists[list][first : first + len(packed)] = packed

    def count(self, list: int) -> int:
        return len(self.lists[list]) // abi.LIST_ELEMENT_BYTES[list]

    def names(self, names: tuple[str, ...]) -> Range:
        """Several texts; equal tuples of them are the same."""
        range = self._names.get(names)
        if range is None:
            range = self._names[names] = self.count(abi.LIST_NAMES), len(names)
            for name in names:
                self.add(abi.LIST_NAMES, abi.pack_range(*self.text(name)))
        return range

    def properties(self, kind: str, values: Mapping[str, Any]) -> Range:
        """Names and values, of ``kind`` "settings" or "custom"; equal ones are the same."""
        if not values:
            return NOTHING
        key = kind, *((name, type(value), value) for name, value in values.items())
        range = self._properties.get(key)
        if range is None:
            range = self._properties[key] = self._adders[kind](values)
        return range

    def hold(self, values: array) -> Span:
        """Keeps ``values``, which must not be resized any more, until `forget_arrays`, and names their memory."""
        address, count = values.buffer_info()
        if not count:
            return EMPTY
        self._copies.append(values)
        return 0, address, count * values.itemsize, 0

    @property
    def is_mostly_forgotten(self) -> bool:
        """Whether most of the lists may be what nothing leads to any more, since things were described anew again and again."""
        bytes = sum(map(len, self.lists))
        self._first_bytes = self._first_bytes or bytes
        return bytes > 2 * self._first_bytes + _SPARE_BYTES

    def forget_arrays(self) -> None:
        """No geometry has arrays any more."""
        self.lists[abi.LIST_ARRAYS].clear()
        self._copies.clear()

    def warn(self, text: str) -> None:
        """Adds a warning unless it has been given already."""
        if text not in self.warnings:
            self.warnings.append(text)

    def message(self) -> abi.Description:
        """What is described so far, by address. While the message lives the lists can't grow; it must not outlive this object."""
        described: Any = abi.Description(size_bytes=ctypes.sizeof(abi.Description), version=abi.MESSAGE_VERSION)
        described.memory = []
        for list, elements in enumerate(self.lists):
            if elements:
                memory = (ctypes.c_char * len(elements)).from_buffer(elements)
                described.memory.append(memory)
                described.lists[list] = abi.Span(0, ctypes.addressof(memory), len(elements), 0)
        return described
