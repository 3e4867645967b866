# SPDX-License-Identifier: GPL-3.0-or-later
"""What moves is as blurred as in Cycles."""

from __future__ import annotations

import math

import bpy
import pytest
from blur_comparison import assert_blurred_like_cycles, look_down, shining_square

# As for depth of field: what is left of the noise of 256 independent samples. Without blur the pictures differ by 0.1 and more.
GREATEST_MEAN_DIFFERENCE = 0.012


@pytest.fixture
def scene(passbridge_enabled: None) -> bpy.types.Scene:
    scene = bpy.context.scene
    look_down(scene)
    scene.render.use_motion_blur = True
    scene.render.motion_blur_shutter = 0.5
    scene.frame_set(5)
    return scene


def move(moving: bpy.types.Object, channel: str, values: tuple[tuple[float, ...], tuple[float, ...]]) -> None:
    """Evenly from frame 4 to frame 6."""
    for frame, value in zip((4, 6), values):
        setattr(moving, channel, value)
        moving.keyframe_insert(channel, frame=frame)
    action = moving.animation_data.action
    curves = action.fcurves if hasattr(action, "fcurves") else action.layers[0].strips[0].channelbag(action.slots[0]).fcurves
    for curve in curves:
        for point in curve.keyframe_points:
            point.interpolation = "LINEAR"


@pytest.mark.parametrize("position", ["START", "CENTER", "END"])
def test_objects(scene, tmp_path, position):
    settings = scene.render if hasattr(scene.render, "motion_blur_position") else scene.cycles
    settings.motion_blur_position = position
    move(shining_square(scene, (0.0, 0.0, -5.0), 0.8), "location", ((-2.0, 0.5, -5.0), (2.0, -0.5, -5.0)))
    turning = shining_square(scene, (1.0, 0.8, -5.0), 0.5)
    turning.scale = (1.5, 0.5, 1.0)
    move(turning, "rotation_euler", ((0.0, 0.0, 0.0), (0.0, 0.0, math.pi)))
    scene.frame_set(5)
    assert_blurred_like_cycles(scene, tmp_path, GREATEST_MEAN_DIFFERENCE)


def test_camera(scene, tmp_path):
    shining_square(scene, (0.0, 0.0, -5.0), 0.8)
    move(scene.camera, "location", ((-1.5, 0.0, 0.0), (1.5, 0.0, 0.0)))
    move(scene.camera.data, "lens", (35.0, 60.0))
    scene.frame_set(5)
    assert_blurred_like_cycles(scene, tmp_path, GREATEST_MEAN_DIFFERENCE)
