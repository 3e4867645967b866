# SPDX-License-Identifier: GPL-3.0-or-later
"""The message that carries a scene to the renderer, and the memory it names."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Sequence

from .. import abi

Span = tuple[int, int, int, int]
"""The members of an ``abi.Span``."""

EMPTY: Span = (0, 0, 0, 0)


class SceneMessage:
    """One ``abi.LentScene`` together with all the memory that its spans name.

    The memory lives as long as this object: keep it until the frame made from it no longer syncs. Spans of meshes may lead into
    Blender's memory, which stays until the dependency graph is evaluated anew: not before `render()` returns.

    ``warnings`` names, once each, what is in the scene but can't be drawn as Blender would.
    """

    def __init__(self) -> None:
        self.scene = abi.LentScene(size_bytes=ctypes.sizeof(abi.LentScene), version=abi.MESSAGE_VERSION)
        self.warnings: list[str] = []
        self._memory: list[object] = []
        self._texts: dict[str, Span] = {}

    def span(self) -> abi.Span:
        """The span of ``scene`` itself, as ``abi.FrameRequest.scene`` wants it."""
        return abi.Span(offset=ctypes.addressof(self.scene), size_bytes=ctypes.sizeof(self.scene))

    def warn(self, text: str) -> None:
        """Adds a warning unless it has been given already."""
        if text not in self.warnings:
            self.warnings.append(text)

    def keep(self, owner: object) -> None:
        """Keeps what owns memory that the message names."""
        self._memory.append(owner)

    def hold_array(self, values: array) -> Span:
        """Keeps ``values``, which must not be resized any more, and names their memory."""
        address, count = values.buffer_info()
        if not count:
            return EMPTY
        self._memory.append(values)
        return 0, address, count * values.itemsize, 0

    def hold_bytes(self, content: bytearray) -> Span:
        """Keeps ``content`` and names its memory."""
        if not content:
            return EMPTY
        memory = (ctypes.c_char * len(content)).from_buffer(content)
        self._memory.append(memory)
        return 0, ctypes.addressof(memory), len(content), 0

    def hold_text(self, text: str) -> Span:
        """Keeps ``text`` as UTF-8, without a terminating zero."""
        span = self._texts.get(text)
        if span is None:
            span = self._texts[text] = self.hold_bytes(bytearray(text.encode("utf-8", "replace")))
        return span

    def hold_structs(self, structs: Sequence[ctypes.Structure]) -> Span:
        """Copies structs of one type into an array of their own and keeps it."""
        if not structs:
            return EMPTY
        memory = (type(structs[0]) * len(structs))(*structs)
        self._memory.append(memory)
        return 0, ctypes.addressof(memory), ctypes.sizeof(memory), 0
