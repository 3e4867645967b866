# SPDX-License-Identifier: GPL-3.0-or-later
"""The memory that a picture is delivered into: Blender's render passes, or memory that Blender copies from.

Blender's objects (``RenderEngine``, ``RenderResult``) are used through their Python API alone; what lies behind
``RenderPass.as_pointer()`` only the C library knows, and it is used only after it was verified in this process.
"""

from __future__ import annotations

import array
import random
from typing import Any, Sequence

from . import abi
from .errors import PassbridgeError
from .native import library

# Large enough to be told from chance, small enough to cost nothing.
_CANARY_SIZE = 8

_LAYOUT_SOURCES = {1: "known from the table", 2: "found by searching"}


def allocate_result(engine: Any, layer: str, view: str) -> tuple[int, int]:
    """Have Blender allocate the passes of a view layer, filled with zeros, and return width and height of the picture in pixels.

    Blender crashes when it saves a multilayer EXR of a layer for which this never happened: call it first, whatever comes
    later. With a border the size is the border's.
    """
    engine.end_result(engine.begin_result(0, 0, 1, 1, layer=layer, view=view))
    result = engine.get_result()
    return result.resolution_x, result.resolution_y


class Tile:
    """A full-frame tile of one view layer: targets to write the passes into, then ``commit`` or ``discard``.

    ``way`` is "tile" where the targets are Blender's own memory, "foreach_set" where they are memory of this object that Blender
    copies in ``commit``; ``why`` tells the reason.
    """

    def __init__(
        self,
        engine: Any,
        blender_version: Sequence[int],
        layer: str,
        view: str,
        width: int,
        height: int,
        blender_names: dict[str, str],
    ) -> None:
        """``blender_names``: the passes that are delivered, by the name that the renderer knows; the values are Blender's names.

        Raises PassbridgeError where Blender's result lacks the layer or a pass.
        """
        self._engine = engine
        self.way, self.why = _choose_way(engine, blender_version, layer, view, width, height)
        self._result = engine.begin_result(0, 0, width, height, layer=layer, view=view)
        try:
            self._passes = _passes_of(self._result, layer)
            self._memory: array.array[float] | None = None
            if self.way == "tile":
                try:
                    self.targets = self._locate(width, height, blender_names)
                except PassbridgeError as error:
                    self.way, self.why = "foreach_set", str(error)
            if self.way == "foreach_set":
                self.targets = self._own_memory(width, height, blender_names)
        except BaseException:
            self.discard()
            raise

    def commit(self) -> None:
        """Hand the picture over to Blender."""
        if self._memory is not None:
            self._passes.foreach_set("rect", self._memory)
        result, self._result = self._result, None
        self._engine.end_result(result)

    def discard(self) -> None:
        """Leave Blender's result as it was. Does nothing after ``commit``."""
        result, self._result = self._result, None
        if result is not None:
            self._engine.end_result(result, cancel=True)

    def _locate(self, width: int, height: int, blender_names: dict[str, str]) -> list[abi.PassTarget]:
        by_name = {render_pass.name: render_pass for render_pass in self._passes}
        targets = []
        for name, blender_name in blender_names.items():
            render_pass = _named(by_name, blender_name)
            target = abi.PassTarget(name=name.encode())
            library().pb_render_pass_locate(render_pass.as_pointer(), width, height, render_pass.channels, target)
            targets.append(target)
        return targets

    def _own_memory(self, width: int, height: int, blender_names: dict[str, str]) -> list[abi.PassTarget]:
        """Memory for all passes of the layer, one after the other, as ``foreach_set`` on the collection takes it."""
        channel_count = sum(render_pass.channels for render_pass in self._passes)
        self._memory = array.array("f", bytes(4 * width * height * channel_count))
        address, _ = self._memory.buffer_info()
        spans = {}
        for render_pass in self._passes:
            size_bytes = 4 * width * height * render_pass.channels
            spans[render_pass.name] = (render_pass.channels, abi.Span(0, address, size_bytes, 0))
            address += size_bytes
        targets = []
        for name, blender_name in blender_names.items():
            channels, span = _named(spans, blender_name)
            targets.append(abi.PassTarget(name=name.encode(), pixels=span, width=width, height=height, channels=channels))
        return targets


def describe_layout() -> tuple[str, str]:
    """The memory layout row in use and how it was verified, for reports."""
    layout = abi.RenderPassLayout()
    library().pb_render_pass_layout_get(layout)
    if layout.found_by not in _LAYOUT_SOURCES:
        return "none", "not verified in this process"
    path = f"RenderPass+{layout.pointer_offset}"
    if layout.has_image:
        path += f" -> ImBuf+{layout.image_pixels_offset}"
    return f"Blender {layout.versions.decode()}: {path}", f"{_LAYOUT_SOURCES[layout.found_by]}, canary found there"


def _choose_way(
    engine: Any, blender_version: Sequence[int], layer: str, view: str, width: int, height: int
) -> tuple[str, str]:
    layout = abi.RenderPassLayout()
    library().pb_render_pass_layout_get(layout)
    if not layout.found_by:
        try:
            _verify_layout(engine, blender_version, layer, view, min(width, _CANARY_SIZE), min(height, _CANARY_SIZE))
        except PassbridgeError as error:
            return "foreach_set", str(error)
    return "tile", "; ".join(describe_layout())


def _verify_layout(engine: Any, blender_version: Sequence[int], layer: str, view: str, width: int, height: int) -> None:
    """Put a canary into a small tile by Blender's own way and have the C library look for it through the pointer."""
    result = engine.begin_result(0, 0, width, height, layer=layer, view=view)
    try:
        passes = _passes_of(result, layer)
        canary = array.array("f")
        for render_pass in passes:
            if render_pass.name == "Combined":
                offset, channels, address = len(canary), render_pass.channels, render_pass.as_pointer()
            canary.extend(random.uniform(1, 2) for _ in range(width * height * render_pass.channels))
        passes.foreach_set("rect", canary)
        combined = canary.buffer_info()[0] + offset * canary.itemsize
        library().pb_render_pass_layout_verify(*blender_version[:2], address, width, height, channels, combined)
    finally:
        engine.end_result(result, cancel=True)


def _passes_of(result: Any, layer: str) -> Any:
    """Blender answers an unknown layer with a result without layers, an empty region with None."""
    if result is None or not len(result.layers):
        raise PassbridgeError(f"Blender's render result has no view layer '{layer}'")
    return result.layers[0].passes


def _named(by_name: dict[str, Any], name: str) -> Any:
    if name not in by_name:
        raise PassbridgeError(f"Blender's render result has no pass '{name}', only {', '.join(by_name)}")
    return by_name[name]
