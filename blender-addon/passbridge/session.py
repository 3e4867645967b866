# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of Java renderers, and the frames that they make."""

from __future__ import annotations

import ctypes
import weakref
from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from . import abi
from .errors import PassbridgeError
from .native import library, message, span_of, text_memory
from .properties import CustomValue, PropertyList, SettingValue, TextList

_DESCRIBE_TIMEOUT_MS = 10_000
_DESCRIBE_BYTES = 4096

@dataclass(frozen=True)
class Pixels:
    """Of an image: floats, rows from the bottom to the top."""

    width: int
    height: int
    channels: int
    format: int  # abi.PIXELS_…: what the renderer is given
    values: array[float]


@dataclass
class Picture:
    """What a frame is to be."""

    passes: Sequence[tuple[str, int]]  # names and channel counts
    width: int
    height: int
    samples: int
    filter_width: float
    camera: abi.Camera
    full_size: tuple[int, int]  # of the whole picture, of which this is a part
    lower_left: tuple[int, int]  # where that part begins
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    targets: Sequence[abi.PassTarget] = ()
    """Memory of passes, written as soon as the picture is drawn: ``Frame.wait`` tells FRAME_RESOLVED; it must stay until then or until the
    frame is closed. None: ``Frame.resolve`` does that."""
    frame: int = 1
    subframe: float = 0.0
    fps: float = 24.0
    scene_name: str = ""
    view_layer: str = ""
    view_name: str = ""
    file_path: str = ""
    camera_id: int = 0
    camera_name: str = ""
    camera_settings: Mapping[str, SettingValue] = field(default_factory=dict)
    camera_properties: Mapping[str, CustomValue] = field(default_factory=dict)


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

    def wanted(self) -> list[int]:
        """After FRAME_INCOMPLETE: ids of geometries that the session lacks; none: it lacks the whole scene."""
        count = ctypes.c_uint32()
        library().pb_frame_wanted(self._handle, None, 0, ctypes.byref(count))
        ids = (ctypes.c_uint64 * count.value)()
        library().pb_frame_wanted(self._handle, ids, count.value, ctypes.byref(count))
        return list(ids)

    def provide_pixels(self, image: int, pixels: Pixels | None) -> None:
        """Answer ``wanted_image`` of the progress. None: they can't be read."""
        answer = message(abi.ImagePixels, image=image, width=1, height=1, channels=1)
        if pixels is not None:
            address, count = pixels.values.buffer_info()
            answer.width, answer.height = pixels.width, pixels.height
            answer.channels, answer.format = pixels.channels, pixels.format
            answer.values = abi.Span(0, address, count * pixels.values.itemsize, 0)
        try:
            library().pb_frame_provide_pixels(self._handle, answer)
        except PassbridgeError:
            if pixels is None:
                raise
            self.provide_pixels(image, None)  # there is no memory for them, say

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
    """A scene on its way into a session's own memory."""

    def __init__(self, handle: ctypes.c_void_p) -> None:
        self.handle = handle

    def scene(self, description: abi.Description) -> None:
        """Copy what is described, but for the values of arrays. Raises PassbridgeError where it can't be, or there is no memory."""
        library().pb_capture_scene(self.handle, description)

    def run(self, budget_ms: int) -> int:
        """Copy values for so long at most, on all cores; gives the bytes that are left. Their memory must stay until there are none."""
        left = ctypes.c_uint64()
        library().pb_capture_run(self.handle, budget_ms, ctypes.byref(left))
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
        """The session has the scene that ``reader`` read. It does not keep the reader alive, and where that goes
        while no render goes on, the session gives the scene up."""

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

    def capture(self) -> Capture:
        """Begin to copy a scene for this session. Close it before the session."""
        handle = ctypes.c_void_p()
        library().pb_capture_open(self._handle, ctypes.byref(handle))
        return Capture(handle)

    def forget_geometries(self, ids: Collection[int] = ()) -> None:
        """The next capture copies these geometries again, whatever the session has; none: all."""
        known = (ctypes.c_uint64 * len(ids))(*ids) if ids else None
        library().pb_session_forget(self._handle, known, len(ids))

    def open_frame(self, picture: Picture, capture: Capture | None) -> Frame:
        """Queue a frame.

        capture  done; the frame takes its scene over, and the session has that scene from now on. None: the scene that the session has
        """
        texts = TextList()
        properties = PropertyList(texts)
        passes = (abi.PassRequest * len(picture.passes))()
        for request, (name, channels) in zip(passes, picture.passes):
            request.name, request.channels = name.encode(), channels
        targets = (abi.PassTarget * len(picture.targets))(*picture.targets)
        view = abi.View(
            picture.camera, picture.camera_id, texts.add(picture.camera_name), *picture.full_size, *picture.lower_left
        )
        request = message(
            abi.RenderRequest,
            width=picture.width,
            height=picture.height,
            samples=picture.samples,
            filter_width=picture.filter_width,
            frame=picture.frame,
            subframe=picture.subframe,
            fps=picture.fps,
            view=view,
            scene_name=texts.add(picture.scene_name),
            view_layer=texts.add(picture.view_layer),
            view_name=texts.add(picture.view_name),
            file_path=texts.add(picture.file_path),
            settings=properties.add_settings(picture.settings),
            camera_settings=properties.add_settings(picture.camera_settings),
            camera_properties=properties.add_custom(picture.camera_properties),
        )
        property_memory = (ctypes.c_char * len(properties.bytes)).from_buffer(properties.bytes)
        text_memory = (ctypes.c_char * len(texts.bytes)).from_buffer(texts.bytes)
        for member, memory in (
            ("passes", passes),
            ("targets", targets),
            ("properties", property_memory),
            ("text", text_memory),
        ):
            setattr(request, member, span_of(memory) if ctypes.sizeof(memory) else abi.Span())
        handle = ctypes.c_void_p()
        library().pb_frame_open(self._handle, request, capture.handle if capture else None, ctypes.byref(handle))
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
