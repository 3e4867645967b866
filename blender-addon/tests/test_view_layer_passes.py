# SPDX-License-Identifier: GPL-3.0-or-later
"""Passes that follow from a view layer: AOVs, light groups, cryptomatte, and those of an engine's own function."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import addon_utils
import bpy
import passbridge
import pytest
from passbridge import Java, JavaRenderEngine, Pass, PassbridgeError
from passbridge.engine import passes
from rendering import render, render_exr
from test_delivery import pattern_word

# Fills every pass, without OpenGL: there a frame may have more passes than OpenGL draws at once.
FILM = "passbridge.testrenderer.FilmPatternRenderer"


def plates(view_layer: bpy.types.ViewLayer) -> Iterator[Pass]:
    """One for each letter of the view layer's name."""
    for letter in view_layer.name:
        yield Pass(f"Plate {letter}", "RGB")


class LayeredEngine(JavaRenderEngine):
    bl_idname, bl_label = "TEST_LAYERED", "Layered"
    java = Java(FILM, [os.environ.get("PASSBRIDGE_TEST_JAR", "")])
    passes = [Pass.DEPTH, Pass("Ink", "X"), Pass.aovs, Pass.light_groups, Pass.cryptomatte, plates]


@pytest.fixture
def layered(scene: bpy.types.Scene) -> Iterator[bpy.types.Scene]:
    passbridge.register_engine(LayeredEngine)
    scene.render.engine = LayeredEngine.bl_idname
    scene.view_layers[0].name = "AB"
    scene.view_layers[0].use_pass_z = False
    yield scene
    passbridge.unregister_engine(LayeredEngine)


def add_aov(view_layer: bpy.types.ViewLayer, name: str, type: str = "COLOR") -> None:
    aov = view_layer.aovs.add()
    aov.name, aov.type = name, type


def add_light_group(scene: bpy.types.Scene, view_layer: bpy.types.ViewLayer, name: str) -> None:
    with bpy.context.temp_override(scene=scene, view_layer=view_layer):
        bpy.ops.scene.view_layer_add_lightgroup(name=name)


def switch_cryptomatte_on(view_layer: bpy.types.ViewLayer, level_count: int) -> None:
    for kind in ("object", "material", "asset"):
        setattr(view_layer, f"use_pass_cryptomatte_{kind}", True)
    view_layer.pass_cryptomatte_depth = level_count


def names(given: list[Pass]) -> list[str]:
    return [render_pass.name for render_pass in given]


@pytest.mark.parametrize("level_count", [2, 3, 6, 15, 16])
def test_passes_are_those_of_cycles(layered, level_count):
    if "cycles" not in bpy.context.preferences.addons:
        addon_utils.enable("cycles")
    from cycles.engine import list_render_passes

    view_layer = layered.view_layers[0]
    add_aov(view_layer, "Edges")
    add_aov(view_layer, "Müller's 3", "VALUE")
    for name in ("Key", "Rim Light", "x" * 63, "光" * 21):
        add_light_group(layered, view_layer, name)
    switch_cryptomatte_on(view_layer, level_count)
    layered.cycles.use_denoising = False
    given = [*Pass.cryptomatte(view_layer), *Pass.aovs(view_layer), *Pass.light_groups(view_layer)]
    # Blender cuts longer names, whoever adds the pass.
    of_cycles = [(name.encode()[:63].decode(errors="ignore"), ids, type) for name, ids, type in list_render_passes(layered, view_layer)]
    assert [(each.name, each.channel_ids, each.type) for each in given] == of_cycles[1:]


def test_a_view_layer_without_any_has_none(layered):
    view_layer = layered.view_layers[0]
    assert Pass.aovs(view_layer) == Pass.light_groups(view_layer) == Pass.cryptomatte(view_layer) == []
    switch_cryptomatte_on(view_layer, 6)
    view_layer.use_pass_cryptomatte_object = view_layer.use_pass_cryptomatte_asset = False
    assert names(Pass.cryptomatte(view_layer)) == ["CryptoMaterial00", "CryptoMaterial01", "CryptoMaterial02"]


def test_any_number_of_passes_is_in_the_picture(layered, tmp_path, way):
    """Each in its place, in two view layers that have others."""
    layered.render.resolution_x, layered.render.resolution_y = 7, 5
    first, second = layered.view_layers[0], layered.view_layers.new("C")
    for index in range(90):
        add_aov(first, f"AOV {index}", "VALUE" if index % 2 else "COLOR")
    for index in range(20):
        add_light_group(layered, first, f"Group {index}")
    switch_cryptomatte_on(first, 16)
    second.test_layered.use_pass_ink = False
    expected = {view_layer.name: passes.enabled_passes(LayeredEngine, view_layer) for view_layer in (first, second)}
    assert len(expected["AB"]) == 1 + 1 + 90 + 20 + 3 * 8 + 2 and names(expected["C"]) == ["Combined", "Plate C"]

    width, height, words = render_exr(layered, tmp_path / "layered.exr")
    from passbridge.engine.frame import frame_reports

    assert [report.error for report in frame_reports] == ["", ""]
    assert set(words) == {
        f"{layer}.{each.name}.{channel_id}" for layer, given in expected.items() for each in given for channel_id in each.channel_ids
    }
    for layer, given in expected.items():
        for index, render_pass in enumerate(given):
            for channel, channel_id in enumerate(render_pass.channel_ids):
                found = words[f"{layer}.{render_pass.name}.{channel_id}"].tolist()
                assert found == [pattern_word(index, pixel, channel) for pixel in range(width * height)], render_pass.name


def test_the_compositor_shows_them(layered):
    view_layer = layered.view_layers[0]
    add_aov(view_layer, "Edges", "VALUE")
    add_light_group(layered, view_layer, "Key")
    switch_cryptomatte_on(view_layer, 2)
    if hasattr(layered, "compositing_node_group"):
        tree = layered.compositing_node_group = bpy.data.node_groups.new("Compositing", "CompositorNodeTree")
    else:
        layered.use_nodes = True
        tree = layered.node_tree
    node = tree.nodes.new("CompositorNodeRLayers")
    found = {output.name: output.type for output in node.outputs if output.enabled}
    expected = {"Edges": "VALUE", "Combined_Key": "RGBA", "CryptoObject00": "RGBA", "CryptoAsset00": "RGBA", "Plate A": "RGBA"}
    assert found.items() >= expected.items()


@pytest.mark.parametrize(
    ("name", "cause"), [("Position", "View layer 'AB': pass 'Position' has the name of Blender's own"), ("Plate A", "have one name")]
)
def test_an_aov_in_the_way_of_another_pass_is_named(layered, name, cause):
    view_layer = layered.view_layers[0]
    add_aov(view_layer, name)
    report = render(layered)[0]
    assert not report.ok and cause in report.error
    view_layer.aovs[0].name = "Fine"
    assert render(layered)[0].ok


def broken(_view_layer: bpy.types.ViewLayer) -> list[Pass]:
    raise KeyError("broken by the test")


@pytest.mark.parametrize(
    ("function", "cause"), [(broken, "KeyError in the engine's function broken"), (lambda _: ["Ink"], "gave 'Ink'")]
)
def test_a_function_that_does_not_work_is_named(layered, monkeypatch, function: Callable, cause):
    with monkeypatch.context() as patch:
        patch.setattr(LayeredEngine, "passes", [function])
        report = render(layered)[0]
        assert not report.ok and cause in report.error.splitlines()[0]
    assert render(layered)[0].ok


def test_only_passes_and_functions_can_be_declared():
    with pytest.raises(PassbridgeError, match="passes holds 7"):
        type("Declared", (JavaRenderEngine,), {"passes": [7]})


def test_the_panel_has_blender_s_own_below_it(layered):
    below = [f"TEST_LAYERED_PT_{name}" for name in ("cryptomatte", "aovs", "light_groups")]
    for name in below:
        panel = getattr(bpy.types, name)
        assert panel.bl_parent_id == "TEST_LAYERED_PT_passes" and panel.COMPAT_ENGINES == {"TEST_LAYERED"}
    passbridge.unregister_engine(LayeredEngine)
    try:
        assert not [name for name in below if hasattr(bpy.types, name)]
    finally:
        passbridge.register_engine(LayeredEngine)
