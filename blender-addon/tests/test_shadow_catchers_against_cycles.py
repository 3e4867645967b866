# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that show nothing but the shadows that fall on them, held against Cycles in the same Blender."""

from __future__ import annotations

from pathlib import Path

import bpy
import pytest
from exr_words import read_words
from rendering import floats
from test_light_against_cycles import (
    CYCLES_SAMPLES_OF_RARE_LIGHT,
    GREATEST_MEAN,
    assert_like_cycles,
    box,
    light,
    link,
    scene,  # noqa: F401
    world,
)


def sun(scene):  # noqa: F811
    light(scene, "SUN", 3.0, (2.0, 1.0, 4.0), angle=0.1)


def sun_and_world(scene):  # noqa: F811
    world(scene, 0.4)
    light(scene, "SUN", 2.0, (2.0, 1.0, 4.0), angle=0.1)


def area_of_two_colors(scene):  # noqa: F811
    """Each leaves the other's colour in its shadow."""
    light(scene, "AREA", 200.0, (2.0, 1.0, 3.5), shape="SQUARE", size=1.0, color=(1.0, 0.3, 0.2))
    light(scene, "POINT", 300.0, (-2.0, -2.0, 3.5), shadow_soft_size=0.2, color=(0.2, 0.5, 1.0))


def behind_the_ground(scene):  # noqa: F811
    """What is below a catcher is hidden: the background is seen there."""
    sun(scene)
    link(scene, box("Below", (1.0, 1.0, 0.2)), (1.0, -2.0, -0.6))


SCENES = [sun, sun_and_world, area_of_two_colors, behind_the_ground]


def alphas(scene, path: Path) -> list[float]:  # noqa: F811
    """Of a picture that was saved."""
    _, _, words = read_words(path)
    return floats(words[f"{scene.view_layers[0].name}.Combined.A"])


def assert_alpha_like_cycles(scene, tmp_path: Path) -> None:  # noqa: F811
    """Of the pictures of `assert_like_cycles`."""
    cycles, ours = (alphas(scene, tmp_path / name) for name in ("cycles.exr", "passbridge.exr"))
    assert sum(abs(a - b) for a, b in zip(cycles, ours)) / len(cycles) <= GREATEST_MEAN


@pytest.mark.parametrize("build", SCENES)
def test_transparent_film(scene, tmp_path, build):  # noqa: F811
    """Colour is that of the other objects, and alpha tells of the shadow."""
    build(scene)
    bpy.data.objects["Ground"].is_shadow_catcher = True
    assert_like_cycles(scene, tmp_path, cycles_samples=CYCLES_SAMPLES_OF_RARE_LIGHT)
    assert_alpha_like_cycles(scene, tmp_path)


@pytest.mark.parametrize("build", SCENES)
def test_film_with_background(scene, tmp_path, build):  # noqa: F811
    """The background is darkened; its colour stays in shadows of one colour."""
    if build is not sun_and_world:
        world(scene, 0.2)
    build(scene)
    bpy.data.objects["Ground"].is_shadow_catcher = True
    assert_like_cycles(scene, tmp_path, is_film_transparent=False, cycles_samples=CYCLES_SAMPLES_OF_RARE_LIGHT)


@pytest.mark.parametrize("is_film_transparent", [False, True])
def test_without_light(scene, tmp_path, is_film_transparent):  # noqa: F811
    """There is no shadow either."""
    scene.world = None
    bpy.data.objects["Ground"].is_shadow_catcher = True
    scene.render.film_transparent = is_film_transparent
    assert_like_cycles(scene, tmp_path, is_film_transparent)
    assert_alpha_like_cycles(scene, tmp_path)
