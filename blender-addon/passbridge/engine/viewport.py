# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Rendered viewport shows until it is drawn by Java: one line of text."""

from __future__ import annotations

import blf
import bpy
import gpu

_TEXT = "{} draws the final render only: press F12, or choose Material Preview here"
_BACKGROUND = (0.05, 0.05, 0.05, 1.0)
_TEXT_SIZE = 14


def draw(context: bpy.types.Context, label: str) -> None:
    """Called with the viewport's framebuffer bound. ``label``: the engine's name for users."""
    text = _TEXT.format(label)
    gpu.state.active_framebuffer_get().clear(color=_BACKGROUND)
    font = 0
    size = _TEXT_SIZE * context.preferences.system.ui_scale
    if bpy.app.version >= (4, 0, 0):
        blf.size(font, size)
    else:
        blf.size(font, size, 72)
    width, height = blf.dimensions(font, text)
    blf.position(font, max(0, (context.region.width - width) / 2), (context.region.height - height) / 2, 0)
    blf.color(font, 0.9, 0.9, 0.9, 1.0)
    blf.draw(font, text)
