# SPDX-License-Identifier: GPL-3.0-or-later
"""The space that a file's colours are in: what has colours by itself, images, glow, skies, is converted to it as in Cycles."""

from __future__ import annotations

import array
from collections.abc import Callable

import bpy
import pytest
from patch_comparison import compare_patches
from test_small_scenes_against_cycles import add_light, add_square, assert_alike, new_material, new_world, pictures, scene  # noqa: F401

# Files have one of their own from 5.0 on.
SPACES = ["Linear Rec.709", "Linear Rec.2020", "ACEScg"] if bpy.app.version >= (5, 0, 0) else ["Linear Rec.709"]
SKIES = ["SINGLE_SCATTERING" if bpy.app.version >= (5, 0, 0) else "NISHITA", "PREETHAM"]
LINEAR = "Linear Rec.709" if bpy.app.version >= (4, 0, 0) else "Linear"

GREATEST_DIFFERENCE = 1 / 255


@pytest.fixture(params=SPACES)
def space(request: pytest.FixtureRequest, scene: bpy.types.Scene) -> str:  # noqa: F811
    if len(SPACES) > 1:
        bpy.ops.wm.set_working_color_space(working_space=request.param, convert_colors=False)
        assert bpy.data.colorspace.working_space == request.param
    return request.param


def image(color_space: str, *, is_float: bool = False) -> bpy.types.Image:
    name = f"{color_space} {is_float}"
    found = bpy.data.images.get(name)
    if found is None:
        found = bpy.data.images.new(name, 4, 4, float_buffer=is_float)
        found.pixels.foreach_set(array.array("f", (0.9, 0.2, 0.1, 1) * 16))
        found.colorspace_settings.name = color_space
        found.update()
        found.pack()
    return found


def of_node(type: str, output: str = "Color", **settings: object) -> Callable[[bpy.types.ShaderNodeTree], bpy.types.NodeSocket]:
    def build(tree: bpy.types.ShaderNodeTree) -> bpy.types.NodeSocket:
        node = tree.nodes.new(type)
        for name, value in settings.items():
            if name in node.inputs:
                node.inputs[name].default_value = value
            else:
                setattr(node, name, value)
        return node.outputs[output]

    return build


def luminance_of_image(tree: bpy.types.ShaderNodeTree) -> bpy.types.NodeSocket:
    gray = tree.nodes.new("ShaderNodeRGBToBW")
    tree.links.new(of_node("ShaderNodeTexImage", image=image("sRGB"))(tree), gray.inputs[0])
    return gray.outputs[0]


def luminance_of_constant(tree: bpy.types.ShaderNodeTree) -> bpy.types.NodeSocket:
    """By the implicit conversion of a colour to a number."""
    color = tree.nodes.new("ShaderNodeRGB")
    color.outputs[0].default_value = 0.1, 0.7, 0.3, 1
    math = tree.nodes.new("ShaderNodeMath")
    tree.links.new(color.outputs[0], math.inputs[0])
    math.inputs[1].default_value = 0
    return math.outputs[0]


def test_nodes(scene, space, tmp_path):  # noqa: F811
    builds = {
        "color": of_node("ShaderNodeTexChecker", Color1=(0.8, 0.3, 0.1, 1), Color2=(0.1, 0.3, 0.9, 1)),
        "image of bytes": of_node("ShaderNodeTexImage", image=image("sRGB")),
        "linear image of bytes": of_node("ShaderNodeTexImage", image=image(LINEAR)),
        "image of data": of_node("ShaderNodeTexImage", image=image("Non-Color")),
        "image of floats": of_node("ShaderNodeTexImage", image=image(LINEAR, is_float=True)),
        "environment": of_node("ShaderNodeTexEnvironment", image=image("sRGB")),
        "glow": of_node("ShaderNodeBlackbody", Temperature=2500.0),
        "warm glow": of_node("ShaderNodeBlackbody", Temperature=900.0),
        "green light": of_node("ShaderNodeWavelength", Wavelength=520.0),
        "red light": of_node("ShaderNodeWavelength", Wavelength=640.0),
        "luminance of an image": luminance_of_image,
        "luminance of a constant": luminance_of_constant,
    }
    differences = compare_patches(scene, tmp_path, builds)
    wrong = {name: (each.mean * 255, each.cycles, each.passbridge) for name, each in differences.items() if each.mean > GREATEST_DIFFERENCE}
    assert not wrong


@pytest.mark.parametrize("sky", SKIES)
def test_sky(scene, space, tmp_path, sky):  # noqa: F811
    scene.world, background = new_world("World", (1, 1, 1))
    texture = scene.world.node_tree.nodes.new("ShaderNodeTexSky")
    texture.sky_type = sky
    scene.world.node_tree.links.new(texture.outputs[0], background.inputs["Color"])
    background.inputs["Strength"].default_value = 0.1
    scene.camera.rotation_euler = (1.8, 0, 0)
    assert_alike(*pictures(scene, tmp_path))


def test_light_of_a_temperature(scene, space, tmp_path):  # noqa: F811
    add_square(scene, 5, 3, new_material("ShaderNodeBsdfDiffuse", (0.8, 0.8, 0.8)))
    light = add_light(scene, "POINT", 200).data
    light.color = 0.9, 1, 0.8
    if hasattr(light, "use_temperature"):  # came with 4.5
        light.use_temperature, light.temperature = True, 3000
    light.shadow_soft_size = 0
    assert_alike(*pictures(scene, tmp_path))
