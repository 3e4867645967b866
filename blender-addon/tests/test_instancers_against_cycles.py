# SPDX-License-Identifier: GPL-3.0-or-later
"""What a material reads of objects, of what they are instanced by, of points and of curves: each has its own, as in Cycles."""

from __future__ import annotations

from collections.abc import Callable

import bpy
import pytest
from test_generated_against_cycles import shade_by_nodes
from test_small_scenes_against_cycles import add_square, assert_alike, mean_difference, pictures, scene  # noqa: F401 - the fixture
from test_strands_against_cycles import cloud, hair

Build = Callable[[bpy.types.Scene, bpy.types.Object], None]


def material_of(output: Callable[[bpy.types.ShaderNodeTree], bpy.types.NodeSocket]) -> bpy.types.Material:
    """Shines with what a node gives."""
    material = bpy.data.materials.new("Shown")
    if bpy.app.version < (5, 0, 0):
        material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    emission = tree.nodes.new("ShaderNodeEmission")
    tree.links.new(output(tree), emission.inputs["Color"])
    tree.links.new(emission.outputs[0], tree.nodes.new("ShaderNodeOutputMaterial").inputs["Surface"])
    return material


def attribute(type: str) -> Callable[[bpy.types.ShaderNodeTree], bpy.types.NodeSocket]:
    def add(tree: bpy.types.ShaderNodeTree) -> bpy.types.NodeSocket:
        node = tree.nodes.new("ShaderNodeAttribute")
        node.attribute_type, node.attribute_name = type, "tone"
        return node.outputs["Color"]

    return add


def objects_that_share_a_mesh(scene: bpy.types.Scene, square: bpy.types.Object) -> None:  # noqa: F811
    for index, tone in enumerate((0.1, 0.5, (0.2, 0.9, 0.4))):
        copy = square.copy()
        copy["tone"] = tone
        copy.location.x = index - 1
        scene.collection.objects.link(copy)
    bpy.data.objects.remove(square)


def collections_instanced(scene: bpy.types.Scene, square: bpy.types.Object) -> None:  # noqa: F811
    """By three empties, of which one has nothing of its own."""
    collection = bpy.data.collections.new("Squares")
    scene.collection.objects.unlink(square)
    collection.objects.link(square)
    square["tone"] = 0.8
    for index, tone in enumerate((0.15, (0.9, 0.1, 0.3), None)):
        empty = bpy.data.objects.new("Empty", None)
        empty.instance_type, empty.instance_collection = "COLLECTION", collection
        empty.location.x = index - 1
        if tone is not None:
            empty["tone"] = tone
        scene.collection.objects.link(empty)


def instances_on_vertices(scene: bpy.types.Scene, square: bpy.types.Object) -> None:  # noqa: F811
    for index, tone in enumerate((0.1, 0.7)):
        mesh = bpy.data.meshes.new("Line")
        mesh.from_pydata([(-0.5, index - 0.5, -5), (0.5, index - 0.5, -5)], [(0, 1)], [])
        line = bpy.data.objects.new("Line", mesh)
        line.instance_type = "VERTS"
        line["tone"] = tone
        scene.collection.objects.link(line)
        child = square.copy()
        child.location.z = 0
        scene.collection.objects.link(child)
        child.parent = line
    bpy.data.objects.remove(square)


BUILDS = [objects_that_share_a_mesh, collections_instanced, instances_on_vertices]


@pytest.mark.parametrize("build", BUILDS, ids=lambda build: build.__name__)
@pytest.mark.parametrize("type", ["OBJECT", "INSTANCER"])
def test_properties(scene, tmp_path, type, build):  # noqa: F811
    build(scene, add_square(scene, 5, 0.4, material_of(attribute(type))))
    cycles, passbridge = pictures(scene, tmp_path)
    if type == "OBJECT" and build is instances_on_vertices:
        assert not any(map(any, cycles)), "what is instanced has no such property"
        assert not any(map(any, passbridge))
    else:
        assert_alike(cycles, passbridge)


def from_instancer(type: str, output: str) -> Callable[[bpy.types.ShaderNodeTree], bpy.types.NodeSocket]:
    """With 0.6 more: coordinates of instancers go below 0."""

    def add(tree: bpy.types.ShaderNodeTree) -> bpy.types.NodeSocket:
        node = tree.nodes.new(type)
        node.from_instancer = True
        more = tree.nodes.new("ShaderNodeVectorMath")
        more.inputs[1].default_value = 0.6, 0.6, 0.6
        tree.links.new(node.outputs[output], more.inputs[0])
        return more.outputs[0]

    return add


def instances_on_faces(scene: bpy.types.Scene, square: bpy.types.Object) -> None:  # noqa: F811
    """Of a grid that has UVs."""
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=3, y_subdivisions=3, size=2.4, location=(0, 0, -5))
    grid = bpy.context.object
    grid.instance_type = "FACES"
    grid.show_instancer_for_render = False
    square.location.z = 0
    square.parent = grid


def particles(scene: bpy.types.Scene, square: bpy.types.Object) -> None:  # noqa: F811
    """Of different ages and sizes, that fall and turn."""
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=6, y_subdivisions=6, size=2.4, location=(0, 0, -5))
    emitter = bpy.context.object
    emitter.show_instancer_for_render = False
    emitter.modifiers.new("Particles", "PARTICLE_SYSTEM")
    settings = emitter.particle_systems[0].settings
    settings.count, settings.frame_start, settings.frame_end, settings.lifetime = 20, 1, 8, 30
    settings.lifetime_random, settings.size_random, settings.particle_size = 0.5, 0.6, 0.6
    settings.use_rotations, settings.angular_velocity_mode, settings.angular_velocity_factor = True, "VELOCITY", 2.0
    settings.normal_factor, settings.tangent_factor, settings.effector_weights.gravity = 0.3, 0.4, 0.0
    settings.render_type, settings.instance_object = "OBJECT", square
    square.location = 50, 0, 0
    scene.frame_set(1)
    for frame in range(1, 11):
        scene.frame_set(frame)


COORDINATES = {
    "generated": from_instancer("ShaderNodeTexCoord", "Generated"),
    "uv": from_instancer("ShaderNodeTexCoord", "UV"),
    "uv_map": from_instancer("ShaderNodeUVMap", "UV"),
}


@pytest.mark.parametrize("build", [instances_on_faces, collections_instanced, particles], ids=lambda build: build.__name__)
@pytest.mark.parametrize("coordinates", COORDINATES.values(), ids=COORDINATES)
def test_coordinates_of_instancers(scene, tmp_path, coordinates, build):  # noqa: F811
    build(scene, add_square(scene, 5, 0.3, material_of(coordinates)))
    assert_alike(*pictures(scene, tmp_path))


def particle_info(output: str, scale: float) -> Callable[[bpy.types.ShaderNodeTree], bpy.types.NodeSocket]:
    """In a range that a picture shows."""

    def add(tree: bpy.types.ShaderNodeTree) -> bpy.types.NodeSocket:
        scaled = tree.nodes.new("ShaderNodeVectorMath")
        scaled.operation = "SCALE"
        scaled.inputs["Scale"].default_value = scale
        tree.links.new(tree.nodes.new("ShaderNodeParticleInfo").outputs[output], scaled.inputs[0])
        return scaled.outputs[0]

    return add


PARTICLE_OUTPUTS = {
    "Index": 0.02, "Random": 1.0, "Age": 0.08, "Lifetime": 0.03, "Location": 0.4, "Size": 1.0, "Velocity": 0.8, "Angular Velocity": 0.2
}


@pytest.mark.parametrize("output, scale", PARTICLE_OUTPUTS.items(), ids=PARTICLE_OUTPUTS)
def test_particles(scene, tmp_path, output, scale):  # noqa: F811
    particles(scene, add_square(scene, 5, 0.3, material_of(particle_info(output, scale))))
    cycles, passbridge = pictures(scene, tmp_path)
    assert len(set(cycles)) > 3, "all particles are alike"
    assert_alike(cycles, passbridge)


def test_random_of_points(scene, tmp_path):  # noqa: F811
    placed = cloud(scene)
    scene.camera.data.lens = 50
    material = material_of(lambda tree: tree.nodes.new("ShaderNodePointInfo").outputs["Random"])
    shade_by_nodes(placed.modifiers[0].node_group, material)
    placed.location.z = -6
    shown = [pair for pair in zip(*pictures(scene, tmp_path)) if all(map(any, pair))]  # edges are another's by a hair
    assert len(shown) > 60 and len({round(color[0], 3) for color, _ in shown}) > 5
    assert mean_difference(*zip(*shown)) < 0.5 / 255


# In display values: where a ribbon bends Cycles puts it together anew for every ray, here it is one strip for all.
OF_RIBBONS = 1.5 / 255


def hair_info(output: str) -> Callable[[bpy.types.ShaderNodeTree], bpy.types.NodeSocket]:
    return lambda tree: tree.nodes.new("ShaderNodeHairInfo").outputs[output]


def generated(tree: bpy.types.ShaderNodeTree) -> bpy.types.NodeSocket:
    return tree.nodes.new("ShaderNodeTexCoord").outputs["Generated"]


def half_of_length(tree: bpy.types.ShaderNodeTree) -> bpy.types.NodeSocket:
    """So that it is below 1."""
    half = tree.nodes.new("ShaderNodeMath")
    half.operation = "MULTIPLY"
    half.inputs[1].default_value = 0.4
    tree.links.new(hair_info("Length")(tree), half.inputs[0])
    return half.outputs[0]


OUTPUTS = {"intercept": hair_info("Intercept"), "length": half_of_length, "random": hair_info("Random"), "generated": generated}


def assert_ribbons_alike(scene: bpy.types.Scene, tmp_path) -> None:  # noqa: F811
    shown = [pair for pair in zip(*pictures(scene, tmp_path)) if all(map(any, pair))]
    assert len(shown) > 60
    assert mean_difference(*zip(*shown)) < OF_RIBBONS


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=OUTPUTS)
def test_curves(scene, tmp_path, output):  # noqa: F811
    placed = hair(scene)
    scene.camera.data.lens = 50
    shade_by_nodes(placed.modifiers[0].node_group, material_of(output))
    placed.location, placed.rotation_euler = (0.1, 0.2, -6), (0.9, 0.3, 0)
    assert_ribbons_alike(scene, tmp_path)


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=OUTPUTS)
def test_particle_hair(scene, tmp_path, output):  # noqa: F811
    ground = add_square(scene, 6, 1.5, material_of(output))
    ground.rotation_euler.x = -0.8
    ground.modifiers.new("Hair", "PARTICLE_SYSTEM")
    settings = ground.particle_systems[0].settings
    settings.type, settings.count, settings.hair_length, settings.radius_scale = "HAIR", 30, 1.2, 0.1
    settings.tip_radius = 0.8
    ground.show_instancer_for_render = False
    assert_ribbons_alike(scene, tmp_path)
