# SPDX-License-Identifier: GPL-3.0-or-later
"""The JVM of this process with Passbridge's own jars, and the session of each engine that frames are submitted to."""

from __future__ import annotations

import functools
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from ..content_folder import content_folder, unpacked
from ..errors import PassbridgeError
from ..jvm import JvmSettings, start_jvm
from ..session import Session

if TYPE_CHECKING:
    from .java_render_engine import JavaRenderEngine

_PACKAGE = Path(__file__).parent.parent
_LOG_FORMAT = "Passbridge: %4$s: %5$s%6$s%n"


@dataclass
class _Opened:
    session: Session
    renderer: str
    class_path: tuple[str, ...]


_opened: dict[str, _Opened] = {}
"""By bl_idname."""

_copies: dict[Path, tuple[tuple[int, int], Path]] = {}
"""Of each jar: time and size when it was copied, and the copy."""


def open_session(engine: JavaRenderEngine | type[JavaRenderEngine]) -> Session:
    """Return the session of an engine, starting the JVM and the session where there are none yet.

    Where the engine's jars have changed since, its session is closed and another one opened: no frame of it may be open.

    Raises PassbridgeError where Java can't be found or started, or a jar is missing.
    """
    renderer, class_path = engine.java.renderer, tuple(str(_copy(jar)) for jar in engine.jars())
    opened = _opened.get(engine.bl_idname)
    if opened is not None and (opened.renderer, opened.class_path) != (renderer, class_path):
        close_session(engine.bl_idname)
        opened = None
    if opened is None:
        _start_jvm()
        opened = _opened[engine.bl_idname] = _Opened(Session(renderer, class_path), renderer, class_path)
    return opened.session


def close_session(bl_idname: str) -> None:
    """Close the session of an engine where it has one. The JVM stays, parked: a process can't start a second one."""
    opened = _opened.pop(bl_idname, None)
    if opened is not None:
        opened.session.close()


def jvm_settings() -> JvmSettings:
    """From the preferences of the Passbridge add-on, under whatever name it is enabled; else the defaults."""
    for name, addon in bpy.context.preferences.addons.items():
        if name.rpartition(".")[2] == "passbridge" and addon.preferences:
            preferences = addon.preferences
            options = tuple(shlex.split(preferences.jvm_options))
            return JvmSettings(bpy.path.abspath(preferences.java_home), preferences.heap_mib, options)
    return JvmSettings()


def _start_jvm() -> None:
    java = _java_folder()
    properties = {
        "org.lwjgl.librarypath": str(java / "natives"),
        "java.util.logging.SimpleFormatter.format": _LOG_FORMAT,
    }
    start_jvm(sorted(str(path) for path in java.glob("*.jar")), jvm_settings(), properties)


@functools.cache
def _java_folder() -> Path:
    """Passbridge's own jar, LWJGL's, and the libraries of these. A legacy add-on has them in its wheel alone."""
    java = _PACKAGE / "java"
    if not java.is_dir():
        wheels = sorted((_PACKAGE / "wheels").glob("passbridge-*.whl"))
        if not wheels:
            raise PassbridgeError(f"'{_PACKAGE}' has neither a folder 'java' nor a wheel: install the Passbridge add-on again")
        java = unpacked(wheels[-1]) / "passbridge" / "java"
    return content_folder(java)


def _copy(jar: Path) -> Path:
    """A copy that stays as it is when the jar is built again."""
    status = jar.stat()
    stamp = (status.st_mtime_ns, status.st_size)
    known = _copies.get(jar)
    if known is None or known[0] != stamp or not known[1].exists():
        known = _copies[jar] = (stamp, content_folder(jar) / jar.name)
    return known[1]
