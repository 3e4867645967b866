# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the pixels of a render pass are where we think: verified once per process, by a canary.

Blender's objects are used through their Python API alone; what lies behind ``RenderPass.as_pointer()`` only the C library
knows (native/src/render_pass.c), and it is used only after it was verified here.
"""

from __future__ import annotations

import array
import random
from typing import Any, NoReturn, Sequence

from . import abi
from .errors import PassbridgeError
from .native import library

TABLE, SEARCH = 1, 2
"""``pb_layout_source``: known for this version and confirmed, or found by looking for the canary."""

# Tiles large enough to be told from chance, small enough to cost nothing. Several, as a search may meet what an earlier tile left in
# freed memory; one of another size lies elsewhere.
_CANARY_SIZES = (8, 7, 9)

_SOURCE_TEXTS = {TABLE: "known from the table", SEARCH: "found by searching"}

_refusal = ""
"""Why this process's Blender failed the verification; it is not asked again for every frame."""


_verified: abi.RenderPassLayout | None = None
"""What was verified in this process: it stays so."""


def describe_layout() -> tuple[str, str]:
    """The row of the table in use, and how it was verified, for reports."""
    layout = _read()
    if layout.found_by not in _SOURCE_TEXTS:
        return "none", _refusal or "not verified in this process"
    path = f"RenderPass+{layout.pointer_offset}"
    if layout.has_image:
        path += f" -> ImBuf+{layout.image_pixels_offset}"
    return f"Blender {layout.versions.decode()}: {path}", f"{_SOURCE_TEXTS[layout.found_by]}, canary found there"


def verify_with_tile(engine: Any, blender_version: Sequence[int], layer: str, view: str, width: int, height: int) -> None:
    """Verify with a small tile of its own, unless it was done. ``width``, ``height``: of the picture, pixels.

    Raises PassbridgeError where the layout can't be verified, and in a version of Blender that nobody has tried.
    """
    if _is_settled():
        return
    for canary_size in _CANARY_SIZES:
        try:
            _verify_tile(engine, blender_version, layer, view, min(width, canary_size), min(height, canary_size))
            break
        except PassbridgeError as error:
            refusal = str(error)
    else:
        _refuse(refusal)
    _require_tried()


def verify_with_passes(blender_version: Sequence[int], passes: Any, width: int, height: int) -> None:
    """Verify with the passes of somebody's own tile, which keep what they hold, unless it was done.

    Raises PassbridgeError where the layout can't be verified, and in a version of Blender that nobody has tried.
    """
    if _is_settled():
        return
    kept = array.array("f", bytes(4 * width * height * sum(render_pass.channels for render_pass in passes)))
    passes.foreach_get("rect", kept)
    try:
        _verify(blender_version, passes, width, height)
    except PassbridgeError as error:
        _refuse(str(error))
    finally:
        passes.foreach_set("rect", kept)
    _require_tried()


def passes_of(result: Any, layer: str) -> Any:
    """The passes of a result that was asked for one layer. Blender answers an unknown layer with a result without layers, an
    empty region with None: PassbridgeError."""
    if result is None or not len(result.layers):
        raise PassbridgeError(f"Blender's render result has no view layer '{layer}'")
    return result.layers[0].passes


def _read() -> abi.RenderPassLayout:
    global _verified
    if _verified is not None:
        return _verified
    layout = abi.RenderPassLayout()
    library().pb_render_pass_layout_get(layout)
    if layout.found_by in _SOURCE_TEXTS:
        _verified = layout
    return layout


def _is_settled() -> bool:
    if _refusal:
        raise PassbridgeError(_refusal)
    return _read().found_by == TABLE


def _require_tried() -> None:
    if _read().found_by == SEARCH:
        _refuse("this version of Blender was not tried yet: it may share the memory of passes, or keep their pixels on the GPU")


def _refuse(reason: str) -> NoReturn:
    global _refusal
    _refusal = reason
    raise PassbridgeError(reason)


def _verify_tile(engine: Any, blender_version: Sequence[int], layer: str, view: str, width: int, height: int) -> None:
    result = engine.begin_result(0, 0, width, height, layer=layer, view=view)
    try:
        _verify(blender_version, passes_of(result, layer), width, height)
    finally:
        engine.end_result(result, cancel=True)


def _verify(blender_version: Sequence[int], passes: Any, width: int, height: int) -> None:
    """Put a canary into every pass by Blender's own way and have the C library look for it through the pointer."""
    channel_counts = [render_pass.channels for render_pass in passes]
    widest = max(range(len(channel_counts)), key=channel_counts.__getitem__)
    canary = _write_canary(passes, sum(channel_counts) * width * height)
    offset = sum(channel_counts[:widest]) * width * height * canary.itemsize
    library().pb_render_pass_layout_verify(
        *blender_version[:2],
        passes[widest].as_pointer(),
        width,
        height,
        channel_counts[widest],
        canary.buffer_info()[0] + offset,
    )


def _write_canary(passes: Any, count: int) -> array.array[float]:
    canary = array.array("f", (random.uniform(1, 2) for _ in range(count)))
    passes.foreach_set("rect", canary)
    return canary
