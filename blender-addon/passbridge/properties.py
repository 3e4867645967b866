# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and values as lists of ``pb_property``: in a description of a scene, and in what a frame is asked to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Union

from . import abi

SettingValue = Union[bool, int, float, str, Sequence[float]]
"""What a setting may be; a sequence is a scene-linear colour of three numbers."""

CustomValue = Union[bool, int, float, str, Sequence[int], Sequence[float]]
"""What a custom property may be; a sequence has 1 to ``MAX_NUMBER_COUNT`` numbers of one type."""

MAX_NUMBER_COUNT = 4
"""Numbers that ``pb_property`` has room for."""

_Range = tuple[int, int]


class TextList:
    """Texts as UTF-8, one after the other without zeros; equal ones once."""

    def __init__(self) -> None:
        self.bytes = bytearray()
        self._ranges: dict[str, _Range] = {"": (0, 0)}

    def add(self, text: str) -> _Range:
        """Where it is: the first byte and how many."""
        known = self._ranges.get(text)
        if known is None:
            encoded = text.encode("utf-8", "replace")
            known = self._ranges[text] = len(self.bytes), len(encoded)
            self.bytes += encoded
        return known


class PropertyList:
    """Packed properties, one after the other."""

    def __init__(self, texts: TextList) -> None:
        """``texts`` receives names and texts."""
        self.bytes = bytearray()
        self.count = 0
        self._texts = texts

    def add_settings(self, values: Mapping[str, SettingValue]) -> _Range:
        """Where they are: the first one and how many."""
        return self._add(values, abi.PROPERTY_COLOR)

    def add_custom(self, values: Mapping[str, CustomValue]) -> _Range:
        """As ``add_settings``."""
        return self._add(values, None)

    def _add(self, values: Mapping[str, CustomValue], type_of_sequences: int | None) -> _Range:
        """``type_of_sequences``: None: that of their numbers."""
        first = self.count
        for name, value in values.items():
            type_, numbers, text = _parts(value, type_of_sequences)
            self.bytes += abi.pack_property(
                name=self._texts.add(name),
                text=self._texts.add(text),
                type=type_,
                count=len(numbers),
                numbers=(*numbers, 0, 0, 0, 0)[:MAX_NUMBER_COUNT],
            )
        self.count += len(values)
        return first, len(values)


def _parts(value: CustomValue, type_of_sequences: int | None) -> tuple[int, Sequence[float], str]:
    """``pb_property_type``, numbers, text."""
    if isinstance(value, bool):
        return abi.PROPERTY_BOOL, (value,), ""
    if isinstance(value, int):
        return abi.PROPERTY_INT, (value,), ""
    if isinstance(value, float):
        return abi.PROPERTY_FLOAT, (value,), ""
    if isinstance(value, str):
        return abi.PROPERTY_TEXT, (), value
    if type_of_sequences is None:
        type_of_sequences = abi.PROPERTY_FLOATS if isinstance(value[0], float) else abi.PROPERTY_INTS
    return type_of_sequences, value, ""
