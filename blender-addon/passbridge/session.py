# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of Java renderers, and the frames that they make."""

from __future__ import annotations

import ctypes
import weakref
from typing import Hashable, Mapping, Sequence

from . import abi
from .native import library, message, span_of, text_memory
from .properties import SettingValue

_DESCRIBE_TIMEOUT_MS = 10_000
_DESCRIBE_BYTES = 4096

class Frame:
    """One picture in the making. Close it before the memory of its scene or targets goes."""

    def __init__(self, handle: ctypes.c_void_p, memory: object) -> None:
        self._handle: ctypes.c_void_p | None = handle
        self._memory = memory  # read by the session until the frame is being drawn

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

    def cancel(self) -> None:
        """Ask the renderer to stop."""
        library().pb_frame_cancel(self._handle)

    def text(self) -> str:
        """Why the frame failed: cause first, further lines are the stack trace. After FRAME_RESOLVED how each pass was read, one
        "name: way" a line, then an empty line and a line for each thing that could not be drawn."""
        return library().pb_frame_text(self._handle).decode("utf-8", "replace")

    def close(self) -> None:
        """Cancel what runs; on return nobody touches the memory of the scene or the targets any more."""
        handle, self._handle = self._handle, None
        library().pb_frame_close(handle)


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
        self.synced_images: dict[int, Hashable] = {}
        """The images of the scene that the session has, by id, and what their pixels depended on."""

    def has_synced(self, reader: object, images: dict[int, Hashable]) -> None:
        """The session has the scene that ``reader`` submitted, with these images. It does not keep the reader alive, and where that goes
        while no render goes on, the session gives the scene up."""

        def gone(_: object, session: weakref.ref[Session] = weakref.ref(self)) -> None:
            kept = session()
            if kept is not None and not kept.is_rendering:
                kept.clear()

        self._synced_by = weakref.ref(reader, gone)
        self.synced_images = images

    @property
    def synced_by(self) -> object | None:
        """Whoever submitted the scene that the session has; None where nobody did, or nobody is there any more."""
        return self._synced_by() if self._synced_by is not None else None

    def clear(self) -> None:
        """Give up the scene. The renderer stays as it is, and so does what it needs to start."""
        self.forget()

    def submit(
        self,
        scene: abi.Span,
        passes: Sequence[tuple[str, int]],
        width: int,
        height: int,
        samples: int,
        filter_width: float,
        settings: Mapping[str, SettingValue] = {},
        targets: Sequence[abi.PassTarget] = (),
    ) -> Frame:
        """Queue a frame.

        scene     its memory must stay until the frame is closed
        passes    names and channel counts
        settings  what the user chose for the renderer
        targets   memory of passes, written as soon as the picture is drawn: ``wait`` tells FRAME_RESOLVED; it must stay until then or until
                  the frame is closed. None: ``Frame.resolve`` does that
        """
        requests = (abi.PassRequest * len(passes))()
        for request, (name, channels) in zip(requests, passes):
            request.name, request.channels = name.encode(), channels
        written = (abi.PassTarget * len(targets))(*targets)
        texts: list[object] = []
        chosen = (abi.Setting * len(settings))(*(_setting(name, value, texts) for name, value in settings.items()))
        handle = ctypes.c_void_p()
        request = message(
            abi.FrameRequest,
            width=width,
            height=height,
            samples=samples,
            filter_width=filter_width,
            scene=scene,
            passes=span_of(requests),
            settings=span_of(chosen),
            targets=span_of(written),
        )
        library().pb_frame_submit(self._handle, request, ctypes.byref(handle))
        return Frame(handle, texts)

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


def setting_parts(value: SettingValue) -> tuple[int, tuple[float, ...], str]:
    """What a setting's value is in a message: its ``abi.SETTING_…`` type, its numbers (none for a text), and its text ("" for others)."""
    if isinstance(value, bool):
        return abi.SETTING_BOOL, (value,), ""
    if isinstance(value, int):
        return abi.SETTING_INT, (value,), ""
    if isinstance(value, float):
        return abi.SETTING_FLOAT, (value,), ""
    if isinstance(value, str):
        return abi.SETTING_TEXT, (), value
    return abi.SETTING_COLOR, tuple(value), ""


def _setting(name: str, value: SettingValue, texts: list[object]) -> abi.Setting:
    """``texts`` receives what owns the memory of a text."""
    setting = abi.Setting(name=name.encode())
    setting.type, numbers, text = setting_parts(value)
    setting.number[: len(numbers)] = numbers
    if text:
        memory = text_memory(text)
        texts.append(memory)
        setting.text = span_of(memory)
    return setting
