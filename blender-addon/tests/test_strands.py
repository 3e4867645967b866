# SPDX-License-Identifier: GPL-3.0-or-later
"""Hair curves, particle hair and point clouds: data passes held against Cycles' in the same Blender."""

from __future__ import annotations

from collections.abc import Callable

import bmesh
import bpy
import pytest
from cycles_comparison import assert_like_cycles
from passbridge import abi
from passbridge.scene.reader import SceneReader
from scene_reading import curves as curves_of
from scene_reading import elements_of, instances, read
from test_against_cycles import emit, link, material_of, mesh, scene, shown, shown_materials  # noqa: F401: `scene` is a fixture

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


def many_hairs(name: str = "Hair") -> bpy.types.Object:
    """So many that they are read in place, with a UV each."""
    placed = link(bpy.context.scene, name, bpy.data.hair_curves.new(name))
    emit(placed)

    def build(tree: bpy.types.NodeTree, output: bpy.types.NodeSocket) -> None:
        grid = node(tree, "GeometryNodeMeshGrid")
        grid.inputs["Size X"].default_value = grid.inputs["Size Y"].default_value = 2.4
        grid.inputs["Vertices X"].default_value = grid.inputs["Vertices Y"].default_value = 18
        line = node(tree, "GeometryNodeCurvePrimitiveLine")
        line.inputs["End"].default_value = 0.3, 0.1, 1.0
        splines = tree.nodes.new("GeometryNodeCurveSplineType")
        splines.spline_type = "CATMULL_ROM"
        radius = node(tree, "GeometryNodeSetCurveRadius", Radius=0.08)
        on_points = tree.nodes.new("GeometryNodeInstanceOnPoints")
        real = tree.nodes.new("GeometryNodeRealizeInstances")
        tree.links.new(line.outputs[0], splines.inputs[0])
        tree.links.new(splines.outputs[0], radius.inputs["Curve"])
        tree.links.new(grid.outputs[0], on_points.inputs["Points"])
        tree.links.new(radius.outputs[0], on_points.inputs["Instance"])
        tree.links.new(on_points.outputs[0], real.inputs[0])
        tree.links.new(real.outputs[0], output)

    modify(placed, build)
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


def many_curves(scene):
    many_hairs()
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


def many_points_of_one_radius(scene):
    """So many that they are read in place; from 5.0 on Blender keeps the radius of all in one number."""
    placed = link(scene, "Points", mesh("Points", bmesh.ops.create_grid, x_segments=20, y_segments=20, size=1.4))
    emit(placed)

    def build(tree: bpy.types.NodeTree, output: bpy.types.NodeSocket) -> None:
        grid = node(tree, "GeometryNodeMeshGrid")
        grid.inputs["Size X"].default_value = grid.inputs["Size Y"].default_value = 2.8
        grid.inputs["Vertices X"].default_value = grid.inputs["Vertices Y"].default_value = 20
        to_points = tree.nodes.new("GeometryNodeMeshToPoints")
        to_points.inputs["Radius"].default_value = 0.2
        tree.links.new(grid.outputs[0], to_points.inputs[0])
        tree.links.new(to_points.outputs[0], output)

    modify(placed, build)
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
        many_curves,
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
        many_points_of_one_radius,
        pytest.param(
            points_scaled,
            marks=pytest.mark.not_applicable_if(
                bpy.app.version < (4, 0, 0), reason="Cycles then makes one cloud's points spheres in the world, whatever their scale"
            ),
        ),
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


def two_materials(scene) -> bpy.types.ParticleSettings:
    """On a hairy plane; gives the settings of the hair."""
    placed, settings = hairy_plane(scene)
    placed.data.materials.append(material_of("ShaderNodeEmission"))
    return settings


@pytest.mark.parametrize("slot, count", [(1, 1), (2, 2)])
def test_hair_has_the_material_of_its_slot(scene, tmp_path, slot, count):  # noqa: F811
    two_materials(scene).material = slot
    assert len(shown_materials(assert_like_cycles(scene, tmp_path)) - {""}) == count


@pytest.mark.not_applicable_if(bpy.app.version < (4, 2, 0), reason="scripts can't make hair curves there")
def test_curves_have_uvs_and_a_default_radius(scene, tmp_path):  # noqa: F811
    curves_data = bpy.data.hair_curves.new("Hair")
    curves_data.add_curves([4, 2])
    points = [(-1.5, 0, 0), (-0.5, 0.4, 0.3), (0.5, -0.4, 0.3), (1.5, 0, 0), (-1.2, -1, -0.8), (1.2, -1, -0.4)]
    curves_data.position_data.foreach_set("vector", [0.02 * value for point in points for value in point])
    uvs = curves_data.attributes.new("UV", "FLOAT2", "CURVE")
    uvs.data.foreach_set("vector", [0.25, 0.5, 0.75, 1.0])
    emit(link(scene, "Hair", curves_data))
    scene.camera.location *= 0.02  # so that the radius of 5 mm is seen
    scene.camera.data.clip_start = 0.01
    comparison = assert_like_cycles(scene, tmp_path)
    assert shown(comparison) == {"Hair"}


def test_thick_shape_is_named(scene, tmp_path):  # noqa: F811
    hair_object("Hair")
    scene.cycles_curves.shape = "THICK"
    assert read(scene).warnings == ["Object 'Hair': thick curves are not supported yet, drawn as ribbons"]


@pytest.mark.not_applicable_if(bpy.app.version < (5, 0, 0), reason="Cycles then draws no tubes")
def test_straight_curves_are_named(scene):  # noqa: F811
    placed = link(scene, "Hair", bpy.data.hair_curves.new("Hair"))
    modify(placed, lambda tree, output: tree.links.new(node(tree, "GeometryNodeCurvePrimitiveLine").outputs[0], output))
    message = read(scene)
    assert message.warnings == ["Object 'Hair': thick curves are not supported yet, drawn as ribbons"]
    assert [struct.segment_steps for struct in curves_of(message)] == [1]


def test_view_layer_switches_hair_off(scene):  # noqa: F811
    hair_object("Hair")
    hairy_plane(scene)
    point_object("Points")
    scene.view_layers[0].use_strand = False
    assert [instance.geometry_kind for instance in instances(read(scene))] == [abi.GEOMETRY_MESH, abi.GEOMETRY_POINT_CLOUD]


class KeepingEngine(bpy.types.RenderEngine):
    """Reads as frames of one session do: what has not changed is left out."""

    bl_idname = "PASSBRIDGE_KEEPING"
    bl_label = "Passbridge scene keeping"

    # Not annotated: Blender takes annotations for properties.
    reader = None
    left_out = None

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        self.end_result(self.begin_result(0, 0, 1, 1))
        kind = type(self)
        description = kind.reader.read(
            depsgraph, lambda on, owner: {}, is_cancelled=lambda: False, progress=lambda count: None
        )
        states = [geometry.state == abi.GEOMETRY_UNCHANGED for geometry in elements_of(description, abi.LIST_GEOMETRIES, abi.Geometry)]
        kind.left_out = ["all"] if kind.reader.is_unchanged else states
        kind.reader.keep()
        kind.reader.release()


def test_what_has_not_changed_is_left_out(scene):  # noqa: F811
    hair = hair_object("Hair")
    emitter, _ = hairy_plane(scene)
    points_object = point_object("Points")
    bpy.utils.register_class(KeepingEngine)
    try:
        KeepingEngine.reader = SceneReader()
        scene.render.engine = KeepingEngine.bl_idname
        scene.render.use_persistent_data = True

        def left_out() -> list[bool] | list[str]:
            bpy.ops.render.render()
            return KeepingEngine.left_out

        assert left_out() == [False] * 4  # mesh, its hair or the curves, the other, points
        assert left_out() == ["all"]
        scene.camera.location.x += 1.0
        assert left_out() == ["all"], "the camera is no part of the scene"
        points_object.location.x += 1.0
        hair.location.x += 1.0
        assert left_out() == [True] * 4
        emitter.location.x += 1.0
        left_out()
        emitter.particle_systems[0].settings.hair_length = 0.5
        assert left_out().count(False) >= 1
        points_object.hide_render = hair.hide_render = True
        assert len(left_out()) == 2
    finally:
        scene.render.use_persistent_data = False
        bpy.utils.unregister_class(KeepingEngine)
