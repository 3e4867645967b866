# SPDX-License-Identifier: GPL-3.0-or-later
"""Light that walls reflect onto each other, held against Cycles with all of its bounces in the same Blender."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from pathlib import Path

import bpy
import pytest
from mathutils import Vector
from patch_comparison import combined, display, set_up_samples
from test_emitters_against_cycles import emission
from test_light_against_cycles import box, colored, light, link, world

SIZE = 48
SAMPLES = 128
CYCLES_SAMPLES = 256

# Of display values: 512 virtual lights stand for what walls reflect, and corners get a little less than they should, see VirtualLights.
# Without any reflected light the medians are 0.07 to 0.4.
GREATEST_MEDIAN = 5 / 255
GREATEST_MEAN = 8 / 255

# The same of 16 samples, whose noise is in it. With half as many virtual lights, and those near them darkened, it was 12 and 16.
GREATEST_MEDIAN_OF_FEW = 10 / 255
GREATEST_MEAN_OF_FEW = 14 / 255


@pytest.fixture
def room(use_renderer: Callable[[str], None]) -> bpy.types.Scene:
    """Two metres wide, open at the camera, with a red and a green wall and a block in it."""
    scene = bpy.context.scene
    scene.camera = link(scene, bpy.data.cameras.new("Camera"), (0.0, -3.6, 1.0))
    scene.camera.rotation_euler = (math.pi / 2, 0.0, 0.0)
    scene.camera.data.lens = 45.0
    white, red, green = (0.73, 0.73, 0.73), (0.65, 0.05, 0.05), (0.12, 0.45, 0.15)
    for half, place, color in (
        ((1.0, 1.0, 0.05), (0.0, 0.0, -0.05), white),
        ((1.0, 0.05, 1.0), (0.0, 1.05, 1.0), white),
        ((0.05, 1.0, 1.0), (-1.05, 0.0, 1.0), red),
        ((0.05, 1.0, 1.0), (1.05, 0.0, 1.0), green),
        ((0.3, 0.3, 0.5), (-0.3, 0.3, 0.5), white),
    ):
        link(scene, box("Wall", half), place).data.materials[0] = colored(color)
    return scene


def ceiling(scene: bpy.types.Scene) -> None:
    link(scene, box("Ceiling", (1.0, 1.0, 0.05)), (0.0, 0.0, 2.05)).data.materials[0] = colored((0.73, 0.73, 0.73))


def lit_by_area(scene: bpy.types.Scene) -> None:
    ceiling(scene)
    light(scene, "AREA", 25.0, (0.0, 0.0, 1.97), size=0.5).rotation_euler = (0.0, 0.0, 0.0)


def lit_by_spot(scene: bpy.types.Scene) -> None:
    """The far corner alone; all else is lit by what that reflects."""
    ceiling(scene)
    spot = light(scene, "SPOT", 200.0, (0.0, -0.6, 1.2), spot_size=0.8, spot_blend=0.2, shadow_soft_size=0.05)
    spot.rotation_euler = Vector((-0.6, 1.0, 0.3)).to_track_quat("-Z", "Y").to_euler()


def lit_by_sun(scene: bpy.types.Scene) -> None:
    light(scene, "SUN", 4.0, (-1.6, -1.0, 4.0), angle=0.05)


def lit_by_world(scene: bpy.types.Scene) -> None:
    ceiling(scene)
    world(scene, 1.0)


@pytest.mark.parametrize("lit", [lit_by_area, lit_by_spot, lit_by_sun, lit_by_world])
def test_room(room: bpy.types.Scene, tmp_path: Path, lit: Callable[[bpy.types.Scene], None]):
    lit(room)
    assert_like_cycles(room, tmp_path)


def test_room_of_few_samples(room: bpy.types.Scene, tmp_path: Path):
    """Few virtual lights are large: near them, in corners, is as much light as with many."""
    lit_by_area(room)
    assert_like_cycles(room, tmp_path, samples=16, greatest_median=GREATEST_MEDIAN_OF_FEW, greatest_mean=GREATEST_MEAN_OF_FEW)


def test_room_of_a_lamp_near_the_ceiling(room: bpy.types.Scene, tmp_path: Path):
    """It shines from both sides: what it lights above itself lights little else. Where that took as many virtual lights as its light would deserve,
    and each sample had two, the differences were 5.8 and 8.9."""
    ceiling(room)
    panel = link(room, box("Panel", (0.25, 0.25, 0.005)), (0.0, 0.0, 1.98))
    panel.data.materials[0] = emission(12.0)
    assert_like_cycles(room, tmp_path, samples=64)


def test_few_bounces(room: bpy.types.Scene, tmp_path: Path):
    """Twelve bring a seventh more light."""
    lit_by_spot(room)
    assert_like_cycles(room, tmp_path, bounces=1)


def test_clamped_light(room: bpy.types.Scene, tmp_path: Path):
    """Nearly all that the lit corner reflects is brighter than that."""
    lit_by_spot(room)
    room.cycles.sample_clamp_indirect = 0.1
    assert_like_cycles(room, tmp_path)


def assert_like_cycles(
    room: bpy.types.Scene,
    tmp_path: Path,
    samples: int = SAMPLES,
    bounces: int = 12,
    greatest_median: float = GREATEST_MEDIAN,
    greatest_mean: float = GREATEST_MEAN,
) -> None:
    room.render.resolution_x = room.render.resolution_y = SIZE
    set_up_samples(room, samples)
    room.render.film_transparent = True
    room.cycles.max_bounces = 12
    room.cycles.diffuse_bounces = bounces
    room.cycles.samples = CYCLES_SAMPLES
    room.render.engine = "CYCLES"
    _, _, cycles = combined(room, tmp_path / "cycles.exr")
    room.render.engine = "PASSBRIDGE"
    _, _, ours = combined(room, tmp_path / "passbridge.exr")
    differences = [abs(display(a) - display(b)) for one, other in zip(cycles, ours) for a, b in zip(one, other)]
    found = (statistics.median(differences), statistics.fmean(differences))
    assert found[0] <= greatest_median and found[1] <= greatest_mean, found
