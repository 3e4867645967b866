# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials, images and the world, but for their shader nodes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import bpy
import pytest
from passbridge import abi
from scene_reading import add_material, graph, images, materials, pixels, read, the_scene, use_nodes, with_triangle


@pytest.fixture
def scene(empty_scene: bpy.types.Scene) -> bpy.types.Scene:
    """A camera and a triangle."""
    return with_triangle(empty_scene)


def add_node(owner, idname: str, *, to=None, **inputs):
    """Adds a node with these values and links its first output to a socket, by default the output node's surface."""
    tree = owner.node_tree
    node = tree.nodes.new(idname)
    for name, value in inputs.items():
        node.inputs[name.replace("_", " ")].default_value = value
    if to is None:
        to = next(n for n in tree.nodes if n.bl_idname.startswith("ShaderNodeOutput")).inputs["Surface"]
    tree.links.new(node.outputs[0], to)
    return node


def read_one(scene) -> tuple[SimpleNamespace, list[str]]:
    message = read(scene)
    (material,) = materials(message)
    return material, message.warnings


def image_of(message, material: SimpleNamespace) -> int:
    """The image of the material's only texture."""
    (texture,) = [node for node in graph(message, material.graph).nodes if node.type == "ShaderNodeTexImage"]
    return texture.image


def test_pass_index_is_read(scene):
    add_material().pass_index = 7
    assert read_one(scene)[0].pass_index == 7


def test_transparent_shadow_is_read(scene):
    material = add_material()
    assert read_one(scene)[0].flags == abi.MATERIAL_TRANSPARENT_SHADOW
    (material if bpy.app.version >= (4, 2, 0) else material.cycles).use_transparent_shadow = False
    assert read_one(scene)[0].flags == 0


def test_default_material_is_the_shader_of_new_materials(scene):
    add_node(add_material(), "ShaderNodeBsdfPrincipled" if bpy.app.version >= (5, 0, 0) else "ShaderNodeBsdfDiffuse")
    message = read(scene)
    default = graph(message, the_scene(message).default_graph).nodes[0]
    new = graph(message, materials(message)[0].graph).nodes[0]
    assert (default.type, default.properties) == (new.type, {"blender_version": new.properties["blender_version"]})
    assert {name: tuple(value) for name, value in default.inputs.items()} == {
        name: tuple(new.inputs[name]) for name in default.inputs
    }


# ---------------------------------------------------------------------------------------------------------- images


def add_texture(material: bpy.types.Material, image: bpy.types.Image | None) -> bpy.types.ShaderNodeTexImage:
    shader = add_node(material, "ShaderNodeBsdfDiffuse", Color=(0.1, 0.2, 0.3, 1.0))
    texture = add_node(material, "ShaderNodeTexImage", to=shader.inputs["Color"])
    texture.image = image
    return texture


def new_image(name: str = "Image", **settings) -> bpy.types.Image:
    """2x1 pixels: red half, green quarter, blue whole, alpha whole; then the same backwards."""
    image = bpy.data.images.new(name, 2, 1, **settings)
    image.pixels[:] = [0.5, 0.25, 1.0, 1.0, 1.0, 0.25, 0.5, 1.0]
    return image


def test_image_of_bytes_is_srgb(scene):
    add_texture(add_material(), new_image("Bild"))
    message = read(scene)
    (image,), (material,) = images(message), materials(message)
    assert image_of(message, material) == 0
    assert image.name == "Bild"
    assert (image.width, image.height, image.channels, image.color_space) == (2, 1, 4, abi.COLOR_SPACE_SRGB)
    # A byte holds 1/255; half of that is lost by rounding.
    assert pixels(image) == pytest.approx([0.5, 0.25, 1.0, 1.0, 1.0, 0.25, 0.5, 1.0], abs=0.5 / 255 + 1e-6)
    assert message.warnings == []


def test_image_of_floats_is_linear(scene):
    add_texture(add_material(), new_image(float_buffer=True))
    message = read(scene)
    (image,) = images(message)
    assert image.color_space == abi.COLOR_SPACE_LINEAR
    assert pixels(image) == [0.5, 0.25, 1.0, 1.0, 1.0, 0.25, 0.5, 1.0]


def test_image_of_data_is_linear(scene):
    add_texture(add_material(), new_image(is_data=True))
    assert images(read(scene))[0].color_space == abi.COLOR_SPACE_LINEAR


def test_other_colour_space_is_named(scene):
    image = new_image()
    image.colorspace_settings.name = "Filmic sRGB"
    add_texture(add_material(), image)
    message = read(scene)
    assert images(message)[0].color_space == abi.COLOR_SPACE_SRGB
    assert message.warnings == [
        "Material 'Material': colour space 'Filmic sRGB' of image 'Image' is not supported yet, taken as sRGB"
    ]


def test_packed_image_is_read(scene):
    image = new_image()
    image.pack()
    add_texture(add_material(), image)
    message = read(scene)
    assert pixels(images(message)[0]) == pytest.approx(
        [0.5, 0.25, 1.0, 1.0, 1.0, 0.25, 0.5, 1.0], abs=0.5 / 255 + 1e-6
    )


def test_image_of_several_materials_is_sent_once(scene):
    image = new_image()
    for name in ("First", "Second"):
        add_texture(add_material(name), image)
    message = read(scene)
    assert len(images(message)) == 1
    assert [image_of(message, material) for material in materials(message)] == [0, 0]


def test_missing_image_is_magenta_and_named_with_its_path(scene, tmp_path: Path):
    image = bpy.data.images.new("Lost", 1, 1)
    image.source = "FILE"
    image.filepath = str(tmp_path / "lost.png")
    add_texture(add_material(), image)
    message = read(scene)
    assert images(message) == []
    (material,) = materials(message)
    assert image_of(message, material) == abi.NONE
    assert message.warnings == [
        f"Material 'Material': image 'Lost' can't be loaded from '{tmp_path / 'lost.png'}', drawn magenta"
    ]


def test_node_without_image_is_named(scene):
    add_texture(add_material(), None)
    assert read(scene).warnings == ["Material 'Material': node 'Image Texture' has no image, drawn magenta"]


def test_tiles_that_were_never_saved_are_named(scene):
    add_texture(add_material(), bpy.data.images.new("Tiles", 2, 2, tiled=True))
    message = read(scene)
    assert images(message) == []
    assert message.warnings == ["Material 'Material': tile 1001 of image 'Tiles' can't be loaded from '', drawn magenta"]


# ---------------------------------------------------------------------------------------------------------- world


def add_world(scene) -> bpy.types.World:
    scene.world = bpy.data.worlds.new("World")
    use_nodes(scene.world)
    scene.world.node_tree.nodes.clear()
    scene.world.node_tree.nodes.new("ShaderNodeOutputWorld")
    return scene.world


def world_color(scene) -> list[float]:
    world = the_scene(read(scene)).world
    return list(world.color) if world else [0.0, 0.0, 0.0]


def test_background_is_colour_times_strength(scene):
    add_node(add_world(scene), "ShaderNodeBackground", Color=(0.5, 0.25, 0.125, 1.0), Strength=2.0)
    message = read(scene)
    assert list(the_scene(message).world.color) == [1.0, 0.5, 0.25]
    assert message.warnings == []


def test_scene_without_world_is_black(scene):
    scene.world = None
    assert world_color(scene) == [0.0, 0.0, 0.0]


if bpy.app.version < (5, 0, 0):  # worlds always use nodes from 5.0 on

    def test_world_without_nodes_has_its_own_colour(scene):
        scene.world = bpy.data.worlds.new("World")
        scene.world.color = 0.5, 0.25, 0.125
        assert world_color(scene) == [0.5, 0.25, 0.125]


def test_color_of_a_world_with_an_environment_texture_is_that_of_the_socket(scene):
    world = add_world(scene)
    background = add_node(world, "ShaderNodeBackground", Color=(0.5, 0.25, 0.125, 1.0))
    add_node(world, "ShaderNodeTexEnvironment", to=background.inputs["Color"])
    message = read(scene)
    assert list(the_scene(message).world.color) == [0.5, 0.25, 0.125]
    assert message.warnings == ["World 'World': node 'Environment Texture' has no image, drawn magenta"]


def test_view_layer_without_environment_is_black(scene):
    add_node(add_world(scene), "ShaderNodeBackground")
    scene.view_layers[0].use_sky = False
    assert world_color(scene) == [0.0, 0.0, 0.0]
