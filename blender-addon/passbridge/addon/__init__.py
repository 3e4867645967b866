# SPDX-License-Identifier: GPL-3.0-or-later
"""The add-on: a render engine for Blender, drawn by Java and OpenGL."""

from __future__ import annotations

import bpy

from ..errors import PassbridgeError
from . import engine, java_engine, preferences, properties, ui

_MODULES = (preferences, properties, engine, ui)


def register() -> None:
    """Register all classes. Raises PassbridgeError where Passbridge is enabled already, as legacy add-on or as extension."""
    for other in bpy.types.RenderEngine.__subclasses__():
        if getattr(other, "bl_idname", "") == engine.PassbridgeRenderEngine.bl_idname and other.is_registered:
            raise PassbridgeError(
                f"Passbridge is enabled already, as '{other.__module__.partition('.addon')[0]}'. "
                "Remove either the legacy add-on or the extension in Preferences > Add-ons"
            )
    for module in _MODULES:
        module.register()


def unregister() -> None:
    """Mirror of ``register``. The JVM stays, parked: a process can't start a second one."""
    for module in reversed(_MODULES):
        module.unregister()
    java_engine.close()
