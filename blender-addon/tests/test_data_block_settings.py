# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that an engine declares on objects, materials, lights, cameras and worlds."""

from __future__ import annotations

import os
from collections.abc import Iterator

import bpy
import passbridge
import pytest
from passbridge import Java, JavaRenderEngine, PassbridgeError, Setting
from passbridge.engine import settings
from rendering import render

TABS = {"OBJECT": "object", "MATERIAL": "material", "LIGHT": "data", "CAMERA": "data", "WORLD": "world"}


class ToonEngine(JavaRenderEngine):
    bl_idname, bl_label = "TEST_TOON", "Toon"
    java = Java("passbridge.testrenderer.PatternRenderer", [os.environ.get("PASSBRIDGE_TEST_JAR", "")])
    settings = [
        Setting("samples", 1, min=1),
        Setting("samples", 0.5, on="MATERIAL"),  # means something else there
        Setting("ink", (0.0, 0.25, 1.0), on="MATERIAL"),
        Setting("outline", True, on="OBJECT"),
        Setting("layer", "FRONT", items=["FRONT", "BACK"], on="OBJECT"),
        Setting("casts", 3, on="LIGHT"),
        Setting("lens_shader", "wide", on="CAMERA"),
        Setting("haze", 0.25, min=0, on="WORLD"),
    ]


def owners(scene: bpy.types.Scene) -> dict[str, bpy.types.ID]:
    """A data block of each kind, all of them in the scene."""
    square = scene.objects["Square"]
    if not square.data.materials:
        square.data.materials.append(bpy.data.materials.new("Paint"))
        light = bpy.data.lights.new("Lamp", "AREA")
        scene.collection.objects.link(bpy.data.objects.new("Lamp", light))
        scene.world = bpy.data.worlds.new("World")
    return {
        "SCENE": scene,
        "OBJECT": square,
        "MATERIAL": square.data.materials[0],
        "LIGHT": scene.objects["Lamp"].data,
        "CAMERA": scene.camera.data,
        "WORLD": scene.world,
    }


@pytest.fixture
def toon(scene: bpy.types.Scene) -> Iterator[bpy.types.Scene]:
    passbridge.register_engine(ToonEngine)
    scene.render.engine = ToonEngine.bl_idname
    owners(scene)
    yield scene
    passbridge.unregister_engine(ToonEngine)


def values(scene: bpy.types.Scene) -> dict[str, dict]:
    read = settings.reader_of(ToonEngine)
    return {on: read(on, owner) for on, owner in owners(scene).items()}


DEFAULTS = {
    "SCENE": {"samples": 1},
    "OBJECT": {"outline": True, "layer": "FRONT"},
    "MATERIAL": {"samples": 0.5, "ink": (0.0, 0.25, 1.0)},
    "LIGHT": {"casts": 3},
    "CAMERA": {"lens_shader": "wide"},
    "WORLD": {"haze": 0.25},
}


def test_each_kind_has_its_own(toon):
    assert values(toon) == DEFAULTS
    assert render(toon)[0].ok


def test_values_are_those_of_one_data_block_and_in_the_file(toon, tmp_path):
    of = owners(toon)
    other = toon.objects["Lamp"]
    of["OBJECT"].test_toon.outline, of["OBJECT"].test_toon.layer = False, "BACK"
    of["MATERIAL"].test_toon.samples = 0.75
    of["LIGHT"].test_toon.casts = -7
    of["CAMERA"].test_toon.lens_shader = "Fischauge 魚眼"
    of["WORLD"].test_toon.haze = -1  # below its least
    expected = {
        "SCENE": {"samples": 1},
        "OBJECT": {"outline": False, "layer": "BACK"},
        "MATERIAL": {"samples": 0.75, "ink": (0.0, 0.25, 1.0)},
        "LIGHT": {"casts": -7},
        "CAMERA": {"lens_shader": "Fischauge 魚眼"},
        "WORLD": {"haze": 0.0},
    }
    assert values(toon) == expected
    assert settings.reader_of(ToonEngine)("OBJECT", other) == DEFAULTS["OBJECT"]
    assert settings.reader_of(ToonEngine)("MATERIAL", of["MATERIAL"].copy()) == expected["MATERIAL"]
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "toon.blend"))
    of["LIGHT"].test_toon.casts = 1
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "toon.blend"))
    assert values(bpy.context.scene) == expected


def test_an_evaluated_one_has_what_its_animation_says(toon):
    material = owners(toon)["MATERIAL"]
    for frame, share in ((1, 0.0), (5, 1.0)):
        material.test_toon.samples = share
        material.keyframe_insert("test_toon.samples", frame=frame)
    for frame in (1, 5):
        toon.frame_set(frame)
        evaluated = material.evaluated_get(bpy.context.evaluated_depsgraph_get())
        assert settings.reader_of(ToonEngine)("MATERIAL", evaluated)["samples"] == (frame - 1) / 4


def test_an_engine_without_settings_on_a_kind_asks_nothing_of_it(scene):
    class SceneAlone(JavaRenderEngine):
        bl_idname, bl_label, java = "TEST_SCENE_ALONE", "Scene alone", Java("a.B")
        settings = [Setting("a", 1)]

    passbridge.register_engine(SceneAlone)
    try:
        assert settings.reader_of(SceneAlone)("OBJECT", scene.objects["Square"]) == {}
        assert not hasattr(bpy.types.Object, "test_scene_alone") and hasattr(bpy.types.Scene, "test_scene_alone")
    finally:
        passbridge.unregister_engine(SceneAlone)


@pytest.mark.parametrize("on", TABS)
def test_a_panel_is_in_the_tab_of_its_data_block(toon, on):
    class Layout:
        drawn = []

        def prop(self, owner, name):
            assert name in owner.bl_rna.properties
            self.drawn.append(name)

    class Panel:
        layout = Layout()

    class Context:
        scene, engine = toon, ToonEngine.bl_idname

    panel = getattr(bpy.types, f"TEST_TOON_PT_{on.lower()}_settings")
    assert (panel.bl_context, panel.bl_label) == (TABS[on], "Toon")
    assert not panel.poll(Context), "the tab is of something else"
    setattr(Context, on.lower(), owners(toon)[on])
    assert panel.poll(Context)
    panel.draw(Panel, Context)
    assert Layout.drawn == list(DEFAULTS[on])
    Context.engine = "CYCLES"
    assert not panel.poll(Context)


def test_unregister_takes_all_of_it_back(toon):
    passbridge.unregister_engine(ToonEngine)
    try:
        assert not [owner.__name__ for owner in settings.OWNERS.values() if hasattr(owner, "test_toon")]
        assert not [name for name in dir(bpy.types) if "test_toon" in name.lower()]
    finally:
        passbridge.register_engine(ToonEngine)
    assert values(toon) == DEFAULTS


def test_one_name_twice_on_one_kind_is_refused():
    with pytest.raises(PassbridgeError, match="'a' is declared twice on LIGHT"):
        type("Declared", (JavaRenderEngine,), {"settings": [Setting("a", 1, on="LIGHT"), Setting("a", 2.0, on="LIGHT")]})


def test_a_name_that_a_data_block_has_already_is_refused(scene):
    class Shadowing(JavaRenderEngine):
        bl_idname, bl_label, java = "ENERGY", "Energy", Java("a.B")
        settings = [Setting("a", 1), Setting("b", 1, on="LIGHT")]

    attributes = [hasattr(owner, "energy") for owner in settings.OWNERS.values()]
    with pytest.raises(PassbridgeError, match="'(Light|PointLight).energy' already"):
        passbridge.register_engine(Shadowing)
    assert [hasattr(owner, "energy") for owner in settings.OWNERS.values()] == attributes
