# SPDX-License-Identifier: GPL-3.0-or-later
"""What shaders read of a mesh's shape: its islands, how convex it is, and where in its triangles a place is, as in Cycles."""

from __future__ import annotations

import bmesh
import bpy
import pytest
from test_instancers_against_cycles import material_of
from test_small_scenes_against_cycles import assert_alike, pictures, scene  # noqa: F401 - the fixture

OUTPUTS = ("Random Per Island", "Pointiness", "Parametric")


def geometry(output: str):
    """Of the Geometry node; pointiness, which is near 0.5, with more contrast."""

    def add(tree: bpy.types.ShaderNodeTree) -> bpy.types.NodeSocket:
        found = tree.nodes.new("ShaderNodeNewGeometry").outputs[output]
        if output != "Pointiness":
            return found
        contrast = tree.nodes.new("ShaderNodeMath")
        contrast.operation = "MULTIPLY_ADD"
        contrast.inputs[1].default_value, contrast.inputs[2].default_value = 3.0, -1.0
        tree.links.new(found, contrast.inputs[0])
        return contrast.outputs[0]

    return add


def add_mesh(scene: bpy.types.Scene, material: bpy.types.Material) -> bpy.types.Object:  # noqa: F811
    """Four bodies; a cube and a ball are connected by an edge without a face."""
    mesh = bmesh.new()
    for index, (create, place) in enumerate((("cube", -1.5), ("cube", -0.5), ("ball", 0.8), ("ball", 2.2))):
        first = len(mesh.verts)
        if create == "cube":
            bmesh.ops.create_cube(mesh, size=1)
        else:
            bmesh.ops.create_icosphere(mesh, subdivisions=2, radius=0.6)
        for vertex in list(mesh.verts)[first:]:
            vertex.co.x += place
            vertex.co.y += index * 0.3
            vertex.co.z += 0.2 * vertex.co.x * vertex.co.y
    mesh.verts.ensure_lookup_table()
    mesh.edges.new((mesh.verts[8], mesh.verts[-1]))
    data = bpy.data.meshes.new("Bodies")
    mesh.to_mesh(data)
    mesh.free()
    data.materials.append(material)
    object = bpy.data.objects.new("Bodies", data)
    object.location, object.rotation_euler = (0, 0, -7), (0.6, 0.5, 0.2)
    scene.collection.objects.link(object)
    return object


def flat(object: bpy.types.Object) -> None:
    """As it is."""


def smooth(object: bpy.types.Object) -> None:
    for polygon in object.data.polygons:
        polygon.use_smooth = True


def partly_smooth(object: bpy.types.Object) -> None:
    for polygon in list(object.data.polygons)[::3]:
        polygon.use_smooth = True


def split(object: bpy.types.Object) -> None:
    """Each face is an island; for pointiness what is at one place is one vertex."""
    modifier = object.modifiers.new("Split", "EDGE_SPLIT")
    modifier.split_angle = 0.0


def subdivided(object: bpy.types.Object) -> None:
    smooth(object)
    object.modifiers.new("Subdivision", "SUBSURF").render_levels = 2


def many(object: bpy.types.Object) -> None:
    """So many that C describes what needs no more than others; most are behind the camera."""
    for index in range(300):
        copy = object.copy()
        copy.data = object.data.copy()
        copy.location.z = 20.0
        bpy.context.scene.collection.objects.link(copy)
        if index % 2:
            copy.data.materials.clear()


SHAPES = [flat, smooth, partly_smooth, split, subdivided, many]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
@pytest.mark.parametrize("output", OUTPUTS)
def test_mesh(scene, tmp_path, output, shape):  # noqa: F811
    shape(add_mesh(scene, material_of(geometry(output))))
    cycles, passbridge = pictures(scene, tmp_path)
    assert len({round(color[0], 2) for color in cycles}) > 3, "Cycles shows everywhere the same"
    assert_alike(cycles, passbridge)
