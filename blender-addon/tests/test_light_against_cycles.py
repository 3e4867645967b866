# SPDX-License-Identifier: GPL-3.0-or-later
"""Light and shadow of matte surfaces, held against Cycles' direct light in the same Blender."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import bpy
import pytest
from mathutils import Vector
from patch_comparison import combined, display, set_up_samples

WIDTH, HEIGHT = 96, 72
SAMPLES = 64

# Cycles' noise is well below what is allowed with so many samples: matte surfaces show what lights shine on them alone, so one ray is one
# sample of the light.
CYCLES_SAMPLES = 64
# Where most samples find no light: they pick one of many, or a place on it that does not shine there.
CYCLES_SAMPLES_OF_RARE_LIGHT = 256

# Of display values. A shadow's penumbra has as many steps as there are samples, and a world's four times as many.
GREATEST_MEDIAN = 1.5 / 255
GREATEST_MEAN = 3 / 255
# Of the mean of 3x3 pixels: an edge may be off by a part of a pixel, but nothing else.
GREATEST_ERROR = 24 / 255
# Where glossy things touch, too: rays are followed in steps of three pixels, and some meet nothing where they are short.
GREATEST_ERROR_OF_GLOSS = 32 / 255


@dataclass(frozen=True)
class Difference:
    """Between Cycles' and Passbridge's pictures, display values from 0 to 1."""

    median: float
    mean: float
    worst: float
    """Of the means of 3x3 pixels."""


@pytest.fixture
def scene(use_renderer: Callable[[str], None]) -> bpy.types.Scene:
    """A camera that looks down at a plane of 20 metres with a cube of 1.5 metres on it."""
    scene = bpy.context.scene
    camera = link(scene, bpy.data.cameras.new("Camera"), (4.0, -6.0, 5.0))
    camera.rotation_euler = (-camera.location).to_track_quat("-Z", "Y").to_euler()
    scene.camera = camera
    link(scene, box("Ground", (10.0, 10.0, 0.0)), (0.0, 0.0, 0.0))
    link(scene, box("Cube", (0.75, 0.75, 0.75)), (0.0, 0.0, 0.75))
    return scene


def link(scene: bpy.types.Scene, data: bpy.types.ID, location: tuple[float, float, float]) -> bpy.types.Object:
    result = bpy.data.objects.new(data.name, data)
    result.location = location
    scene.collection.objects.link(result)
    return result


def box(name: str, half: tuple[float, float, float]) -> bpy.types.Mesh:
    """Matte and grey; flat where it has no height."""
    result = bpy.data.meshes.new(name)
    x, y, z = half
    corners = [(i * x, j * y, k * z) for k in (-1, 1) for j in (-1, 1) for i in (-1, 1)]
    faces = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]
    result.from_pydata(corners if z else corners[:4], [], faces if z else [(0, 1, 3, 2)])
    result.materials.append(matte(0.6))
    return result


def matte(albedo: float) -> bpy.types.Material:
    return colored((albedo, albedo, albedo))


def colored(color: tuple[float, float, float]) -> bpy.types.Material:
    """Matte, too."""
    material = bpy.data.materials.new("Matte")
    if not material.node_tree or not material.node_tree.nodes:
        material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    shader = tree.nodes.new("ShaderNodeBsdfDiffuse")
    shader.inputs["Color"].default_value = (*color, 1.0)
    tree.links.new(tree.nodes.new("ShaderNodeOutputMaterial").inputs["Surface"], shader.outputs[0])
    return material


def light(scene: bpy.types.Scene, kind: str, energy: float, location: tuple[float, float, float], **properties) -> bpy.types.Object:
    """Shines at the origin."""
    data = bpy.data.lights.new(kind, kind)
    data.energy = energy
    for name, value in properties.items():
        setattr(data, name, value)
    result = link(scene, data, location)
    result.rotation_euler = (-Vector(location)).to_track_quat("-Z", "Y").to_euler()
    return result


def world(scene: bpy.types.Scene, radiance: float) -> None:
    scene.world = bpy.data.worlds.new("World")
    if not scene.world.node_tree or not scene.world.node_tree.nodes:
        scene.world.use_nodes = True
    background = next(node for node in scene.world.node_tree.nodes if node.type == "BACKGROUND")
    background.inputs["Color"].default_value = (radiance, radiance, radiance, 1.0)


def reflect_nothing_onto_others(scene: bpy.types.Scene) -> None:
    """So that Passbridge draws direct light alone, too; what emits is left as it is: else it would light nothing.

    Cycles must not see it: its rays of the world's light, too, would pass through the objects.
    """
    for each in scene.objects:
        if each.type == "MESH" and not any(emits(slot.material) for slot in each.material_slots):
            each.visible_diffuse = False


def emits(material: bpy.types.Material | None) -> bool:
    if material is None or material.node_tree is None:
        return False
    return any(node.type == "EMISSION" or node.type == "BSDF_PRINCIPLED" and node.inputs["Emission Strength"].default_value > 0.0
               for node in material.node_tree.nodes)


def compare(
    scene: bpy.types.Scene, tmp_path: Path, is_film_transparent: bool, cycles_samples: int, max_bounces: int = 1, diffuse_bounces: int = 0
) -> Difference:
    scene.render.resolution_x, scene.render.resolution_y = WIDTH, HEIGHT
    set_up_samples(scene, SAMPLES)
    scene.render.film_transparent = is_film_transparent
    scene.cycles.max_bounces = max_bounces
    scene.cycles.diffuse_bounces = diffuse_bounces
    scene.cycles.samples = cycles_samples
    scene.render.engine = "CYCLES"
    width, height, cycles = combined(scene, tmp_path / "cycles.exr")
    if diffuse_bounces == 0:
        reflect_nothing_onto_others(scene)
    scene.render.engine = "PASSBRIDGE"
    _, _, ours = combined(scene, tmp_path / "passbridge.exr")
    shown = [[display(sum(pixel) / 3) for pixel in picture] for picture in (cycles, ours)]
    differences = [abs(b - a) for a, b in zip(*shown)]

    def mean(picture: list[float], x: int, y: int) -> float:
        return sum(picture[j * width + i] for j in (y - 1, y, y + 1) for i in (x - 1, x, x + 1)) / 9

    worst = max(abs(mean(shown[0], x, y) - mean(shown[1], x, y)) for y in range(1, height - 1) for x in range(1, width - 1))
    # NaN is worse than any number.
    numbers = [math.inf if math.isnan(it) else it for it in differences]
    return Difference(statistics.median(numbers), statistics.fmean(numbers), worst)


def assert_like_cycles(
    scene: bpy.types.Scene,
    tmp_path: Path,
    is_film_transparent: bool = True,
    cycles_samples: int = CYCLES_SAMPLES,
    greatest_error: float = GREATEST_ERROR,
) -> None:
    difference = compare(scene, tmp_path, is_film_transparent, cycles_samples)
    assert difference.median <= GREATEST_MEDIAN and difference.mean <= GREATEST_MEAN and difference.worst <= greatest_error, difference


def sharp_sun(scene):
    light(scene, "SUN", 3.0, (2.0, 1.0, 4.0), angle=0.0)


def wide_sun(scene):
    light(scene, "SUN", 3.0, (2.0, 1.0, 4.0), angle=0.3)


def point(scene):
    light(scene, "POINT", 400.0, (2.0, 1.0, 3.5), shadow_soft_size=0.0)


def large_point(scene):
    light(scene, "POINT", 400.0, (2.0, 1.0, 3.5), shadow_soft_size=0.4)


def point_between_things(scene):
    """In all directions there is something to be lit."""
    light(scene, "POINT", 100.0, (-1.6, -1.2, 0.8), shadow_soft_size=0.1)


def spot(scene):
    light(scene, "SPOT", 800.0, (2.0, 1.0, 3.5), shadow_soft_size=0.2, spot_size=0.9, spot_blend=0.3)


def area_square(scene):
    light(scene, "AREA", 200.0, (2.0, 1.0, 3.5), shape="SQUARE", size=1.5)


def area_ellipse(scene):
    light(scene, "AREA", 200.0, (2.0, 1.0, 3.5), shape="ELLIPSE", size=1.0, size_y=2.5)


def area_with_spread(scene):
    light(scene, "AREA", 200.0, (2.0, 1.0, 3.5), shape="SQUARE", size=1.5, spread=1.2)


def several_lights(scene):
    light(scene, "SUN", 1.0, (2.0, 1.0, 4.0), angle=0.05)
    light(scene, "POINT", 200.0, (-2.0, 1.0, 3.5), shadow_soft_size=0.2)
    light(scene, "AREA", 100.0, (0.0, -4.0, 3.0), shape="SQUARE", size=1.0)


def even_world(scene):
    world(scene, 0.8)


def world_and_sun(scene):
    world(scene, 0.3)
    light(scene, "SUN", 2.0, (2.0, 1.0, 4.0), angle=0.1)


def light_without_shadow(scene):
    shadowless = light(scene, "SUN", 3.0, (2.0, 1.0, 4.0), angle=0.1, use_shadow=False).data
    if hasattr(shadowless.cycles, "cast_shadow"):  # Cycles' own up to 4.1
        shadowless.cycles.cast_shadow = False


def object_without_shadow(scene):
    light(scene, "SUN", 3.0, (2.0, 1.0, 4.0), angle=0.1)
    bpy.data.objects["Cube"].visible_shadow = False


def object_that_is_there_for_its_shadow(scene):
    light(scene, "POINT", 400.0, (2.0, 1.0, 3.5), shadow_soft_size=0.2)
    bpy.data.objects["Cube"].visible_camera = False


def half_transparent_object(scene):
    """Half of the light goes through each side; above the ground, as of surfaces at the same place either may hide the other."""
    bpy.data.objects["Cube"].location.z += 0.05
    light(scene, "SUN", 3.0, (2.0, 1.0, 4.0), angle=0.1)
    material = bpy.data.objects["Cube"].data.materials[0] = matte(0.6)
    tree = material.node_tree
    mix = tree.nodes.new("ShaderNodeMixShader")
    tree.links.new(mix.inputs[1], tree.nodes["Diffuse BSDF"].outputs[0])
    tree.links.new(mix.inputs[2], tree.nodes.new("ShaderNodeBsdfTransparent").outputs[0])
    tree.links.new(tree.nodes["Material Output"].inputs["Surface"], mix.outputs[0])


def objects_without_material(scene):
    """One has a slot that is empty, one has none."""
    light(scene, "SUN", 2.0, (2.0, 1.0, 4.0), angle=0.1)
    bpy.data.objects["Cube"].data.materials[0] = None
    bpy.data.objects["Ground"].data.materials.clear()


def scaled(factor):
    """The same scene, so much larger or smaller."""

    def build(scene):
        light(scene, "AREA", 200.0 * factor**2, (2.0, 1.0, 3.5), shape="SQUARE", size=1.0)
        light(scene, "SUN", 1.0, (-2.0, 1.0, 4.0), angle=0.02)
        world(scene, 0.2)
        for placed in scene.objects:
            placed.location *= factor
            if placed.type != "CAMERA":
                placed.scale *= factor
        scene.camera.data.clip_start, scene.camera.data.clip_end = 0.1 * factor, 100.0 * factor

    build.__name__ = f"scene_of_{factor}_times_the_size"
    return build


def many_lights(scene):
    """More than a sample takes."""
    for i in range(60):
        angle = i * 2.4
        place = 0.5 * math.sqrt(i) * math.cos(angle), 0.5 * math.sqrt(i) * math.sin(angle), 2.5 + 0.02 * i
        light(scene, "POINT", 10.0, place, shadow_soft_size=0.05)


LIGHTS = [
    sharp_sun, wide_sun, point, large_point, point_between_things, spot, area_square, area_ellipse, area_with_spread, several_lights,
    even_world, world_and_sun, light_without_shadow, object_without_shadow, object_that_is_there_for_its_shadow, half_transparent_object,
    objects_without_material, scaled(100.0), scaled(0.01), many_lights,
]
OF_RARE_LIGHT = [area_with_spread, many_lights]


@pytest.mark.parametrize("build", LIGHTS)
def test_light(scene, tmp_path, build):
    build(scene)
    cycles_samples = CYCLES_SAMPLES_OF_RARE_LIGHT if build in OF_RARE_LIGHT else CYCLES_SAMPLES
    greatest_error = GREATEST_ERROR_OF_GLOSS if build is objects_without_material else GREATEST_ERROR
    assert_like_cycles(scene, tmp_path, cycles_samples=cycles_samples, greatest_error=greatest_error)


@pytest.mark.not_applicable_if(bpy.app.version < (4, 0, 0), reason="light linking came with 4.0")
@pytest.mark.parametrize("linked", ["receiver_collection", "blocker_collection"])
def test_light_linking(scene, tmp_path, linked):
    """A light that does not shine on the cube, and one that the cube does not block."""
    shining = light(scene, "SUN", 3.0, (2.0, 1.0, 4.0), angle=0.1)
    light(scene, "POINT", 100.0, (-2.0, -2.0, 3.5), shadow_soft_size=0.1)
    collection = bpy.data.collections.new("Linked")
    collection.objects.link(bpy.data.objects["Ground"])
    setattr(shining.light_linking, linked, collection)
    assert_like_cycles(scene, tmp_path)


def sky_of_two_colors(scene, tmp_path):
    """An environment texture: blue above, brown below, and a bright spot that casts shadows."""
    width, height = 64, 32
    image = bpy.data.images.new("Sky", width, height, float_buffer=True)
    pixels = []
    for y in range(height):
        for x in range(width):
            pixels += (0.2, 0.3, 0.6, 1.0) if y >= height // 2 else (0.2, 0.12, 0.05, 1.0)
    for y in range(22, 25):
        for x in range(10, 14):
            pixels[4 * (y * width + x) : 4 * (y * width + x) + 3] = (40.0, 36.0, 30.0)
    image.pixels.foreach_set(pixels)
    image.filepath_raw = str(tmp_path / "sky.exr")
    image.file_format = "OPEN_EXR"
    image.save()
    world(scene, 1.0)
    tree = scene.world.node_tree
    texture = tree.nodes.new("ShaderNodeTexEnvironment")
    texture.image = bpy.data.images.load(image.filepath_raw)
    texture.interpolation = "Closest"
    background = next(node for node in tree.nodes if node.type == "BACKGROUND")
    tree.links.new(background.inputs["Color"], texture.outputs["Color"])


def test_environment_texture(scene, tmp_path):
    sky_of_two_colors(scene, tmp_path)
    assert_like_cycles(scene, tmp_path, cycles_samples=CYCLES_SAMPLES_OF_RARE_LIGHT)


def test_environment_behind_the_scene(scene, tmp_path):
    sky_of_two_colors(scene, tmp_path)
    scene.camera.rotation_euler = (1.45, 0.0, 0.5)
    assert_like_cycles(scene, tmp_path, is_film_transparent=False)


def show_before_the_camera(scene: bpy.types.Scene, color: tuple[float, float, float, float]) -> None:
    """A colour instead of the world, which lights all the same; the camera looks at the horizon."""
    tree = scene.world.node_tree
    output = next(node for node in tree.nodes if node.bl_idname == "ShaderNodeOutputWorld")
    seen = tree.nodes.new("ShaderNodeBackground")
    seen.inputs["Color"].default_value = color
    mix = tree.nodes.new("ShaderNodeMixShader")
    tree.links.new(mix.inputs[0], tree.nodes.new("ShaderNodeLightPath").outputs["Is Camera Ray"])
    tree.links.new(mix.inputs[1], output.inputs["Surface"].links[0].from_socket)
    tree.links.new(mix.inputs[2], seen.outputs[0])
    tree.links.new(output.inputs["Surface"], mix.outputs[0])
    scene.camera.rotation_euler = (1.45, 0.0, 0.5)


def test_environment_that_is_not_seen(scene, tmp_path):
    """Black before the camera, as a picture's background is made: the image lights all the same."""
    sky_of_two_colors(scene, tmp_path)
    show_before_the_camera(scene, (0.0, 0.0, 0.0, 1.0))
    assert_like_cycles(scene, tmp_path, is_film_transparent=False)


def constant_nodes(scene):
    """A Background of a Blackbody, and another one added."""
    world(scene, 0.5)
    tree = scene.world.node_tree
    output = next(node for node in tree.nodes if node.bl_idname == "ShaderNodeOutputWorld")
    warm = output.inputs["Surface"].links[0].from_node
    blackbody = tree.nodes.new("ShaderNodeBlackbody")
    blackbody.inputs["Temperature"].default_value = 3500.0
    tree.links.new(warm.inputs["Color"], blackbody.outputs[0])
    warm.inputs["Strength"].default_value = 0.3
    cold = tree.nodes.new("ShaderNodeBackground")
    cold.inputs["Color"].default_value = (0.05, 0.1, 0.3, 1.0)
    both = tree.nodes.new("ShaderNodeAddShader")
    tree.links.new(both.inputs[0], warm.outputs[0])
    tree.links.new(both.inputs[1], cold.outputs[0])
    tree.links.new(output.inputs["Surface"], both.outputs[0])


def constant_nodes_by_ray(scene):
    """Red before the camera; grey is what lights."""
    world(scene, 0.4)
    show_before_the_camera(scene, (0.8, 0.1, 0.0, 1.0))


@pytest.mark.parametrize("build", [constant_nodes, constant_nodes_by_ray])
def test_even_world_of_several_nodes(scene, tmp_path, build):
    build(scene)
    assert_like_cycles(scene, tmp_path, is_film_transparent=False)
