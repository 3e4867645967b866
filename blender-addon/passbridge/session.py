# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of Java renderers, and the frames that they make."""

from __future__ import annotations

import ctypes
import weakref
from array import array
from typing import Sequence

from . import abi
from .native import library, message, span_of, text_memory
from .properties import PropertyList, TextList

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
        then, or until the frame is closed. Nothing comes where the frame has just been drawn."""
        array = (abi.PassTarget * len(targets))(*targets)
        library().pb_frame_refresh(self._handle, array, len(targets))

    def wanted_geometries(self) -> list[int]:
        """After FRAME_INCOMPLETE: ids of those of which the renderer needs data that was left out. None: it lacks the whole scene."""
        count = ctypes.c_uint32()
        library().pb_frame_wanted(self._handle, None, 0, ctypes.byref(count))
        ids = (ctypes.c_uint64 * count.value)()
        library().pb_frame_wanted(self._handle, ids, count.value, ctypes.byref(count))
        return list(ids)

    def provide_pixels(
        self, image: int, width: int, height: int, channels: int, format: int, values: array[float] | None
    ) -> None:
        """Answer ``wanted_image``. ``values``: rows bottom to top; None where they can't be read. ``format``: what the renderer gets."""
        span = abi.Span()
        if values is not None:
            address, count = values.buffer_info()
            span = abi.Span(0, address, count * values.itemsize, 0)
        pixels = message(abi.ImagePixels, image=image, width=width, height=height, channels=channels, format=format, values=span)
        library().pb_frame_provide_pixels(self._handle, pixels)

    def metadata(self) -> dict[str, str]:
        """What the renderer wants to be kept beside the picture. From FRAME_DRAWN on."""
        span = abi.Span()
        library().pb_frame_metadata(self._handle, span)
        if not span.size_bytes:
            return {}
        texts = ctypes.string_at(span.offset, span.size_bytes).decode("utf-8", "replace").split("\0")
        return dict(zip(texts[0:-1:2], texts[1::2]))

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
    """A scene on its way from Blender's memory into that of a session. Close it, whatever becomes of it: a frame that it was submitted with
    keeps what it took over. One that nothing is put into costs nothing."""

    def __init__(self, session: ctypes.c_void_p) -> None:
        self._session = session
        self._handle = ctypes.c_void_p()

    def copy(self, arrays: ctypes.Array[abi.Array]) -> None:
        """Copy the values of arrays now, and make their spans name the copies, for the description that follows."""
        library().pb_capture_arrays(self.handle, arrays, len(arrays))

    def describe(self, scene: abi.Description) -> None:
        """Say what is captured. The memory that its arrays name must stay until ``run`` leaves nothing."""
        library().pb_capture_scene(self.handle, scene)

    def run(self, budget_ms: int) -> int:
        """Copy for that long, on all cores; gives the bytes that are left."""
        left_bytes = ctypes.c_uint64()
        library().pb_capture_run(self.handle, budget_ms, ctypes.byref(left_bytes))
        return left_bytes.value

    @property
    def handle(self) -> ctypes.c_void_p:
        """Opened when it is first needed: a frame of an unchanged scene needs none."""
        if not self._handle:
            library().pb_capture_open(self._session, ctypes.byref(self._handle))
        return self._handle

    def __enter__(self) -> Capture:
        return self

    def __exit__(self, *_: object) -> None:
        handle, self._handle = self._handle, ctypes.c_void_p()
        if handle:
            library().pb_capture_close(handle)


class FrameRequest:
    """What a frame is to be, apart from its scene, and the lists that it leads into."""

    def __init__(
        self,
        passes: Sequence[tuple[str, int]],
        targets: Sequence[abi.PassTarget] = (),
        camera_steps: Sequence[abi.CameraStep] = (),
    ) -> None:
        """
        passes        names and channel counts
        targets       memory of passes, written as soon as the picture is drawn: ``wait`` tells FRAME_RESOLVED; it must stay until then or
                      until the frame is closed. None: ``Frame.resolve`` does that
        camera_steps  where the camera is while the shutter is open, by time; none: it does not move
        """
        self.texts = TextList()
        self.properties = PropertyList(self.texts)
        self.struct = message(abi.RenderRequest, samples=1)
        """Its numbers, and its ranges in ``texts`` and ``properties``, are for the maker of the request to set."""
        asked = (abi.PassRequest * len(passes))()
        for each, (name, channels) in zip(asked, passes):
            each.name, each.channels = name.encode(), channels
        self._lists = asked, (abi.PassTarget * len(targets))(*targets), (abi.CameraStep * len(camera_steps))(*camera_steps)

    def finish(self) -> abi.RenderRequest:
        """All of it; its memory is this object's. Nothing may be added any more."""
        struct = self.struct
        struct.passes, struct.targets, struct.camera_steps = map(span_of, self._lists)
        self._memory = tuple(
            (ctypes.c_char * len(content)).from_buffer(content) for content in (self.properties.bytes, self.texts.bytes)
        )
        struct.properties, struct.text = map(span_of, self._memory)
        return struct


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
        """The session has the scene that ``reader`` submitted. It does not keep the reader alive, and where that goes while no render goes
        on, the session gives the scene up."""

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
        """Give up the scene: the renderer is handed an empty one, and memory that is kept for the next frame goes. Renderer, thread, classes
        and OpenGL stay."""
        self.forget()
        if self._handle:  # a reader may outlive the session
            library().pb_session_clear(self._handle)

    def forget_geometries(self, ids: Sequence[int]) -> None:
        """Have them captured again, whether they have changed or not. None: all of them."""
        array_of_ids = (ctypes.c_uint64 * len(ids))(*ids) if ids else None
        library().pb_session_forget(self._handle, array_of_ids, len(ids))

    def capture(self) -> Capture:
        """Begin to take over a scene: ``with session.capture() as capture``."""
        return Capture(self._handle)

    def submit(self, request: FrameRequest, capture: Capture | None = None) -> Frame:
        """Queue a frame. ``capture``: the scene, of which nothing must be left to run; None: the one that the session has."""
        handle = ctypes.c_void_p()
        struct = request.finish()
        library().pb_frame_open(self._handle, struct, capture.handle if capture else None, ctypes.byref(handle))
        return Frame(handle)

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
