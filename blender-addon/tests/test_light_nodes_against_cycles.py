# SPDX-License-Identifier: GPL-3.0-or-later
"""Lights with node trees of their own, held against Cycles' direct light in the same Blender."""

from __future__ import annotations

from pathlib import Path

import bpy
import pytest
from test_light_against_cycles import (
    CYCLES_SAMPLES,
    CYCLES_SAMPLES_OF_RARE_LIGHT,
    assert_like_cycles,
    light,
    scene,  # noqa: F401
)


class LightNodes:
    """The tree of a light, and its Emission node."""

    def __init__(self, shining: bpy.types.Object) -> None:
        data = shining.data
        if not data.node_tree or not data.node_tree.nodes:
            data.use_nodes = True
        self.tree = data.node_tree
        self.emission = next(node for node in self.tree.nodes if node.bl_idname == "ShaderNodeEmission")

    def add(self, type: str, **inputs) -> bpy.types.Node:
        """A node, with values for inputs or the outputs that these are linked to."""
        node = self.tree.nodes.new(type)
        for name, value in inputs.items():
            self.set(node.inputs[name], value)
        return node

    def set(self, input: bpy.types.NodeSocket, value) -> None:
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(input, value)
        else:
            input.default_value = value

    def emit(self, color=None, strength=None) -> None:
        for name, value in (("Color", color), ("Strength", strength)):
            if value is not None:
                self.set(self.emission.inputs[name], value)

    def coordinates(self, output: str) -> bpy.types.NodeSocket:
        return self.add("ShaderNodeTexCoord").outputs[output]

    def noise(self, vector: bpy.types.NodeSocket) -> bpy.types.NodeSocket:
        return self.add("ShaderNodeTexNoise", Vector=vector, Scale=4.0).outputs["Color"]


def point(scene, **properties) -> LightNodes:  # noqa: F811
    return LightNodes(light(scene, "POINT", 300.0, (2.0, 1.0, 3.5), **{"shadow_soft_size": 0.0, **properties}))


def spot(scene, **properties) -> LightNodes:  # noqa: F811
    settings = {"shadow_soft_size": 0.0, "spot_size": 0.9, "spot_blend": 0.2, **properties}
    return LightNodes(light(scene, "SPOT", 800.0, (2.0, 1.0, 3.5), **settings))


def area(scene, **properties) -> LightNodes:  # noqa: F811
    return LightNodes(light(scene, "AREA", 200.0, (1.0, 0.5, 2.0), **{"shape": "RECTANGLE", "size": 3.0, "size_y": 2.0, **properties}))


def blackbody(scene):  # noqa: F811
    nodes = point(scene)
    nodes.emit(nodes.add("ShaderNodeBlackbody", Temperature=3000.0).outputs[0], 1.5)


def falloff(output, smooth=0.0):
    def build(scene):  # noqa: F811
        nodes = point(scene)
        nodes.emit(strength=nodes.add("ShaderNodeLightFalloff", Strength=0.3, Smooth=smooth).outputs[output])

    build.__name__ = f"falloff_{output}_{smooth}"
    return build


def falloff_of_area(scene):  # noqa: F811
    nodes = area(scene)
    nodes.emit(strength=nodes.add("ShaderNodeLightFalloff", Strength=0.5, Smooth=0.0).outputs["Linear"])


def falloff_of_sun(scene):  # noqa: F811
    """It has none."""
    nodes = LightNodes(light(scene, "SUN", 3.0, (2.0, 1.0, 4.0), angle=0.1))
    nodes.emit(strength=nodes.add("ShaderNodeLightFalloff", Strength=0.5, Smooth=1.0).outputs["Quadratic"])


def image_on_spot(scene):  # noqa: F811
    """A gobo: an image by the cone's UV."""
    nodes = spot(scene)
    image = bpy.data.images.new("Gobo", 8, 8, float_buffer=True)
    image.pixels.foreach_set([c for y in range(8) for x in range(8) for c in (x / 8, y / 8, float((x + y) % 2), 1.0)])
    image.pack()
    texture = nodes.add("ShaderNodeTexImage", Vector=nodes.coordinates("UV"))
    texture.image = image
    nodes.emit(texture.outputs["Color"])


def normal_of_spot(scene):  # noqa: F811
    """A gobo as it was made before spot lights had UVs: by their normal, seen on a plane."""
    nodes = spot(scene, spot_size=1.4)
    nodes.emit(nodes.noise(nodes.coordinates("Normal")))


def normal_of_wide_spot(scene):  # noqa: F811
    nodes = spot(scene, spot_size=2.9)
    nodes.emit(nodes.noise(nodes.coordinates("Normal")))


def noise_by_normal_of_point(scene):  # noqa: F811
    nodes = point(scene)
    nodes.emit(nodes.noise(nodes.coordinates("Normal")))


def uv_of_point(scene):  # noqa: F811
    nodes = point(scene)
    nodes.emit(nodes.coordinates("UV"))


def incoming_of_scaled_point(scene):  # noqa: F811
    """In the world's space, whatever the light's matrix is."""
    nodes = point(scene)
    bpy.data.objects["POINT"].scale = (2.0, 1.0, 0.5)
    nodes.emit(nodes.add("ShaderNodeNewGeometry").outputs["Incoming"], 3.0)


def falloff_and_noise(scene):  # noqa: F811
    nodes = spot(scene, spot_size=1.4)
    nodes.emit(
        nodes.noise(nodes.coordinates("Normal")), nodes.add("ShaderNodeLightFalloff", Strength=0.2, Smooth=0.0).outputs["Linear"]
    )


def uv_of_area(scene):  # noqa: F811
    nodes = area(scene)
    nodes.emit(nodes.coordinates("UV"), 2.0)


def object_of_area(scene):  # noqa: F811
    nodes = area(scene, shape="ELLIPSE")
    nodes.emit(nodes.coordinates("Object"), 2.0)


IES_BY_TEXT = """IESNA:LM-63-2002
TILT=NONE
1 1000 2.0 9 5 1 2 0 0 0
1.0 1.0 50
0 10 20 30 40 50 60 70 90
0 45 90 135 180
900 800 700 200 500 600 100 50 0
900 850 750 300 400 300 100 50 0
900 900 800 400 300 200 100 50 0
900 950 850 500 200 100 50 20 0
900 999 900 600 100 50 20 10 0
"""


def ies_text(scene):  # noqa: F811
    nodes = point(scene)
    texture = nodes.add("ShaderNodeTexIES", Strength=0.003)
    texture.ies = bpy.data.texts.new("Profile")
    texture.ies.write(IES_BY_TEXT)
    nodes.emit(strength=texture.outputs[0])


def ies_that_turns(scene):  # noqa: F811
    """By a coordinate that is turned."""
    nodes = point(scene)
    mapping = nodes.add("ShaderNodeMapping", Vector=nodes.coordinates("Normal"), Rotation=(0.3, 0.2, 1.0))
    texture = nodes.add("ShaderNodeTexIES", Vector=mapping.outputs[0], Strength=0.003)
    texture.ies = bpy.data.texts.new("Profile")
    texture.ies.write(IES_BY_TEXT)
    nodes.emit(strength=texture.outputs[0])


def light_path(scene):  # noqa: F811
    """A light that is looked for is seen by no ray."""
    nodes = point(scene)
    path = nodes.add("ShaderNodeLightPath")
    colors = nodes.add("ShaderNodeCombineXYZ", X=path.outputs["Is Diffuse Ray"], Y=path.outputs["Ray Depth"], Z=path.outputs["Is Camera Ray"])
    nodes.emit(colors.outputs[0])


def mixed_shaders(scene):  # noqa: F811
    nodes = point(scene)
    green = nodes.add("ShaderNodeEmission", Color=(0.0, 1.0, 0.0, 1.0), Strength=2.0)
    mix = nodes.add("ShaderNodeMixShader", Fac=0.25)
    nodes.tree.links.new(mix.inputs[1], nodes.emission.outputs[0])
    nodes.tree.links.new(mix.inputs[2], green.outputs[0])
    output = next(node for node in nodes.tree.nodes if node.bl_idname == "ShaderNodeOutputLight")
    nodes.tree.links.new(output.inputs["Surface"], mix.outputs[0])


def nothing_linked(scene):  # noqa: F811
    light(scene, "SUN", 1.0, (2.0, 1.0, 4.0), angle=0.1)
    nodes = point(scene)
    nodes.tree.nodes.remove(nodes.emission)


LIGHTS = [
    blackbody, falloff("Quadratic", 4.0), falloff("Linear"), falloff("Constant"), falloff("Linear", 4.0), falloff_of_area, falloff_of_sun,
    image_on_spot, noise_by_normal_of_point, uv_of_point, incoming_of_scaled_point, uv_of_area, object_of_area, ies_text, ies_that_turns,
    light_path, mixed_shaders, nothing_linked,
]
WIDE_SPOTS = [normal_of_spot, normal_of_wide_spot, falloff_and_noise]
OF_RARE_LIGHT = [uv_of_area, object_of_area, falloff_of_area]


@pytest.mark.parametrize("build", LIGHTS)
def test_light_with_nodes(scene, tmp_path, build):  # noqa: F811
    build(scene)
    assert_like_cycles(scene, tmp_path, cycles_samples=CYCLES_SAMPLES_OF_RARE_LIGHT if build in OF_RARE_LIGHT else CYCLES_SAMPLES)


@pytest.mark.not_applicable_if(bpy.app.version < (4, 0, 0), reason="before 4.0 Cycles' spot lights fade from their axis on")
@pytest.mark.parametrize("build", WIDE_SPOTS)
def test_wide_spot_with_nodes(scene, tmp_path, build):  # noqa: F811
    build(scene)
    assert_like_cycles(scene, tmp_path)


def test_ies_file(scene, tmp_path):  # noqa: F811
    nodes = point(scene)
    texture = nodes.add("ShaderNodeTexIES", Strength=0.003)
    texture.mode = "EXTERNAL"
    texture.filepath = str(tmp_path / "profile.ies")
    Path(texture.filepath).write_text(IES_BY_TEXT)
    nodes.emit(strength=texture.outputs[0])
    assert_like_cycles(scene, tmp_path)
