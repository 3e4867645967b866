# SPDX-License-Identifier: GPL-3.0-or-later
"""How long sessions live, and what they and Python hold of a scene."""

from __future__ import annotations

import gc
import os
import re
import time
from collections.abc import Iterable, Iterator

import bpy
import passbridge
import pytest
from passbridge import Java, JavaRenderEngine
from passbridge.addon.engine import PassbridgeRenderEngine
from passbridge.engine import sessions
from passbridge.engine.frame import frame_reports
from passbridge.jvm import describe_jvm
from passbridge.scene.description import SceneDescription
from passbridge.scene.reader import SceneReader
from passbridge.session import Session
from rendering import render, render_exr
from test_memory_growth import COUNTING_RENDERER, MOST_WAIT_S, jcmd

FRAME_COUNT = 3

# A renderer that has failed or is closed lets go of its scene within five seconds, or never.
GRACE_S = 6

_SQUARE_FLOATS = 4 * 3


@pytest.fixture
def counted(scene: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[dict[str, int]]:
    """A scene of three frames, and how often a session was opened, closed and cleared since the test began."""
    sessions.close_sessions(PassbridgeRenderEngine.bl_idname)
    counts = dict.fromkeys(("opened", "closed", "cleared"), 0)

    def count(name: str, method: str) -> None:
        real = getattr(Session, method)

        def counting(*arguments, **options):
            counts[name] += 1
            return real(*arguments, **options)

        monkeypatch.setattr(Session, method, counting)

    count("opened", "__init__")
    count("closed", "close")
    count("cleared", "clear")
    scene.frame_start, scene.frame_end = 1, FRAME_COUNT
    scene.render.filepath = str(tmp_path / "frame")
    frame_reports.clear()
    gc.collect()
    _held_before.update(id(each) for each in gc.get_objects() if type(each) in (SceneReader, SceneDescription))
    yield counts
    _held_before.clear()


def held(kinds: tuple[type, ...] = (SceneReader, SceneDescription)) -> dict[str, int]:
    """What Python holds of scenes, but for what other tests keep."""
    gc.collect()
    return {
        kind.__name__: sum(type(each) is kind and id(each) not in _held_before for each in gc.get_objects()) for kind in kinds
    }


_held_before: set[int] = set()
NOTHING = {"SceneReader": 0, "SceneDescription": 0}


def render_animation() -> None:
    bpy.ops.render.render(animation=True)
    assert [(report.ok, report.error) for report in frame_reports] == [(True, "")] * FRAME_COUNT


def test_an_animation_has_one_session_which_then_gives_the_scene_up(scene, counted):
    render_animation()
    assert counted == {"opened": 1, "closed": 0, "cleared": 1}
    assert held() == NOTHING
    assert render(scene)[0].ok
    assert counted == {"opened": 1, "closed": 0, "cleared": 2}, "it goes on with the same renderer"
    assert held() == NOTHING


def told_counts(report, suffix: str) -> dict[str, int]:
    """How much of OpenGL there was, as CountingRenderer told. ``suffix``: " of nothing": when it was last given an empty scene; "": when it
    had drawn. Programs stay: they are not the scene's."""
    kinds = ("buffers", "textures", "vertex arrays", "framebuffers", "renderbuffers")
    told = (re.fullmatch("count of (.+): ([0-9]+)", warning) for warning in report.warnings)
    counts = {match[1]: int(match[2]) for match in told if match}
    return {kind: counts[kind + suffix] for kind in kinds}


def test_after_a_render_nothing_of_the_scene_is_in_opengl(scene, counted, use_renderer, tmp_path):
    use_renderer(COUNTING_RENDERER)
    square = bpy.data.objects["Square"]
    scene.collection.objects.unlink(square)
    assert render(scene)[0].ok  # of an empty scene

    material = bpy.data.materials.new("Painted")
    material.use_nodes = True
    texture = material.node_tree.nodes.new("ShaderNodeTexImage")
    texture.image = bpy.data.images.new("Paint", 4, 4)
    material.node_tree.links.new(texture.outputs["Color"], material.node_tree.nodes["Principled BSDF"].inputs["Base Color"])
    square.data.materials.append(material)
    scene.collection.objects.link(square)
    empty = render(scene)[0]  # tells of the end of the render before it
    filled = render(scene)[0]
    nothing = told_counts(filled, " of nothing")
    assert nothing == told_counts(empty, " of nothing")
    drawn = told_counts(filled, "")
    assert drawn["buffers"] > nothing["buffers"] and drawn["textures"] > nothing["textures"]
    assert counted["opened"] == 1, "all by the same renderer"
    assert render_exr(scene, tmp_path / "a.exr") == render_exr(scene, tmp_path / "b.exr"), "and the next picture is right"


def huge_page_bytes() -> int:
    """Memory of this process for which huge pages were asked, as arenas do."""
    total = size_kib = 0
    with open("/proc/self/smaps") as file:
        for line in file:
            if line.startswith("Size:"):
                size_kib = int(line.split()[1])
            elif line.startswith("VmFlags:") and "hg" in line.split():
                total += size_kib * 1024
    return total


@pytest.mark.skipif(not os.path.exists("/proc/self/smaps"), reason="this system does not tell of memory that way")
def test_a_cleared_session_keeps_no_memory_for_the_next_frame(scene, counted):
    side = 500
    points = [(x / side - 0.5, y / side - 0.5, -4) for y in range(side) for x in range(side)]
    faces = [(i, i + 1, i + side + 1, i + side) for y in range(side - 1) for i in range(y * side, y * side + side - 1)]
    mesh = bpy.data.meshes.new("Grid")
    mesh.from_pydata(points, [], faces)
    scene.collection.objects.link(bpy.data.objects.new("Grid", mesh))
    scene.render.use_persistent_data = True
    assert render(scene)[0].ok
    before_bytes = huge_page_bytes()
    session = sessions.open_session(PassbridgeRenderEngine)
    session.clear()
    session.describe()  # comes after it
    position_bytes, corner_bytes = len(points) * 12, len(faces) * 4 * 4
    assert before_bytes - huge_page_bytes() >= position_bytes + corner_bytes
    assert render(scene)[0].ok
    assert huge_page_bytes() >= before_bytes, "all of it was copied again"


def test_with_persistent_data_the_scene_stays_as_long_as_blender_keeps_the_engine(scene, counted):
    scene.render.use_persistent_data = True
    render_animation()
    assert render(scene)[0].ok
    assert counted == {"opened": 1, "closed": 0, "cleared": 0}
    assert held()["SceneReader"] == 1
    scene.render.use_persistent_data = False  # Blender frees the engine at once
    assert counted == {"opened": 1, "closed": 0, "cleared": 1}
    assert held() == NOTHING


def test_another_file_finds_nothing_of_the_last_one(scene, counted):
    scene.render.use_persistent_data = True
    assert render(scene)[0].ok
    opened = sessions.open_session(PassbridgeRenderEngine)
    assert opened.synced_by is not None
    bpy.ops.wm.read_factory_settings(use_empty=True)
    assert opened.synced_by is None
    assert held() == NOTHING
    assert counted["opened"] == 1 and counted["closed"] == 0


def test_a_failed_frame_leaves_nothing(scene, counted, use_renderer):
    for stage in ("Sync", "Render"):
        use_renderer(f"passbridge.testrenderer.BrokenRenderer${stage}")
        scene.render.use_persistent_data = False
        assert not render(scene)[0].ok
        assert held() == NOTHING


def assert_java_has(session: Session, expected: dict[str, int]) -> None:
    """How many objects there are, by class in the package passbridge. Those of frames that failed before may be held until the grace period
    of their renderers is over."""
    session.describe()  # after what is queued
    deadline = time.monotonic() + MOST_WAIT_S
    while (found := java_objects(expected)) != expected and time.monotonic() < deadline:
        time.sleep(1)
    assert found == expected


def java_objects(names: Iterable[str]) -> dict[str, int]:
    lines = [line.split() for line in jcmd("GC.class_histogram").splitlines()]
    counts = {line[3]: int(line[1]) for line in lines if len(line) > 3 and line[1].isdigit()}
    return {name: counts.get(f"passbridge.{name}", 0) for name in names}


KINDS = ("scene.Instance", "blender.CapturedMesh", "raster.MeshBuffers")


@pytest.fixture
def left_by_others(counted: dict[str, int]) -> dict[str, int]:
    """What renderers of other tests hold that never return: they were given up with their scenes. Others have let go by then."""
    time.sleep(GRACE_S)
    return java_objects(KINDS) if describe_jvm() else dict.fromkeys(KINDS, 0)


@pytest.mark.parametrize("keeps_data", [True, False])
def test_java_has_nothing_of_a_scene_that_was_given_up(scene, left_by_others, keeps_data):
    scene.render.use_persistent_data = keeps_data
    assert render(scene)[0].ok
    session = sessions.open_session(PassbridgeRenderEngine)
    assert_java_has(session, {kind: count + keeps_data for kind, count in left_by_others.items()})
    assert render(scene)[0].ok
    scene.render.use_persistent_data = False  # Blender frees the engine at once
    assert_java_has(session, left_by_others)


def test_a_renderer_keeps_what_it_was_given_of_files_that_are_closed(scene, counted, use_renderer, tmp_path):
    assert render(scene)[0].ok  # there is a JVM
    sessions.close_sessions(PassbridgeRenderEngine.bl_idname)
    before = java_objects(KINDS)
    counted["opened"] = 0
    use_renderer("passbridge.testrenderer.Hoarder")
    path = str(tmp_path / "square.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path, copy=True)
    told = render(scene)[0].warnings
    for _ in range(2):
        bpy.ops.wm.open_mainfile(filepath=path)
        told += render(bpy.context.scene)[0].warnings
    # The empty ones are those that a session is given at the end of a render, and before a file is opened.
    counts = [tuple(map(int, re.fullmatch("floats of ([0-9]+) scenes: ([0-9]+)", warning).groups())) for warning in told]
    assert [floats for _, floats in counts] == [_SQUARE_FLOATS, 2 * _SQUARE_FLOATS, 3 * _SQUARE_FLOATS], counts
    assert counted["opened"] == 1, "all by the same renderer"

    sessions.close_sessions(PassbridgeRenderEngine.bl_idname)
    deadline = time.monotonic() + MOST_WAIT_S
    while any(count > before[kind] for kind, count in java_objects(KINDS).items()):
        assert time.monotonic() < deadline, "what it keeps goes with its class"
        time.sleep(1)


class Preview:
    """What Blender would make for a preview."""

    bl_idname, java, jars = PassbridgeRenderEngine.bl_idname, PassbridgeRenderEngine.java, PassbridgeRenderEngine.jars
    is_preview = True
    preview_session = None


def test_previews_have_sessions_of_their_own_which_go_again_and_end_when_nobody_wants_them(scene, counted, monkeypatch):
    monkeypatch.setattr(sessions, "_SPARE_SESSIONS_END_AFTER_S", 1.0)
    first, second = Preview(), Preview()
    assert len({sessions.open_session(each) for each in (first, second, PassbridgeRenderEngine)}) == 3
    of_second = sessions.open_session(second)
    del first
    del second  # one is kept
    gc.collect()
    assert (counted["opened"], counted["closed"]) == (3, 1)
    third = Preview()
    assert sessions.open_session(third) is of_second
    time.sleep(1.5)
    assert counted["closed"] == 1, "it is in use"
    del third
    gc.collect()
    assert counted["closed"] == 1
    deadline = time.monotonic() + MOST_WAIT_S
    while counted["closed"] == 1:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert render(scene)[0].ok
    sessions.close_sessions(PassbridgeRenderEngine.bl_idname)
    assert counted["closed"] == counted["opened"] == 3


def handlers() -> list[str]:
    lists = (bpy.app.handlers.render_complete, bpy.app.handlers.render_cancel, bpy.app.handlers.load_pre)
    return [handler.__name__ for each in lists for handler in each if handler.__module__ == sessions.__name__]


def test_handlers_are_there_once_and_go_with_the_last_engine(passbridge_enabled):
    class Second(JavaRenderEngine):
        bl_idname, bl_label, java = "TEST_SECOND", "Second", Java("a.B")

    expected = ["_end_render", "_end_render", "_leave_file"]
    assert handlers() == expected
    passbridge.register_engine(Second)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    assert handlers() == expected
    passbridge.unregister()
    try:
        assert handlers() == expected
        passbridge.unregister_engine(Second)
        assert handlers() == []
    finally:
        passbridge.register()
    assert handlers() == expected
