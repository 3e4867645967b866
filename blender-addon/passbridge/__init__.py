# SPDX-License-Identifier: GPL-3.0-or-later
"""Passbridge: pixels into Blender's render passes at the price of a copy, and Java render engines in Blender.

As a package of its own (the wheel) it is a Python API that needs no ``bpy``; as an add-on it is a render engine too.
"""

import importlib.util

from .delivery import Delivery, FrameView, PassMemory, RenderFrame, frame, write_pass
from .errors import PassbridgeError
from .host import Frame, JvmSettings, Session, start_jvm
from .pixels import Memory

bl_info = {
    "name": "Passbridge",
    "author": "The Passbridge authors",
    "description": "Render engine in Java and OpenGL",
    "blender": (3, 4, 0),
    "version": (0, 0, 0),
    "category": "Render",
}

__all__ = [
    "Delivery",
    "Frame",
    "FrameView",
    "JvmSettings",
    "Memory",
    "PassMemory",
    "PassbridgeError",
    "RenderFrame",
    "Session",
    "frame",
    "start_jvm",
    "write_pass",
]


def register() -> None:
    """Called by Blender when the add-on is enabled."""
    if importlib.util.find_spec(f"{__name__}.addon") is None:  # Blender found the wheel of the extension in the add-on's place
        raise PassbridgeError(
            "Passbridge is installed twice. Remove either the legacy add-on or the extension in Preferences > Add-ons"
        )
    from . import addon

    addon.register()


def unregister() -> None:
    """Called by Blender when the add-on is disabled."""
    from . import addon

    addon.unregister()
