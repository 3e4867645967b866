# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of Java renderers, and the frames that they make."""

from __future__ import annotations

import ctypes
import weakref
from array import array
from collections.abc import Sequence
from typing import Any

from . import abi
from .native import library, message, span_of, text_memory

_DESCRIBE_TIMEOUT_MS = 10_000
_DESCRIBE_BYTES = 4096

class Frame:
    """One picture in the making. Close it before the memory of its targets goes."""

    def __init__(self, handle: ctypes.c_void_p) -> None:
        self._handle: ctypes.c_void_p | None = handle

    def wait(self, timeout_ms: int) -> abi.FrameProgress:
        """Wait for news at most that long, and tell how far the frame is."""
        progress = abi.FrameProgress()
        library().pb_frame_wait(self._handle, timeout_ms, progress)
        return progress

    def resolve(self, targets: Sequence[abi.PassTarget]) -> None:
        """Begin to take the picture out; ``wait`` tells FRAME_RESOLVED. The targets' memory must stay until then."""
        array = (abi.PassTarget * len(targets))(*targets)
        library().pb_frame_resolve(self._handle, array, len(targets))

    def refresh(self, targets: Sequence[abi.PassTarget]) -> None:
        """Ask for the unfinished picture; ``wait`` tells by ``refresh_serial`` that it is in the targets. Their memory must stay until
        then, or until the frame is closed."""
        array = (abi.PassTarget * len(targets))(*targets)
        library().pb_frame_refresh(self._handle, array, len(targets))

    def metadata(self) -> dict[str, str]:
        """What the renderer wants to be kept beside the picture. From FRAME_DRAWN on."""
        span = abi.Span()
        library().pb_frame_metadata(self._handle, span)
        if not span.size_bytes:
            return {}
        texts = ctypes.string_at(span.offset, span.size_bytes).decode("utf-8", "replace").split("\0")
        return dict(zip(texts[0:-1:2], texts[1::2]))

    def provide_pixels(self, image: int, width: int, height: int, channels: int, format: int, values: array | None) -> None:
        """Answer ``wanted_image``: floats, rows bottom to top; None where they can't be read. ``format``: what the renderer gets."""
        pixels = message(abi.ImagePixels, image=image, width=width, height=height, channels=channels, format=format)
        if values:
            address, count = values.buffer_info()
            pixels.values = abi.Span(0, address, count * values.itemsize, 0)
        library().pb_frame_provide_pixels(self._handle, pixels)

    def cancel(self) -> None:
        """Ask the renderer to stop."""
        library().pb_frame_cancel(self._handle)

    def text(self) -> str:
        """Why the frame failed: cause first, further lines are the stack trace. After FRAME_RESOLVED how each pass was read, one
        "name: way" a line, then an empty line and a line for each thing that could not be drawn."""
        return library().pb_frame_text(self._handle).decode("utf-8", "replace")

    def close(self) -> None:
        """Cancel what runs; on return nobody touches the memory of the targets any more."""
        handle, self._handle = self._handle, None
        library().pb_frame_close(handle)


class Capture:
    """A scene that is being copied for a session. Close it before the session."""

    def __init__(self, session: ctypes.c_void_p, description: abi.Description) -> None:
        """``description``: what it names must stay until `run` leaves nothing or this is closed."""
        self.handle = ctypes.c_void_p()
        library().pb_capture_open(session, ctypes.byref(self.handle))
        try:
            library().pb_capture_scene(self.handle, description)
        except BaseException:
            self.close()
            raise

    def run(self, budget_ms: int) -> int:
        """Copy for so long, on all cores; give how many bytes are left."""
        left = ctypes.c_uint64()
        library().pb_capture_run(self.handle, budget_ms, left)
        return left.value

    def close(self) -> None:
        """Free what no frame has taken over."""
        handle, self.handle = self.handle, ctypes.c_void_p()
        library().pb_capture_close(handle)


class Session:
    """A Java renderer with what it keeps from frame to frame."""

    def __init__(self, renderer: str, class_path: Sequence[str] = ()) -> None:
        """Open a session; the JVM must run.

        renderer    binary name of a class that implements ``passbridge.Renderer``; "": the one that the class path names for Java's
                    ``ServiceLoader``
        class_path  jars and folders that are the renderer's alone; none: it is among Passbridge's own
        """
        self.forget()
        self.is_rendering = False
        """For its user, who sets it: a render goes on, whose next frame may find what the session has of use."""
        self._handle = ctypes.c_void_p()
        name, lines = text_memory(renderer), text_memory("\n".join(class_path))
        request = message(abi.SessionRequest, renderer=span_of(name), class_path=span_of(lines))
        library().pb_session_open(request, ctypes.byref(self._handle))

    def forget(self) -> None:
        """For submitters, who call ``has_synced``: nothing is known of what the session has."""
        self._synced_by: weakref.ref[object] | None = None

    def has_synced(self, reader: object) -> None:
        """The session has the scene that ``reader`` described. It does not keep the reader alive, and where that goes while no render
        goes on, the session gives the scene up."""

        def gone(_: object, session: weakref.ref[Session] = weakref.ref(self)) -> None:
            kept = session()
            if kept is not None and not kept.is_rendering:
                kept.clear()

        self._synced_by = weakref.ref(reader, gone)

    @property
    def synced_by(self) -> object | None:
        """Whoever submitted the scene that the session has; None where nobody did, or nobody is there any more."""
        return self._synced_by() if self._synced_by is not None else None

    def clear(self) -> None:
        """Give up the scene. The renderer stays as it is, and so does what it needs to start."""
        self.forget()

    def capture(self, description: abi.Description) -> Capture:
        """Begin to copy a scene."""
        return Capture(self._handle, description)

    def open_frame(self, request: abi.RenderRequest, capture: Capture | None) -> Frame:
        """Queue a frame; the request is copied, but for the targets' memory, which must stay until ``wait`` tells FRAME_RESOLVED or the
        frame is closed.

        capture  of the scene, all of it: the frame takes it over; None: the scene is the one that the session has
        """
        handle = ctypes.c_void_p()
        library().pb_frame_open(self._handle, request, capture.handle if capture else None, ctypes.byref(handle))
        return Frame(handle)

    def forget_geometries(self) -> None:
        """Have all geometries of the next scene copied, whatever was copied before."""
        library().pb_session_forget(self._handle, None, 0)

    def describe(self) -> dict[str, str]:
        """What the session runs on: Java, OpenGL vendor, renderer and version, …"""
        text = ctypes.create_string_buffer(_DESCRIBE_BYTES)
        library().pb_session_describe(self._handle, _DESCRIBE_TIMEOUT_MS, text, _DESCRIBE_BYTES)
        lines = text.value.decode("utf-8", "replace").splitlines()
        return dict(line.split(": ", 1) for line in lines if ": " in line)

    def close(self) -> None:
        """Free the renderer. All frames must have been closed."""
        handle, self._handle = self._handle, ctypes.c_void_p()
        library().pb_session_close(handle)
