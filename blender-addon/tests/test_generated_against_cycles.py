# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated texture coordinates: those of the undeformed geometry in its texture space, as in Cycles."""

from __future__ import annotations

import math

import bmesh
import bpy
import pytest
from patch_comparison import set_up_samples
from test_small_scenes_against_cycles import GREATEST_MEAN_DIFFERENCE, assert_alike, mean_difference, pictures, scene  # noqa: F401
from test_strands_against_cycles import cloud, hair


def generated_material(*, noise: bool = False) -> bpy.types.Material:
    material = bpy.data.materials.new("Generated")
    if bpy.app.version < (5, 0, 0):
        material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    emission = tree.nodes.new("ShaderNodeEmission")
    shown = tree.nodes.new("ShaderNodeTexNoise").outputs["Color"] if noise else tree.nodes.new("ShaderNodeTexCoord").outputs["Generated"]
    tree.links.new(shown, emission.inputs["Color"])
    tree.links.new(emission.outputs[0], tree.nodes.new("ShaderNodeOutputMaterial").inputs["Surface"])
    return material


def add_grid(scene: bpy.types.Scene) -> bpy.types.Object:
    """A bumpy grid of 2 x 3 metres whose origin is not its middle, 8 metres away and seen from the side."""
    mesh, grid = bpy.data.meshes.new("Grid"), bmesh.new()
    bmesh.ops.create_grid(grid, x_segments=8, y_segments=8, size=1)
    for vertex in grid.verts:
        x, y, _ = vertex.co
        vertex.co = x + 0.4, 1.5 * y, 0.3 * math.sin(3 * x + y)
    grid.to_mesh(mesh)
    grid.free()
    mesh.materials.append(generated_material())
    object = bpy.data.objects.new("Grid", mesh)
    object.location, object.rotation_euler = (0, 0, -6), (0.6, 0.5, 0.2)
    scene.collection.objects.link(object)
    return object


def plain(object: bpy.types.Object) -> None:
    """As it is."""


def flat(object: bpy.types.Object) -> None:
    for vertex in object.data.vertices:
        vertex.co.z = 0.25


def bent(object: bpy.types.Object) -> None:
    modifier = object.modifiers.new("Bend", "SIMPLE_DEFORM")
    modifier.deform_method, modifier.angle = "BEND", 1.8


def subdivided_and_twisted(object: bpy.types.Object) -> None:
    object.modifiers.new("Subdivision", "SUBSURF")
    modifier = object.modifiers.new("Twist", "SIMPLE_DEFORM")
    modifier.deform_method, modifier.angle = "TWIST", 1.2


def repeated(object: bpy.types.Object) -> None:
    object.modifiers.new("Array", "ARRAY").count = 2


def shaped(object: bpy.types.Object) -> None:
    object.shape_key_add(name="Basis")
    key = object.shape_key_add(name="Taller")
    for point in key.data:
        point.co.z += point.co.x**2
    key.value = 0.8


def in_a_space_of_its_own(object: bpy.types.Object) -> None:
    object.data.use_auto_texspace = False
    object.data.texspace_location, object.data.texspace_size = (0.5, 0.2, 0.1), (2.0, -1.0, 0.4)


def in_the_space_of_another_mesh(object: bpy.types.Object) -> None:
    other = object.data.copy()
    for vertex in other.vertices:
        vertex.co *= 0.5
    object.data.texture_mesh = other


def many(object: bpy.types.Object) -> None:
    """So many that C describes them, of which two have a texture space of their own."""
    for index in range(300):
        copy = object.copy()
        copy.data = object.data.copy() if index % 3 else object.data
        copy.scale = (0.2, 0.2, 0.2)
        copy.location = index % 20 / 4 - 2.4, index // 20 / 4 - 2, -6
        if index == 10:
            in_a_space_of_its_own(copy)
        elif index == 20:
            bent(copy)
        bpy.context.scene.collection.objects.link(copy)
    bpy.data.objects.remove(object)


SHAPES = [
    plain,
    flat,
    bent,
    subdivided_and_twisted,
    repeated,
    shaped,
    in_a_space_of_its_own,
    in_the_space_of_another_mesh,
    many,
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_mesh(scene, tmp_path, shape):  # noqa: F811
    shape(add_grid(scene))
    assert_alike(*pictures(scene, tmp_path))


def test_what_is_not_linked(scene, tmp_path):  # noqa: F811
    grid = add_grid(scene)
    grid.data.materials[0] = generated_material(noise=True)
    bent(grid)
    assert_alike(*pictures(scene, tmp_path))


@pytest.mark.parametrize("type", ["CURVE", "FONT", "META"])
def test_what_becomes_a_mesh(scene, tmp_path, type):  # noqa: F811
    if type == "META":
        data = bpy.data.metaballs.new("Ball")
        data.elements.new().co = (0.3, 0, 0)
    else:
        data = bpy.data.curves.new("Curve", type)
        data.extrude = 0.2
        if type == "FONT":
            data.body, data.size = "Abc", 1.5
        else:
            data.dimensions = "3D"
            spline = data.splines.new("POLY")
            spline.points.add(3)
            for index, point in enumerate(spline.points):
                point.co = (index - 1, math.sin(index), 0.3 * index, 1)
            data.bevel_depth = 0.2
    data.materials.append(generated_material())
    object = bpy.data.objects.new("Object", data)
    object.location, object.rotation_euler = (-0.5, 0, -6), (0.5, 0.4, 0)
    scene.collection.objects.link(object)
    assert_alike(*pictures(scene, tmp_path))


def test_material_that_begins_to_read_them(scene, tmp_path):  # noqa: F811
    """With Persistent Data the mesh has not changed, but more of it is needed."""
    grid = add_grid(scene)
    bent(grid)
    material = grid.data.materials[0]
    tree = material.node_tree
    emission = next(node for node in tree.nodes if node.bl_idname == "ShaderNodeEmission")
    link = emission.inputs["Color"].links[0]
    coordinates = link.from_socket
    tree.links.remove(link)
    scene.render.use_persistent_data = True
    scene.render.engine = "PASSBRIDGE"
    bpy.ops.render.render()
    tree.links.new(coordinates, emission.inputs["Color"])
    cycles, passbridge = pictures(scene, tmp_path)
    assert_alike(cycles, passbridge)


def shade_by_nodes(tree: bpy.types.NodeTree, material: bpy.types.Material) -> None:
    """What geometry nodes make has this material."""
    (link,) = next(node for node in tree.nodes if node.bl_idname == "NodeGroupOutput").inputs[0].links
    shaded = tree.nodes.new("GeometryNodeSetMaterial")
    shaded.inputs["Material"].default_value = material
    tree.links.new(link.from_socket, shaded.inputs["Geometry"])
    tree.links.new(shaded.outputs[0], link.to_socket)


@pytest.mark.parametrize("build", [cloud, hair], ids=["points", "curves"])
def test_strands_and_points(scene, tmp_path, build):  # noqa: F811
    """They have positions in object space, wherever that is."""
    placed = build(scene)
    material = generated_material()
    scene.camera.data.lens = 50
    set_up_samples(scene, 1)  # of more, some miss what is as thin as this, in each engine others
    shade_by_nodes(placed.modifiers[0].node_group, material)
    placed.location, placed.rotation_euler, placed.scale = (0.1, 0.2, -6), (0.9, 0.3, 0), (1.2, 1.2, 1.2)
    shown = [pair for pair in zip(*pictures(scene, tmp_path)) if all(map(any, pair))]  # edges are another's by a hair
    assert len(shown) > 60
    assert mean_difference(*zip(*shown)) <= GREATEST_MEAN_DIFFERENCE
