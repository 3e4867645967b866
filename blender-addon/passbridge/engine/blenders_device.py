# SPDX-License-Identifier: GPL-3.0-or-later
"""The graphics device that Blender draws with: what our engines draw with, too, where nobody asks for another."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import bpy

_renderer = ""


def blenders_renderer() -> str:
    """What OpenGL or Vulkan calls the device; "" where Blender draws nothing, as in the background, or has not begun to.

    Any thread. Blender is asked on the main thread alone, once it has an answer no more; renders of a window go by what it said earlier.
    """
    if threading.current_thread() is threading.main_thread():
        _ask()
    return _renderer


@contextlib.contextmanager
def asking_blender() -> Iterator[None]:
    """Ask Blender now, and where it has no OpenGL yet, as soon as its window handles events, while this lasts. Main thread."""
    _ask()
    if not _renderer and not bpy.app.background and not bpy.app.timers.is_registered(_ask):
        # Add-ons of the preferences are registered before Blender has OpenGL, and before it opens the file, which ends other timers.
        bpy.app.timers.register(_ask, persistent=True)
    try:
        yield
    finally:
        if bpy.app.timers.is_registered(_ask):
            bpy.app.timers.unregister(_ask)


def _ask() -> None:
    global _renderer
    if _renderer:
        return
    import gpu

    with contextlib.suppress(SystemError):  # Blender has no OpenGL
        # In 3.4 there is no error then, but no size either, and asking for the name would end Blender.
        if gpu.capabilities.max_texture_size_get() > 0:
            _renderer = gpu.platform.renderer_get()
