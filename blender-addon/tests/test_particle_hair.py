# SPDX-License-Identifier: GPL-3.0-or-later
"""Particle hair read where Blender keeps it is what Blender gives point by point, and where it isn't, that way is taken."""

from __future__ import annotations

import bpy
import pytest
from passbridge import PassbridgeError
from passbridge.scene import particle_hair
from scene_reading import curves, floats, integers, read
from test_strands import hairy_plane
from uv_nodes import make_uv_map_by_nodes


@pytest.fixture(autouse=True)
def no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins as a new process."""
    monkeypatch.setattr(particle_hair, "_why_not_in_place", "")


@pytest.fixture
def settings(empty_scene: bpy.types.Scene) -> bpy.types.ParticleSettings:
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    empty_scene.collection.objects.link(camera)
    empty_scene.camera = camera
    placed, made = hairy_plane(empty_scene)
    placed.location = 0.2, 0.1, -0.4
    placed.rotation_euler = 0.3, 0.2, 0.5
    placed.scale = 1.5, 0.7, 1.0
    placed.data.uv_layers.new(name="UVMap")
    return made


def content() -> dict[str, list]:
    (hair,) = curves(read(bpy.context.scene))
    return {
        "positions": floats(hair.positions),
        "radii": floats(hair.radii),
        "first points": integers(hair.first_points),
        "UVs": floats(hair.curve_uvs),
    }


@pytest.mark.parametrize("kind", ["parents", "children", "interpolated", "spiral", "bent", "cut"])
def test_in_place_is_what_co_hair_gives(settings, monkeypatch, kind):
    if kind in {"children", "interpolated", "spiral"}:
        settings.count = 40
        settings.child_type = "INTERPOLATED" if kind == "interpolated" else "SIMPLE"
        settings.rendered_child_count = 30
    if kind == "spiral":
        settings.kink, settings.kink_amplitude = "SPIRAL", 0.3
    if kind == "bent":
        settings.effector_weights.gravity = 0.0
        settings.brownian_factor = 0.4
        settings.shape, settings.use_close_tip = 0.4, True
    if kind == "cut":
        settings.child_type, settings.rendered_child_count = "INTERPOLATED", 30
        settings.child_length, settings.child_length_threshold = 0.5, 0.5
    in_place = content()
    assert particle_hair._why_not_in_place == ""
    monkeypatch.setattr(particle_hair, "_why_not_in_place", "forbidden by the test")
    official = content()
    assert in_place.keys() == official.keys()
    for name, values in in_place.items():
        assert len(values) > 0
        assert values == pytest.approx(official[name], abs=2e-5), name


@pytest.mark.parametrize("child_type", ["NONE", "SIMPLE", "INTERPOLATED"])
def test_hair_has_the_uvs_of_where_it_stands(settings, monkeypatch, child_type):
    settings.count = 40
    settings.child_type, settings.rendered_child_count = child_type, 30
    expected: list[float] = []
    real = particle_hair._curve_uvs

    def read_officially(modifier, source, hairs, is_cancelled):
        system = modifier.particle_system
        for hair in hairs:
            particle = system.particles[min(hair, len(system.particles) - 1)]
            expected.extend(system.uv_on_emitter(modifier, particle=particle, particle_no=hair, uv_no=0))
        return real(modifier, source, hairs, is_cancelled)

    monkeypatch.setattr(particle_hair, "_curve_uvs", read_officially)
    uvs = content()["UVs"]
    assert len(uvs) == (2 * 40 if child_type == "NONE" else 2 * 40 * 30)
    assert len(set(uvs)) > 20
    assert uvs == pytest.approx(expected, abs=0)


def test_what_does_not_verify_is_read_point_by_point(settings, monkeypatch):
    """Told once."""
    expected = content()
    told: list[str] = []
    monkeypatch.setattr("builtins.print", lambda *words, **_: told.append(" ".join(map(str, words))))
    real = particle_hair.library()

    class MovesOnePoint:
        def pb_hair_read(self, reading):
            real.pb_hair_read(reading)
            import ctypes

            ctypes.c_float.from_address(reading.positions.offset + reading.positions.size_bytes - 12).value += 0.01

    monkeypatch.setattr(particle_hair, "library", MovesOnePoint)
    assert content()["positions"] == pytest.approx(expected["positions"], abs=2e-5)
    assert len(told) == 1 and "is not where Blender says" in told[0]
    content()
    assert len(told) == 1


def test_no_hair_in_memory_is_no_crash(settings, monkeypatch):
    class Refusing:
        def pb_hair_read(self, reading):
            raise PassbridgeError("refused by the test")

    expected = content()
    monkeypatch.setattr(particle_hair, "library", Refusing)
    assert content()["positions"] == pytest.approx(expected["positions"], abs=2e-5)
    assert particle_hair._why_not_in_place == "refused by the test"


@pytest.mark.parametrize("in_place", [True, False])
def test_a_cancel_is_heard_between_hairs(settings, monkeypatch, in_place):
    if not in_place:
        monkeypatch.setattr(particle_hair, "_why_not_in_place", "forbidden by the test")
    monkeypatch.setattr(particle_hair, "_HAIRS_PER_CHECK", 10)
    settings.count = 1000
    asked = 0

    def is_cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 20

    assert read(bpy.context.scene, is_cancelled) is None
    assert asked < 30


def test_many_parts_make_one_whole(settings, monkeypatch):
    whole = content()
    monkeypatch.setattr(particle_hair, "_HAIRS_PER_CHECK", 7)
    assert content() == whole


@pytest.mark.not_applicable_if(bpy.app.version < (3, 5, 0), "geometry nodes make no UV maps that meshes have")
def test_a_uv_map_that_is_made_behind_the_hair_is_0_for_it(settings):
    """As Cycles has it: Blender itself can't tell where such a hair stands."""
    ground = next(each for each in bpy.context.scene.objects if each.particle_systems)
    while ground.data.uv_layers:
        ground.data.uv_layers.remove(ground.data.uv_layers[0])
    make_uv_map_by_nodes(ground)
    uvs = content()["UVs"]
    assert len(uvs) > 0 and set(uvs) == {0.0}
