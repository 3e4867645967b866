# SPDX-License-Identifier: GPL-3.0-or-later
"""What is out of focus is as blurred as in Cycles."""

from __future__ import annotations

import math

import bpy
import pytest
from mathutils import Vector
from blur_comparison import assert_blurred_like_cycles, look_down, shining_square

# Of 256 independent samples Cycles' share that hits an edge is off by up to 0.5 / sqrt(256), usually by half of that; in display values by
# less where it is bright, and most pixels show no edge. A bokeh with another number of corners differs by 0.02 and more.
GREATEST_MEAN_DIFFERENCE = 0.01


@pytest.fixture
def scene(passbridge_enabled: None) -> bpy.types.Scene:
    """Shining squares before and behind what is in focus."""
    scene = bpy.context.scene
    camera = look_down(scene)
    camera.data.dof.use_dof = True
    camera.data.dof.focus_distance = 5.0
    for x, depth in ((-0.6, 3.0), (0.9, 9.0), (0.0, 5.0)):
        shining_square(scene, (x * depth / 3, 0, -depth), 0.12 * depth)
    return scene


@pytest.mark.parametrize("kind", ["PERSP", "ORTHO"])
@pytest.mark.parametrize("blades", [0, 3])
def test_blur(scene, tmp_path, kind, blades):
    data = scene.camera.data
    data.type = kind
    data.ortho_scale = 4.0
    data.dof.aperture_fstop = 0.08 if kind == "PERSP" else 1.5
    data.dof.aperture_blades = blades
    data.dof.aperture_rotation = 0.4
    data.dof.aperture_ratio = 1.5
    assert_blurred_like_cycles(scene, tmp_path, GREATEST_MEAN_DIFFERENCE)


@pytest.mark.parametrize(("longitude", "latitude"), [(0.0, 0.0), (1.2, 0.6), (-2.6, -0.9)])
def test_panorama(scene, tmp_path, longitude, latitude):
    """A window of what is around the camera, which is turned so that the squares are in the middle of it."""
    data = scene.camera.data
    data.type = "PANO"
    settings = data if hasattr(data, "panorama_type") else data.cycles
    settings.panorama_type = "EQUIRECTANGULAR"
    settings.longitude_min, settings.longitude_max = longitude - 0.6 / math.cos(latitude), longitude + 0.6 / math.cos(latitude)
    settings.latitude_min, settings.latitude_max = latitude - 0.45, latitude + 0.45
    middle = Vector((math.cos(latitude) * math.sin(longitude), math.sin(latitude), -math.cos(latitude) * math.cos(longitude)))
    scene.camera.rotation_euler = middle.rotation_difference(Vector((0.0, 0.0, -1.0))).to_euler()
    data.dof.aperture_fstop = 0.08
    assert_blurred_like_cycles(scene, tmp_path, GREATEST_MEAN_DIFFERENCE)


def test_panorama_with_blades_says_that_it_is_round(scene):
    from passbridge.engine.frame import frame_reports

    scene.camera.data.type = "PANO"
    scene.camera.data.dof.aperture_blades = 5
    scene.render.engine = "PASSBRIDGE"
    scene.passbridge.samples = 1
    bpy.ops.render.render()
    assert any("blades" in warning for warning in frame_reports[-1].warnings)
