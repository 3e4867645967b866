# SPDX-License-Identifier: GPL-3.0-or-later
"""What fills closed meshes: light that it absorbs, emits and scatters, held against Cycles in the same Blender."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import bpy
import pytest
from patch_comparison import display, set_up_samples
from rendering import floats, render_exr
from test_light_against_cycles import box, light, link, reflect_nothing_onto_others, world

WIDTH, HEIGHT = 64, 48
SAMPLES = 64
CYCLES_SAMPLES = 256

# Of display values. What is absorbed and emitted by a volume that is the same everywhere has no noise here; newer versions of Cycles find
# it by chance.
GREATEST_MEDIAN = 0.5 / 255
GREATEST_MEAN = 1.5 / 255


@pytest.fixture
def scene(use_renderer: Callable[[str], None]) -> bpy.types.Scene:
    """A camera that looks along Y at a wall of four colours that shines, for the camera alone."""
    scene = bpy.context.scene
    scene.camera = link(scene, bpy.data.cameras.new("Camera"), (0.0, -6.0, 0.0))
    scene.camera.rotation_euler = (math.pi / 2, 0.0, 0.0)
    for x, z, color in ((-1, -1, (0.8, 0.2, 0.2)), (1, -1, (0.2, 0.7, 0.2)), (-1, 1, (0.2, 0.3, 0.9)), (1, 1, (0.7, 0.7, 0.7))):
        wall = link(scene, box("Wall", (1.0, 0.05, 1.0)), (1.0 * x, 3.0, 1.0 * z))
        wall.data.materials[0] = Nodes().emitting(color, 1.0).material
        wall.visible_diffuse = wall.visible_volume_scatter = wall.visible_shadow = False
    return scene


class Nodes:
    """A material's tree."""

    def __init__(self) -> None:
        self.material = bpy.data.materials.new("Material")
        if not self.material.node_tree or not self.material.node_tree.nodes:
            self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()
        self.output = self.tree.nodes.new("ShaderNodeOutputMaterial")

    def add(self, type: str, **inputs: object) -> bpy.types.NodeSocket:
        """A node's first output; inputs have values or are linked."""
        node = self.tree.nodes.new(type)
        for name, value in inputs.items():
            socket = node.inputs[name.replace("_", " ")]
            if isinstance(value, bpy.types.NodeSocket):
                self.tree.links.new(socket, value)
            else:
                socket.default_value = value
        return node.outputs[0]

    def fill(self, volume: bpy.types.NodeSocket) -> Nodes:
        self.tree.links.new(self.output.inputs["Volume"], volume)
        return self

    def cover(self, surface: bpy.types.NodeSocket) -> Nodes:
        self.tree.links.new(self.output.inputs["Surface"], surface)
        return self

    def emission(self, color: tuple[float, float, float], strength: float) -> bpy.types.NodeSocket:
        return self.add("ShaderNodeEmission", Color=(*color, 1.0), Strength=strength)

    def emitting(self, color: tuple[float, float, float], strength: float) -> Nodes:
        return self.cover(self.emission(color, strength))

    def absorption(self, density: object = 0.7) -> bpy.types.NodeSocket:
        return self.add("ShaderNodeVolumeAbsorption", Color=(0.9, 0.5, 0.2, 1.0), Density=density)

    def scattering(self, density: object = 0.7, **inputs: object) -> bpy.types.NodeSocket:
        return self.add("ShaderNodeVolumeScatter", Color=(0.9, 0.7, 0.5, 1.0), Density=density, **inputs)

    def grey_absorption(self, density: float) -> bpy.types.NodeSocket:
        return self.add("ShaderNodeVolumeAbsorption", Color=(0.3, 0.3, 0.3, 1.0), Density=density)

    def both(self, one: bpy.types.NodeSocket, other: bpy.types.NodeSocket) -> bpy.types.NodeSocket:
        add = self.tree.nodes.new("ShaderNodeAddShader")
        self.tree.links.new(add.inputs[0], one)
        self.tree.links.new(add.inputs[1], other)
        return add.outputs[0]


def body(scene: bpy.types.Scene, nodes: Nodes, half: float = 1.0, name: str = "Body") -> bpy.types.Object:
    """A cube that is turned, so that every pixel has another way through it."""
    result = link(scene, box(name, (half, half, half)), (0.0, 0.0, 0.0))
    result.rotation_euler = (0.4, 0.2, 0.5)
    result.data.materials[0] = nodes.material
    return result


@dataclass(frozen=True)
class Difference:
    """Between Cycles' and Passbridge's pictures, display values from 0 to 1."""

    median: float
    mean: float
    alpha: float
    """The mean of alpha's."""


def averaged(channel: Sequence[float], side: int) -> list[float]:
    """Means of squares of pixels."""
    return [statistics.fmean(channel[WIDTH * y + x] for y in range(top, top + side) for x in range(left, left + side))
            for top in range(0, HEIGHT, side) for left in range(0, WIDTH, side)]


def compare(scene: bpy.types.Scene, tmp_path: Path, is_film_transparent: bool = False, max_bounces: int = 0, side: int = 1) -> Difference:
    """side  of squares of pixels whose means are compared"""
    from passbridge.engine.frame import frame_reports

    scene.render.resolution_x, scene.render.resolution_y = WIDTH, HEIGHT
    set_up_samples(scene, SAMPLES)
    scene.render.film_transparent = is_film_transparent
    scene.cycles.max_bounces = max_bounces
    scene.cycles.samples = CYCLES_SAMPLES
    pictures = {}
    for engine in ("CYCLES", "PASSBRIDGE"):
        if engine == "PASSBRIDGE":
            reflect_nothing_onto_others(scene)
        scene.render.engine = engine
        _, _, words = render_exr(scene, tmp_path / f"{engine}.exr")
        prefix = f"{scene.view_layers[0].name}.Combined."
        pictures[engine] = [averaged(floats(words[prefix + channel]), side) for channel in "RGBA"]
    report = frame_reports[-1]
    assert report.ok and not report.warnings, (report.error, report.warnings)
    cycles, ours = pictures["CYCLES"], pictures["PASSBRIDGE"]
    colors = [abs(display(a) - display(b)) for one, other in zip(cycles[:3], ours[:3]) for a, b in zip(one, other)]
    alphas = [abs(a - b) for a, b in zip(cycles[3], ours[3])]
    return Difference(statistics.median(colors), statistics.fmean(colors), statistics.fmean(alphas))


def assert_like_cycles(scene: bpy.types.Scene, tmp_path: Path, allowed: float = 1.0, **settings: object) -> None:
    """allowed  times as far off as what has no noise"""
    found = compare(scene, tmp_path, **settings)
    assert found.median <= allowed * GREATEST_MEDIAN, found
    assert max(found.mean, found.alpha) <= allowed * GREATEST_MEAN, found


# ------------------------------------------------------------------------------------------------ absorption and emission


def absorbing(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.absorption()))


def absorbing_in_parts(scene):
    """A ring is entered and left twice."""
    nodes = Nodes()
    bpy.ops.mesh.primitive_torus_add(major_radius=1.2, minor_radius=0.5, rotation=(0.3, 0.4, 0.0))
    bpy.context.object.data.materials.append(nodes.fill(nodes.absorption(1.5)).material)


def emitting(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.emission((0.3, 0.1, 0.05), 0.4)))


def absorbing_and_emitting(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.both(nodes.absorption(1.5), nodes.emission((0.3, 0.1, 0.05), 0.8))))


def mixed(scene):
    nodes = Nodes()
    mix = nodes.tree.nodes.new("ShaderNodeMixShader")
    mix.inputs["Fac"].default_value = 0.3
    nodes.tree.links.new(mix.inputs[1], nodes.absorption(2.0))
    nodes.tree.links.new(mix.inputs[2], nodes.absorption(0.2))
    body(scene, nodes.fill(mix.outputs[0]))


def principled(scene):
    nodes = Nodes()
    inputs = {"Color": (0.0, 0.0, 0.0, 1.0), "Absorption_Color": (0.3, 0.6, 0.8, 1.0), "Density": 0.8, "Emission_Strength": 0.1,
              "Emission_Color": (0.4, 0.6, 0.2, 1.0), "Blackbody_Intensity": 1.0, "Temperature": 900.0}
    body(scene, nodes.fill(nodes.add("ShaderNodeVolumePrincipled", **inputs)))


def through_what_is_in_it(scene):
    """A ray ends at what stands in the volume."""
    nodes = Nodes()
    body(scene, nodes.fill(nodes.absorption()))
    inner = body(scene, Nodes().emitting((0.4, 0.4, 0.8), 1.0), 0.4, "Inner")
    inner.rotation_euler = (0.1, 0.5, 0.2)


def behind_what_is_before_it(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.absorption()))
    front = body(scene, Nodes().emitting((0.4, 0.4, 0.8), 1.0), 0.3, "Front")
    front.location = (0.5, -2.5, 0.0)


def with_the_camera_in_it(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.absorption(0.1)), 7.0)


def seen_in_parallel(scene):
    scene.camera.data.type = "ORTHO"
    scene.camera.data.ortho_scale = 4.5
    absorbing_and_emitting(scene)


def mirrored(scene):
    """Its faces are turned the other way round."""
    nodes = Nodes()
    body(scene, nodes.fill(nodes.absorption())).scale = (-1.0, 1.3, 0.8)


def one_after_the_other(scene):
    for place, color in ((-1.4, (0.3, 0.1, 0.05)), (1.4, (0.05, 0.1, 0.3))):
        nodes = Nodes()
        volume = nodes.fill(nodes.both(nodes.absorption(1.0), nodes.emission(color, 0.8)))
        body(scene, volume, 0.9).location = (0.0, place, 0.0)


def several(scene):
    """Instances of one mesh."""
    nodes = Nodes()
    first = body(scene, nodes.fill(nodes.absorption(2.0)), 0.6)
    first.location = (-1.2, 0.0, 0.3)
    for place in ((0.0, 1.0, 0.0), (1.2, 0.0, -0.4)):
        link(scene, first.data, place).rotation_euler = (0.2, 0.9, 0.1)


def differing(scene):
    """A volume that is denser on one side."""
    nodes = Nodes()
    coordinates = nodes.tree.nodes.new("ShaderNodeTexCoord")
    separate = nodes.tree.nodes.new("ShaderNodeSeparateXYZ")
    nodes.tree.links.new(separate.inputs[0], coordinates.outputs["Generated"])
    body(scene, nodes.fill(nodes.absorption(separate.outputs["X"])))


def without_an_end(scene):
    """An open mesh: what is behind it is in it, but not the background."""
    nodes = Nodes()
    pane = link(scene, box("Pane", (1.6, 1.6, 0.0)), (0.0, 0.0, 0.0))
    pane.rotation_euler = (math.pi / 2 + 0.2, 0.0, 0.3)
    pane.data.materials[0] = nodes.fill(nodes.absorption(0.2)).material


EXACT = [absorbing, absorbing_in_parts, emitting, absorbing_and_emitting, mixed, principled, through_what_is_in_it, behind_what_is_before_it,
         with_the_camera_in_it, seen_in_parallel, mirrored, one_after_the_other, several,
         without_an_end]


@pytest.mark.parametrize("is_film_transparent", (False, True), ids=("film", "transparent_film"))
@pytest.mark.parametrize("build", EXACT)
def test_absorption_and_emission(scene, tmp_path, build, is_film_transparent):
    world(scene, 0.3)
    build(scene)
    assert_like_cycles(scene, tmp_path, is_film_transparent=is_film_transparent)


def test_what_differs_from_place_to_place(scene, tmp_path):
    """It is found by steps, here and in Cycles."""
    world(scene, 0.3)
    differing(scene)
    assert_like_cycles(scene, tmp_path, 2.0)


def glass(nodes: Nodes, ior: float = 1.45) -> bpy.types.NodeSocket:
    return nodes.add("ShaderNodeBsdfGlass", Roughness=0.0, IOR=ior)


def pane_of_glass(scene):
    """Thick enough that its colour is seen."""
    nodes = Nodes()
    pane = link(scene, box("Pane", (2.5, 0.4, 2.5)), (0.0, 0.0, 0.0))
    pane.data.materials[0] = nodes.cover(glass(nodes)).fill(nodes.absorption(0.8)).material


def ball_of_glass(scene):
    """That hardly bends, nor reflects."""
    nodes = Nodes()
    bpy.ops.mesh.primitive_uv_sphere_add(segments=64, ring_count=32)
    bpy.ops.object.shade_smooth()
    bpy.context.object.data.materials.append(nodes.cover(glass(nodes, 1.001)).fill(nodes.absorption(0.8)).material)


@pytest.mark.parametrize("build", (pane_of_glass, ball_of_glass))
def test_glass(scene, tmp_path, build):
    """What fills glass is met on the way of a ray through a pane or a ball; light that is reflected inside, and goes farther, is taken for the
    same. Before a world alone: how well rays find what is behind glass is not what is tested."""
    for each in scene.objects:
        each.hide_render = each.type == "MESH"
    world(scene, 0.8)
    build(scene)
    assert_like_cycles(scene, tmp_path, 2.0, max_bounces=8)


# ------------------------------------------------------------------------------------------------ shadows


def ground(scene):
    link(scene, box("Ground", (6.0, 6.0, 0.0)), (0.0, 0.0, -1.6))


def shadow_of_a_sun(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.grey_absorption(1.2)))
    light(scene, "SUN", 3.0, (1.0, -0.5, 2.0), angle=0.0)


def shadow_of_a_point(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.grey_absorption(1.2)), 0.8)
    light(scene, "POINT", 300.0, (0.5, -1.0, 2.5), shadow_soft_size=0.0)


def shadow_of_an_area(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.grey_absorption(1.2)), 0.8)
    light(scene, "AREA", 200.0, (0.5, -1.0, 2.5), size=1.0)


def shadow_of_two(scene):
    for place in (-0.9, 0.9):
        nodes = Nodes()
        body(scene, nodes.fill(nodes.grey_absorption(1.0)), 0.6).location = (0.6 * place, 0.0, place)
    light(scene, "SUN", 3.0, (1.0, -0.5, 2.0), angle=0.0)


def shadow_with_the_light_in_it(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.grey_absorption(0.5)), 1.0)
    light(scene, "POINT", 200.0, (0.1, 0.1, 0.1), shadow_soft_size=0.0)


@pytest.mark.parametrize("build", (shadow_of_a_sun, shadow_of_a_point, shadow_of_an_area, shadow_of_two, shadow_with_the_light_in_it))
def test_shadow(scene, tmp_path, build):
    """Each sample has its own depth at which a volume blocks the light: that is noise, evenly spread."""
    ground(scene)
    build(scene)
    assert_like_cycles(scene, tmp_path, 2.0)


# ------------------------------------------------------------------------------------------------ scattering


def sunlit(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.scattering()))
    light(scene, "SUN", 6.0, (1.0, -0.5, 2.0), angle=0.0)


def dense(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.scattering(8.0)))
    light(scene, "SUN", 6.0, (1.0, -0.5, 2.0), angle=0.0)


def forwards(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.scattering(Anisotropy=0.6)))
    light(scene, "SUN", 6.0, (1.0, 2.0, 1.0), angle=0.0)


def of_a_point(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.both(nodes.scattering(), nodes.absorption(0.3))))
    light(scene, "POINT", 200.0, (1.5, -1.0, 1.2), shadow_soft_size=0.3)


def of_a_world(scene):
    world(scene, 0.8)
    nodes = Nodes()
    body(scene, nodes.fill(nodes.scattering()))


def shadowed(scene):
    """By a plate over one half of it."""
    sunlit(scene)
    link(scene, box("Plate", (0.5, 2.0, 0.05)), (0.8, 0.0, 1.9))


def camera_within(scene):
    nodes = Nodes()
    body(scene, nodes.fill(nodes.scattering(0.1)), 8.0)
    light(scene, "SPOT", 800.0, (0.0, 0.0, 3.0), spot_size=0.9, spot_blend=0.2, shadow_soft_size=0.0)


@pytest.mark.parametrize("build", (sunlit, dense, forwards, of_a_point, of_a_world, shadowed, camera_within))
def test_scattering(scene, tmp_path, build):
    """Once, as Cycles does by default. Both engines have noise."""
    build(scene)
    assert_like_cycles(scene, tmp_path, 2.0, side=4)


# ------------------------------------------------------------------------------------------------ worlds


def fill_world(scene: bpy.types.Scene, kind: str, **inputs: object) -> None:
    world(scene, 0.3)
    tree = scene.world.node_tree
    node = tree.nodes.new(kind)
    for name, value in inputs.items():
        node.inputs[name].default_value = value
    output = next(node for node in tree.nodes if node.bl_idname == "ShaderNodeOutputWorld")
    tree.links.new(output.inputs["Volume"], node.outputs[0])


def test_absorbing_world(scene, tmp_path):
    """It has no end, so no background is seen."""
    fill_world(scene, "ShaderNodeVolumeAbsorption", Color=(0.9, 0.5, 0.2, 1.0), Density=0.1)
    nodes = Nodes()
    body(scene, nodes.fill(nodes.absorption()))
    assert_like_cycles(scene, tmp_path)


def test_fog(scene, tmp_path):
    """Lit by a lamp, but not by a sun, whose light comes from without end."""
    fill_world(scene, "ShaderNodeVolumeScatter", Color=(0.8, 0.8, 0.8, 1.0), Density=0.1)
    ground(scene)
    link(scene, box("Block", (0.4, 0.4, 0.4)), (0.5, 0.0, -0.8))
    light(scene, "POINT", 300.0, (0.5, -1.0, 1.5), shadow_soft_size=0.1)
    light(scene, "SUN", 3.0, (1.0, -0.5, 2.0), angle=0.0)
    assert_like_cycles(scene, tmp_path, 2.0, side=4)
