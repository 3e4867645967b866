# SPDX-License-Identifier: GPL-3.0-or-later
"""Passes that are switched on are in the result once, under Blender's own names."""

from __future__ import annotations

import bpy
import pytest
from passbridge import Pass
from passbridge.addon.engine import PassbridgeRenderEngine
from passbridge.engine import passes

PROPERTIES = [render_pass.view_layer_property for render_pass in PassbridgeRenderEngine.passes]


class PassesEngine(bpy.types.RenderEngine):
    """A render engine that has the passes and leaves them as they are."""

    bl_idname = "PASSBRIDGE_PASSES"
    bl_label = "Passbridge passes"
    passes = PassbridgeRenderEngine.passes

    # Of the last render; Blender frees the instance itself.
    found = []
    registered = False

    def update_render_passes(self, scene: bpy.types.Scene, view_layer: bpy.types.ViewLayer) -> None:
        type(self).registered = True
        passes.register(self, scene, view_layer)

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        view_layer = depsgraph.view_layer
        passes.add(self, view_layer.name, passes.enabled_passes(self, view_layer))
        self.end_result(self.begin_result(0, 0, 1, 1, layer=view_layer.name))
        (layer,) = self.get_result().layers
        type(self).found = [(p.name, p.channels, p.channel_id) for p in layer.passes]


@pytest.fixture
def scene(empty_scene: bpy.types.Scene) -> bpy.types.Scene:
    if not PassesEngine.is_registered:
        bpy.utils.register_class(PassesEngine)
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    empty_scene.collection.objects.link(camera)
    empty_scene.camera = camera
    empty_scene.render.engine = PassesEngine.bl_idname
    empty_scene.render.resolution_x = empty_scene.render.resolution_y = 8
    view_layer = empty_scene.view_layers[0]
    view_layer.name = "A layer of another name"
    for name in PROPERTIES:
        setattr(view_layer, name, False)
    PassesEngine.found = []
    PassesEngine.registered = False
    return empty_scene


def test_only_combined_is_there_by_default(scene):
    bpy.ops.render.render()
    assert PassesEngine.found == [("Combined", 4, "RGBA")]


@pytest.mark.parametrize("property_name", PROPERTIES)
def test_check_box_switches_its_pass_on(scene, property_name):
    setattr(scene.view_layers[0], property_name, True)
    expected = [Pass.COMBINED] + [p for p in PassesEngine.passes if p.view_layer_property == property_name]
    assert passes.enabled_passes(PassesEngine, scene.view_layers[0]) == expected
    bpy.ops.render.render()
    assert PassesEngine.found == [(p.blender_name, p.channels, p.channel_ids) for p in expected]


def test_registered_and_added_passes_are_there_once(scene):
    for name in PROPERTIES:
        setattr(scene.view_layers[0], name, True)
    scene.view_layers.update()
    if hasattr(scene, "compositing_node_group"):
        scene.compositing_node_group = bpy.data.node_groups.new("Compositing", "CompositorNodeTree")
        tree = scene.compositing_node_group
    else:
        scene.use_nodes = True
        tree = scene.node_tree
    # Blender asks for the registered passes when a Render Layers node shows their sockets.
    node = tree.nodes.new("CompositorNodeRLayers")
    node.layer = scene.view_layers[0].name
    assert PassesEngine.registered
    names = {output.name for output in node.outputs if output.enabled}
    bpy.ops.render.render()
    assert PassesEngine.found == [(p.blender_name, p.channels, p.channel_ids) for p in (Pass.COMBINED, *PassesEngine.passes)]
    assert {p.blender_name for p in PassesEngine.passes} <= names


def test_names_are_those_of_the_view_layer_passes_of_this_blender():
    names = {p.name: p.blender_name for p in PassesEngine.passes}
    is_new = bpy.app.version >= (5, 0, 0)
    assert names["IndexOB"] == ("Object Index" if is_new else "IndexOB")
    assert names["IndexMA"] == ("Material Index" if is_new else "IndexMA")
