# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered viewports: each has a session of its own, whose pictures are shown as they come.

Blender's main thread reads the scene and draws pictures that are there; it never waits for a renderer. At most one frame is in the
making. It is given up for a newer one as soon as it has shown a picture, so that something new is seen however fast things change.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import bpy
from bpy.app.handlers import persistent

from .. import abi
from ..errors import PassbridgeError
from ..scene.reader import IsShown, SceneReader
from ..session import Frame, FrameRequest
from ..viewport_picture import ViewportPicture
from . import settings
from .passes import Pass
from .request import frame_request
from .sessions import EngineSession, spare_sessions
from .status import StatusLine, status_of
from .submission import ASKS_AGAIN, submit
from .view import Picture, View, read_viewport
from .viewport_pause import is_paused
from .viewport_text import draw_error

if TYPE_CHECKING:
    from .java_render_engine import JavaRenderEngine

_TICK_S = 0.01

_STARTING_JAVA = "Starting Java"

# What has not changed for that long rests; while changes follow each other within a second, for so many times as long as between the last two.
_REST_S, _PAUSES_PER_REST, _LONGEST_PAUSE_S = 0.2, 1.5, 1.0

# Until what has changed rests a sample should take no longer than this, at the price of resolution.
_SMOOTH_MS = 60.0
_REDUCTIONS = (1, 2, 4, 8)

# Of a picture with less resolution the first sample is all: the next one begins anew, or is drawn sharply, and until then further samples would
# take time from Blender's own drawing of what has come. This time limit is SamplingLimits.FIRST_SAMPLE of Java.
_FIRST_SAMPLE_S = sys.float_info.min

# A frame of which there is no picture after this is given up for a newer one.
_FIRST_PICTURE_S = 10.0

# Between pictures of one frame; and so many times as long as Blender's main thread takes to show one.
_LEAST_PAUSE_S, _PAUSE_PER_SHOWING = 0.1, 5.0

# A scene of which the renderer says so often in a row that something is missing is not sent again.
_MAX_INCOMPLETE_COUNT = 3


@dataclass(frozen=True)
class _Seen:
    """What a viewport shows, apart from the scene."""

    camera: bytes
    picture: Picture
    seen_through: str

    @classmethod
    def of(cls, view: View) -> _Seen:
        return cls(bytes(view.camera), view.picture, view.seen_through.name if view.seen_through else "")


@dataclass(frozen=True)
class _SharpFrame:
    """What was asked for with less resolution, with all of it."""

    request: FrameRequest
    picture: Picture


class _FrameInMaking:
    """A frame, and the memory that its next picture comes to."""

    def __init__(self, frame: Frame, picture: Picture) -> None:
        self.picture = picture
        self.has_shown = False
        self.drawing_since_s: float | None = None  # None: it has not begun
        self._frame = frame
        self._memory: ViewportPicture | None = None  # None: it is asked for nothing
        self._serial = 0
        self._is_resolving = False

    @property
    def is_asked(self) -> bool:
        return self._memory is not None

    def ask(self, memory: ViewportPicture) -> None:
        """Ask for the picture as it is when the next sample is done."""
        self._memory = memory
        self._frame.refresh([memory.target()])

    def resolve(self, memory: ViewportPicture) -> None:
        """Ask for the complete picture, once the frame is drawn; that of an earlier question does not come any more."""
        self._memory = memory
        self._is_resolving = True
        self._frame.resolve([memory.target()])

    def news(self, reader: SceneReader) -> tuple[abi.FrameProgress, ViewportPicture | None]:
        """How far it is, and the picture that was asked for once it is there.

        Raises PassbridgeError where the frame has failed.
        """
        progress = self._frame.wait(0)
        if progress.state == abi.FRAME_FAILED:
            raise PassbridgeError(self._frame.text())
        if progress.state >= abi.FRAME_DRAWING and self.drawing_since_s is None:
            self.drawing_since_s = time.perf_counter()
        if progress.wanted_image:
            with contextlib.suppress(PassbridgeError):  # the renderer does not wait any more, or is told that there is no memory
                self._frame.provide_pixels(progress.wanted_image, *reader.pixels(progress.wanted_image))
        has_come = progress.state == abi.FRAME_RESOLVED if self._is_resolving else progress.refresh_serial > self._serial
        if self._memory is None or not has_come:
            return progress, None
        self._serial = progress.refresh_serial
        self.has_shown = True
        come, self._memory = self._memory, None
        come.changed()
        return progress, come

    def needs_resolve(self, progress: abi.FrameProgress) -> bool:
        return progress.state == abi.FRAME_DRAWN and not self._is_resolving

    def warnings(self) -> list[str]:
        """Once it is resolved: what could not be drawn."""
        return self._frame.text().partition("\n\n")[2].splitlines()

    def wanted_geometries(self) -> list[int]:
        return self._frame.wanted_geometries()

    def close(self) -> ViewportPicture | None:
        """Nobody writes any more; gives the memory that nothing has come to."""
        self._frame.cancel()
        self._frame.close()
        return self._memory


class _Opening:
    """Of a session, in a thread of its own: starting Java takes a moment."""

    def __init__(self, session: EngineSession, engine_class: type[JavaRenderEngine]) -> None:
        self._session = session
        self._engine_class = engine_class
        self._error: Exception | None = None
        self._lock = threading.Lock()  # guards what follows
        self._has_ended = False
        self._next: Callable[[], None] | None = None
        # A daemon: Blender must be able to end meanwhile.
        threading.Thread(target=self._run, name="passbridge-viewport", daemon=True).start()

    def _run(self) -> None:
        try:
            self._session.open(self._engine_class)
        except Exception as error:
            self._error = error
        with self._lock:
            self._has_ended = True
            following = self._next
        if following is not None:
            following()

    @property
    def has_ended(self) -> bool:
        with self._lock:
            return self._has_ended

    def check(self) -> None:
        """Once it has ended: raises what has prevented it."""
        if self._error is not None:
            raise self._error

    def then(self, following: Callable[[], None]) -> None:
        """Have this done once it has ended, by whoever ends it; nobody waits."""
        with self._lock:
            self._next = following
            has_ended = self._has_ended
        if has_ended:
            following()


class Viewport:
    """What one Rendered viewport shows. Thread: Blender's main thread."""

    def __init__(self, engine: JavaRenderEngine) -> None:
        self._engine = weakref.ref(engine)
        self._spare_sessions = spare_sessions(engine.bl_idname)
        self._session = self._spare_sessions.take()
        self._is_open = False  # the session
        self._opening: _Opening | None = None
        self._reader = SceneReader()
        self._read_of: tuple[object, ...] = ()  # dependency graph, and what filters its objects
        self._scene_has_changed = True
        self._frame: _FrameInMaking | None = None
        self._wanted: _Seen | None = None  # at full resolution, as all of these; when the viewport was drawn last
        self._asked: _Seen | None = None  # of the last frame
        self._reduction = 1  # of the last frame
        self._sharp: _SharpFrame | None = None  # follows the last frame, where that has less resolution
        self._pixel_ms = _last_pixel_ms.get(engine.bl_idname, 0.0)  # that a sample takes; 0: it is not known
        self._changed_s = 0.0
        self._rest_s = _REST_S  # what has not changed for that long rests
        self._shown: tuple[ViewportPicture, Picture] | None = None
        self._is_shown_new = False  # it has not been drawn yet
        self._spare: ViewportPicture | None = None
        self._next_s = 0.0  # when to ask for another picture of the frame
        self._incomplete_count = 0  # in a row
        self._warned: set[str] = set()
        self._status_line = StatusLine()
        self._told = ""
        self._error = ""
        weakref.finalize(engine, self.close).atexit = False

    def update(self, context: bpy.types.Context, depsgraph: bpy.types.Depsgraph) -> None:
        """The scene has changed."""
        self._scene_has_changed = True
        self._note_change()
        with self._caught():
            if not self._begin_if_due(context, depsgraph):
                self._reader.defer(depsgraph)
        _keep_ticking()

    def draw(self, context: bpy.types.Context, depsgraph: bpy.types.Depsgraph) -> None:
        """Called with the viewport's framebuffer bound."""
        with self._caught():
            self._follow()
            self._begin_if_due(context, depsgraph)
            self._draw_picture(context)
        if self._error:
            draw_error(context, self._error)
        _keep_ticking()

    def tick(self) -> bool:
        """Looks for news; False where there will be none."""
        engine = self._engine()
        try:
            if engine is None:
                raise ReferenceError
            with self._caught():
                has_news = self._follow() or self._is_open_now()
                self._sharpen_if_due()
                if has_news or self._is_due(time.perf_counter()):
                    engine.tag_redraw()
        except ReferenceError:  # Blender has freed the engine
            self.close()
            return False
        return self._opening is not None or self._frame is not None or not self._error and self._reduction > 1

    @property
    def is_complete(self) -> bool:
        """Whether the picture has all samples of what is to be seen, or there will be no other one."""
        is_asked = self._wanted is not None and self._asked == self._wanted and self._reduction == 1 and not self._scene_has_changed
        return bool(self._error) or is_asked and self._frame is None

    @property
    def picture(self) -> ViewportPicture | None:
        """The one that is shown, if any."""
        return self._shown[0] if self._shown else None

    @property
    def status(self) -> str:
        """What is said of it while there is no error."""
        return self._told

    @property
    def error(self) -> str:
        """What is shown in red; "": nothing."""
        return self._error

    def forget_scene(self) -> None:
        """What was read of it may be of data that is gone."""
        self._reader.forget()
        self._scene_has_changed = True

    def close(self) -> None:
        """Ends the session, until the viewport is drawn again."""
        _viewports.discard(self)
        self._end_frame()
        self._shown = self._spare = self._asked = self._sharp = None
        self.forget_scene()
        self._is_open = False
        session, self._session = self._session, EngineSession()
        opening, self._opening = self._opening, None
        if opening is None:
            self._spare_sessions.give_back(session)
        else:
            opening.then(lambda: self._spare_sessions.give_back(session))

    @contextlib.contextmanager
    def _caught(self) -> Iterator[None]:
        """What is raised ends here, and is shown."""
        try:
            yield
        except ReferenceError:
            raise
        except PassbridgeError as error:
            self._fail(str(error))
        except Exception as error:  # a bug of ours must end in a message like any other failure
            self._fail(f"{type(error).__name__}: {error}. This is a bug in Passbridge: please report it\n{traceback.format_exc()}")

    def _fail(self, text: str) -> None:
        """The picture stays; the next change is another try."""
        self._end_frame()
        self.forget_scene()
        first_line = text.partition("\n")[0]
        if first_line != self._error:
            print(f"Passbridge: {text}", flush=True)
        self._error = first_line
        self._tell("")
        self._engine().tag_redraw()

    def _note_change(self) -> None:
        now = time.perf_counter()
        pause_s = now - self._changed_s
        self._rest_s = max(_REST_S, _PAUSES_PER_REST * pause_s) if pause_s < _LONGEST_PAUSE_S else _REST_S
        self._changed_s = now
        self._error = ""

    def _reduction_at(self, now: float) -> int:
        """How many pixels of the viewport are to be one of the picture, along each axis."""
        if now - self._changed_s >= self._rest_s:
            return 1
        pixel_count = self._wanted.picture.width * self._wanted.picture.height
        fitting = (each for each in _REDUCTIONS if pixel_count * self._pixel_ms / each**2 <= _SMOOTH_MS)
        return next(fitting, _REDUCTIONS[-1])

    def _is_due(self, now: float) -> bool:
        """Whether another frame is wanted, and can be begun."""
        frame = self._frame
        if self._error or self._wanted is None or not self._is_open:
            return False
        if frame is not None and not frame.has_shown:
            since_s = frame.drawing_since_s
            if since_s is None or now - since_s < _FIRST_PICTURE_S:
                return False
        # One that has come is shown first: Blender would draw it beside a renderer that draws for long.
        is_sharper_due = not self._is_shown_new and self._reduction_at(now) < self._reduction
        return self._scene_has_changed or self._wanted != self._asked or is_sharper_due

    def _begin_if_due(self, context: bpy.types.Context, depsgraph: bpy.types.Depsgraph) -> bool:
        """False where no frame was begun."""
        if is_paused(context.scene, self._engine().bl_idname):
            self._end_frame()
            self._asked = self._sharp = None  # once it goes on, from the first sample
            return False
        view = read_viewport(context, depsgraph, 1, lambda warning: self._warn([warning]))
        if view is None:
            return False
        wanted = _Seen.of(view)
        if wanted != self._wanted:
            self._wanted = wanted
            self._note_change()
        now = time.perf_counter()
        self._open_session()
        if not self._is_due(now):
            return False
        reduction = self._reduction_at(now)
        request = self._request(depsgraph, view)
        self._sharp = None
        if reduction > 1:
            self._sharp = _SharpFrame(request, view.picture)
            view = read_viewport(context, depsgraph, reduction, lambda warning: None)
            request = self._request(depsgraph, view)
            request.struct.time_limit_s = _FIRST_SAMPLE_S
        self._end_frame()
        self._begin(self._submit(context, depsgraph, request), view.picture)
        self._asked, self._reduction = wanted, reduction
        return True

    def _sharpen_if_due(self) -> None:
        """Begins the frame that follows one of less resolution. Blender need not draw for that."""
        sharp = self._sharp
        if sharp is None or self._frame is not None or self._scene_has_changed or self._wanted != self._asked:
            return
        if not self._is_due(time.perf_counter()):
            return
        self._begin(self._session.session.submit(sharp.request), sharp.picture)
        self._sharp, self._reduction = None, 1

    def _begin(self, frame: Frame, picture: Picture) -> None:
        self._frame = _FrameInMaking(frame, picture)
        self._frame.ask(self._memory_of(picture))

    def _request(self, depsgraph: bpy.types.Depsgraph, view: View) -> FrameRequest:
        return frame_request(self._engine(), depsgraph, view, "", [Pass.COMBINED], ())

    def _open_session(self) -> None:
        """In a thread of its own: starting Java takes a moment."""
        if self._is_open or self._opening is not None or self._error:
            return
        _viewports.add(self)
        engine = self._engine()
        if self._session.session is not None:  # Java runs
            self._session.open(type(engine))
            self._is_open = True
            return
        self._tell(_STARTING_JAVA)
        self._opening = _Opening(self._session, type(engine))

    def _is_open_now(self) -> bool:
        """Whether the session has just been opened.

        Raises what has prevented it.
        """
        if self._opening is None or not self._opening.has_ended:
            return False
        opening, self._opening = self._opening, None
        opening.check()
        self._is_open = True
        return True

    def _submit(self, context: bpy.types.Context, depsgraph: bpy.types.Depsgraph, request: FrameRequest) -> Frame:
        engine, session = self._engine(), self._session.session
        is_shown, filtered_by = _filter_of(context.space_data)
        read_of = depsgraph.as_pointer(), filtered_by
        if read_of != self._read_of:
            self._read_of = read_of
            self.forget_scene()
        if not self._scene_has_changed:
            return session.submit(request)
        with session.capture() as capture:
            scene = self._reader.read(
                depsgraph,
                settings.reader_of(engine),
                is_shown=is_shown,
                is_cancelled=lambda: False,
                progress=lambda count: None,
            )
            frame = submit(session, capture, self._reader, scene, request, lambda: False)
        self._warn(scene.warnings)
        self._scene_has_changed = False
        return frame

    def _follow(self) -> bool:
        """Takes what the frame has made; whether there is something new to see."""
        frame = self._frame
        if frame is None:
            if self._opening is not None:
                self._tell(_STARTING_JAVA)
            return False
        progress, come = frame.news(self._reader)
        if progress.state == abi.FRAME_INCOMPLETE:
            self._send_again(frame.wanted_geometries())
            return True
        if self._reduction == 1 and progress.sample > 1 and progress.draw_ms > 0:
            self._pixel_ms = progress.draw_ms / progress.sample / (frame.picture.width * frame.picture.height)
            _last_pixel_ms[self._engine().bl_idname] = self._pixel_ms
        if come is not None:
            self._show(come, frame)
        if progress.state == abi.FRAME_RESOLVED:
            self._warn(frame.warnings())
            self._tell(f"{progress.sample} samples", progress)
        else:
            self._tell(status_of(progress), progress)
        is_last = come is not None and self._reduction > 1
        if is_last or progress.state in {abi.FRAME_RESOLVED, abi.FRAME_CANCELLED}:
            self._end_frame()
        elif frame.needs_resolve(progress):
            frame.resolve(self._memory_of(frame.picture))
        elif frame.has_shown and not frame.is_asked and time.perf_counter() >= self._next_s:
            frame.ask(self._memory_of(frame.picture))
        return come is not None

    def _show(self, come: ViewportPicture, frame: _FrameInMaking) -> None:
        if self._shown is not None:
            self._spare = self._shown[0]
        self._shown = come, frame.picture
        self._is_shown_new = True
        self._next_s = float("inf")  # until it is drawn
        self._incomplete_count = 0

    def _send_again(self, geometries: list[int]) -> None:
        """The renderer lacks these geometries, or, where there are none, the whole scene."""
        self._incomplete_count += 1
        if self._incomplete_count > _MAX_INCOMPLETE_COUNT:
            raise PassbridgeError(ASKS_AGAIN)
        self._session.session.forget_geometries(geometries)
        self.forget_scene()
        self._end_frame()

    def _memory_of(self, picture: Picture) -> ViewportPicture:
        """For a picture of this size."""
        spare, self._spare = self._spare, None
        if spare is not None and (spare.width, spare.height) == (picture.width, picture.height):
            return spare
        return ViewportPicture(picture.width, picture.height)

    def _end_frame(self) -> None:
        if self._frame is not None:
            frame, self._frame = self._frame, None
            self._spare = frame.close() or self._spare
            self._reader.close_images()

    def _draw_picture(self, context: bpy.types.Context) -> None:
        if self._shown is None:
            return
        started = time.perf_counter()
        memory, picture = self._shown
        scale_x, scale_y = context.region.width / picture.full_width, context.region.height / picture.full_height
        rectangle = picture.left * scale_x, picture.bottom * scale_y, picture.width * scale_x, picture.height * scale_y
        memory.draw(self._engine(), context, rectangle)
        if self._is_shown_new:
            self._is_shown_new = False
            now = time.perf_counter()
            self._next_s = now + max(_LEAST_PAUSE_S, _PAUSE_PER_SHOWING * (now - started))

    def _warn(self, warnings: Iterable[str]) -> None:
        """Each is told once: Blender has no place for them in a viewport."""
        for warning in warnings:
            if warning not in self._warned:
                self._warned.add(warning)
                print(f"Passbridge: viewport: {warning}", flush=True)

    def _tell(self, status: str, progress: abi.FrameProgress | None = None) -> None:
        text = self._status_line.text(status, progress)
        if text != self._told:
            self._told = text
            self._engine().update_stats("", text)
            if self._status_line.is_waiting:  # nothing else is new that would be drawn
                self._engine().tag_redraw()


def _filter_of(space: bpy.types.SpaceView3D) -> tuple[IsShown | None, tuple[object, ...]]:
    """What asks of an object whether the viewport shows it, and what that depends on; None: it shows all."""
    excluded = tuple([name for name in _TYPE_SWITCHES if not getattr(space, name)])
    if space.local_view is None and not space.use_local_collections and not excluded:
        return None, ()
    return lambda shown: shown.visible_in_viewport_get(space), (space.local_view, space.use_local_collections, excluded)


_TYPE_SWITCHES = [name for name in bpy.types.SpaceView3D.bl_rna.properties.keys() if name.startswith("show_object_viewport_")]

_viewports: weakref.WeakSet[Viewport] = weakref.WeakSet()

_last_pixel_ms: dict[str, float] = {}
"""Of the last viewport, by its engine's bl_idname: what the next one may expect."""


def _tick() -> float | None:
    return _TICK_S if any([viewport.tick() for viewport in open_viewports()]) else None


def _keep_ticking() -> None:
    """Until there is no more news of any viewport: an idle one costs nothing."""
    if not bpy.app.timers.is_registered(_tick):
        bpy.app.timers.register(_tick, first_interval=_TICK_S)


def open_viewports() -> list[Viewport]:
    """All that there are, of all engines."""
    return list(_viewports)


def close_viewports(bl_idname: str) -> None:
    """Close those of an engine."""
    for viewport in open_viewports():
        engine = viewport._engine()
        if engine is None or type(engine).bl_idname == bl_idname:
            viewport.close()


@contextlib.contextmanager
def following_edits() -> Iterator[None]:
    """Have viewports mind undo, and files that are opened, while this lasts."""
    for handlers, handler in _HANDLERS:
        handlers.append(handler)
    try:
        yield
    finally:
        for handlers, handler in _HANDLERS:
            if handler in handlers:
                handlers.remove(handler)


@persistent
def _undone(*_: object) -> None:
    for viewport in open_viewports():
        viewport.forget_scene()


@persistent
def _leave_file(*_: object) -> None:
    for viewport in open_viewports():
        viewport.close()


_HANDLERS = (
    (bpy.app.handlers.undo_post, _undone),
    (bpy.app.handlers.redo_post, _undone),
    (bpy.app.handlers.load_pre, _leave_file),
)
