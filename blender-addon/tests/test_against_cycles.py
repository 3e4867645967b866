# SPDX-License-Identifier: GPL-3.0-or-later
"""A scene for each thing that renders; its data passes are held against Cycles' in the same Blender."""

from __future__ import annotations

import math
from collections.abc import Callable

import bmesh
import bpy
import cycles_comparison
import pytest
from cycles_comparison import Comparison, assert_like_cycles
from mathutils import Euler, Matrix, Vector

Build = Callable[[bpy.types.Scene], "set[str]"]


@pytest.fixture
def scene(use_renderer: Callable[[str], None]) -> bpy.types.Scene:
    """A scene with nothing but a camera that sees what is within 2 units of the origin from above, the front and the right."""
    scene = bpy.context.scene
    camera = link(scene, "Camera", bpy.data.cameras.new("Camera"), (4.0, -6.0, 4.0))
    camera.rotation_euler = (-camera.location).to_track_quat("-Z", "Y").to_euler()
    scene.camera = camera
    return scene


def link(
    scene: bpy.types.Scene, name: str, data: bpy.types.ID | None, location=(0.0, 0.0, 0.0), collection=None
) -> bpy.types.Object:
    result = bpy.data.objects.new(name, data)
    (collection or scene.collection).objects.link(result)
    result.location = location
    return result


def select(placed: bpy.types.Object) -> None:
    """Make it the one that operators work on."""
    bpy.ops.object.select_all(action="DESELECT")
    placed.select_set(True)
    bpy.context.view_layer.objects.active = placed


def mesh(name: str, shape: Callable, **arguments) -> bpy.types.Mesh:
    """A mesh with UVs, from one of bmesh.ops."""
    result = bpy.data.meshes.new(name)
    edited = bmesh.new()
    edited.loops.layers.uv.new("UVMap")
    shape(edited, calc_uvs=True, **arguments)
    edited.to_mesh(result)
    edited.free()
    return result


def cube(name: str = "Cube", size: float = 2.0) -> bpy.types.Mesh:
    return mesh(name, bmesh.ops.create_cube, size=size)


def sphere(name: str = "Sphere", radius: float = 1.2) -> bpy.types.Mesh:
    return mesh(name, bmesh.ops.create_uvsphere, u_segments=16, v_segments=8, radius=radius)


def monkey(name: str = "Monkey") -> bpy.types.Mesh:
    return mesh(name, bmesh.ops.create_monkey)


def shade_smooth(shaded: bpy.types.Mesh, smooth: bool = True) -> bpy.types.Mesh:
    shaded.polygons.foreach_set("use_smooth", [smooth] * len(shaded.polygons))
    return shaded


def allow_split_normals(shaded: bpy.types.Mesh) -> None:
    """Up to 4.0, sharp edges and custom normals only count where this is switched on."""
    if hasattr(shaded, "use_auto_smooth"):
        shaded.use_auto_smooth = True
        shaded.auto_smooth_angle = math.pi


def emit(placed: bpy.types.Object) -> None:
    """Give it a material that has no normal of its own: the Normal pass shows that of the mesh.

    Of closures that reflect light Cycles shows the closures' normals, which it may turn: see `test_normals_of_closures`.
    """
    placed.data.materials.append(material_of("ShaderNodeEmission"))


def material_of(shader: str) -> bpy.types.Material:
    """A material whose surface is this shader node as it is by default."""
    material = bpy.data.materials.new(shader)
    if not material.node_tree:
        material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    tree.links.new(output.inputs["Surface"], tree.nodes.new(shader).outputs[0])
    return material


def shown(comparison: Comparison) -> set[str]:
    return {placed.name for placed in bpy.data.objects if placed.pass_index in comparison.objects}


def shown_materials(comparison: Comparison) -> set[str]:
    """Names; "" for what has no material, the background included."""
    names = {material.pass_index: material.name for material in bpy.data.materials}
    return {names.get(index, "") for index in comparison.materials}


# --------------------------------------------------------------------------------------------- what is or becomes a mesh


def subdivision_modifier(scene):
    link(scene, "Cube", cube()).modifiers.new("Subdivision", "SUBSURF").render_levels = 2
    return {"Cube"}


def array_modifier(scene):
    modifier = link(scene, "Cube", cube(size=1.0), (-1.2, 0.0, 0.0)).modifiers.new("Array", "ARRAY")
    modifier.count = 3
    modifier.relative_offset_displace = 1.2, 0.1, 0.2
    return {"Cube"}


def mirror_modifier(scene):
    placed = link(scene, "Cube", mesh("Cube", bmesh.ops.create_cube, matrix=Matrix.Translation((1.2, 0.2, 0.0)), size=1.0))
    placed.modifiers.new("Mirror", "MIRROR")
    return {"Cube"}


def bevel_modifier(scene):
    modifier = link(scene, "Cube", cube()).modifiers.new("Bevel", "BEVEL")
    modifier.width = 0.4
    modifier.segments = 3
    return {"Cube"}


def solidified_grid(scene):
    placed = link(scene, "Grid", mesh("Grid", bmesh.ops.create_grid, x_segments=4, y_segments=4, size=1.5))
    placed.modifiers.new("Solidify", "SOLIDIFY").thickness = 0.5
    return {"Grid"}


def modifier_only_in_renders(scene):
    placed = link(scene, "Cube", cube(size=1.0), (-1.0, 0.0, 0.0))
    modifier = placed.modifiers.new("Array", "ARRAY")
    modifier.count = 2
    modifier.show_viewport = False
    hidden = placed.modifiers.new("Huge", "ARRAY")
    hidden.relative_offset_displace = 0.0, 0.0, 1.5
    hidden.show_render = False
    return {"Cube"}


def shape_key(scene):
    placed = link(scene, "Monkey", monkey())
    placed.shape_key_add(name="Basis")
    key = placed.shape_key_add(name="Long")
    for point in key.data:
        point.co.x *= 1.8
    key.value = 0.7
    return {"Monkey"}


def armature_deform(scene):
    armature = link(scene, "Armature", bpy.data.armatures.new("Armature"), (0.0, 0.0, -1.5))
    select(armature)
    bpy.ops.object.mode_set(mode="EDIT")
    for name, foot, head in (("Lower", 0.0, 1.5), ("Upper", 1.5, 3.0)):
        bone = armature.data.edit_bones.new(name)
        bone.head, bone.tail = (0.0, 0.0, foot), (0.0, 0.0, head)
    armature.data.edit_bones["Upper"].parent = armature.data.edit_bones["Lower"]
    bpy.ops.object.mode_set(mode="OBJECT")
    arm = mesh("Arm", bmesh.ops.create_cone, segments=12, radius1=0.6, radius2=0.4, depth=3.0, cap_ends=True)
    edited = bmesh.new()
    edited.from_mesh(arm)
    upright = [edge for edge in edited.edges if abs(edge.verts[0].co.z - edge.verts[1].co.z) > 1.0]
    bmesh.ops.subdivide_edges(edited, edges=upright, cuts=5)
    edited.to_mesh(shade_smooth(arm))
    edited.free()
    placed = link(scene, "Arm", arm)
    emit(placed)
    for name, sign in (("Lower", -1.0), ("Upper", 1.0)):
        group = placed.vertex_groups.new(name=name)
        for vertex in arm.vertices:
            group.add([vertex.index], min(1.0, max(0.0, 0.5 + sign * vertex.co.z)), "REPLACE")
    placed.modifiers.new("Armature", "ARMATURE").object = armature
    bone = armature.pose.bones["Upper"]
    bone.rotation_mode = "XYZ"
    bone.rotation_euler = 0.3, 0.0, 0.9
    return {"Arm"}


def bevelled_curve(scene):
    bpy.ops.curve.primitive_bezier_circle_add(radius=1.5)
    bpy.context.object.name = "Curve"
    bpy.context.object.data.bevel_depth = 0.4
    return {"Curve"}


def filled_curve(scene):
    bpy.ops.curve.primitive_bezier_circle_add(radius=1.5)
    curve = bpy.context.object
    curve.name = "Curve"
    curve.data.dimensions = "2D"
    curve.data.fill_mode = "BOTH"
    curve.data.extrude = 0.3
    return {"Curve"}


def surface(scene):
    bpy.ops.surface.primitive_nurbs_surface_torus_add(radius=1.5)
    bpy.context.object.name = "Surface"
    return {"Surface"}


def text(scene):
    curve = bpy.data.curves.new("Text", "FONT")
    curve.body = "Bö"
    curve.size = 2.5
    curve.extrude = 0.2
    curve.align_x = "CENTER"
    link(scene, "Text", curve).rotation_euler = 1.2, 0.0, 0.5
    return {"Text"}


def metaballs(scene):
    bpy.ops.object.metaball_add(radius=1.5, location=(-0.6, 0.0, 0.0))
    bpy.context.object.name = "Ball"
    bpy.context.object.data.render_resolution = 0.3
    bpy.ops.object.metaball_add(radius=1.5, location=(0.8, 0.0, 0.0))
    bpy.context.object.name = "Ball.001"
    return {"Ball"}


def loose_edges_and_vertices_beside_faces(scene):
    loose = bpy.data.meshes.new("Loose")
    loose.from_pydata(
        [(-2, 0, 0), (-2, 0, 1), (0, 0, 1.5), (-1, 0, -1), (1, 0, -1), (1, 0, 1), (-1, 0, 1), (2, 0, 1)],
        [(0, 1), (5, 7)],
        [(3, 4, 5, 6)],
    )
    link(scene, "Loose", loose)
    return {"Loose"}


def concave_polygons(scene):
    def star(height: float) -> list[tuple[float, float, float]]:
        radii = (1.8, 0.6)
        return [
            (radii[i % 2] * math.cos(i * math.pi / 7), radii[i % 2] * math.sin(i * math.pi / 7), height) for i in range(14)
        ]

    star_mesh = bpy.data.meshes.new("Star")
    sides = [(i, (i + 1) % 14, (i + 1) % 14 + 14, i + 14) for i in range(14)]
    star_mesh.from_pydata(star(-0.4) + star(0.4), [], [tuple(range(13, -1, -1)), tuple(range(14, 28)), *sides])
    layer = star_mesh.uv_layers.new(name="UVMap")
    for loop in star_mesh.loops:
        layer.data[loop.index].uv = star_mesh.vertices[loop.vertex_index].co.xy * 0.25 + Vector((0.5, 0.5))
    link(scene, "Star", star_mesh)
    return {"Star"}


MESHES: list[Build] = [
    subdivision_modifier,
    array_modifier,
    mirror_modifier,
    bevel_modifier,
    solidified_grid,
    modifier_only_in_renders,
    shape_key,
    armature_deform,
    bevelled_curve,
    filled_curve,
    surface,
    text,
    metaballs,
    loose_edges_and_vertices_beside_faces,
    concave_polygons,
]


@pytest.mark.parametrize("build", MESHES)
def test_mesh(scene, tmp_path, build):
    expected = build(scene)
    assert shown(assert_like_cycles(scene, tmp_path)) == expected


# ------------------------------------------------------------------------------------------------------------- instances


def group_of_shapes(name: str = "Shapes") -> bpy.types.Collection:
    """A collection that is in no scene: a cube and a sphere on it."""
    collection = bpy.data.collections.new(name)
    link(None, "Cube", cube(size=0.8), collection=collection)
    link(None, "Sphere", shade_smooth(sphere(radius=0.4)), (0.0, 0.0, 0.7), collection)
    return collection


def instance_of(collection: bpy.types.Collection, placed: bpy.types.Object) -> bpy.types.Object:
    placed.instance_type = "COLLECTION"
    placed.instance_collection = collection
    return placed


def collection_instances(scene):
    shapes = group_of_shapes()
    instance_of(shapes, link(scene, "Left", None, (-1.2, 0.0, 0.0)))
    instance_of(shapes, link(scene, "Right", None, (1.2, 0.0, 0.0))).scale = 1.5, 1.5, 0.7
    return {"Cube", "Sphere"}


def nested_collection_instances(scene):
    pair = bpy.data.collections.new("Pair")
    shapes = group_of_shapes()
    shapes.instance_offset = 0.2, 0.0, 0.0
    for x in (-0.6, 0.8):
        instance_of(shapes, link(scene, "Inner", None, (x, 0.0, 0.0), pair)).rotation_euler = 0.0, 0.0, x
    instance_of(pair, link(scene, "Front", None, (0.0, -0.8, 0.0))).rotation_euler = 0.2, 0.0, 0.3
    instance_of(pair, link(scene, "Back", None, (0.0, 1.0, 0.3))).scale = -1.0, 1.0, 1.0
    return {"Cube", "Sphere"}


def geometry_nodes(placed: bpy.types.Object, name: str = "Nodes") -> bpy.types.NodeTree:
    """An empty node group as a modifier of the object, with a geometry in and out."""
    tree = bpy.data.node_groups.new(name, "GeometryNodeTree")
    if hasattr(tree, "interface"):
        tree.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
        tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    else:
        tree.inputs.new("NodeSocketGeometry", "Geometry")
        tree.outputs.new("NodeSocketGeometry", "Geometry")
    tree.nodes.new("NodeGroupInput")
    tree.nodes.new("NodeGroupOutput")
    placed.modifiers.new(name, "NODES").node_group = tree
    return tree


def node(tree: bpy.types.NodeTree, kind: str, **links: bpy.types.NodeSocket) -> bpy.types.Node:
    """A new node; `links` says by the inputs' identifiers what goes into them."""
    new = tree.nodes.new(kind)
    for identifier, output in links.items():
        tree.links.new(next(it for it in new.inputs if it.identifier == identifier), output)
    return new


def grid_points(tree: bpy.types.NodeTree, count: int, size: float) -> bpy.types.NodeSocket:
    grid = node(tree, "GeometryNodeMeshGrid")
    for name, value in (("Size X", size), ("Size Y", size), ("Vertices X", count), ("Vertices Y", count)):
        grid.inputs[name].default_value = value
    return grid.outputs["Mesh"]


def finish(tree: bpy.types.NodeTree, geometry: bpy.types.NodeSocket) -> None:
    tree.links.new(tree.nodes["Group Output"].inputs[0], geometry)


def object_geometry(tree: bpy.types.NodeTree, placed: bpy.types.Object) -> bpy.types.NodeSocket:
    info = node(tree, "GeometryNodeObjectInfo")
    info.inputs["Object"].default_value = placed
    info.inputs["As Instance"].default_value = True
    return info.outputs["Geometry"]


def hidden(scene: bpy.types.Scene, name: str, data: bpy.types.ID) -> bpy.types.Object:
    """An object in no view layer, for instances of it."""
    return link(scene, name, data, collection=bpy.data.collections.new(name))


def instance_on(tree: bpy.types.NodeTree, points: bpy.types.NodeSocket, instance: bpy.types.NodeSocket, scale: float = 1.0):
    new = node(tree, "GeometryNodeInstanceOnPoints", Points=points, Instance=instance)
    new.inputs["Scale"].default_value = (scale,) * 3
    new.inputs["Rotation"].default_value = (0.1, 0.2, 0.3)
    return new.outputs["Instances"]


def nodes_instances_of_objects(scene):
    tree = geometry_nodes(link(scene, "Nodes", cube()))
    finish(tree, instance_on(tree, grid_points(tree, 2, 2.0), object_geometry(tree, hidden(scene, "Ball", sphere(radius=0.7)))))
    return {"Ball"}


def nodes_instances_of_meshes(scene):
    tree = geometry_nodes(link(scene, "Nodes", cube()))
    shape = node(tree, "GeometryNodeMeshCube").outputs["Mesh"]
    finish(tree, instance_on(tree, grid_points(tree, 2, 2.0), shape))
    return {"Nodes"}


def nodes_nested_instances(scene):
    """Three levels: a mesh and an object on points, those on points, and those on points."""
    tree = geometry_nodes(link(scene, "Nodes", cube()))
    balls = instance_on(tree, grid_points(tree, 2, 0.6), object_geometry(tree, hidden(scene, "Ball", sphere(radius=0.3))))
    shape = node(tree, "GeometryNodeMeshCube")
    shape.inputs["Size"].default_value = (0.3, 0.3, 1.2)
    both = node(tree, "GeometryNodeJoinGeometry", Geometry=balls)
    tree.links.new(both.inputs["Geometry"], shape.outputs["Mesh"])
    pairs = instance_on(tree, grid_points(tree, 2, 1.4), both.outputs["Geometry"], 0.8)
    finish(tree, instance_on(tree, grid_points(tree, 2, 2.0), pairs, 0.6))
    return {"Ball", "Nodes"}


def nodes_mesh_beside_instances(scene):
    """The modifier gives a mesh of its own and instances."""
    tree = geometry_nodes(link(scene, "Nodes", cube(size=1.0)))
    balls = instance_on(tree, grid_points(tree, 2, 2.0), object_geometry(tree, hidden(scene, "Ball", sphere(radius=0.5))))
    both = node(tree, "GeometryNodeJoinGeometry", Geometry=balls)
    tree.links.new(both.inputs["Geometry"], tree.nodes["Group Input"].outputs[0])
    finish(tree, both.outputs["Geometry"])
    return {"Ball", "Nodes"}


def nodes_realized_instances(scene):
    tree = geometry_nodes(link(scene, "Nodes", cube()))
    balls = instance_on(tree, grid_points(tree, 2, 2.0), object_geometry(tree, hidden(scene, "Ball", sphere(radius=0.7))))
    finish(tree, node(tree, "GeometryNodeRealizeInstances", Geometry=balls).outputs["Geometry"])
    return {"Nodes"}


def nodes_instances_of_collection(scene):
    tree = geometry_nodes(link(scene, "Nodes", cube()))
    info = node(tree, "GeometryNodeCollectionInfo")
    info.inputs["Collection"].default_value = group_of_shapes()
    finish(tree, instance_on(tree, grid_points(tree, 2, 2.0), info.outputs[0]))
    return {"Cube", "Sphere"}


def nodes_instances_of_nodes_instances(scene):
    """An object whose modifier makes instances is instanced by another's modifier, and that one by a collection."""
    inner = hidden(scene, "Inner", cube())
    tree = geometry_nodes(inner, "Inner")
    finish(tree, instance_on(tree, grid_points(tree, 2, 0.8), object_geometry(tree, hidden(scene, "Ball", sphere(radius=0.3)))))
    outer = hidden(scene, "Outer", cube())
    tree = geometry_nodes(outer, "Outer")
    finish(tree, instance_on(tree, grid_points(tree, 2, 2.0), object_geometry(tree, inner)))
    instance_of(outer.users_collection[0], link(scene, "Instance", None)).rotation_euler = 0.0, 0.3, 0.2
    return {"Ball"}


def particles(scene: bpy.types.Scene) -> bpy.types.ParticleSettings:
    """Of twelve particles on an emitter that isn't drawn itself."""
    emitter = link(scene, "Emitter", mesh("Emitter", bmesh.ops.create_grid, x_segments=3, y_segments=3, size=1.5))
    emitter.modifiers.new("Particles", "PARTICLE_SYSTEM")
    emitter.show_instancer_for_render = False
    settings = emitter.particle_systems[0].settings
    settings.count = 12
    settings.particle_size = 0.5
    settings.size_random = 0.5
    return settings


def emitted_particles(scene: bpy.types.Scene) -> bpy.types.ParticleSettings:
    settings = particles(scene)
    settings.frame_start = settings.frame_end = 1.0
    settings.lifetime = 100.0
    settings.physics_type = "NO"
    settings.use_rotations = True
    settings.phase_factor_random = 1.0
    return settings


def particle_instances_of_object(scene):
    settings = emitted_particles(scene)
    settings.render_type = "OBJECT"
    settings.instance_object = hidden(scene, "Cube", cube())
    return {"Cube"}


def particle_instances_of_collection(scene):
    settings = emitted_particles(scene)
    settings.render_type = "COLLECTION"
    settings.instance_collection = group_of_shapes()
    return {"Cube", "Sphere"}


def hair_instances_of_object(scene):
    settings = particles(scene)
    settings.type = "HAIR"
    settings.hair_length = 1.0
    settings.render_type = "OBJECT"
    settings.instance_object = hidden(scene, "Cube", cube())
    return {"Cube"}


def vertex_instances(scene):
    parent = link(scene, "Parent", cube())
    parent.instance_type = "VERTS"
    parent.show_instancer_for_render = False
    parent.use_instance_vertices_rotation = True
    link(scene, "Child", shade_smooth(sphere(radius=0.5))).parent = parent
    return {"Child"}


def face_instances(scene):
    parent = link(scene, "Parent", cube())
    parent.instance_type = "FACES"
    parent.use_instance_faces_scale = True
    parent.show_instancer_for_render = False
    child = link(scene, "Child", cube(size=0.6))
    child.parent = parent
    return {"Child"}


def face_instances_on_drawn_parent(scene):
    parent = link(scene, "Parent", cube(size=1.6))
    parent.instance_type = "FACES"
    parent.show_instancer_for_render = True
    link(scene, "Child", cube(size=0.8)).parent = parent
    return {"Child", "Parent"}


INSTANCES: list[Build] = [
    collection_instances,
    nested_collection_instances,
    nodes_instances_of_objects,
    nodes_instances_of_meshes,
    nodes_nested_instances,
    nodes_mesh_beside_instances,
    nodes_realized_instances,
    nodes_instances_of_collection,
    nodes_instances_of_nodes_instances,
    particle_instances_of_object,
    particle_instances_of_collection,
    hair_instances_of_object,
    vertex_instances,
    face_instances,
    face_instances_on_drawn_parent,
]


@pytest.mark.parametrize("build", INSTANCES)
def test_instances(scene, tmp_path, build):
    expected = build(scene)
    assert shown(assert_like_cycles(scene, tmp_path)) == expected


# --------------------------------------------------------------------------------------------------- transforms and normals


@pytest.mark.parametrize("smooth", [False, True], ids=["flat", "smooth"])
@pytest.mark.parametrize("scale", [(-1.0, 1.0, 1.0), (-1.0, -0.7, -1.3), (1.6, 0.6, 0.9)])
def test_scale(scene, tmp_path, scale, smooth):
    placed = link(scene, "Monkey", shade_smooth(monkey(), smooth))
    emit(placed)
    placed.scale = scale
    placed.rotation_euler = 0.2, 0.1, 0.4
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Monkey"}


def test_scale_of_shared_mesh(scene, tmp_path):
    """Cycles interpolates the normals of a mesh with one user in the world's space, of one with more in its own."""
    shared = shade_smooth(monkey())
    for x in (-1.0, 1.0):
        placed = link(scene, "Monkey", shared, (x, 0.0, 0.0))
        placed.scale = 1.4, 0.5, 0.8
    emit(placed)
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Monkey", "Monkey.001"}


def test_sheared_by_parent(scene, tmp_path):
    parent = link(scene, "Parent", None)
    parent.scale = 1.5, 0.6, 1.0
    placed = link(scene, "Monkey", shade_smooth(monkey()))
    placed.parent = parent
    emit(placed)
    placed.rotation_euler = 0.0, 0.4, 0.7
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Monkey"}


def flat(placed):
    shade_smooth(placed.data, False)


def smooth(placed):
    shade_smooth(placed.data)


def flat_and_smooth_faces(placed):
    placed.data.polygons.foreach_set("use_smooth", [polygon.index % 2 == 0 for polygon in placed.data.polygons])


def sharp_edges(placed):
    allow_split_normals(shade_smooth(placed.data))
    placed.data.edges.foreach_set("use_edge_sharp", [edge.index % 3 == 0 for edge in placed.data.edges])


def custom_normals(placed):
    allow_split_normals(shade_smooth(placed.data))
    normals = [Vector((math.sin(i), math.cos(i), 1.5)).normalized() for i in range(len(placed.data.loops))]
    placed.data.normals_split_custom_set(normals)


def custom_normals_without_auto_smooth(placed):
    """Where auto smooth is, custom normals only count with it."""
    custom_normals(placed)
    if hasattr(placed.data, "use_auto_smooth"):
        placed.data.use_auto_smooth = False


def sharp_edges_beside_flat_faces(placed):
    sharp_edges(placed)
    flat_and_smooth_faces(placed)


def custom_normals_on_flat_faces(placed):
    custom_normals(placed)
    shade_smooth(placed.data, False)


def custom_normals_of_vertices(placed):
    allow_split_normals(shade_smooth(placed.data))
    normals = [(vertex.co * Vector((1, 1, 3))).normalized() for vertex in placed.data.vertices]
    placed.data.normals_split_custom_set_from_vertices(normals)


def custom_normals_on_negative_scale(placed):
    custom_normals(placed)
    placed.scale.x = -1.0


def custom_normals_below_deforming_modifier(placed):
    custom_normals(placed)
    modifier = placed.modifiers.new("Twist", "SIMPLE_DEFORM")
    modifier.deform_method = "TWIST"
    modifier.angle = 0.6


def smooth_by_angle(placed):
    if hasattr(placed.data, "use_auto_smooth"):
        shade_smooth(placed.data).use_auto_smooth = True
        placed.data.auto_smooth_angle = 0.6
    else:
        select(placed)
        bpy.ops.object.shade_smooth_by_angle(angle=0.6)


def smooth_by_angle_modifier(placed):
    if hasattr(bpy.types, "OBJECT_OT_shade_auto_smooth"):
        select(placed)
        bpy.ops.object.shade_auto_smooth(angle=0.6)
        assert len(placed.modifiers) == 1
    else:
        smooth_by_angle(placed)


def smooth_by_angle_below_modifiers(placed):
    smooth_by_angle(placed)
    placed.modifiers.new("Subdivision", "SUBSURF").render_levels = 1


def weighted_normals(placed):
    smooth_by_angle(placed)
    placed.modifiers.new("Bevel", "BEVEL").width = 0.1
    modifier = placed.modifiers.new("Weighted Normal", "WEIGHTED_NORMAL")
    modifier.keep_sharp = True


NORMALS = [
    flat,
    smooth,
    flat_and_smooth_faces,
    sharp_edges,
    sharp_edges_beside_flat_faces,
    custom_normals,
    custom_normals_without_auto_smooth,
    custom_normals_on_flat_faces,
    custom_normals_of_vertices,
    custom_normals_on_negative_scale,
    custom_normals_below_deforming_modifier,
    smooth_by_angle,
    smooth_by_angle_modifier,
    smooth_by_angle_below_modifiers,
    weighted_normals,
]


def cone(name: str = "Cone") -> bpy.types.Mesh:
    return mesh(name, bmesh.ops.create_cone, segments=9, radius1=1.6, radius2=0.7, depth=2.4, cap_ends=True)


@pytest.mark.parametrize("shape", [cone, monkey])  # the monkey's quads are not planar
@pytest.mark.parametrize("shade", NORMALS)
def test_normals(scene, tmp_path, shade, shape):
    placed = link(scene, "Shape", shape())
    emit(placed)
    shade(placed)
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Shape"}


@pytest.mark.parametrize(
    "shader",
    [
        None,
        "ShaderNodeBsdfPrincipled",
        "ShaderNodeBsdfDiffuse",
        "ShaderNodeBsdfGlossy" if bpy.app.version >= (4, 0, 0) else "ShaderNodeBsdfAnisotropic",
        "ShaderNodeBsdfGlass",
        "ShaderNodeSubsurfaceScattering",
        "ShaderNodeBsdfTranslucent",
        "ShaderNodeEmission",
    ],
)
def test_normals_of_closures(scene, tmp_path, shader):
    """Where the interpolated normal would reflect the view into the surface, Cycles turns the normals of some closures."""
    placed = link(scene, "Cone", shade_smooth(cone()))
    if shader is not None:
        placed.data.materials.append(material_of(shader))
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Cone"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("Base Color", (1.0, 1.0, 1.0, 1.0)), ("Roughness", 0.0), ("Roughness", 1.0), ("Metallic", 0.5), ("IOR", 2.5), ("Alpha", 0.7)],
)
def test_normals_of_layers(scene, tmp_path, name, value):
    """The normals of a Principled BSDF's layers count as much as the layers do."""
    placed = link(scene, "Cone", shade_smooth(cone()))
    material = material_of("ShaderNodeBsdfPrincipled")
    material.node_tree.nodes["Principled BSDF"].inputs[name].default_value = value
    placed.data.materials.append(material)
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Cone"}


@pytest.mark.parametrize("mixer", ["ShaderNodeMixShader", "ShaderNodeAddShader"])
def test_normals_of_mixed_closures(scene, tmp_path, mixer):
    placed = link(scene, "Cone", shade_smooth(cone()))
    material = material_of(mixer)
    tree = material.node_tree
    mixed = next(node for node in tree.nodes if node.bl_idname == mixer)
    for socket, shader in zip(mixed.inputs[-2:], ("ShaderNodeBsdfDiffuse", "ShaderNodeBsdfGlass")):
        tree.links.new(socket, tree.nodes.new(shader).outputs[0])
    placed.data.materials.append(material)
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Cone"}


def test_smooth_surface_seen_from_behind(scene, tmp_path):
    """Faces that are turned away show the normal of their other side."""
    edited = bmesh.new()
    inside_out = shade_smooth(sphere(radius=1.6))
    edited.from_mesh(inside_out)
    bmesh.ops.reverse_faces(edited, faces=edited.faces)
    edited.to_mesh(inside_out)
    edited.free()
    emit(link(scene, "Sphere", inside_out))
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Sphere"}


# ---------------------------------------------------------------------------------------------------- UVs and attributes


def add_uvs(target: bpy.types.Mesh, name: str, factor: float) -> None:
    source = target.uv_layers["UVMap"]
    target.uv_layers.new(name=name)
    # Looked up again: adding one may move the others.
    source, layer = target.uv_layers["UVMap"], target.uv_layers[name]
    for index in range(len(target.loops)):
        layer.data[index].uv = source.data[index].uv * factor


@pytest.mark.parametrize("rendered", ["UVMap", "Second", "Third"])
def test_uv_map_for_rendering(scene, tmp_path, rendered):
    placed = link(scene, "Cube", cube())
    add_uvs(placed.data, "Second", 0.5)
    add_uvs(placed.data, "Third", -0.3)
    placed.data.uv_layers.active = placed.data.uv_layers["Second"]
    placed.data.uv_layers[rendered].active_render = True
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Cube"}


def test_no_uv_map(scene, tmp_path):
    placed = link(scene, "Cube", cube())
    placed.data.uv_layers.remove(placed.data.uv_layers[0])
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Cube"}


def test_uv_map_with_subdivision(scene, tmp_path):
    placed = link(scene, "Cube", cube())
    add_uvs(placed.data, "Second", 0.5)
    placed.data.uv_layers["Second"].active_render = True
    placed.modifiers.new("Subdivision", "SUBSURF").render_levels = 2
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Cube"}


def test_colour_and_other_attributes(scene, tmp_path):
    placed = link(scene, "Cube", cube())
    for kind, domain in (("BYTE_COLOR", "CORNER"), ("FLOAT_COLOR", "POINT")):
        colours = placed.data.color_attributes.new(f"{kind} {domain}", kind, domain)
        for value in colours.data:
            value.color = 0.2, 0.4, 0.6, 0.8
    for kind, domain in (("FLOAT", "FACE"), ("FLOAT_VECTOR", "POINT"), ("INT", "CORNER"), ("FLOAT2", "POINT")):
        placed.data.attributes.new(f"{kind} {domain}", kind, domain)
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Cube"}


# --------------------------------------------------------------------------------------------------------------- materials


def materials(*names: str) -> list[bpy.types.Material]:
    return [bpy.data.materials.new(name) for name in names]


def cube_with_slots(scene: bpy.types.Scene, *slots: bpy.types.Material | None) -> bpy.types.Object:
    """Faces use slots 0, 1, 2, 0, 1, 2: of the three faces that the camera sees, each another."""
    placed = link(scene, "Cube", cube())
    for material in slots:
        placed.data.materials.append(material)
    seen = [polygon for polygon in placed.data.polygons if polygon.normal.dot(scene.camera.location) > 1.0]
    assert len(seen) == 3
    for index, polygon in enumerate(seen):
        polygon.material_index = index
    return placed


def test_material_of_each_face(scene, tmp_path):
    cube_with_slots(scene, *materials("A", "B", "C"))
    assert shown_materials(assert_like_cycles(scene, tmp_path)) == {"", "A", "B", "C"}


def test_slots_of_the_object(scene, tmp_path):
    a, b, c, d = materials("A", "B", "C", "D")
    first = cube_with_slots(scene, a, b, c)
    first.location.x = -1.6
    second = link(scene, "Second", first.data, (1.6, 0.0, 0.0))
    second.material_slots[1].link = "OBJECT"
    second.material_slots[1].material = d
    assert shown_materials(assert_like_cycles(scene, tmp_path)) == {"", "A", "B", "C", "D"}


def test_empty_slot_of_the_object(scene, tmp_path):
    """Up to 5.0 Cycles takes the mesh's material for it, in 5.2 none."""
    placed = cube_with_slots(scene, *materials("A", "B", "C"))
    placed.material_slots[1].link = "OBJECT"
    expected = {"", "A", "C"} if bpy.app.version >= (5, 2, 0) else {"", "A", "B", "C"}
    assert shown_materials(assert_like_cycles(scene, tmp_path)) == expected


def test_more_material_indices_than_slots(scene, tmp_path):
    cube_with_slots(scene, *materials("A", "B"))
    assert shown_materials(assert_like_cycles(scene, tmp_path)) == {"", "A", "B"}


def test_empty_slots(scene, tmp_path):
    cube_with_slots(scene, None, *materials("A"), None)
    comparison = assert_like_cycles(scene, tmp_path)
    assert shown_materials(comparison) == {"", "A"}


def test_material_indices_without_slots(scene, tmp_path):
    cube_with_slots(scene)
    assert shown_materials(assert_like_cycles(scene, tmp_path)) == {""}


def test_material_of_curve_and_text(scene, tmp_path):
    bevelled_curve(scene)
    text(scene)
    for name, material in zip(("Curve", "Text"), materials("A", "B")):
        bpy.data.objects[name].data.materials.append(material)
    assert shown_materials(assert_like_cycles(scene, tmp_path)) == {"", "A", "B"}


def test_material_set_by_nodes(scene, tmp_path):
    """The mesh that the modifier makes has slots of its own."""
    (material,) = materials("A")
    tree = geometry_nodes(cube_with_slots(scene, *materials("B", "C", "D")))
    shape = node(tree, "GeometryNodeMeshCube").outputs["Mesh"]
    painted = node(tree, "GeometryNodeSetMaterial", Geometry=shape)
    painted.inputs["Material"].default_value = material
    finish(tree, instance_on(tree, grid_points(tree, 2, 2.0), painted.outputs["Geometry"]))
    assert shown_materials(assert_like_cycles(scene, tmp_path)) == {"", "A"}


def test_material_override(scene, tmp_path):
    cube_with_slots(scene, *materials("A", "B", "C"))
    link(scene, "Ball", sphere(), (0.0, 0.0, 1.5))
    (scene.view_layers[0].material_override,) = materials("Override")
    assert shown_materials(assert_like_cycles(scene, tmp_path)) == {"", "Override"}


# -------------------------------------------------------------------------------------------------------------- visibility


def layer_collection(scene: bpy.types.Scene, collection: bpy.types.Collection) -> bpy.types.LayerCollection:
    return scene.view_layers[0].layer_collection.children[collection.name]


def hide_object(scene, placed, collection):
    placed.hide_render = True


def hide_collection(scene, placed, collection):
    collection.hide_render = True


def exclude_collection(scene, placed, collection):
    layer_collection(scene, collection).exclude = True


def hide_from_camera(scene, placed, collection):
    placed.visible_camera = False


def indirect_only_collection(scene, placed, collection):
    layer_collection(scene, collection).indirect_only = True


def holdout_collection(scene, placed, collection):
    layer_collection(scene, collection).holdout = True


def holdout_object(scene, placed, collection):
    placed.is_holdout = True


def show_all_but_in_renders(scene, placed, collection):
    placed.hide_viewport = True
    collection.hide_viewport = True
    placed.hide_set(False)


VISIBILITIES = {
    hide_object: {"Ball"},
    hide_collection: {"Ball"},
    exclude_collection: {"Ball"},
    hide_from_camera: {"Ball"},
    indirect_only_collection: {"Ball"},
    holdout_collection: {"Ball"},
    holdout_object: {"Ball"},
    show_all_but_in_renders: {"Ball", "Cube"},
}


@pytest.mark.parametrize("change", VISIBILITIES)
def test_visibility(scene, tmp_path, change):
    """A cube, in a collection of its own, before a ball."""
    link(scene, "Ball", sphere(radius=1.6))
    collection = bpy.data.collections.new("Collection")
    scene.collection.children.link(collection)
    placed = link(scene, "Cube", cube(size=1.2), (1.0, -1.5, 1.0), collection)
    change(scene, placed, collection)
    assert shown(assert_like_cycles(scene, tmp_path)) == VISIBILITIES[change]


def hide_instanced_object(placed, parent):
    placed.hide_render = True


def hide_instancer(placed, parent):
    parent.hide_render = True


def hide_instanced_object_from_camera(placed, parent):
    placed.visible_camera = False


def hide_instancer_from_camera(placed, parent):
    parent.visible_camera = False


def hide_instanced_object_in_viewports(placed, parent):
    placed.hide_viewport = True


VISIBILITIES_OF_INSTANCES = {
    hide_instanced_object: {"Ball", "Sphere"},
    hide_instancer: {"Ball"},
    hide_instanced_object_from_camera: {"Ball", "Sphere"},
    hide_instancer_from_camera: {"Ball"},
    hide_instanced_object_in_viewports: {"Ball", "Cube", "Sphere"},
}


@pytest.mark.parametrize("change", VISIBILITIES_OF_INSTANCES)
def test_visibility_of_instances(scene, tmp_path, change):
    link(scene, "Ball", sphere("Ball"), (-1.0, 1.0, 0.0))
    parent = instance_of(group_of_shapes(), link(scene, "Instance", None, (1.0, -1.0, 0.0)))
    change(bpy.data.objects["Cube"], parent)
    assert shown(assert_like_cycles(scene, tmp_path)) == VISIBILITIES_OF_INSTANCES[change]


def test_excluded_collection_that_is_instanced(scene, tmp_path):
    shapes = group_of_shapes()
    scene.collection.children.link(shapes)
    layer_collection(scene, shapes).exclude = True
    instance_of(shapes, link(scene, "Instance", None, (0.5, 0.0, 0.0)))
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Cube", "Sphere"}


def test_local_holdout_of_instances(scene, tmp_path):
    """An instancer in a holdout collection holds out what it instances."""
    link(scene, "Ball", sphere("Ball", radius=1.6))
    collection = bpy.data.collections.new("Collection")
    scene.collection.children.link(collection)
    instance_of(group_of_shapes(), link(scene, "Instance", None, (1.0, -1.5, 1.0), collection))
    layer_collection(scene, collection).holdout = True
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Ball"}


# -------------------------------------------------------------------------------------------------------------------- time


def animated(scene: bpy.types.Scene) -> bpy.types.Object:
    """Moves from left to right in frames 1 to 10 and turns."""
    placed = link(scene, "Cube", cube(size=1.2))
    for frame, x in ((1, -1.5), (10, 1.5)):
        placed.location.x = x
        placed.rotation_euler.z = x
        placed.keyframe_insert("location", frame=frame)
        placed.keyframe_insert("rotation_euler", frame=frame)
    return placed


@pytest.mark.parametrize(("frame", "subframe"), [(1, 0.0), (5, 0.5), (10, 0.0)])
def test_animation(scene, tmp_path, frame, subframe):
    animated(scene)
    scene.frame_set(frame, subframe=subframe)
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Cube"}


def test_driver_at_subframe(scene, tmp_path):
    placed = link(scene, "Cube", cube(size=1.2))
    placed.driver_add("location", 0).driver.expression = "frame / 4 - 1"
    placed.rotation_euler = Euler((0.1, 0.2, 0.3))
    scene.frame_set(5, subframe=0.5)
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Cube"}
    assert placed.location.x == pytest.approx(5.5 / 4 - 1)


def test_driver_of_shape_key_and_render_visibility(scene, tmp_path):
    shape_key(scene)
    key = bpy.data.objects["Monkey"].data.shape_keys.key_blocks["Long"]
    key.driver_add("value").driver.expression = "frame / 10"
    link(scene, "Cube", cube(), (1.5, 0.0, 0.0)).driver_add("hide_render").driver.expression = "frame > 3"
    scene.frame_set(4)
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Monkey"}


def test_frame_change_handler(scene, tmp_path):
    """What a handler changes when the render sets the frame is in the picture."""
    placed = link(scene, "Cube", cube(size=1.2), (-1.0, 0.0, 0.0))
    link(scene, "Ball", sphere(), (-1.0, 0.0, 0.0))
    frames = []

    def handler(changed, _=None):
        frames.append(changed.frame_current)
        placed.location.x = 1.0 + 0.1 * changed.frame_current

    scene.frame_set(3)
    bpy.app.handlers.frame_change_pre.append(handler)
    try:
        comparison = assert_like_cycles(scene, tmp_path)
    finally:
        bpy.app.handlers.frame_change_pre.remove(handler)
    assert set(frames) == {3}
    assert placed.location.x == pytest.approx(1.3)
    assert shown(comparison) == {"Ball", "Cube"}


@pytest.mark.parametrize(("pixels", "tolerances", "cause"), [(1, 10.0, "worst depth"), (2000, 0.9, "median depth")])
def test_comparison_notices_what_shares_leave_out(scene, tmp_path, monkeypatch, pixels, tolerances, cause):
    """One pixel that is far off in the middle of a surface; half of the pixels off by nearly the tolerance."""
    link(scene, "Cube", cube())
    read = cycles_comparison._Picture.__init__

    def spoilt(picture, scene, path, view):
        read(picture, scene, path, view)
        if path.name == "passbridge.exr":
            middle = picture.height // 2 * picture.width + picture.width // 3
            for i in range(middle - pixels // 2, middle + (pixels + 1) // 2):
                picture.depth[i] *= 1 + tolerances * cycles_comparison.DEPTH_TOLERANCE

    monkeypatch.setattr(cycles_comparison._Picture, "__init__", spoilt)
    with pytest.raises(AssertionError, match=cause):
        assert_like_cycles(scene, tmp_path)
