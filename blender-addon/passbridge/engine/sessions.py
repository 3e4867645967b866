# SPDX-License-Identifier: GPL-3.0-or-later
"""The JVM of this process with Passbridge's own jars, and the sessions that frames are submitted to.

Final renders of an engine have one session: without Persistent Data Blender makes a new instance of the engine for every frame of an
animation. At the end of the render it gives the scene up, unless Blender keeps the instance. A viewport and a preview's instance have
sessions of their own, which others take over when these end.
"""

from __future__ import annotations

import contextlib
import functools
import threading
import weakref
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import bpy
from bpy.app.handlers import persistent

from ..content_folder import content_folder, newest, unpacked
from ..errors import PassbridgeError
from ..jvm import JvmSettings, start_jvm
from ..session import Session
from .blenders_device import blenders_renderer
from .jvm_preferences import jvm_settings

if TYPE_CHECKING:
    from .java_render_engine import JavaRenderEngine

_PACKAGE = Path(__file__).parent.parent
_LOG_FORMAT = "Passbridge: %4$s: %5$s%6$s%n"


class EngineSession:
    """The session of an engine: opened when first asked for, and anew where the engine's jars have changed. It ends with this object, but
    not with the process."""

    def __init__(self) -> None:
        self.session: Session | None = None
        self._made_of: tuple[str, tuple[str, ...]] = "", ()  # renderer and class path
        self._end: weakref.finalize | None = None

    def open(self, engine: JavaRenderEngine | type[JavaRenderEngine]) -> Session:
        """No frame of the session may be open."""
        made_of = engine.java.renderer, tuple(str(_copy(jar)) for jar in engine.jars())
        if self.session is None or self._made_of != made_of:
            self.close()
            _start_jvm(jvm_settings(engine))
            self.session, self._made_of = Session(*made_of), made_of
            self._end = weakref.finalize(self, self.session.close)
            self._end.atexit = False
        return self.session

    def close(self) -> None:
        """It may be opened again."""
        self.session = None
        if self._end is not None:
            self._end()


class SpareSessions:
    """Sessions of viewports and previews, which come and go: the last one stays a while, with its OpenGL context and its programs, for
    whoever comes next. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # guards what follows
        self._spare: EngineSession | None = None
        self._timer: threading.Timer | None = None

    def take(self) -> EngineSession:
        with self._lock:
            taken, self._spare = self._spare, None
            return taken or EngineSession()

    def give_back(self, session: EngineSession) -> None:
        """No frame of it may be open; it gives up its scene."""
        if session.session is None:
            return
        session.session.clear()
        with self._lock:
            surplus, self._spare = self._spare, session
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(_SPARE_SESSIONS_END_AFTER_S, self.close)
            self._timer.daemon = True
            self._timer.start()
        if surplus is not None:
            surplus.close()

    def close(self) -> None:
        """Ends the one that is spare."""
        spare = self.take()
        spare.close()


_SPARE_SESSIONS_END_AFTER_S = 60.0

_of_final_renders: dict[str, EngineSession] = {}
"""By bl_idname."""

_spare: dict[str, SpareSessions] = {}
"""By bl_idname."""

_copies: dict[Path, tuple[tuple[tuple[str, int, int], ...], Path]] = {}
"""Of each jar or folder of classes: name, time and size of its files when it was copied, and the copy."""


def open_session(engine: JavaRenderEngine | type[JavaRenderEngine]) -> Session:
    """Return the session of an engine, starting the JVM and the session where there are none yet. A class stands for final renders.

    Where the engine's jars have changed since, its session is closed and another one opened: no frame of it may be open.

    Raises PassbridgeError where Java can't be found or started, or a jar is missing.
    """
    is_of_blender = not isinstance(engine, type)
    if is_of_blender and engine.is_preview:
        if engine.preview_session is None:
            engine.preview_session = spare_sessions(engine.bl_idname).take()
            weakref.finalize(engine, spare_sessions(engine.bl_idname).give_back, engine.preview_session).atexit = False
        return engine.preview_session.open(type(engine))
    session = _of_final_renders.setdefault(engine.bl_idname, EngineSession()).open(engine)
    session.is_rendering = session.is_rendering or is_of_blender
    return session


def spare_sessions(bl_idname: str) -> SpareSessions:
    """Those of an engine."""
    return _spare.setdefault(bl_idname, SpareSessions())


def close_sessions(bl_idname: str) -> None:
    """Close the session of an engine's final renders where it has one, and what is spare. The JVM stays, parked: a process can't start a
    second one."""
    for sessions in (_of_final_renders, _spare):
        opened = sessions.pop(bl_idname, None)
        if opened is not None:
            opened.close()


@contextlib.contextmanager
def following_renders() -> Iterator[None]:
    """Have sessions give up what they no longer need, while this lasts: several engines may need it at once."""
    global _followed_count
    if _followed_count == 0:
        for handlers, handler in _HANDLERS:
            handlers.append(handler)
    _followed_count += 1
    try:
        yield
    finally:
        _followed_count -= 1
        for handlers, handler in _HANDLERS:
            if _followed_count == 0 and handler in handlers:
                handlers.remove(handler)


@persistent
def _end_render(scene: bpy.types.Scene, _: object) -> None:
    """A still picture or the last frame of an animation is done, or was cancelled."""
    for session in _open_sessions():
        if session.is_rendering:
            session.is_rendering = False
            if not (scene.render.use_persistent_data and session.synced_by is not None):
                session.clear()


@persistent
def _leave_file(*_: object) -> None:
    """Another file is about to be opened."""
    for session in _open_sessions():
        session.is_rendering = False
        session.clear()


def _open_sessions() -> list[Session]:
    return [each.session for each in _of_final_renders.values() if each.session is not None]


_HANDLERS = (
    (bpy.app.handlers.render_complete, _end_render),
    (bpy.app.handlers.render_cancel, _end_render),
    (bpy.app.handlers.load_pre, _leave_file),
)
_followed_count = 0


def _start_jvm(settings: JvmSettings) -> None:
    java = _java_folder()
    properties = {
        "org.lwjgl.librarypath": str(java / "natives"),
        "java.util.logging.SimpleFormatter.format": _LOG_FORMAT,
        "passbridge.gpu.blender": blenders_renderer(),
    }
    start_jvm(sorted(str(path) for path in java.glob("*.jar")), settings, properties)


@functools.cache
def _java_folder() -> Path:
    """Passbridge's own jar, LWJGL's, and the libraries of these. A legacy add-on has them in its wheel alone."""
    java = _PACKAGE / "java"
    if not java.is_dir():
        wheels = newest((_PACKAGE / "wheels").glob("passbridge-*.whl"))
        if not wheels:
            raise PassbridgeError(f"'{_PACKAGE}' has neither a folder 'java' nor a wheel: install the Passbridge add-on again")
        java = unpacked(wheels[0]) / "passbridge" / "java"
    for jar in java.glob("*.jar"):
        if not zipfile.is_zipfile(jar):  # Java would start without it
            raise PassbridgeError(f"the jar '{jar}' is damaged: install the Passbridge add-on again")
    return content_folder(java)


def _copy(entry: Path) -> Path:
    """A copy of a jar or a folder of classes that stays as it is when that is built again."""
    files = sorted(path for path in entry.rglob("*") if path.is_file()) if entry.is_dir() else [entry]
    if not files:
        raise PassbridgeError(f"the folder '{entry}' of the class path is empty: build the engine")
    stamp = tuple((str(path), status.st_mtime_ns, status.st_size) for path, status in ((path, path.stat()) for path in files))
    known = _copies.get(entry)
    if known is None or known[0] != stamp or not known[1].exists():
        if entry.is_file() and not zipfile.is_zipfile(entry):  # Java would name the copy
            raise PassbridgeError(f"the jar '{entry}' is damaged: build it again")
        folder = content_folder(entry)
        known = _copies[entry] = (stamp, folder if entry.is_dir() else folder / entry.name)
    return known[1]
