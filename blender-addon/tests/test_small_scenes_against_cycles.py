# SPDX-License-Identifier: GPL-3.0-or-later
"""Small scenes over which renderers stumble: the whole picture is that of Cycles in the same Blender."""

from __future__ import annotations

import array
import math
from pathlib import Path

import bmesh
import bpy
import pytest
from exr_words import read_words
from patch_comparison import combined, display, set_up_samples
from rendering import floats
from uv_nodes import make_uv_map_by_nodes

SIZE = 32
SAMPLES = 16

# In display values. Half a step of a screen's 256; where light comes from all sides Cycles is still this far from its own mean.
GREATEST_MEAN_DIFFERENCE = 0.5 / 255
GREATEST_MEAN_DIFFERENCE_OF_NOISE = 0.02

Colors = list[tuple[float, float, float]]


@pytest.fixture
def scene(passbridge_enabled: None) -> bpy.types.Scene:
    """A camera at the origin looks down."""
    scene = bpy.context.scene
    scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(scene.camera)
    scene.render.resolution_x = scene.render.resolution_y = SIZE
    scene.render.resolution_percentage = 100
    set_up_samples(scene, SAMPLES)
    return scene


def new_world(name: str, color: tuple[float, float, float]) -> tuple[bpy.types.World, bpy.types.ShaderNode]:
    """And its Background node."""
    world = bpy.data.worlds.new(name)
    if bpy.app.version < (5, 0, 0):
        world.use_nodes = True
    background = next(node for node in world.node_tree.nodes if node.type == "BACKGROUND")
    background.inputs["Color"].default_value = (*color, 1)
    return world, background


def new_material(shader: str, color: tuple[float, float, float], image: bpy.types.Image | None = None) -> bpy.types.Material:
    material = bpy.data.materials.new(shader)
    if bpy.app.version < (5, 0, 0):
        material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    node = tree.nodes.new(shader)
    node.inputs["Color"].default_value = (*color, 1)
    if image is not None:
        texture = tree.nodes.new("ShaderNodeTexImage")
        texture.image = image
        tree.links.new(texture.outputs["Color"], node.inputs["Color"])
    tree.links.new(node.outputs[0], tree.nodes.new("ShaderNodeOutputMaterial").inputs["Surface"])
    return material


def add_square(scene: bpy.types.Scene, depth: float, half: float, material: bpy.types.Material) -> bpy.types.Object:
    mesh = bpy.data.meshes.new("Square")
    mesh.from_pydata([(-half, -half, 0), (half, -half, 0), (half, half, 0), (-half, half, 0)], [], [(0, 1, 2, 3)])
    uvs = mesh.uv_layers.new(name="UVMap")
    for corner, uv in zip(uvs.data, [(0, 0), (1, 0), (1, 1), (0, 1)]):
        corner.uv = uv
    mesh.materials.append(material)
    square = bpy.data.objects.new("Square", mesh)
    square.location.z = -depth
    scene.collection.objects.link(square)
    return square


def add_light(scene: bpy.types.Scene, type: str, energy: float) -> bpy.types.Object:
    light = bpy.data.lights.new(type, type)
    light.energy = energy
    placed = bpy.data.objects.new(type, light)
    scene.collection.objects.link(placed)
    return placed


def pictures(scene: bpy.types.Scene, tmp_path: Path) -> tuple[Colors, Colors]:
    """Cycles' and Passbridge's."""
    found = []
    for engine in ("CYCLES", "PASSBRIDGE"):
        scene.render.engine = engine
        found.append(combined(scene, tmp_path / f"{engine}.exr")[2])
    return found[0], found[1]


def mean_difference(cycles: Colors, passbridge: Colors) -> float:
    differences = [abs(display(x) - display(y)) for a, b in zip(cycles, passbridge, strict=True) for x, y in zip(a, b)]
    return sum(differences) / len(differences)  # NaN where one of them is


def assert_alike(cycles: Colors, passbridge: Colors, greatest: float = GREATEST_MEAN_DIFFERENCE) -> None:
    assert any(max(color) > 0.05 for color in cycles), "Cycles shows nothing"
    assert mean_difference(cycles, passbridge) <= greatest


@pytest.mark.not_applicable_if("world_override" not in bpy.types.ViewLayer.bl_rna.properties, "view layers have no world of their own")
def test_a_view_layers_own_world(scene, tmp_path):
    scene.world, _ = new_world("Scene's", (1, 0, 0))
    scene.view_layers[0].world_override, _ = new_world("Layer's", (0, 1, 0))
    cycles, passbridge = pictures(scene, tmp_path)
    assert_alike(cycles, passbridge)
    assert passbridge[0] == (0, 1, 0)


def test_a_world_that_grows_brighter(scene, tmp_path):
    scene.world, background = new_world("World", (0.2, 0.2, 0.2))
    strength = background.inputs["Strength"]
    for frame, value in ((1, 1.0), (3, 3.0)):
        strength.default_value = value
        strength.keyframe_insert("default_value", frame=frame)
    scene.frame_start, scene.frame_end = 1, 3
    scene.frame_set(1)
    add_square(scene, 5, 1, new_material("ShaderNodeBsdfDiffuse", (0.5, 0.5, 0.5)))
    settings = scene.render.image_settings
    if hasattr(settings, "media_type"):
        settings.media_type = "MULTI_LAYER_IMAGE"
    settings.file_format, settings.color_depth, settings.exr_codec = "OPEN_EXR_MULTILAYER", "32", "NONE"
    shown: dict[str, list[Colors]] = {}
    for engine in ("CYCLES", "PASSBRIDGE"):
        scene.render.engine = engine
        scene.render.filepath = f"{tmp_path}/{engine} "
        bpy.ops.render.render(animation=True)
        for frame in (1, 2, 3):
            words = read_words(tmp_path / f"{engine} {frame:04}.exr")[2]
            channels = [floats(words[f"{scene.view_layers[0].name}.Combined.{channel}"]) for channel in "RGB"]
            shown.setdefault(engine, []).append(list(zip(*channels)))
    for cycles, passbridge in zip(shown["CYCLES"], shown["PASSBRIDGE"]):
        assert_alike(cycles, passbridge)
    assert [picture[0][0] for picture in shown["PASSBRIDGE"]] == pytest.approx([0.2, 0.4, 0.6])


@pytest.mark.parametrize("type", ["SUN", "POINT", "SPOT", "AREA"])
def test_a_light_that_is_scaled_to_nothing(scene, tmp_path, type):
    add_square(scene, 5, 20, new_material("ShaderNodeBsdfDiffuse", (0.8, 0.8, 0.8)))
    add_light(scene, "POINT", 100)
    add_light(scene, type, 10).scale = (0, 0, 0)
    cycles, passbridge = pictures(scene, tmp_path)
    assert_alike(cycles, passbridge, GREATEST_MEAN_DIFFERENCE_OF_NOISE)
    assert all(math.isfinite(value) for color in passbridge for value in color)


@pytest.mark.parametrize("is_film_transparent", [False, True])
def test_the_exposure_of_the_film(scene, tmp_path, is_film_transparent):
    """A mirror shows the exposed ground, not more of it."""
    scene.cycles.film_exposure = 0.4
    scene.render.film_transparent = is_film_transparent
    scene.world, _ = new_world("World", (0.5, 1, 2))
    add_square(scene, 5, 1, new_material("ShaderNodeBsdfDiffuse", (0.8, 0.8, 0.8)))
    mirror = add_square(scene, 5, 1, new_material("ShaderNodeBsdfAnisotropic" if bpy.app.version >= (5, 0, 0) else "ShaderNodeBsdfGlossy", (1, 1, 1)))
    mirror.location, mirror.rotation_euler = (1, 0, -4), (0, -1.2, 0)
    mirror.data.materials[0].node_tree.nodes[0].inputs["Roughness"].default_value = 0
    cycles, passbridge = pictures(scene, tmp_path)
    assert_alike(cycles, passbridge, GREATEST_MEAN_DIFFERENCE_OF_NOISE)


@pytest.mark.parametrize("scale", [(4, 4, 4), (0.5, 2, 3), (-1, 1, 1)])
def test_normal_maps_of_objects_that_are_scaled(scene, tmp_path, scale):
    material = new_material("ShaderNodeBsdfDiffuse", (0.8, 0.8, 0.8))
    tree = material.node_tree
    normal_map = tree.nodes.new("ShaderNodeNormalMap")
    normal_map.inputs["Color"].default_value = (0.7, 0.4, 0.9, 1)
    tree.links.new(normal_map.outputs["Normal"], next(node for node in tree.nodes if node.type == "BSDF_DIFFUSE").inputs["Normal"])
    add_square(scene, 5, 2, material).scale = scale
    add_light(scene, "SUN", 2).rotation_euler = (0.5, 0.3, 0)
    cycles, passbridge = pictures(scene, tmp_path)
    assert_alike(cycles, passbridge)


def test_far_surfaces_that_are_close_to_each_other(scene, tmp_path):
    """2 cm in 100 m, with a near clip of 1 cm; the hidden one is the first of the file."""
    scene.camera.data.clip_start, scene.camera.data.clip_end = 0.01, 1000
    scene.camera.rotation_euler = (0.5, 0.3, 0)
    add_square(scene, 100.02, 300, new_material("ShaderNodeEmission", (0, 1, 0)))
    add_square(scene, 100, 300, new_material("ShaderNodeEmission", (1, 0, 0)))
    cycles, passbridge = pictures(scene, tmp_path)
    assert_alike(cycles, passbridge)
    assert set(passbridge) == {(1, 0, 0)}


def test_an_image_that_is_wider_than_textures_of_opengl(scene, tmp_path):
    """Left half red, right half blue."""
    from passbridge.engine.frame import frame_reports

    width = 40_000
    image = bpy.data.images.new("Wide", width, 2)
    image.pixels.foreach_set(array.array("f", ([1, 0, 0, 1] * (width // 2) + [0, 0, 1, 1] * (width // 2)) * 2))
    image.pack()
    scene.world, _ = new_world("World", (1, 1, 1))
    add_square(scene, 5, 2, new_material("ShaderNodeBsdfDiffuse", (1, 1, 1), image))
    cycles, passbridge = pictures(scene, tmp_path)
    assert_alike(cycles, passbridge)
    assert any("'Wide' of 40000x2 is larger than OpenGL's textures" in warning for warning in frame_reports[-1].warnings)


@pytest.mark.not_applicable_if(bpy.app.version < (3, 5, 0), "geometry nodes store no UV maps")
def test_hair_whose_uv_map_is_made_behind_it(scene, tmp_path):
    mesh, grid = bpy.data.meshes.new("Ground"), bmesh.new()
    bmesh.ops.create_grid(grid, x_segments=10, y_segments=10, size=3)
    grid.to_mesh(mesh)
    grid.free()
    ground = bpy.data.objects.new("Ground", mesh)
    ground.location.z, ground.rotation_euler.x = -8, 1.3
    scene.collection.objects.link(ground)
    ground.modifiers.new("Hair", "PARTICLE_SYSTEM")
    hair = ground.particle_systems[0].settings
    hair.type, hair.count, hair.hair_length, hair.radius_scale = "HAIR", 200, 2, 0.1
    mesh.materials.append(new_material("ShaderNodeEmission", (1, 0, 0)))
    ground.show_instancer_for_render = False
    make_uv_map_by_nodes(ground)
    cycles, passbridge = pictures(scene, tmp_path)
    assert 0.1 < sum(red > 0.5 for red, _, _ in cycles) / len(cycles) < 0.9, "Cycles shows no hair, or nothing else"
    assert_alike(cycles, passbridge, GREATEST_MEAN_DIFFERENCE_OF_NOISE)
