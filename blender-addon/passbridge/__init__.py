# SPDX-License-Identifier: GPL-3.0-or-later
"""Passbridge: pixels into Blender's render passes at the price of a copy, and Java render engines in Blender.

As a package of its own (the wheel) it is a Python API; what is for engines in Java needs ``bpy`` and is imported when it is first
asked for. As an add-on it is a render engine too.
"""

import importlib
import importlib.util
from typing import TYPE_CHECKING, Any

from .delivery import Delivery, FrameView, PassMemory, RenderFrame, frame, write_pass
from .errors import PassbridgeError
from .jvm import JvmSettings, start_jvm
from .pixels import Memory
from .session import Frame, Session
from .version import require_version
from .viewport_picture import ViewportPicture

if TYPE_CHECKING:
    from .engine import (
        Java,
        JavaRenderEngine,
        Pass,
        Setting,
        register_engine,
        register_jvm_preferences,
        sampling_settings,
        unregister_engine,
        unregister_jvm_preferences,
    )

bl_info = {
    "name": "Passbridge",
    "author": "The Passbridge authors",
    "description": "Render engine in Java and OpenGL",
    "blender": (3, 4, 0),
    "version": (0, 0, 0),
    "category": "Render",
}

# Blender takes bl_info away from extensions.
__version__ = ".".join(map(str, bl_info["version"]))

__all__ = [
    "Delivery",
    "Frame",
    "FrameView",
    "Java",
    "JavaRenderEngine",
    "JvmSettings",
    "Memory",
    "Pass",
    "PassMemory",
    "PassbridgeError",
    "RenderFrame",
    "Session",
    "Setting",
    "ViewportPicture",
    "frame",
    "register_engine",
    "register_jvm_preferences",
    "require_version",
    "sampling_settings",
    "start_jvm",
    "unregister_engine",
    "unregister_jvm_preferences",
    "write_pass",
]

def __getattr__(name: str) -> Any:
    """What is promised and not defined here: it is for engines, and needs Blender."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(".engine", __name__), name)


def register() -> None:
    """Called by Blender when the add-on is enabled."""
    if importlib.util.find_spec(f"{__name__}.addon") is None:  # Blender found the wheel of the extension in the add-on's place
        raise PassbridgeError(
            "Passbridge is loaded from elsewhere already: restart Blender. If that doesn't help it is installed twice: "
            "Remove either the legacy add-on or the extension in Preferences > Add-ons"
        )
    import passbridge  # this very module, or else the wheel that Blender has loaded

    passbridge.require_version(__version__, "The Passbridge add-on")
    from . import addon

    addon.register()


def unregister() -> None:
    """Called by Blender when the add-on is disabled."""
    from . import addon

    addon.unregister()
