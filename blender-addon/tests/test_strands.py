# SPDX-License-Identifier: GPL-3.0-or-later
"""Hair curves, particle hair and point clouds: data passes held against Cycles' in the same Blender."""

from __future__ import annotations

import math
from collections.abc import Callable

import bmesh
import bpy
import pytest
from cycles_comparison import Comparison, assert_like_cycles
from test_against_cycles import emit, link, mesh, scene, shown, shown_materials  # noqa: F401: `scene` is a fixture

Nodes = "bpy.types.NodeTree"


def modify(placed: bpy.types.Object, build: Callable[[bpy.types.NodeTree, bpy.types.NodeSocket], None]) -> None:
    """Give the object geometry nodes; `build` links what is to come out."""
    tree = bpy.data.node_groups.new("Geometry", "GeometryNodeTree")
    if hasattr(tree, "interface"):
        tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    else:
        tree.outputs.new("NodeSocketGeometry", "Geometry")
    build(tree, tree.nodes.new("NodeGroupOutput").inputs[0])
    placed.modifiers.new("Geometry", "NODES").node_group = tree


def node(tree: bpy.types.NodeTree, kind: str, **inputs) -> bpy.types.Node:
    result = tree.nodes.new(kind)
    for name, value in inputs.items():
        result.inputs[name].default_value = value
    return result


def thick_curve(tree: bpy.types.NodeTree, radius: float) -> bpy.types.NodeSocket:
    """A circle of nine points that becomes thinner towards its end."""
    circle = node(tree, "GeometryNodeCurvePrimitiveCircle", Resolution=9, Radius=1.4)
    circle.mode = "RADIUS"
    parameter = tree.nodes.new("GeometryNodeSplineParameter")
    scaled = tree.nodes.new("ShaderNodeMath")
    scaled.operation = "MULTIPLY_ADD"
    scaled.inputs[1].default_value = -0.8 * radius
    scaled.inputs[2].default_value = radius
    set_radius = tree.nodes.new("GeometryNodeSetCurveRadius")
    tree.links.new(parameter.outputs["Factor"], scaled.inputs[0])
    tree.links.new(scaled.outputs[0], set_radius.inputs["Radius"])
    splines = tree.nodes.new("GeometryNodeCurveSplineType")
    splines.spline_type = "CATMULL_ROM"
    tree.links.new(circle.outputs[0], splines.inputs[0])
    tree.links.new(splines.outputs[0], set_radius.inputs["Curve"])
    return set_radius.outputs[0]


def hair_object(name: str, radius: float = 0.2) -> bpy.types.Object:
    placed = link(bpy.context.scene, name, bpy.data.hair_curves.new(name))
    emit(placed)
    modify(placed, lambda tree, output: tree.links.new(thick_curve(tree, radius), output))
    return placed


def point_object(name: str, count: int = 6, radius: float = 0.5) -> bpy.types.Object:
    """Points along a line, each larger than the one before."""
    placed = link(bpy.context.scene, name, bpy.data.pointclouds.new(name))
    emit(placed)

    def build(tree: bpy.types.NodeTree, output: bpy.types.NodeSocket) -> None:
        line = node(tree, "GeometryNodeMeshLine", Count=count)
        line.inputs["Offset"].default_value = 0.45, 0.1, 0.05
        line.inputs["Start Location"].default_value = -1.2, -0.2, 0.0
        index = tree.nodes.new("GeometryNodeInputIndex")
        scaled = tree.nodes.new("ShaderNodeMath")
        scaled.operation = "MULTIPLY_ADD"
        scaled.inputs[1].default_value = radius / count
        scaled.inputs[2].default_value = radius / count
        to_points = tree.nodes.new("GeometryNodeMeshToPoints")
        tree.links.new(index.outputs[0], scaled.inputs[0])
        tree.links.new(scaled.outputs[0], to_points.inputs["Radius"])
        tree.links.new(line.outputs[0], to_points.inputs[0])
        tree.links.new(to_points.outputs[0], output)

    modify(placed, build)
    return placed


def hairy_plane(scene, name: str = "Emitter") -> tuple[bpy.types.Object, bpy.types.ParticleSettings]:
    placed = link(scene, name, mesh(name, bmesh.ops.create_grid, x_segments=4, y_segments=4, size=1.2))
    emit(placed)
    placed.modifiers.new("Hair", "PARTICLE_SYSTEM")
    settings = placed.particle_systems[0].settings
    settings.type = "HAIR"
    settings.count = 30
    settings.hair_length = 1.2
    settings.render_step = 3
    settings.radius_scale = 1.0
    settings.root_radius = 0.25
    settings.tip_radius = 0.05
    return placed, settings


# -------------------------------------------------------------------------------------------------------- hair curves


def curves(scene):
    hair_object("Hair")
    return {"Hair"}


def curves_moved_and_scaled(scene):
    placed = hair_object("Hair", 0.2)
    placed.location = 0.3, 0.2, -0.1
    placed.rotation_euler = 0.5, 0.2, 0.4
    placed.scale = 1.4, 1.4, 1.4
    return {"Hair"}


def curves_scaled_unevenly(scene):
    hair_object("Hair", 0.2).scale = 1.6, 0.7, 1.0
    return {"Hair"}


def curves_shared(scene):
    """Two objects with the same data: Cycles faces their ribbons to the camera in object space."""
    placed = hair_object("Hair", 0.2)
    collection = bpy.data.collections.new("Collection")
    scene.collection.objects.unlink(placed)
    collection.objects.link(placed)
    for name, x, scale in (("A", -0.8, (1.0, 0.5, 1.0)), ("B", 0.8, (0.6, 1.0, 0.8))):
        parent = link(scene, name, None, (x, 0.0, 0.0))
        parent.scale = scale
        parent.rotation_euler = 0.4, 0.3, 0.2
        parent.instance_type, parent.instance_collection = "COLLECTION", collection
    return {"Hair"}


def curves_seen_in_parallel(scene):
    scene.camera.data.type = "ORTHO"
    scene.camera.data.ortho_scale = 5.0
    hair_object("Hair")
    return {"Hair"}


# ------------------------------------------------------------------------------------------------------ particle hair


def particle_hair(scene):
    hairy_plane(scene)
    return {"Emitter"}


def particle_hair_with_children(scene):
    _, settings = hairy_plane(scene)
    settings.count = 10
    settings.child_type = "SIMPLE"
    settings.rendered_child_count = 5
    return {"Emitter"}


def particle_hair_of_a_shape(scene):
    placed, settings = hairy_plane(scene)
    settings.shape = -0.6
    settings.use_close_tip = True
    placed.location = 0.2, 0.1, -0.4
    placed.rotation_euler = 0.3, 0.2, 0.5
    return {"Emitter"}


def particle_hair_that_spirals(scene):
    _, settings = hairy_plane(scene)
    settings.count = 6
    settings.child_type = "SIMPLE"
    settings.rendered_child_count = 3
    settings.kink = "SPIRAL"
    settings.kink_amplitude = 0.3
    return {"Emitter"}


def particle_hair_without_its_emitter(scene):
    hairy_plane(scene)[0].show_instancer_for_render = False
    return {"Emitter"}


# ------------------------------------------------------------------------------------------------------- point clouds


def points(scene):
    point_object("Points")
    return {"Points"}


def points_scaled(scene):
    placed = point_object("Points")
    placed.scale = 1.3, 0.8, 1.1
    placed.rotation_euler = 0.2, 0.4, 0.3
    return {"Points"}


def points_shared(scene):
    placed = point_object("Points", radius=0.4)
    collection = bpy.data.collections.new("Collection")
    scene.collection.objects.unlink(placed)
    collection.objects.link(placed)
    for name, y, scale in (("A", -0.8, (1.0, 0.6, 1.0)), ("B", 0.8, (0.7, 1.0, 1.2))):
        parent = link(scene, name, None, (0.0, y, 0.0))
        parent.scale = scale
        parent.instance_type, parent.instance_collection = "COLLECTION", collection
    return {"Points"}


def points_seen_in_parallel(scene):
    scene.camera.data.type = "ORTHO"
    scene.camera.data.ortho_scale = 5.0
    point_object("Points")
    return {"Points"}


def points_made_of_a_mesh(scene):
    """The dependency graph lists them as an instance of the mesh's object."""
    placed = link(scene, "Points", mesh("Points", bmesh.ops.create_cube, size=1.5))
    emit(placed)

    def build(tree: bpy.types.NodeTree, output: bpy.types.NodeSocket) -> None:
        made = node(tree, "GeometryNodePoints", Count=1, Radius=1.1)
        tree.links.new(made.outputs[0], output)

    modify(placed, build)
    return {"Points"}


@pytest.mark.parametrize(
    "build",
    [
        curves,
        curves_moved_and_scaled,
        curves_scaled_unevenly,
        curves_shared,
        curves_seen_in_parallel,
        particle_hair,
        particle_hair_with_children,
        particle_hair_of_a_shape,
        particle_hair_that_spirals,
        particle_hair_without_its_emitter,
        points,
        points_scaled,
        points_shared,
        points_seen_in_parallel,
        points_made_of_a_mesh,
    ],
)
def test_looks_like_cycles(scene, tmp_path, build):  # noqa: F811
    objects = build(scene)
    comparison = assert_like_cycles(scene, tmp_path)
    assert shown(comparison) == objects
    assert comparison.report.warnings == []
