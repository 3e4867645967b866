# SPDX-License-Identifier: GPL-3.0-or-later
"""The Java side of the engine: which jars, which renderer, and the session that frames are submitted to."""

from __future__ import annotations

from pathlib import Path

from ..content_folder import content_folder
from ..host import Session, start_jvm
from .preferences import jvm_settings

RENDERER = "passbridge.raster.RasterRenderer"

_LOG_FORMAT = "Passbridge: %4$s: %5$s%6$s%n"

_sessions: dict[str, Session] = {}


def open_session(renderer: str = RENDERER, class_path: tuple[str, ...] = ()) -> Session:
    """Return the session of a renderer, starting the JVM and the session where there are none yet.

    ``class_path``: jars beside Passbridge's own; they count when this call starts the JVM.

    Raises PassbridgeError where Java can't be found or started.
    """
    session = _sessions.get(renderer)
    if session is None:
        java = content_folder(Path(__file__).parent.parent / "java")
        jars = sorted(str(path) for path in java.glob("*.jar"))
        properties = {
            "org.lwjgl.librarypath": str(java / "natives"),
            "java.util.logging.SimpleFormatter.format": _LOG_FORMAT,
        }
        start_jvm([*jars, *class_path], jvm_settings(), properties)
        session = _sessions[renderer] = Session(renderer)
    return session


def close() -> None:
    """Close all sessions. The JVM stays."""
    while _sessions:
        _sessions.popitem()[1].close()
