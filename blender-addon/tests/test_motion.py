# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of the time while the shutter is open."""

from __future__ import annotations

import bpy
import passbridge
import pytest
from passbridge import Java, JavaRenderEngine
from passbridge.engine.motion import at_times, motion_times
from passbridge.engine.view import read_camera_step, read_view

# Positions go through 32-bit floats: frames of a second or so, metres.
TOLERANCE = 1e-5


class MovingEngine(JavaRenderEngine):
    """Draws nothing; looks at the camera at all times."""

    bl_idname, bl_label, java = "TEST_MOVING", "Moving", Java("a.B")
    motion_step_count = 3

    # Of the last render, and for the next one. Not annotated: Blender takes annotations for properties.
    steps = []
    after = None
    warnings = []
    cancel_after = None
    error = None

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        self.end_result(self.begin_result(0, 0, 1, 1, layer=depsgraph.view_layer.name))
        kind, scene = type(self), depsgraph.scene
        size = self.get_result().resolution_x, self.get_result().resolution_y
        kind.steps, kind.warnings = [], []
        picture = read_view(self, depsgraph, *size, kind.warnings.append).picture
        times = motion_times(scene, self.motion_step_count)
        try:
            for time in at_times(Cancelling(self), scene, times):
                kind.steps.append((time, read_camera_step(self, depsgraph, picture, time)))
                if kind.error:
                    raise kind.error
        except ValueError:
            pass
        now = read_view(self, depsgraph, *size, kind.warnings.append).camera
        kind.after = scene.frame_current, scene.frame_subframe, now


class Cancelling:
    """The engine, on which a user presses Escape after so many steps."""

    def __init__(self, engine: MovingEngine) -> None:
        self.frame_set = engine.frame_set

    def test_break(self) -> bool:
        return len(MovingEngine.steps) == MovingEngine.cancel_after


@pytest.fixture
def moving(scene: bpy.types.Scene):
    """The camera goes one metre to the right each frame, and has a longer lens each frame."""
    passbridge.register_engine(MovingEngine)
    MovingEngine.cancel_after = MovingEngine.error = None
    camera = scene.camera
    for frame in (1, 11):
        camera.location.x, camera.data.lens = float(frame), 40.0 + frame
        camera.keyframe_insert("location", frame=frame)
        camera.data.keyframe_insert("lens", frame=frame)
    for owner in (camera, camera.data):
        for curve in curves(owner):
            for point in curve.keyframe_points:
                point.interpolation = "LINEAR"
    scene.render.engine = MovingEngine.bl_idname
    scene.render.use_motion_blur = True
    scene.render.motion_blur_shutter = 0.5
    set_position(scene, "CENTER")
    scene.frame_set(5, subframe=0.25)
    yield scene
    passbridge.unregister_engine(MovingEngine)


def curves(owner: bpy.types.ID) -> list[bpy.types.FCurve]:
    action = owner.animation_data.action
    if not hasattr(action, "layers"):  # before 4.4
        return list(action.fcurves)
    # From 4.4 to 4.5 `fcurves` has those of the action's first owner alone, and an object and its data share an action.
    return [curve for layer in action.layers for strip in layer.strips for bag in strip.channelbags for curve in bag.fcurves]


def set_position(scene: bpy.types.Scene, position: str) -> None:
    (scene.render if hasattr(scene.render, "motion_blur_position") else scene.cycles).motion_blur_position = position


def place(camera) -> float:
    """Where it stands along X: it looks along -Z, unturned."""
    return -camera.world_to_camera[12]


@pytest.mark.parametrize(
    ("position", "step_count", "times"),
    [
        ("CENTER", 2, [-0.25, 0.25]),
        ("CENTER", 3, [-0.25, 0.25]),
        ("CENTER", 5, [-0.25, -0.125, 0.125, 0.25]),
        ("START", 2, [0.5]),
        ("START", 3, [0.25, 0.5]),
        ("END", 3, [-0.5, -0.25]),
        ("CENTER", 0, []),
    ],
)
def test_the_camera_is_told_at_each_time(moving, monkeypatch, position, step_count, times):
    set_position(moving, position)
    monkeypatch.setattr(MovingEngine, "motion_step_count", step_count)
    bpy.ops.render.render()
    assert [time for time, _ in MovingEngine.steps] == times
    for time, step in MovingEngine.steps:
        assert step.time_frames == time
        assert place(step) == pytest.approx(5.25 + time, abs=TOLERANCE)
        assert step.projection[0] == pytest.approx(2 * (45.25 + time) / 36, abs=TOLERANCE)
    warning = "Motion blur is not supported yet, what moves is drawn sharp"
    assert (warning in MovingEngine.warnings) == (step_count == 0)


def assert_back() -> None:
    frame, subframe, camera = MovingEngine.after
    assert (frame, subframe) == (5, 0.25)
    assert place(camera) == pytest.approx(5.25, abs=TOLERANCE)


@pytest.mark.parametrize("keeps_data", [True, False])
def test_the_frame_is_what_it_was(moving, keeps_data):
    moving.render.use_persistent_data = keeps_data
    for _ in range(2):
        bpy.ops.render.render()
        assert_back()
        assert (moving.frame_current, moving.frame_subframe) == (5, 0.25)


@pytest.mark.parametrize("count", [0, 1])
def test_a_cancel_goes_back_to_the_frame(moving, count):
    MovingEngine.cancel_after = count
    bpy.ops.render.render()
    assert len(MovingEngine.steps) == count
    assert_back()


def test_a_failure_goes_back_to_the_frame(moving):
    MovingEngine.error = ValueError("broken by the test")
    bpy.ops.render.render()
    assert len(MovingEngine.steps) == 1
    assert_back()


def test_without_motion_blur_there_is_one_time(moving):
    moving.render.use_motion_blur = False
    bpy.ops.render.render()
    assert MovingEngine.steps == [] and MovingEngine.warnings == []


def test_frames_before_the_first_have_a_time_as_well(moving):
    moving.frame_set(-3)
    bpy.ops.render.render()
    assert [time for time, _ in MovingEngine.steps] == [-0.25, 0.25]
    assert MovingEngine.after[:2] == (-3, 0.0)
