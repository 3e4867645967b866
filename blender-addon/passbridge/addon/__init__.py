# SPDX-License-Identifier: GPL-3.0-or-later
"""The add-on: Passbridge's own engine, the preferences of the JVM, and a check of the installation.

Its modules import ``passbridge`` by that name, as other engines' do. That is the legacy add-on itself, or else the wheel that the
extension brings: all engines of a process share it.
"""

from __future__ import annotations

from passbridge import PassbridgeError, register_engine, unregister_engine
from passbridge.engine.registration import registered_engine

from . import operators, preferences
from .engine import PassbridgeRenderEngine

_MODULES = (preferences, operators)


def register() -> None:
    """Register all classes. Raises PassbridgeError where Passbridge is enabled already, as legacy add-on or as extension."""
    other = registered_engine(PassbridgeRenderEngine.bl_idname)
    if other is not None:
        raise PassbridgeError(
            f"Passbridge is enabled already, as '{other.__module__.partition('.addon')[0]}'. "
            "Remove either the legacy add-on or the extension in Preferences > Add-ons"
        )
    register_engine(PassbridgeRenderEngine)
    for module in _MODULES:
        module.register()


def unregister() -> None:
    """Mirror of ``register``. The JVM stays, parked: a process can't start a second one."""
    for module in reversed(_MODULES):
        module.unregister()
    unregister_engine(PassbridgeRenderEngine)
