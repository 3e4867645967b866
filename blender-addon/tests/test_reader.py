# SPDX-License-Identifier: GPL-3.0-or-later
"""What `SceneReader` sends is held against Blender's own answers."""

from __future__ import annotations

import ctypes
import math

import bpy
import pytest
from mathutils import Matrix, Vector
from passbridge import abi
from scene_reading import (
    ReadingEngine,
    attributes,
    corner_normals,
    floats,
    instances,
    integers,
    lights,
    materials,
    meshes,
    read,
    the_scene,
    transform,
    triangle_materials,
    uvs,
)

# 32-bit floats carry 24 bits; what is compared went through a few of their multiplications.
FLOAT_TOLERANCE = 1e-5


@pytest.fixture
def scene(empty_scene: bpy.types.Scene) -> bpy.types.Scene:
    """A scene with nothing but a camera that looks down from somewhere."""
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    empty_scene.collection.objects.link(camera)
    empty_scene.camera = camera
    camera.location = 3.0, -5.0, 4.0
    camera.rotation_euler = 0.9, 0.1, 0.5
    empty_scene.render.resolution_x = 64
    empty_scene.render.resolution_y = 36
    return empty_scene


def link(scene: bpy.types.Scene, name: str, data: bpy.types.ID | None, location=(0.0, 0.0, 0.0)) -> bpy.types.Object:
    result = bpy.data.objects.new(name, data)
    scene.collection.objects.link(result)
    result.location = location
    return result


def cube(name: str = "Cube") -> bpy.types.Mesh:
    vertices = [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(vertices, [], faces)
    return mesh


# ---------------------------------------------------------------------------------------------------------- meshes


def test_cube_is_read_whole(scene):
    placed = link(scene, "Cube", cube("Würfel"), (1.0, 2.0, 3.0))
    placed.rotation_euler = 0.3, 0.2, 0.1
    placed.scale = 1.0, 2.0, -3.0
    placed.pass_index = 42
    message = read(scene)
    (mesh,), (instance,) = meshes(message), instances(message)
    assert mesh.name == "Würfel"
    assert (mesh.point_count, mesh.corner_count, mesh.triangle_count) == (8, 24, 12)
    assert floats(mesh.positions, 3) == [tuple(v.co) for v in placed.data.vertices]
    assert integers(mesh.corner_vertices) == [loop.vertex_index for loop in placed.data.loops]
    placed.data.calc_loop_triangles()
    assert integers(mesh.triangle_corners) == [i for t in placed.data.loop_triangles for i in t.loops]
    assert triangle_materials(mesh) == [0] * 12
    assert (attributes(mesh), mesh.uv_map) == ({}, abi.NONE)
    assert instance.object.pass_index == 42
    assert (instance.geometry, instance.materials) == (0, [])
    for vertex in placed.data.vertices:
        expected = placed.matrix_world @ vertex.co
        assert transform(instance.object_to_world, vertex.co[:])[:3] == pytest.approx(expected[:], abs=FLOAT_TOLERANCE)


def test_modifiers_are_applied(scene):
    placed = link(scene, "Cube", cube())
    placed.modifiers.new("Subdivision", "SUBSURF").render_levels = 2
    (mesh,) = meshes(read(scene))
    assert mesh.triangle_count == 6 * 4 * 4 * 2


def test_mesh_of_several_objects_is_sent_once(scene):
    mesh = cube()
    for number in range(3):
        link(scene, f"Cube{number}", mesh, (number, 0.0, 0.0)).pass_index = number
    message = read(scene)
    assert len(meshes(message)) == 1
    assert sorted((i.object.pass_index, i.object_to_world[12]) for i in instances(message)) == [(0, 0.0), (1, 1.0), (2, 2.0)]


def test_mesh_without_faces_is_not_sent(scene):
    mesh = bpy.data.meshes.new("Line")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0)], [(0, 1)], [])
    link(scene, "Line", mesh)
    message = read(scene)
    assert (meshes(message), instances(message), message.warnings) == ([], [], [])


def read_corner_normals(scene) -> list[tuple[float, ...]]:
    (mesh,) = meshes(read(scene))
    return corner_normals(mesh)


def test_flat_faces_have_no_normal_but_their_triangles(scene):
    link(scene, "Cube", cube())
    assert read_corner_normals(scene) == [(0.0, 0.0, 0.0)] * 24


def test_smooth_faces_have_the_normals_of_the_vertices(scene):
    mesh = cube()
    for polygon in mesh.polygons:
        polygon.use_smooth = True
    link(scene, "Cube", mesh)
    for normal, loop in zip(read_corner_normals(scene), mesh.loops):
        assert normal == pytest.approx(mesh.vertices[loop.vertex_index].co.normalized()[:], abs=FLOAT_TOLERANCE)


def test_sharp_edges_part_the_normals(scene):
    mesh = cube()
    for polygon in mesh.polygons:
        polygon.use_smooth = True
    if hasattr(mesh, "use_auto_smooth"):
        mesh.use_auto_smooth = True
        mesh.auto_smooth_angle = math.pi
    for edge in mesh.edges:
        edge.use_edge_sharp = True
    link(scene, "Cube", mesh)
    # From 4.1 on that is the same as flat faces, which have no normals but their triangles'.
    parted = [tuple(polygon.normal) for polygon in mesh.polygons for _ in polygon.loop_indices]
    expected = parted if hasattr(mesh, "use_auto_smooth") else [(0.0, 0.0, 0.0)] * 24
    for normal, wanted in zip(read_corner_normals(scene), expected):
        assert normal == pytest.approx(wanted, abs=FLOAT_TOLERANCE)


def test_custom_normals_are_kept(scene):
    mesh = cube()
    for polygon in mesh.polygons:
        polygon.use_smooth = True
    if hasattr(mesh, "use_auto_smooth"):
        mesh.use_auto_smooth = True
    wanted = Vector((1.0, 2.0, 3.0)).normalized()
    mesh.normals_split_custom_set([wanted] * len(mesh.loops))
    link(scene, "Cube", mesh)
    for normal in read_corner_normals(scene):
        # Blender keeps custom normals as two 16-bit angles.
        assert normal == pytest.approx(wanted[:], abs=1e-3)


def test_uvs_are_those_of_the_map_for_rendering(scene):
    mesh = cube()
    first, second = mesh.uv_layers.new(name="First"), mesh.uv_layers.new(name="Second")
    for index in range(len(mesh.loops)):
        first.data[index].uv = -1.0, -1.0
        second.data[index].uv = index * 0.25, index * 0.5
    mesh.uv_layers["Second"].active_render = True
    mesh.uv_layers.active = mesh.uv_layers["First"]
    link(scene, "Cube", mesh)
    (mesh,) = meshes(read(scene))
    assert uvs(mesh) == [(index * 0.25, index * 0.5) for index in range(24)]


def test_each_triangle_has_the_slot_of_its_face(scene):
    mesh = cube()
    for _ in range(3):
        mesh.materials.append(None)
    for polygon in mesh.polygons:
        polygon.material_index = polygon.index % 3
    link(scene, "Cube", mesh)
    (mesh,) = meshes(read(scene))
    assert triangle_materials(mesh) == [0, 0, 1, 1, 2, 2] * 2


def test_object_in_edit_mode_is_read(scene):
    placed = link(scene, "Cube", cube())
    bpy.context.view_layer.objects.active = placed
    placed.select_set(True)
    bpy.ops.object.mode_set(mode="EDIT")
    try:
        message = read(scene)
    finally:
        bpy.ops.object.mode_set(mode="OBJECT")
    assert [mesh.triangle_count for mesh in meshes(message)] == [12]
    assert len(instances(message)) == 1


def text_object(scene):
    curve = bpy.data.curves.new("Text", "FONT")
    curve.body = "Text"
    link(scene, "Text", curve)


def surface(scene):
    bpy.ops.surface.primitive_nurbs_surface_sphere_add()


def metaball(scene):
    bpy.ops.object.metaball_add()
    bpy.ops.object.metaball_add(location=(1.0, 0.0, 0.0))


def bevelled_curve(scene):
    bpy.ops.curve.primitive_bezier_circle_add()
    bpy.context.object.data.bevel_depth = 0.1


@pytest.mark.parametrize("shape", [text_object, surface, metaball, bevelled_curve])
def test_what_becomes_a_mesh_is_drawn_once(scene, shape):
    shape(scene)
    message = read(scene)
    assert len(meshes(message)) == len(instances(message)) == 1
    assert meshes(message)[0].triangle_count > 0
    assert message.warnings == []


def test_curve_without_thickness_is_nothing(scene):
    bpy.ops.curve.primitive_bezier_circle_add()
    message = read(scene)
    assert (instances(message), message.warnings) == ([], [])


# ---------------------------------------------------------------------------------------------------------- instances


def test_collection_instances_are_placed(scene):
    collection = bpy.data.collections.new("Collection")
    inside = bpy.data.objects.new("Inside", cube())
    inside.pass_index = 9
    inside.location = 0.0, 0.0, 1.0
    collection.objects.link(inside)
    lamp = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "POINT"))
    collection.objects.link(lamp)
    for number in range(2):
        empty = link(scene, f"Empty{number}", None, (number * 5.0, 0.0, 0.0))
        empty.instance_type = "COLLECTION"
        empty.instance_collection = collection
        empty.pass_index = 20
    message = read(scene)
    assert len(meshes(message)) == 1
    # Cycles takes the index of the object, not of what instances it.
    assert [i.object.pass_index for i in instances(message)] == [9, 9]
    assert [i.object_to_world[12:15] for i in instances(message)] == [[0.0, 0.0, 1.0], [5.0, 0.0, 1.0]]
    assert [light.light_to_world[12:15] for light in lights(message)] == [[0.0, 0.0, 0.0], [5.0, 0.0, 0.0]]


def test_many_instances_keep_their_places(scene):
    side = 60
    points = bpy.data.meshes.new("Points")
    points.from_pydata([(x, y, 0.5) for x in range(side) for y in range(side)], [], [])
    parent = link(scene, "Parent", points)
    parent.instance_type = "VERTS"
    child = link(scene, "Child", cube())
    child.parent = parent
    message = read(scene)
    assert len(meshes(message)) == 1
    # Instanced from vertices, the child itself is not drawn.
    places = sorted(tuple(i.object_to_world[12:15]) for i in instances(message))
    assert places == [(x, y, 0.5) for x in range(side) for y in range(side)]


def test_instances_of_geometry_nodes_are_read(scene):
    group = bpy.data.node_groups.new("Group", "GeometryNodeTree")
    if hasattr(group, "interface"):
        group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    else:
        group.outputs.new("NodeSocketGeometry", "Geometry")
    new = group.nodes.new
    grid, shape = new("GeometryNodeMeshGrid"), new("GeometryNodeMeshCube")
    instance, output = new("GeometryNodeInstanceOnPoints"), new("NodeGroupOutput")
    grid.inputs["Vertices X"].default_value = grid.inputs["Vertices Y"].default_value = 4
    group.links.new(grid.outputs["Mesh"], instance.inputs["Points"])
    group.links.new(shape.outputs["Mesh"], instance.inputs["Instance"])
    group.links.new(instance.outputs["Instances"], output.inputs[0])
    generator = link(scene, "Generator", bpy.data.meshes.new("Empty"))
    generator.modifiers.new("Nodes", "NODES").node_group = group
    generator.pass_index = 5
    message = read(scene)
    assert [mesh.triangle_count for mesh in meshes(message)] == [12]
    assert [i.object.pass_index for i in instances(message)] == [5] * 16
    assert len({tuple(i.object_to_world[12:15]) for i in instances(message)}) == 16


def test_hidden_objects_are_left_out(scene):
    link(scene, "Unrendered", cube()).hide_render = True
    message = read(scene)
    assert (instances(message), message.warnings) == ([], [])


def test_objects_that_the_camera_does_not_see_are_told_of_it(scene):
    link(scene, "Seen", cube())
    link(scene, "UnseenByCamera", cube()).visible_camera = False
    collection = bpy.data.collections.new("IndirectOnly")
    scene.collection.children.link(collection)
    collection.objects.link(bpy.data.objects.new("Indirect", cube()))
    bpy.context.view_layer.layer_collection.children["IndirectOnly"].indirect_only = True
    found = {instance.object.name: instance.object.visibility for instance in instances(read(scene))}
    assert found == {"Seen": 63, "UnseenByCamera": 63 - abi.VISIBLE_TO_CAMERA, "Indirect": 63 - abi.VISIBLE_TO_CAMERA}


def test_holdouts_are_flagged(scene):
    for name in ("First", "Second", "Third"):
        link(scene, name, cube())
    scene.objects["Second"].is_holdout = True
    assert sorted(i.object.flags for i in instances(read(scene))) == [0, 0, abi.OBJECT_HOLDOUT]


def test_unsupported_objects_are_named_once(scene):
    for name in ("First", "Second"):
        link(scene, name, bpy.data.volumes.new(name))
    assert read(scene).warnings == ["Object 'First': volumes are not supported yet, left out"]


# ---------------------------------------------------------------------------------------------------------- materials


def slot_names(message, instance) -> list[str | None]:
    return [None if slot == abi.NONE else materials(message)[slot].name for slot in instance.materials]


def test_slots_are_linked_to_mesh_or_object(scene):
    mesh = cube()
    red, green, blue = (bpy.data.materials.new(name) for name in ("Red", "Green", "Blue"))
    for material in (red, green, None):
        mesh.materials.append(material)
    link(scene, "A", mesh)
    second = link(scene, "B", mesh)
    second.material_slots[1].link = "OBJECT"
    second.material_slots[1].material = blue
    link(scene, "C", mesh)
    message = read(scene)
    assert len(meshes(message)) == 1
    assert [slot_names(message, i) for i in instances(message)] == [
        ["Red", "Green", None],
        ["Red", "Blue", None],
        ["Red", "Green", None],
    ]
    assert len(materials(message)) == 3
    # Equal slots are sent once.
    assert message.count(abi.LIST_SLOTS) == 6


def test_material_override_of_the_view_layer_is_everywhere(scene):
    mesh = cube()
    mesh.materials.append(bpy.data.materials.new("Own"))
    link(scene, "A", mesh)
    link(scene, "B", cube())
    bpy.context.view_layer.material_override = bpy.data.materials.new("Override")
    message = read(scene)
    assert [slot_names(message, i) for i in instances(message)] == [["Override"], ["Override"]]


# ---------------------------------------------------------------------------------------------------------- lights


def add_light(scene, kind: str, **settings) -> bpy.types.Light:
    light = bpy.data.lights.new(kind, kind)
    light.color = 1.0, 0.5, 0.25
    light.energy = 8.0
    for name, value in settings.items():
        setattr(light, name, value)
    link(scene, kind, light, (1.0, 2.0, 3.0))
    return light


@pytest.mark.parametrize(
    "kind, settings, expected",
    [
        ("POINT", {"shadow_soft_size": 0.5}, {"type": abi.LIGHT_POINT, "radius": 0.5}),
        ("SUN", {}, {"type": abi.LIGHT_SUN}),
        (
            "SPOT",
            {"spot_size": 1.5, "spot_blend": 0.25, "shadow_soft_size": 0.5},
            {"type": abi.LIGHT_SPOT, "spot_angle": 1.5, "spot_blend": 0.25, "radius": 0.5},
        ),
        ("AREA", {"shape": "SQUARE", "size": 2.0, "size_y": 9.0}, {"area_size": [2.0, 2.0], "area_is_ellipse": 0}),
        ("AREA", {"shape": "RECTANGLE", "size": 2.0, "size_y": 3.0}, {"area_size": [2.0, 3.0], "area_is_ellipse": 0}),
        ("AREA", {"shape": "DISK", "size": 2.0, "size_y": 9.0}, {"area_size": [2.0, 2.0], "area_is_ellipse": 1}),
        ("AREA", {"shape": "ELLIPSE", "size": 2.0, "size_y": 3.0}, {"area_size": [2.0, 3.0], "area_is_ellipse": 1}),
    ],
)
def test_light_is_read(scene, kind, settings, expected):
    add_light(scene, kind, **settings)
    message = read(scene)
    (light,) = lights(message)
    for name, value in expected.items():
        found = getattr(light, name)
        assert (list(found) if isinstance(value, list) else found) == value
    # Cycles' area lights gave π/4 of their power before 4.0.
    factor = math.pi / 4 if kind == "AREA" and bpy.app.version < (4, 0, 0) else 1.0
    assert list(light.color) == pytest.approx([8.0 * factor, 4.0 * factor, 2.0 * factor], rel=FLOAT_TOLERANCE)
    assert light.light_to_world[12:15] == [1.0, 2.0, 3.0]
    assert message.warnings == []


@pytest.mark.parametrize("kind", ["POINT", "SPOT"])
def test_falloff_is_soft_where_blender_has_no_other(scene, kind):
    light = add_light(scene, kind)
    is_chosen = hasattr(light, "use_soft_falloff")  # from 4.0 on
    for is_soft in (True, False) if is_chosen else (True,):
        if is_chosen:
            light.use_soft_falloff = is_soft
        (found,) = lights(read(scene))
        assert bool(found.flags & abi.LIGHT_SOFT_FALLOFF) == is_soft


if "exposure" in bpy.types.Light.bl_rna.properties:  # from 4.5 on

    def test_exposure_temperature_and_strength_per_area_count(scene):
        light = add_light(scene, "AREA", shape="DISK", size=2.0, exposure=1.0, normalize=False)
        (found,) = lights(read(scene))
        # A disk 2 m across has an area of pi.
        assert list(found.color) == pytest.approx([16.0 * math.pi, 8.0 * math.pi, 4.0 * math.pi], rel=FLOAT_TOLERANCE)
        light.use_temperature, light.temperature, light.normalize = True, 3000.0, True
        (found,) = lights(read(scene))
        expected = [16.0 * a * b for a, b in zip(light.color, light.temperature_color)]
        assert list(found.color) == pytest.approx(expected, rel=FLOAT_TOLERANCE)


def test_light_nodes_are_part_of_the_power_or_a_graph(scene):
    """Those of constants are the former, others the latter, never both."""
    light = add_light(scene, "POINT")
    if light.node_tree is None:
        light.use_nodes = True
    emission = next(node for node in light.node_tree.nodes if node.bl_idname == "ShaderNodeEmission")
    emission.inputs["Strength"].default_value = 2.0
    (found,) = lights(read(scene))
    assert (list(found.color), found.graph) == ([16.0, 8.0, 4.0], abi.NONE)
    noise = light.node_tree.nodes.new("ShaderNodeTexNoise")
    light.node_tree.links.new(noise.outputs[0], emission.inputs["Strength"])
    message = read(scene)
    (found,) = lights(message)
    assert list(found.color) == [8.0, 4.0, 2.0]
    assert found.graph != abi.NONE
    assert not message.warnings


# ---------------------------------------------------------------------------------------------------------- description


def test_message_names_all_lists(scene):
    link(scene, "Cube", cube("Würfel"))
    description = read(scene)
    message = description.message()
    assert (message.size_bytes, message.version) == (ctypes.sizeof(message), abi.MESSAGE_VERSION)
    for span, elements in zip(message.lists, description.lists, strict=True):
        assert (span.segment, span.size_bytes, span.stride_bytes) == (0, len(elements), 0)
        assert ctypes.string_at(span.offset, span.size_bytes) == elements
    assert "Würfel".encode() in ctypes.string_at(message.lists[abi.LIST_TEXT].offset, message.lists[abi.LIST_TEXT].size_bytes)


def test_film(scene):
    assert the_scene(read(scene)).transparent_film == 0
    scene.render.film_transparent = True
    assert the_scene(read(scene)).transparent_film == 1


def test_cancelled_reading_gives_nothing(scene):
    link(scene, "Cube", cube())
    assert read(scene, is_cancelled=lambda: True) is None


def test_cancel_is_heard_between_objects(scene):
    for number in range(10):
        link(scene, f"Cube{number}", cube())
    asked = []

    def is_cancelled() -> bool:
        asked.append(True)
        return len(asked) == 5

    assert read(scene, is_cancelled) is None
    assert len(asked) == 5


def test_progress_counts_instances(scene):
    for number in range(600):
        link(scene, f"Empty{number}", None)
    read(scene)
    assert ReadingEngine.counts == sorted(ReadingEngine.counts)
    assert ReadingEngine.counts[0] == 0 and ReadingEngine.counts[-1] >= 600


def test_matrices_are_column_by_column(scene):
    link(scene, "Cube", cube()).matrix_world = Matrix.Translation((1.0, 2.0, 3.0))
    (instance,) = instances(read(scene))
    assert list(instance.object_to_world) == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 2, 3, 1]
