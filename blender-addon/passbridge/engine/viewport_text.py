# SPDX-License-Identifier: GPL-3.0-or-later
"""Text over the picture of a viewport."""

from __future__ import annotations

import blf
import bpy

_COLOR = (1.0, 0.25, 0.2, 1.0)
_TEXT_SIZE = 14
_MARGIN = 20  # from the region's edges, in units of the interface's scale
_FONT = 0


def draw_error(context: bpy.types.Context, text: str) -> None:
    """Called with the viewport's framebuffer bound: one red line in the lower left corner."""
    scale = context.preferences.system.ui_scale
    if bpy.app.version >= (4, 0, 0):
        blf.size(_FONT, _TEXT_SIZE * scale)
    else:
        blf.size(_FONT, _TEXT_SIZE * scale, 72)
    blf.enable(_FONT, blf.SHADOW)
    blf.shadow(_FONT, 3, 0.0, 0.0, 0.0, 1.0)
    blf.position(_FONT, _MARGIN * scale, _MARGIN * scale, 0)
    blf.color(_FONT, *_COLOR)
    blf.draw(_FONT, text)
    blf.disable(_FONT, blf.SHADOW)
