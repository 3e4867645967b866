# SPDX-License-Identifier: GPL-3.0-or-later
"""Renderers that misbehave, are rebuilt, or share Blender with others: Blender goes on, and so does the next frame."""

from __future__ import annotations

import os
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import bpy
import passbridge
import pytest
from passbridge import Java, JavaRenderEngine
from rendering import floats, render, render_exr
from test_delivery import pattern_word

sys.path.insert(0, str(Path(os.environ["PASSBRIDGE_ROOT"]) / "launcher" / "jobs"))
from crossings import CountedCalls  # noqa: E402

TEST_JAR = os.environ["PASSBRIDGE_TEST_JAR"]
TEST_RENDERERS = "passbridge.testrenderer."

# For a busy machine.
MOST_WAIT_S = 60


@pytest.fixture
def engine(scene: bpy.types.Scene) -> Iterator[Callable[..., type[JavaRenderEngine]]]:
    """Declares and registers an engine, and has the scene drawn by it."""
    registered = []

    def declare(renderer: str, jars: tuple[str, ...] = (TEST_JAR,), **members: object) -> type[JavaRenderEngine]:
        name = f"TEST_{len(registered)}"
        made = type(name, (JavaRenderEngine,), {"bl_idname": name, "bl_label": name, "java": Java(renderer, jars), **members})
        passbridge.register_engine(made)
        registered.append(made)
        scene.render.engine = name
        return made

    yield declare
    for made in registered:
        passbridge.unregister_engine(made)


def assert_a_good_engine_works(scene: bpy.types.Scene) -> None:
    scene.render.engine = "PASSBRIDGE"
    assert [report.error for report in render(scene)] == [""]


class Escaping:
    """An engine, on which a user presses Escape: without a window nobody does, and Blender's functions can't be overridden."""

    def __init__(self, engine: JavaRenderEngine, test_break: Callable[[], bool]) -> None:
        self._engine = engine
        self.test_break = test_break

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)


def escaping(new_test_break: Callable[[], Callable[[], bool]]) -> dict[str, object]:
    """Members of an engine that is cancelled when its frame's ``test_break`` says so."""
    from passbridge.engine import frame
    from passbridge.scene.reader import SceneReader

    def render(self: JavaRenderEngine, depsgraph: bpy.types.Depsgraph) -> None:
        frame.add_report(frame.render_view_layer(Escaping(self, new_test_break()), depsgraph, SceneReader()))

    return {"render": render}


def test_system_exit_costs_the_thread_alone(scene, engine):
    engine(TEST_RENDERERS + "ExitingRenderer")
    for _ in range(2):
        report = render(scene)[0]
        first = report.error.splitlines()[0]
        assert first.startswith(TEST_RENDERERS + "ExitingRenderer called System.exit, which would end Blender"), report.error
        assert "ExitingRenderer.render(ExitingRenderer.java:" in report.error
    assert_a_good_engine_works(scene)


def test_a_renderer_that_never_returns_is_given_up(scene, engine):
    cancelled_at = []

    def after_half_a_second() -> Callable[[], bool]:
        started = time.perf_counter()

        def test_break() -> bool:
            now = time.perf_counter()
            if now - started > 0.5:
                cancelled_at.append(now)
            return bool(cancelled_at)

        return test_break

    engine(TEST_RENDERERS + "DeafRenderer", **escaping(after_half_a_second))
    for _ in range(2):  # the second frame is queued behind the first one, and cancelled there
        cancelled_at.clear()
        assert render(scene)[0].cancelled
        assert time.perf_counter() - cancelled_at[0] < 4, "Blender must not wait for the renderer; it is given 5 s"
    assert_a_good_engine_works(scene)
    time.sleep(6)  # what it is given, and a bit
    scene.render.engine = "TEST_0"
    assert render(scene)[0].cancelled


def edited_jar(path: Path, edit: int) -> None:
    """As a build would leave it: the same path with other content."""
    with zipfile.ZipFile(TEST_JAR) as jar, zipfile.ZipFile(path, "w") as edited:
        for name in ("FilmPatternRenderer", "EditedRenderer"):
            entry = f"passbridge/testrenderer/{name}.class"
            edited.writestr(entry, jar.read(entry))
        edited.writestr("edit.txt", str(edit))
    os.utime(path, ns=(edit * 10**9, edit * 10**9))  # builds are seconds apart


def combined(scene: bpy.types.Scene, path: Path) -> set[float]:
    _, _, words = render_exr(scene, path)
    return set(floats(words[f"{scene.view_layers[0].name}.Combined.R"]))


def test_a_rebuilt_jar_is_drawn_with_at_the_next_render(scene, engine, tmp_path):
    jar = tmp_path / "edited.jar"
    edited_jar(jar, 1)
    engine(TEST_RENDERERS + "EditedRenderer", (str(jar),))
    for edit in (1, 2, 3):
        edited_jar(jar, edit)
        assert combined(scene, tmp_path / "edit.exr") == {float(edit)}


@pytest.mark.parametrize(("content", "cause"), [(None, "is missing in"), (b"PK\3\4 no jar", "is damaged")])
def test_a_jar_that_can_not_be_read_is_named_and_mended_without_restart(scene, engine, tmp_path, content, cause):
    jar = tmp_path / "edited.jar"
    if content is not None:
        jar.write_bytes(content)
    engine(TEST_RENDERERS + "EditedRenderer", (str(jar),))
    first = render(scene)[0].error.splitlines()[0]
    assert cause in first and f"'{jar}'" in first and "build it" in first
    edited_jar(jar, 7)
    assert combined(scene, tmp_path / "mended.exr") == {7.0}


def test_two_engines_render_alternately(scene, engine, tmp_path):
    """Each with a session, a thread and a renderer; one with OpenGL, one without."""
    jar = tmp_path / "edited.jar"
    edited_jar(jar, 5)
    engine(TEST_RENDERERS + "EditedRenderer", (str(jar),))
    for _ in range(3):
        scene.render.engine = "TEST_0"
        assert combined(scene, tmp_path / "ours.exr") == {5.0}
        scene.render.engine = "PASSBRIDGE"
        assert 5.0 not in combined(scene, tmp_path / "theirs.exr")


def test_status_warnings_and_metadata_reach_blender(scene, engine, tmp_path):
    engine(TEST_RENDERERS + "FilmPatternRenderer")
    render_exr(scene, tmp_path / "film.exr")
    from passbridge.engine.frame import frame_reports

    assert frame_reports[-1].warnings == ["a film needs no light"]
    assert b"settings\0string\0" in (tmp_path / "film.exr").read_bytes(), "an attribute of the file's header"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """As in a window that shows every unfinished picture as soon as it comes; receives an element for each."""
    from passbridge import delivery
    from passbridge.engine import unfinished_pictures

    pictures = []
    show = delivery.UnfinishedPicture.show
    monkeypatch.setattr(unfinished_pictures, "are_looked_at", lambda: True)
    monkeypatch.setattr(unfinished_pictures, "_FIRST_AFTER_S", 0)
    monkeypatch.setattr(unfinished_pictures, "_LEAST_PAUSE_S", 0)
    monkeypatch.setattr(delivery.UnfinishedPicture, "show", lambda picture: (pictures.append("shown"), show(picture)))
    return pictures


def test_what_was_shown_of_a_cancelled_frame_is_zero_in_the_end(scene, engine, way, shown, tmp_path):
    deadline = time.monotonic() + MOST_WAIT_S
    engine(
        TEST_RENDERERS + "FilmPatternRenderer$Refreshing",
        **escaping(lambda: lambda: len(shown) >= 3 or time.monotonic() > deadline),
    )
    assert combined(scene, tmp_path / "cancelled.exr") == {0.0}
    assert len(shown) >= 3


def test_what_was_shown_is_not_in_the_picture(scene, engine, way, shown, tmp_path):
    """Of three pictures, or as many more as a busy machine needs to show anything in the half second that each offers something."""
    engine(TEST_RENDERERS + "FilmPatternRenderer$Unfinished")
    deadline = time.monotonic() + MOST_WAIT_S
    picture_count = 0
    while picture_count < 3 or not shown and time.monotonic() < deadline:
        picture_count += 1
        _, _, words = render_exr(scene, tmp_path / "pattern.exr")
        red = words[f"{scene.view_layers[0].name}.Combined.R"]
        assert list(red) == [pattern_word(0, pixel, 0) for pixel in range(len(red))]
    assert shown


def test_a_look_that_is_asked_for_while_the_last_sample_ends_costs_no_picture(scene, engine, way, shown, monkeypatch, tmp_path):
    """By itself once in about twelve renders in a window; here each time."""
    from passbridge import Frame, abi

    late = []
    refresh = Frame.refresh

    def refresh_too_late(frame: Frame, targets: list[abi.PassTarget]) -> None:
        while frame.wait(20).state == abi.FRAME_DRAWING:
            pass
        late.append(frame)
        refresh(frame, targets)

    monkeypatch.setattr(Frame, "refresh", refresh_too_late)
    engine(TEST_RENDERERS + "FilmPatternRenderer$Brief")
    for _ in range(100):
        assert [report.error for report in render(scene)] == [""]
    assert late
    _, _, words = render_exr(scene, tmp_path / "pattern.exr")
    red = words[f"{scene.view_layers[0].name}.Combined.R"]
    assert list(red) == [pattern_word(0, pixel, 0) for pixel in range(len(red))]


def wait_for_java() -> None:
    """Until it has called nothing for half a second: it lets go of a frame after Blender has it."""
    from passbridge import native

    before = -1
    while (count := native.library().pb_host_call_count()) != before:
        before = count
        time.sleep(0.5)


def test_a_static_frame_crosses_the_languages_twelve_times_at_most(scene, engine):
    engine(TEST_RENDERERS + "EmptyRenderer")
    scene.render.use_persistent_data = True
    for _ in range(2):
        assert render(scene)[0].ok
    wait_for_java()
    with CountedCalls() as counted:
        assert render(scene)[0].ok
        wait_for_java()
    assert 3 <= len(counted.from_python) and 5 <= counted.from_java
    assert len(counted.from_python) + counted.from_java <= 12
