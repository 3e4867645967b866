# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender is told of an engine, and the mirror of it."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import sys

import bpy

from ..errors import PassbridgeError
from ..native import library
from . import panels, passes, presets, settings, viewport_pause
from .blenders_device import asking_blender
from .java import Java
from .java_render_engine import JavaRenderEngine
from .property_groups import attached_group
from .sessions import close_sessions, following_renders
from .viewport import close_viewports, following_edits

# Blender's own limit for names of types is 63; panels and groups add to this one.
_MAX_IDNAME_CHARACTERS = 40

_registered: dict[type[JavaRenderEngine], contextlib.ExitStack] = {}
"""How to take back what was registered."""


def register_engine(engine: type[JavaRenderEngine]) -> None:
    """Register an engine with its settings, switches of passes, and panels. For ``register`` of an add-on.

    Raises PassbridgeError where the declaration can't work or another engine has its ``bl_idname``; then nothing is registered.
    """
    _check(engine)
    _load_library()
    with contextlib.ExitStack() as registrations:
        idname = engine.bl_idname
        registrations.enter_context(following_renders())
        registrations.enter_context(following_edits())
        registrations.enter_context(asking_blender())
        registrations.callback(close_sessions, idname)
        registrations.callback(close_viewports, idname)
        for on, owner in settings.OWNERS.items():
            declared = settings.declared_on(engine.settings, on)
            more = viewport_pause.properties() if on == "SCENE" else {}
            registrations.enter_context(attached_group(owner, idname, {**settings.properties(declared), **more}))
        registrations.enter_context(attached_group(bpy.types.ViewLayer, idname, passes.switch_properties(engine.passes)))
        preset_classes = presets.classes_of(engine) if settings.sampling_of(engine.settings) else []
        for cls in (engine, *preset_classes, *panels.panels_of(engine)):
            bpy.utils.register_class(cls)
            registrations.callback(bpy.utils.unregister_class, cls)
        registrations.enter_context(panels.shared_with(idname))
        registrations.enter_context(viewport_pause.button(idname))
        _registered[engine] = registrations.pop_all()


def unregister_engine(engine: type[JavaRenderEngine]) -> None:
    """Mirror of ``register_engine``; closes the engine's session, too.

    Raises PassbridgeError where the engine is not registered.
    """
    registrations = _registered.pop(engine, None)
    if registrations is None:
        raise PassbridgeError(f"the engine {engine.__name__} is not registered: call register_engine first")
    registrations.close()


def _end_with_python() -> None:
    """Blender as a Python module ends when Python lets go of ``bpy``. Where that comes too late, 4.2 crashes and 4.5 hangs: where classes are
    registered, or where classes lead there that Blender holds for ever, as it does those of property groups. Their functions hold the names
    of their modules, and Python clears those of modules alone that are still there when it ends."""
    for engine in tuple(_registered):
        unregister_engine(engine)
    package = f"{__package__.rpartition('.')[0]}."
    of_engines = {engine.__module__ for engine in _subclasses(JavaRenderEngine)}
    for name, module in tuple(sys.modules.items()):
        if name in of_engines or name.startswith(package):
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(module))


if not bpy.app.binary_path:
    atexit.register(_end_with_python)


def registered_engine(bl_idname: str) -> type[bpy.types.RenderEngine] | None:
    """The engine in Python that has this name in Blender."""
    for other in _subclasses(bpy.types.RenderEngine):
        if getattr(other, "bl_idname", "") == bl_idname and other.is_registered:
            return other
    return None


def _load_library() -> None:
    """Takes 1 - 2 ms, which else the first frame would take. Where it fails, each frame says why."""
    with contextlib.suppress(PassbridgeError):
        library()


def _check(engine: type[JavaRenderEngine]) -> None:
    if not (isinstance(engine, type) and issubclass(engine, JavaRenderEngine)):
        raise PassbridgeError(f"{engine!r} is no class that derives from passbridge.JavaRenderEngine")
    for name, kind in (("bl_idname", str), ("bl_label", str), ("java", Java)):
        if not isinstance(getattr(engine, name, None), kind):
            raise PassbridgeError(f"the engine {engine.__name__} has no '{name}': declare it")
    idname = engine.bl_idname
    if not idname.isidentifier() or not idname.isascii() or len(idname) > _MAX_IDNAME_CHARACTERS:
        raise PassbridgeError(
            f"bl_idname {idname!r} must be an identifier of at most {_MAX_IDNAME_CHARACTERS} characters, such as MY_ENGINE: "
            "letters, digits and underscores"
        )
    other = registered_engine(idname)
    if other is not None:
        raise PassbridgeError(
            f"an engine with bl_idname {idname!r} is registered already, by '{other.__module__}': choose another name, "
            "or disable one of the two add-ons"
        )


def _subclasses(cls: type) -> list[type]:
    direct = cls.__subclasses__()
    return [*direct, *(further for each in direct for further in _subclasses(each))]
