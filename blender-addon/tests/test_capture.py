# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes on their way from Blender's memory into a session's."""

from __future__ import annotations

import bpy
import pytest
from passbridge import PassbridgeError, abi
from passbridge.addon.engine import PassbridgeRenderEngine
from passbridge.engine import frame, sessions, submission
from passbridge.scene.reader import SceneReader
from passbridge.session import Capture
from rendering import render, render_exr
from test_engine import assert_empty
from test_increments import animated, patch  # noqa: F401: a fixture

# Larger than what a thread copies at once.
BIG_CUTS = 700


class CapturingEngine(bpy.types.RenderEngine):
    """Draws nothing; captures the scene as often as asked."""

    bl_idname, bl_label = "TEST_CAPTURING", "Capturing"

    # Of the last render, and for the next one. Not annotated: Blender takes annotations for properties.
    action = None
    error = None

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        self.end_result(self.begin_result(0, 0, 1, 1, layer=depsgraph.view_layer.name))
        try:
            type(self).action(depsgraph)
        except BaseException as error:  # it would not get through Blender
            type(self).error = error


def in_a_render(scene: bpy.types.Scene, action) -> None:
    """Runs this while Blender's evaluated data is there."""
    if not CapturingEngine.is_registered:
        bpy.utils.register_class(CapturingEngine)
    CapturingEngine.action, CapturingEngine.error = staticmethod(action), None
    scene.render.engine = CapturingEngine.bl_idname
    bpy.ops.render.render(scene=scene.name)
    if CapturingEngine.error:
        raise CapturingEngine.error


def described(depsgraph: bpy.types.Depsgraph):
    return SceneReader().read(depsgraph, lambda on, owner: {}, is_cancelled=lambda: False, progress=lambda count: None)


def test_a_scene_is_captured_piece_by_piece(animated):
    animated.collection.objects.link(bpy.data.objects.new("Big", patch("Big", cuts=BIG_CUTS)))
    left = []

    def capture(depsgraph):
        description = described(depsgraph)
        with sessions.open_session(PassbridgeRenderEngine).capture() as capture:
            capture.describe(description.message())
            while not left or left[-1]:
                left.append(capture.run(0))

    in_a_render(animated, capture)
    assert left == sorted(left, reverse=True) and len(left) > 2
    assert left[0] > 12 * BIG_CUTS * BIG_CUTS / 2, "positions, corners, triangles, normals, UVs: more than half is left after a little"


def test_a_capture_that_was_cancelled_leaves_the_session_as_it_was(animated):
    def capture(depsgraph):
        description = described(depsgraph)
        session = sessions.open_session(PassbridgeRenderEngine)
        for _ in range(3):
            with session.capture() as capture:
                capture.describe(description.message())
                capture.run(0)
        with session.capture() as capture:
            capture.describe(description.message())
            assert capture.run(1000) == 0

    in_a_render(animated, capture)


def test_a_description_that_leads_outside_of_itself_is_refused(animated):
    def capture(depsgraph):
        description = described(depsgraph)
        description.put(abi.LIST_PROTOTYPES, 0, abi.pack_prototype(1000, 0, (0, 0)))
        with sessions.open_session(PassbridgeRenderEngine).capture() as capture:
            with pytest.raises(PassbridgeError):
                capture.describe(description.message())

    in_a_render(animated, capture)


def test_a_cancel_in_the_middle_of_a_capture_is_heeded(animated, monkeypatch, tmp_path):
    """Blender without a window is never asked to stop, so the engine's test_break is."""
    animated.collection.objects.link(bpy.data.objects.new("Big", patch("Big", cuts=BIG_CUTS)))
    monkeypatch.setattr(submission, "_BUDGET_MS", 0)
    real_run, real_render = Capture.run, frame.render_view_layer
    left = []

    class Cancelling:
        """The engine, on which a user presses Escape as soon as something is captured."""

        def __init__(self, engine):
            self.engine = engine

        def __getattr__(self, name):
            return getattr(self.engine, name)

        def test_break(self):
            return len(left) > 0

    def counting(self, budget_ms):
        left.append(real_run(self, budget_ms))
        return left[-1]

    with monkeypatch.context() as patched:
        patched.setattr(Capture, "run", counting)
        patched.setattr(
            PassbridgeRenderEngine,
            "render",
            lambda self, depsgraph: frame.add_report(real_render(Cancelling(self), depsgraph, SceneReader())),
        )
        _, _, words = render_exr(animated, tmp_path / "cancelled.exr")
    (report,) = frame.frame_reports
    assert report.cancelled and not report.error and len(left) == 1 and left[0] > 0
    assert_empty(words)
    assert render(animated)[0].ok


def test_a_scene_that_has_not_changed_is_not_captured(scene, monkeypatch):
    captured = []
    describe = Capture.describe
    monkeypatch.setattr(Capture, "describe", lambda self, scene: (captured.append(True), describe(self, scene))[1])
    scene.render.use_persistent_data = True
    for _ in range(3):
        assert render(scene)[0].ok
    assert len(captured) == 1
    scene.camera.location.x = 0.2
    assert render(scene)[0].ok
    assert len(captured) == 1, "the camera is no part of the scene"
    scene.objects["Square"].location.x = 0.2
    assert render(scene)[0].ok
    assert len(captured) == 2
