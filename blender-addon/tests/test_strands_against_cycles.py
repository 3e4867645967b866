# SPDX-License-Identifier: GPL-3.0-or-later
"""Hair curves, particle hair and point clouds; their data passes are held against Cycles' in the same Blender."""

from __future__ import annotations

import math

import bmesh
import bpy
import pytest
from cycles_comparison import LEAST_SHARE, Comparison, assert_like_cycles
from test_against_cycles import (
    cube,
    emit,
    finish,
    geometry_nodes,
    grid_points,
    instance_of,
    instance_on,
    link,
    material_of,
    mesh,
    node,
    object_geometry,
    scene,  # noqa: F401: a fixture
    shown,
    shown_materials,
)
from test_view import equirectangular

# Most pixels of hair lie at an edge, so are not counted; there must be enough of the others.
LEAST_COUNTED = 60

# Where a ribbon bends while its end is turned to the camera: Cycles puts it together anew for every ray, here it is one strip for all.
AT_BENDS = 0.95
# Where paths are cut short the last points coincide: the spline turns back on itself there.
BEHIND_THE_END = 0.985
# The normals of few straight pieces: Cycles takes the direction of the spline between their ends, here the ends' are mixed.
OF_FEW_PIECES = 0.97


def held(scene: bpy.types.Scene, tmp_path, expected: set[str], **bounds: float) -> Comparison:
    comparison = assert_like_cycles(scene, tmp_path, **bounds)
    assert shown(comparison) == expected
    assert comparison.counted >= LEAST_COUNTED
    assert comparison.report.warnings == []
    return comparison


# ------------------------------------------------------------------------------------------------------------ hair curves


def index_modulo(tree: bpy.types.NodeTree, divisor: float, factor: float, offset: float) -> bpy.types.NodeSocket:
    """A field: index % divisor * factor + offset."""
    modulo = node(tree, "ShaderNodeMath", Value=node(tree, "GeometryNodeInputIndex").outputs[0])
    modulo.operation = "MODULO"
    modulo.inputs[1].default_value = divisor
    scaled = node(tree, "ShaderNodeMath", Value=modulo.outputs[0])
    scaled.operation = "MULTIPLY_ADD"
    scaled.inputs[1].default_value, scaled.inputs[2].default_value = factor, offset
    return scaled.outputs[0]


def spirals(tree: bpy.types.NodeTree, count: int = 2, size: float = 1.4, kind: str = "CATMULL_ROM") -> bpy.types.NodeSocket:
    """count * count curves of six points that become thinner towards their tips."""
    spiral = node(tree, "GeometryNodeCurveSpiral")
    for name, value in (("Resolution", 16), ("Rotations", 0.5), ("Start Radius", 0.5), ("End Radius", 0.2), ("Height", 1.4)):
        spiral.inputs[name].default_value = value
    resampled = node(tree, "GeometryNodeResampleCurve", Curve=spiral.outputs[0])
    resampled.inputs["Count"].default_value = 6
    typed = node(tree, "GeometryNodeCurveSplineType", Curve=resampled.outputs[0])
    typed.spline_type = kind
    factor = node(tree, "GeometryNodeSplineParameter").outputs["Factor"]
    radius = node(tree, "ShaderNodeMath", Value=factor)
    radius.operation = "MULTIPLY_ADD"
    radius.inputs[1].default_value, radius.inputs[2].default_value = -0.16, 0.2
    thick = node(tree, "GeometryNodeSetCurveRadius", Curve=typed.outputs[0])
    tree.links.new(thick.inputs["Radius"], radius.outputs[0])
    grown = instance_on(tree, grid_points(tree, count, size), thick.outputs[0])
    return node(tree, "GeometryNodeRealizeInstances", Geometry=grown).outputs["Geometry"]


def hair(scene: bpy.types.Scene, name: str = "Hair", build=spirals, **arguments) -> bpy.types.Object:
    """Hair curves made by nodes: Blender 3.4 has no other way for scripts."""
    placed = link(scene, name, bpy.data.hair_curves.new(name))
    tree = geometry_nodes(placed, name)
    finish(tree, build(tree, **arguments))
    emit(placed)
    scene.camera.data.lens = 90.0
    return placed


def orthographic(scene: bpy.types.Scene) -> None:
    scene.camera.data.type = "ORTHO"
    scene.camera.data.ortho_scale = 3.5


def mirrored(scene: bpy.types.Scene) -> None:
    scene.camera.scale.x = -1.0


@pytest.mark.parametrize("camera", [lambda scene: None, orthographic, mirrored], ids=["perspective", "orthographic", "mirrored"])
def test_curves(scene, tmp_path, camera):
    hair(scene)
    camera(scene)
    held(scene, tmp_path, {"Hair"})


def test_curves_seen_from_near(scene, tmp_path):
    """They face each ray of the camera: across the picture these are not parallel."""
    hair(scene)
    scene.camera.location *= 0.4
    scene.camera.data.lens = 20.0
    held(scene, tmp_path, {"Hair"}, least=AT_BENDS)


@pytest.mark.parametrize("scale", [(1.5, 0.6, 1.0), (-1.0, 1.0, 1.2)], ids=["uneven", "mirrored"])
def test_scaled_curves(scene, tmp_path, scale):
    placed = hair(scene)
    placed.scale = scale
    placed.rotation_euler = 0.2, 0.3, 0.4
    held(scene, tmp_path, {"Hair"}, least=AT_BENDS)


def test_shared_curves(scene, tmp_path):
    placed = hair(scene, count=2, size=0.8)
    placed.location.x = -1.0
    other = link(scene, "Other", placed.data, (1.0, 0.2, 0.1))
    other.modifiers.new("Nodes", "NODES").node_group = placed.modifiers[0].node_group
    other.scale = 1.4, 0.7, 1.0
    held(scene, tmp_path, {"Hair", "Other"})


def test_instances_of_curves_of_a_collection(scene, tmp_path):
    placed = hair(scene, count=2, size=0.8)
    collection = bpy.data.collections.new("Group")
    scene.collection.objects.unlink(placed)
    collection.objects.link(placed)
    instance_of(collection, link(scene, "First", None, (-1.0, 0.0, 0.0))).scale = 1.3, 0.8, 1.0
    instance_of(collection, link(scene, "Second", None, (1.0, 0.0, 0.0))).rotation_euler = 0.3, 0.2, 1.0
    held(scene, tmp_path, {"Hair"}, least=AT_BENDS)


def test_instances_of_curves_by_nodes(scene, tmp_path):
    """Curves that were not realized, in an object of curves: Cycles does not draw them."""

    def build(tree):
        return instance_on(tree, grid_points(tree, 2, 2.0), spirals(tree, 1, 0.0), 1.4)

    hair(scene, build=build)
    emit(link(scene, "Cube", cube(size=1.0)))
    held(scene, tmp_path, {"Cube"})


def test_curves_in_a_mesh_object(scene, tmp_path):
    """Cycles does not draw them there."""
    placed = link(scene, "Nodes", cube(size=1.0))
    tree = geometry_nodes(placed)
    both = node(tree, "GeometryNodeJoinGeometry", Geometry=spirals(tree))
    tree.links.new(both.inputs["Geometry"], tree.nodes["Group Input"].outputs[0])
    finish(tree, both.outputs["Geometry"])
    emit(placed)
    held(scene, tmp_path, {"Nodes"})


def test_radius_of_curves_without_one(scene, tmp_path):
    """5 mm, seen through a lens that makes that enough."""

    def build(tree):
        line = node(tree, "GeometryNodeCurvePrimitiveLine")
        line.inputs["Start"].default_value, line.inputs["End"].default_value = (-0.03, 0.0, 0.0), (0.03, 0.01, 0.02)
        typed = node(tree, "GeometryNodeCurveSplineType", Curve=line.outputs[0])
        typed.spline_type = "CATMULL_ROM"
        removed = node(tree, "GeometryNodeRemoveAttribute", Geometry=typed.outputs[0])
        removed.inputs["Name"].default_value = "radius"
        return removed.outputs[0]

    hair(scene, build=build)
    scene.camera.data.lens = 4000.0
    held(scene, tmp_path, {"Hair"})


def test_subdivisions_of_curves(scene, tmp_path):
    """The fewest."""
    hair(scene)
    scene.cycles_curves.subdivisions = 0
    held(scene, tmp_path, {"Hair"}, least=OF_FEW_PIECES)


def test_uvs_of_curves(scene, tmp_path):
    def build(tree):
        grown = spirals(tree)
        stored = node(tree, "GeometryNodeStoreNamedAttribute", Geometry=grown)
        stored.domain = "CURVE"
        # 3.4's node can't make pairs, so no UVs.
        stored.data_type = "FLOAT2" if bpy.app.version >= (3, 5, 0) else "FLOAT_VECTOR"
        stored.inputs["Name"].default_value = "surface_uv_coordinate"
        combined = node(tree, "ShaderNodeCombineXYZ", X=index_modulo(tree, 3.0, 0.3, 0.1), Y=index_modulo(tree, 2.0, 0.4, 0.2))
        tree.links.new(next(it for it in stored.inputs if it.name == "Value" and it.enabled), combined.outputs[0])
        return stored.outputs[0]

    hair(scene, build=build)
    held(scene, tmp_path, {"Hair"})


TYPES_ARE_SET = pytest.mark.not_applicable_if(
    "set_types" not in bpy.types.Curves.bl_rna.functions, reason="this Blender lets no script say of which type curves are"
)


@pytest.mark.not_applicable_if(
    "add_curves" not in bpy.types.Curves.bl_rna.functions, reason="this Blender lets no script make curves of its own"
)
@pytest.mark.parametrize("type", ["CATMULL_ROM", *(pytest.param(type, marks=TYPES_ARE_SET) for type in ("BEZIER", "NURBS"))])
def test_curves_that_no_nodes_made(scene, tmp_path, type):
    """With a material; Cycles takes the points of these types for those of Catmull-Rom splines."""
    curves = bpy.data.hair_curves.new("Hair")
    curves.add_curves([4, 2, 5])
    points = [(x, math.sin(i) * 0.3, 0.3 * i) for x, count in ((-0.8, 4), (0.0, 2), (0.8, 5)) for i in range(count)]
    curves.position_data.foreach_set("vector", [value for point in points for value in point])
    if type != "CATMULL_ROM":
        curves.set_types(type=type)
    radius = curves.attributes.new("radius", "FLOAT", "POINT")
    radius.data.foreach_set("value", [0.16 if i % 2 else 0.22 for i in range(len(points))])
    emit(link(scene, "Hair", curves))
    scene.camera.data.lens = 75.0
    comparison = assert_like_cycles(scene, tmp_path)
    assert shown(comparison) == {"Hair"}
    assert shown_materials(comparison) == {"", "ShaderNodeEmission"}


def test_curves_without_strands(scene, tmp_path):
    """The view layer's switch leaves them out, not the meshes."""
    hair(scene)
    emit(link(scene, "Cube", cube(size=1.0)))
    scene.view_layers[0].use_strand = False
    held(scene, tmp_path, {"Cube"})


# ---------------------------------------------------------------------------------------------------------- particle hair


def hairy(scene: bpy.types.Scene, count: int = 12, name: str = "Emitter") -> bpy.types.Object:
    emitter = link(scene, name, mesh(name, bmesh.ops.create_grid, x_segments=3, y_segments=3, size=1.3))
    emit(emitter)
    strands(emitter, count)
    return emitter


def strands(emitter: bpy.types.Object, count: int) -> bpy.types.ParticleSettings:
    emitter.modifiers.new("Hair", "PARTICLE_SYSTEM")
    settings = emitter.particle_systems[-1].settings
    settings.type = "HAIR"
    settings.count = count
    settings.hair_length = 1.6
    settings.brownian_factor = 0.4
    settings.root_radius = 0.4
    settings.tip_radius = 0.1
    settings.radius_scale = 1.0
    return settings


def no_children(settings):
    pass


def open_tip(settings):
    settings.use_close_tip = False


def shaped_radius(settings):
    settings.shape = 0.6


def radius_shaped_the_other_way(settings):
    settings.shape = -0.7


def thin_root(settings):
    settings.root_radius, settings.tip_radius = 0.05, 0.35
    settings.use_close_tip = False


def few_steps(settings):
    settings.render_step = 1


def simple_children(settings):
    settings.child_type = "SIMPLE"
    rendered_child_count(settings, 3)
    settings.child_radius = 0.5
    settings.root_radius = 0.2


def short_children(settings):
    simple_children(settings)
    settings.child_length = 0.5


def interpolated_children(settings):
    settings.child_type = "INTERPOLATED"
    rendered_child_count(settings, 3)
    settings.root_radius = 0.2


def kinked_children(settings):
    simple_children(settings)
    settings.kink = "CURL"
    settings.kink_amplitude = 0.3


def spirals_of_children(settings):
    simple_children(settings)
    settings.kink = "SPIRAL"
    settings.kink_amplitude = 0.5
    settings.kink_extra_steps = 8


def rendered_child_count(settings, count):
    if hasattr(settings, "rendered_child_count"):
        settings.rendered_child_count = count
    else:
        settings.child_percent = count  # viewport's
        settings.rendered_child_nbr = count


HAIR = [
    no_children,
    open_tip,
    shaped_radius,
    radius_shaped_the_other_way,
    thin_root,
    few_steps,
    simple_children,
    short_children,
    interpolated_children,
    kinked_children,
    spirals_of_children,
]


@pytest.mark.parametrize("change", HAIR)
def test_particle_hair(scene, tmp_path, change):
    emitter = hairy(scene)
    change(emitter.particle_systems[0].settings)
    held(scene, tmp_path, {"Emitter"}, least=BEHIND_THE_END if change is short_children else LEAST_SHARE)


def test_particle_hair_alone(scene, tmp_path):
    """Its emitter is not drawn."""
    emitter = hairy(scene)
    emitter.show_instancer_for_render = False
    held(scene, tmp_path, {"Emitter"})


def test_particle_hair_of_a_moved_emitter(scene, tmp_path):
    emitter = hairy(scene)
    emitter.location = 0.3, 0.2, -0.4
    emitter.rotation_euler = 0.2, 0.1, 0.5
    emitter.scale = 1.2, 0.8, 0.9
    held(scene, tmp_path, {"Emitter"})


def test_particle_hair_in_a_collection(scene, tmp_path):
    emitter = hairy(scene, count=6)
    emitter.location = 0.4, 0.1, 0.0
    emitter.scale = 0.6, 0.6, 0.6
    collection = bpy.data.collections.new("Group")
    scene.collection.objects.unlink(emitter)
    collection.objects.link(emitter)
    instance_of(collection, link(scene, "First", None, (-1.2, 0.0, 0.0))).rotation_euler = 0.1, 0.2, 0.3
    instance_of(collection, link(scene, "Second", None, (0.8, 0.0, 0.0)))
    held(scene, tmp_path, {"Emitter"})


def test_particle_hair_with_materials(scene, tmp_path):
    """Two systems, each with a slot, one of them beyond the last."""
    emitter = hairy(scene)
    emitter.data.materials.append(material_of("ShaderNodeBsdfDiffuse"))
    emitter.particle_systems[0].settings.material = 2
    strands(emitter, 9).material = 7
    comparison = held(scene, tmp_path, {"Emitter"})
    assert shown_materials(comparison) == {"", "ShaderNodeEmission", "ShaderNodeBsdfDiffuse"}


def test_particle_hair_that_does_not_render(scene, tmp_path):
    emitter = hairy(scene)
    strands(emitter, 9)
    emitter.modifiers[0].show_render = False
    held(scene, tmp_path, {"Emitter"})


def test_particle_hair_below_other_modifiers(scene, tmp_path):
    emitter = hairy(scene)
    emitter.modifiers.new("Twist", "SIMPLE_DEFORM").angle = 0.7
    held(scene, tmp_path, {"Emitter"})


def test_particle_hair_of_an_emitter_with_instances(scene, tmp_path):
    """Nodes that come after the system give instances: these have no hair."""
    emitter = hairy(scene)
    tree = geometry_nodes(emitter)
    ball = node(tree, "GeometryNodeMeshIcoSphere")
    ball.inputs["Radius"].default_value = 0.3
    balls = instance_on(tree, grid_points(tree, 2, 2.0), ball.outputs[0])
    both = node(tree, "GeometryNodeJoinGeometry", Geometry=balls)
    tree.links.new(both.inputs["Geometry"], tree.nodes["Group Input"].outputs[0])
    finish(tree, both.outputs["Geometry"])
    held(scene, tmp_path, {"Emitter"})


def test_particle_hair_without_strands(scene, tmp_path):
    hairy(scene)
    scene.view_layers[0].use_strand = False
    held(scene, tmp_path, {"Emitter"})


def test_particle_hair_without_surfaces(scene, tmp_path):
    hairy(scene)
    scene.view_layers[0].use_solid = False
    held(scene, tmp_path, {"Emitter"})


# ----------------------------------------------------------------------------------------------------------- point clouds


POINTS_ARE_SPHERES_OF_THE_OBJECT = pytest.mark.not_applicable_if(
    bpy.app.version < (4, 0, 0), reason="Cycles then makes one cloud's points spheres in the world, whatever their scale"
)


def points(tree: bpy.types.NodeTree, count: int = 3, size: float = 2.4, radius: float = 0.2) -> bpy.types.NodeSocket:
    """count * count points of three radii."""
    made = node(tree, "GeometryNodeMeshToPoints", Mesh=grid_points(tree, count, size))
    tree.links.new(made.inputs["Radius"], index_modulo(tree, 3.0, radius, radius))
    return made.outputs[0]


def cloud(scene: bpy.types.Scene, name: str = "Cloud", build=points, **arguments) -> bpy.types.Object:
    placed = link(scene, name, cube(name))
    tree = geometry_nodes(placed, name)
    made = build(tree, **arguments)
    shaded = node(tree, "GeometryNodeSetMaterial", Geometry=made)
    shaded.inputs["Material"].default_value = material_of("ShaderNodeEmission")
    finish(tree, shaded.outputs[0])
    return placed


@pytest.mark.parametrize("camera", [lambda scene: None, orthographic], ids=["perspective", "orthographic"])
def test_points(scene, tmp_path, camera):
    cloud(scene)
    camera(scene)
    held(scene, tmp_path, {"Cloud"})


def test_points_seen_from_near(scene, tmp_path):
    """Off the middle of the picture a sphere is an ellipse."""
    cloud(scene)
    scene.camera.location *= 0.45
    scene.camera.data.lens = 18.0
    held(scene, tmp_path, {"Cloud"})


@POINTS_ARE_SPHERES_OF_THE_OBJECT
@pytest.mark.parametrize("scale", [(1.5, 0.6, 1.0), (-1.0, 1.0, 1.2)], ids=["uneven", "mirrored"])
def test_scaled_points(scene, tmp_path, scale):
    placed = cloud(scene)
    placed.scale = scale
    placed.rotation_euler = 0.2, 0.3, 0.4
    held(scene, tmp_path, {"Cloud"})


def test_instances_of_points(scene, tmp_path):
    def build(tree):
        made = instance_on(tree, grid_points(tree, 2, 2.0), points(tree, 2, 0.8, 0.12))
        tree.nodes["Instance on Points"].inputs["Scale"].default_value = 1.2, 0.7, 1.0
        return made

    cloud(scene, build=build)
    held(scene, tmp_path, {"Cloud"})


def test_points_beside_a_mesh(scene, tmp_path):
    """They cut through each other: each where it is nearest."""

    def build(tree):
        both = node(tree, "GeometryNodeJoinGeometry", Geometry=points(tree))
        tree.links.new(both.inputs["Geometry"], tree.nodes["Group Input"].outputs[0])
        return both.outputs["Geometry"]

    cloud(scene, build=build).data.transform(((0.4, 0, 0, 0), (0, 0.6, 0, 0), (0, 0, 0.3, 0), (0, 0, 0, 1)))
    held(scene, tmp_path, {"Cloud"})


@POINTS_ARE_SPHERES_OF_THE_OBJECT
def test_points_of_an_object_of_points(scene, tmp_path):
    placed = link(scene, "Cloud", bpy.data.pointclouds.new("Cloud"))
    tree = geometry_nodes(placed)
    finish(tree, points(tree))
    emit(placed)
    placed.scale = 1.0, 0.8, 1.2
    held(scene, tmp_path, {"Cloud"})


def test_radius_of_points_without_one(scene, tmp_path):
    """1 cm, seen through a lens that makes that enough."""

    def build(tree):
        removed = node(tree, "GeometryNodeRemoveAttribute", Geometry=points(tree, 2, 0.03))
        removed.inputs["Name"].default_value = "radius"
        return removed.outputs[0]

    cloud(scene, build=build)
    scene.camera.data.lens = 3000.0
    held(scene, tmp_path, {"Cloud"})


def test_many_points(scene, tmp_path):
    """Enough to be read in place."""
    cloud(scene, count=24, radius=0.04)
    # The outlines of many small spheres: more pixels whose centre is at one than `LEAST_COVERAGE` allows for.
    held(scene, tmp_path, {"Cloud"}, least_coverage=0.99)


def test_camera_inside_a_point(scene, tmp_path):
    """A sphere is not seen from inside."""
    cloud(scene)

    def build(tree):
        made = node(tree, "GeometryNodeMeshToPoints", Mesh=grid_points(tree, 2, 0.001))
        made.inputs["Radius"].default_value = 1.0
        return made.outputs[0]

    cloud(scene, "Around", build=build).location = scene.camera.location
    held(scene, tmp_path, {"Cloud"})


def test_points_cut_by_the_clipping_range(scene, tmp_path):
    cloud(scene)
    distance = scene.camera.location.length
    scene.camera.data.clip_start, scene.camera.data.clip_end = distance - 0.3, distance + 0.6
    held(scene, tmp_path, {"Cloud"})


def test_holdout_of_strands_and_points(scene, tmp_path):
    hair(scene, count=2).is_holdout = True
    cloud(scene, count=2).is_holdout = True
    emit(link(scene, "Cube", cube(size=1.4)))
    held(scene, tmp_path, {"Cube"})


def test_strands_beside_points_seen_by_a_rolled_camera(scene, tmp_path):
    """Neither forgets the roll."""
    hair(scene, size=1.2).location.x = -0.9
    cloud(scene, count=2, size=1.4).location.x = 0.9
    scene.camera.rotation_euler.rotate_axis("Z", math.radians(35))
    held(scene, tmp_path, {"Hair", "Cloud"})


@pytest.mark.parametrize("build", [hair, cloud, hairy], ids=["curves", "points", "particle hair"])
def test_panorama(scene, tmp_path, build):
    """A part of one: in a whole one hair is thinner than pixels."""
    build(scene)
    settings = equirectangular(scene)
    scene.render.resolution_percentage = 200
    settings.longitude_min, settings.longitude_max = -0.3, 0.3
    settings.latitude_min, settings.latitude_max = -0.25, 0.25
    # The normals of thin hair change by several tolerances from texel to texel: at its edges mixing does not make up for all of it.
    least = 0.96 if build is hairy else LEAST_SHARE
    comparison = assert_like_cycles(scene, tmp_path, least)
    assert comparison.counted >= LEAST_COUNTED
    assert comparison.report.warnings == []
