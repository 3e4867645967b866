# SPDX-License-Identifier: GPL-3.0-or-later
"""Node trees as graphs: what nodes have, and what is linked to what, whatever groups, reroutes and mutes are in between."""

from __future__ import annotations

from types import SimpleNamespace

import bpy
import pytest
from scene_reading import graph, lights, materials, read, the_scene

FLOAT_TOLERANCE = 1e-6


@pytest.fixture
def scene(empty_scene: bpy.types.Scene) -> bpy.types.Scene:
    """A camera and a triangle."""
    empty_scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    mesh = bpy.data.meshes.new("Triangle")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    empty_scene.collection.objects.link(bpy.data.objects.new("Triangle", mesh))
    empty_scene.render.resolution_x = empty_scene.render.resolution_y = 8
    return empty_scene


def add_material() -> bpy.types.Material:
    """A material whose nodes are an output alone, on the triangle."""
    material = bpy.data.materials.new("Material")
    use_nodes(material)
    material.node_tree.nodes.clear()
    material.node_tree.nodes.new("ShaderNodeOutputMaterial")
    bpy.data.meshes["Triangle"].materials.append(material)
    return material


def use_nodes(owner: bpy.types.Material | bpy.types.World | bpy.types.Light) -> None:
    if bpy.app.version < (5, 0, 0) or isinstance(owner, bpy.types.Light):
        owner.use_nodes = True


def output_of(tree: bpy.types.NodeTree) -> bpy.types.Node:
    return next(node for node in tree.nodes if node.bl_idname.startswith("ShaderNodeOutput"))


def read_graph(scene: bpy.types.Scene) -> SimpleNamespace | None:
    """That of the only material."""
    description = read(scene)
    (material,) = materials(description)
    return graph(description, material.graph)


def test_unlinked_output_has_no_graph(scene):
    add_material()
    assert read_graph(scene) is None


def test_values_links_and_properties_are_read(scene):
    tree = add_material().node_tree
    emission = tree.nodes.new("ShaderNodeEmission")
    emission.inputs["Strength"].default_value = 2.5
    noise = tree.nodes.new("ShaderNodeTexNoise")
    noise.noise_dimensions = "4D"
    noise.inputs["Scale"].default_value = 3.0
    tree.links.new(noise.outputs["Color"], emission.inputs["Color"])
    tree.links.new(emission.outputs["Emission"], output_of(tree).inputs["Surface"])
    found = read_graph(scene)
    assert [node.type for node in found.nodes] == ["ShaderNodeTexNoise", "ShaderNodeEmission"]
    assert [node.name for node in found.nodes] == ["Noise Texture", "Emission"]
    source, end = found.nodes
    assert found.surface == (end, "Emission") and found.volume is None and found.displacement is None
    assert end.inputs == {"Color": (source, "Color"), "Strength": (2.5,) * 4}
    assert source.inputs["Scale"] == (3.0,) * 4
    assert source.properties["noise_dimensions"] == "4D"
    assert source.properties["blender_version"] == (bpy.app.version[0] * 100 + bpy.app.version[1],)
    assert "W" in source.inputs
