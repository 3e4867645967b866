# SPDX-License-Identifier: GPL-3.0-or-later
"""One call of ``RenderEngine.render``: from the depsgraph to the passes of one view layer.

A frame fails whole: a picture that is not complete leaves zeros in Blender's result, unless the user has cancelled it and wants it to be
kept.
"""

from __future__ import annotations

import contextlib
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import bpy

from .. import abi, delivery
from ..errors import PassbridgeError
from ..jvm import limit_threads
from ..scene.motion import MotionStep
from ..scene.reader import SceneReader
from ..session import Capture, Frame, Session
from . import passes, settings, unfinished_pictures
from .motion import at_times, motion_times
from .request import frame_request
from .sessions import open_session
from .status import StatusLine, status_of
from .submission import ASKS_AGAIN, Cancelled, submit
from .unfinished_pictures import Stopped, UnfinishedPictures, named_targets
from .view import Picture, read_camera_step, read_view

if TYPE_CHECKING:
    from .java_render_engine import JavaRenderEngine

# How long a cancel may go unnoticed. Waiting ends earlier where there is news.
_POLL_MS = 20

# Stands for all geometries: no id is 0.
_WHOLE_SCENE = 0


@dataclass
class FrameReport:
    """What became of one call of ``render``."""

    view_layer: str
    width: int = 0  # pixels of the picture
    height: int = 0
    ok: bool = False  # the passes hold the complete picture
    cancelled: bool = False
    samples: int = 0  # of each pixel that the picture is of, as far as the renderer has told; 0: there is no picture, or it told nothing
    error: str = ""  # cause and way out; further lines are details
    warnings: list[str] = field(default_factory=list)
    delivery: str = ""  # the way that pixels took into Blender, and why
    readback: dict[str, str] = field(default_factory=dict)  # by pass: how it was read from OpenGL
    timings_ms: dict[str, float] = field(default_factory=dict)  # jvm, start, sync and of it capture, draw, readback, deliver


frame_reports: list[FrameReport] = []
"""What became of the calls of ``render`` of all engines, newest last. Whoever reads it clears it before rendering; only the last ones are
kept."""

_MAX_REPORT_COUNT = 64


def add_report(report: FrameReport) -> None:
    """Keep a report in ``frame_reports``."""
    frame_reports.append(report)
    del frame_reports[:-_MAX_REPORT_COUNT]


class _Incomplete(Exception):
    """The renderer needs data that was left out."""

    def __init__(self, geometries: list[int]) -> None:
        """``geometries``: ids; none: the whole scene."""
        self.geometries = geometries


def render_view_layer(engine: JavaRenderEngine, depsgraph: bpy.types.Depsgraph, reader: SceneReader) -> FrameReport:
    """Draw the depsgraph's view layer and deliver its passes. Never raises: failures are told to Blender and returned.

    ``reader``: the engine's own, the same for all its frames.
    """
    report = FrameReport(depsgraph.view_layer.name)
    with _caught(report):
        limit_threads(depsgraph.scene.render.threads)  # of blender -t N, of the scene, or all
        wanted = passes.enabled_passes(engine, depsgraph.view_layer)
        passes.add(engine, report.view_layer, wanted)
        with delivery.frame(engine, depsgraph) as target:
            report.width, report.height = target.width, target.height
            with _caught(report):
                for view in target.views:
                    if view.name:
                        engine.active_view_set(view.name)
                    _render_view(engine, depsgraph, reader, view, wanted, report)
                report.ok = True
            if not report.ok:
                target.discard()
    report.ok = report.ok and not report.error
    _tell_blender(engine, depsgraph, report)
    return report


@contextlib.contextmanager
def _caught(report: FrameReport) -> Iterator[None]:
    """What is raised ends here, and is in the report."""
    try:
        yield
    except Cancelled:
        report.cancelled = True
    except PassbridgeError as error:
        report.error = str(error)
    except Exception as error:  # a bug of ours must end in a message like any other failure
        report.error = f"{type(error).__name__}: {error}. This is a bug in Passbridge: please report it\n{traceback.format_exc()}"


def _render_view(
    engine: JavaRenderEngine,
    depsgraph: bpy.types.Depsgraph,
    reader: SceneReader,
    view: delivery.FrameView,
    wanted: list[passes.Pass],
    report: FrameReport,
) -> None:
    started = time.perf_counter()
    engine.update_stats("", f"{engine.bl_label}: starting Java")
    session = open_session(engine)
    _add_timing(report, "jvm", started)
    if session.synced_by is not reader:
        reader.forget()
    given: set[int] = set()
    while True:
        try:
            _draw(engine, depsgraph, reader, session, view, wanted, report)
            break
        except _Incomplete as incomplete:
            _prepare_again(reader, session, given, incomplete.geometries)
        finally:
            reader.close_images()
    started = time.perf_counter()
    view.commit()
    _add_timing(report, "deliver", started)
    report.delivery = f"{view.delivery.way} ({view.delivery.why})"


def _prepare_again(reader: SceneReader, session: Session, known: set[int], geometries: list[int]) -> None:
    """A frame is to be drawn once more with these geometries, or with all of the scene; ``known`` holds those that it was drawn with and
    receives them.

    Raises PassbridgeError where the renderer was given them already.
    """
    if known.issuperset(geometries or [_WHOLE_SCENE]):
        raise PassbridgeError(ASKS_AGAIN)
    known.update(geometries or [_WHOLE_SCENE])
    # Those of before, too: what came with a scene of which something was missing is lost with it.
    session.forget_geometries([] if _WHOLE_SCENE in known else list(known))
    reader.forget()


def _draw(
    engine: JavaRenderEngine,
    depsgraph: bpy.types.Depsgraph,
    reader: SceneReader,
    session: Session,
    view: delivery.FrameView,
    wanted: list[passes.Pass],
    report: FrameReport,
) -> None:
    """From the scene to the view's memory."""
    started = time.perf_counter()
    session.forget()  # until the session has all of this scene
    seen = read_view(engine, depsgraph, report.width, report.height, lambda warning: _add_warnings(report, [warning]))
    with session.capture() as capture:
        camera_steps, motion_steps = _read_motion(engine, depsgraph, seen.picture, reader, capture)
        scene = reader.read(
            depsgraph,
            settings.reader_of(engine),
            motion_steps,
            is_cancelled=engine.test_break,
            progress=lambda count: engine.update_stats("", f"{engine.bl_label}: reading scene, {count} objects"),
        )
        if scene is None:
            raise Cancelled
        _add_warnings(report, scene.warnings)
        looked_at = unfinished_pictures.are_looked_at() and not engine.is_preview  # these have few samples
        is_kept = settings.keeps_cancelled(engine, depsgraph.scene_eval)
        # What Blender shows meanwhile ends in the same memory: it must be over before that is written for good.
        targets = () if looked_at or is_kept else named_targets(view, wanted)
        request = frame_request(engine, depsgraph, seen, view.name, wanted, targets, camera_steps)
        capture_started = time.perf_counter()
        frame = submit(session, capture, reader, scene, request, engine.test_break)
        _add_timing(report, "capture", capture_started)
    _add_timing(report, "sync", started)

    is_stopped = False
    unfinished = UnfinishedPictures(frame, view, wanted, looked_at, is_kept)
    try:
        if not targets:
            _wait(engine, frame, reader, unfinished, abi.FRAME_DRAWN)
            unfinished.close()
            frame.resolve(named_targets(view, wanted))
        progress = _wait(engine, frame, reader, unfinished, abi.FRAME_RESOLVED)
        session.has_synced(reader)
        ways, _, warnings = frame.text().partition("\n\n")
        report.readback = {name: way for name, _, way in (line.partition(": ") for line in ways.splitlines())}
        _add_warnings(report, warnings.splitlines())
        if progress.has_metadata:
            _stamp(engine, frame.metadata())
        _add_samples(engine, report, progress.sample, progress.sample_count)
    except Stopped:
        _add_samples(engine, report, unfinished.shown_sample or 0, request.struct.samples)
        is_stopped = True
    finally:
        frame.close()  # nobody writes any more once this returns: only then may passes go
        unfinished.close()
    if is_stopped:
        view.keep_unfinished()
        raise Cancelled
    for stage in ("start", "sync", "draw", "readback", "deliver"):
        report.timings_ms[stage] = report.timings_ms.get(stage, 0) + getattr(progress, f"{stage}_ms")


def _read_motion(
    engine: JavaRenderEngine, depsgraph: bpy.types.Depsgraph, picture: Picture, reader: SceneReader, capture: Capture
) -> tuple[list[abi.CameraStep], list[MotionStep]]:
    """Where the camera and the scene's objects are at the engine's times while the shutter is open. The dependency graph has other updates
    afterwards."""
    times = motion_times(depsgraph.scene_eval, engine.motion_step_count)
    camera_steps: list[abi.CameraStep] = []
    motion_steps: list[MotionStep] = []
    if times:
        reader.forget()
    with contextlib.closing(at_times(engine, depsgraph.scene, times)) as reached:
        for time in reached:
            engine.update_stats("", f"{engine.bl_label}: reading motion, time {len(motion_steps) + 1}/{len(times)}")
            camera_steps.append(read_camera_step(engine, depsgraph, picture, time))
            step = reader.read_motion_step(depsgraph, settings.reader_of(engine), time, capture, is_cancelled=engine.test_break)
            if step is None:
                raise Cancelled
            motion_steps.append(step)
    if len(motion_steps) < len(times):
        raise Cancelled
    return camera_steps, motion_steps


def _stamp(engine: JavaRenderEngine, metadata: dict[str, str]) -> None:
    """Have Blender write texts into the metadata of the file."""
    result = engine.get_result()
    for name, value in metadata.items():
        result.stamp_data_add_field(name, value)


def _wait(
    engine: JavaRenderEngine,
    frame: Frame,
    reader: SceneReader,
    unfinished: UnfinishedPictures,
    wanted_state: int,
) -> abi.FrameProgress:
    """Wait for a state, tell Blender how far the picture is, serve images, and listen for a cancel."""
    status_line, told = StatusLine(), ""
    while True:
        progress = frame.wait(_POLL_MS)
        if progress.state == wanted_state:
            return progress
        if progress.state == abi.FRAME_FAILED:
            raise PassbridgeError(frame.text())
        if progress.state == abi.FRAME_INCOMPLETE:
            raise _Incomplete(frame.wanted_geometries())
        if progress.state == abi.FRAME_CANCELLED or engine.test_break() and not unfinished.outlive_cancel(progress):
            raise Cancelled
        if progress.wanted_image:
            with contextlib.suppress(PassbridgeError):  # the renderer does not wait any more, or is told that there is no memory
                frame.provide_pixels(progress.wanted_image, *reader.pixels(progress.wanted_image))
        status = status_line.text(status_of(progress), progress)
        if progress.state == abi.FRAME_DRAWING:
            engine.update_progress(progress.sample / max(1, progress.sample_count))
            unfinished.follow(progress)
        if status != told:
            engine.update_stats("", f"{engine.bl_label}: {status}")
            told = status


def _add_warnings(report: FrameReport, warnings: Iterable[str]) -> None:
    report.warnings += [warning for warning in warnings if warning not in report.warnings]


def _add_samples(engine: JavaRenderEngine, report: FrameReport, samples: int, sample_count: int) -> None:
    """Where they are fewer than were asked for, the user is told, and the file."""
    report.samples = samples
    if 0 < samples < sample_count and not engine.is_preview:
        text = f"{samples} of {sample_count}"
        _stamp(engine, {f"{engine.bl_idname.lower()}.{report.view_layer}.samples": text})
        engine.report({"INFO"}, f"{engine.bl_label}: view layer '{report.view_layer}' has {text} samples")


def _add_timing(report: FrameReport, stage: str, started: float) -> None:
    report.timings_ms[stage] = report.timings_ms.get(stage, 0) + (time.perf_counter() - started) * 1e3


def _tell_blender(engine: JavaRenderEngine, depsgraph: bpy.types.Depsgraph, report: FrameReport) -> None:
    for warning in report.warnings:
        engine.report({"WARNING"}, warning)
    if report.error:
        place = f"{engine.bl_label}, frame {depsgraph.scene_eval.frame_current}" if engine.is_animation else engine.bl_label
        delivery.tell_failure(engine, f"{place}: {report.error}")
