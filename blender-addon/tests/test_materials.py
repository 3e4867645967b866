# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials, images and the world, as far as they are constants and image textures."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import bpy
import pytest
from passbridge import abi
from scene_reading import add_material, images, materials, pixels, read, the_scene, use_nodes, with_triangle

# What a 32-bit float keeps of a product of decimal numbers.
FLOAT_TOLERANCE = 1e-6


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


def values(material: SimpleNamespace) -> list[SimpleNamespace]:
    return material.values


def color_image(material: SimpleNamespace) -> int:
    """The image that is the base colour."""
    node = values(material)[material.base_color_value]
    assert node.kind == abi.VALUE_IMAGE
    return node.image


def close(expected) -> object:
    return pytest.approx(expected, rel=FLOAT_TOLERANCE)


EMISSION_COLOR = "Emission_Color" if bpy.app.version >= (4, 0, 0) else "Emission"
SPECULAR = "Specular_IOR_Level" if bpy.app.version >= (4, 0, 0) else "Specular"


def test_principled_constants_are_read(scene):
    material = add_material("Grün")
    material.pass_index = 7
    inputs = {
        "Base_Color": (0.1, 0.2, 0.3, 1.0),
        "Metallic": 0.25,
        "Roughness": 0.75,
        "IOR": 1.5,
        "Emission_Strength": 2.0,
        SPECULAR: 0.4,
        EMISSION_COLOR: (0.5, 0.25, 0.125, 1.0),
    }
    add_node(material, "ShaderNodeBsdfPrincipled", **inputs)
    found, warnings = read_one(scene)
    assert found.name == "Grün"
    assert list(found.base_color) == close([0.1, 0.2, 0.3])
    assert (found.metallic, found.roughness) == (0.25, 0.75)
    assert found.specular == close(0.4)
    assert list(found.emission) == [1.0, 0.5, 0.25]
    assert (found.base_color_value, found.alpha_value, found.pass_index) == (abi.NONE, abi.NONE, 7)
    assert warnings == []


def test_fresh_principled_does_not_shine(scene):
    add_node(add_material(), "ShaderNodeBsdfPrincipled")
    found, warnings = read_one(scene)
    assert list(found.emission) == [0.0, 0.0, 0.0]
    # The default index of refraction was 1.45 before 4.0, where it had no part in reflection.
    assert found.specular == close(0.5)
    assert warnings == []


if bpy.app.version >= (4, 0, 0):  # the index was for transmission only before 4.0

    def test_index_of_refraction_gives_the_reflectance(scene):
        add_node(add_material(), "ShaderNodeBsdfPrincipled", IOR=2.0)
        found, _ = read_one(scene)
        assert 0.08 * found.specular == close(((2.0 - 1.0) / (2.0 + 1.0)) ** 2)


IS_DIFFUSE_BENT = 1.0 if bpy.app.version < (4, 0, 0) else 0.0
GLOSSY = "ShaderNodeBsdfGlossy" if bpy.app.version >= (4, 0, 0) else "ShaderNodeBsdfAnisotropic"


@pytest.mark.parametrize(
    ("shader", "share"),
    [
        ("ShaderNodeBsdfDiffuse", IS_DIFFUSE_BENT),
        (GLOSSY, 1.0),
        ("ShaderNodeBsdfGlass", 1.0),
        ("ShaderNodeSubsurfaceScattering", 1.0),
        ("ShaderNodeBsdfTransparent", 0.0),
        ("ShaderNodeEmission", 0.0),
    ],
)
def test_normals_of_what_reflects_are_bent(scene, shader, share):
    add_node(add_material(), shader)
    assert read_one(scene)[0].bent_normal_share == share


def test_mixed_normals_are_bent_in_part(scene):
    material = add_material()
    mix = add_node(material, "ShaderNodeMixShader")
    mix.inputs[0].default_value = 0.25
    white = (1.0, 1.0, 1.0, 1.0)
    add_node(material, "ShaderNodeBsdfTransparent", to=mix.inputs[1], Color=white)
    add_node(material, "ShaderNodeBsdfTranslucent", to=mix.inputs[2], Color=white)
    assert read_one(scene)[0].bent_normal_share == 0.25


def test_metal_is_bent_as_a_whole(scene):
    add_node(add_material(), "ShaderNodeBsdfPrincipled", Metallic=1.0)
    assert read_one(scene)[0].bent_normal_share == 1.0


def test_principled_without_reflection_is_as_diffuse(scene):
    add_node(add_material(), "ShaderNodeBsdfPrincipled", **{SPECULAR: 0.0})
    assert read_one(scene)[0].bent_normal_share == IS_DIFFUSE_BENT


if bpy.app.version >= (4, 0, 0):  # where the setting began

    def test_bending_can_be_switched_off(scene):
        material = add_material()
        add_node(material, GLOSSY)
        material.cycles.use_bump_map_correction = False
        assert read_one(scene)[0].bent_normal_share == 0.0


def test_default_material_is_bent_as_the_shader_of_new_materials(scene):
    add_node(add_material(), "ShaderNodeBsdfPrincipled" if bpy.app.version >= (5, 0, 0) else "ShaderNodeBsdfDiffuse")
    message = read(scene)
    (material,) = materials(message)
    assert the_scene(message).default_bent_normal_share == close(material.bent_normal_share)


def test_diffuse_has_no_highlight(scene):
    add_node(add_material(), "ShaderNodeBsdfDiffuse", Color=(0.1, 0.2, 0.3, 1.0))
    found, warnings = read_one(scene)
    assert list(found.base_color) == close([0.1, 0.2, 0.3])
    assert (found.metallic, found.specular, found.roughness) == (0.0, 0.0, 1.0)
    assert warnings == []


def test_emission_reflects_nothing(scene):
    add_node(add_material(), "ShaderNodeEmission", Color=(0.5, 1.0, 0.25, 1.0), Strength=4.0)
    found, warnings = read_one(scene)
    assert list(found.emission) == [2.0, 4.0, 1.0]
    assert (list(found.base_color), found.specular) == ([0.0, 0.0, 0.0], 0.0)
    assert warnings == []


def test_surface_of_nothing_is_black(scene):
    add_material()
    found, warnings = read_one(scene)
    assert (list(found.base_color), list(found.emission), found.specular) == ([0.0] * 3, [0.0] * 3, 0.0)
    assert warnings == []


if bpy.app.version < (5, 0, 0):  # materials always use nodes from 5.0 on

    def test_material_without_nodes_has_its_viewport_colour(scene):
        material = bpy.data.materials.new("Plain")
        bpy.data.meshes["Triangle"].materials.append(material)
        material.diffuse_color = 0.1, 0.2, 0.3, 1.0
        material.metallic, material.roughness, material.specular_intensity = 0.25, 0.75, 0.125
        found, warnings = read_one(scene)
        assert list(found.base_color) == close([0.1, 0.2, 0.3])
        assert (found.metallic, found.roughness, found.specular) == (0.25, 0.75, 0.125)
        assert warnings == []


def test_reroutes_and_constant_nodes_are_followed(scene):
    material = add_material()
    principled = add_node(material, "ShaderNodeBsdfPrincipled")
    reroute = add_node(material, "NodeReroute", to=principled.inputs["Base Color"])
    color = add_node(material, "ShaderNodeRGB", to=reroute.inputs[0])
    color.outputs[0].default_value = 0.1, 0.2, 0.3, 1.0
    add_node(material, "ShaderNodeValue", to=principled.inputs["Roughness"]).outputs[0].default_value = 0.125
    found, warnings = read_one(scene)
    assert list(found.base_color) == close([0.1, 0.2, 0.3])
    assert found.roughness == 0.125
    assert warnings == []


def test_muted_links_and_nodes_are_passed_over(scene):
    material = add_material()
    principled = add_node(material, "ShaderNodeBsdfPrincipled", Roughness=0.25)
    value = add_node(material, "ShaderNodeValue", to=principled.inputs["Roughness"])
    value.outputs[0].links[0].is_muted = True
    invert = add_node(material, "ShaderNodeInvert", to=principled.inputs["Base Color"])
    invert.mute = True
    add_node(material, "ShaderNodeRGB", to=invert.inputs["Color"]).outputs[0].default_value = 0.1, 0.2, 0.3, 1.0
    found, warnings = read_one(scene)
    assert found.roughness == 0.25
    assert list(found.base_color) == close([0.1, 0.2, 0.3])
    assert warnings == []


def test_other_nodes_leave_the_constant_and_are_named_together(scene):
    material = add_material()
    principled = add_node(material, "ShaderNodeBsdfPrincipled", Base_Color=(0.1, 0.2, 0.3, 1.0), Metallic=0.5)
    for name in ("Base Color", "Metallic", "Normal"):
        add_node(material, "ShaderNodeTexNoise", to=principled.inputs[name])
    found, warnings = read_one(scene)
    assert list(found.base_color) == close([0.1, 0.2, 0.3])
    assert found.metallic == 0.5
    assert len(warnings) == 1
    for part in ("Material 'Material'", "'Base Color' (linked to 'Noise Texture')", "'Metallic'", "'Normal'"):
        assert part in warnings[0]


def test_constant_alpha_is_read(scene):
    add_node(add_material(), "ShaderNodeBsdfPrincipled", Alpha=0.5)
    found, warnings = read_one(scene)
    node = values(found)[found.alpha_value]
    assert (node.kind, node.constants[0]) == (abi.VALUE_CONSTANT, 0.5)
    assert warnings == []


def test_holdout_is_flagged(scene):
    add_node(add_material(), "ShaderNodeHoldout")
    found, warnings = read_one(scene)
    assert (found.flags, warnings) == (abi.MATERIAL_HOLDOUT, [])


def test_node_that_alpha_can_not_be_computed_from_is_named(scene):
    principled = add_node(add_material(), "ShaderNodeBsdfPrincipled", Alpha=0.25)
    half = add_node(bpy.data.materials["Material"], "ShaderNodeMath", to=principled.inputs["Alpha"])
    half.operation = "MULTIPLY"
    half.inputs[1].default_value = 0.5
    add_node(bpy.data.materials["Material"], "ShaderNodeTexNoise", to=half.inputs[0])
    half.inputs[0].default_value = 0.75
    found, warnings = read_one(scene)
    node = values(found)[found.alpha_value]
    assert (node.kind, node.operation) == (abi.VALUE_MATH, abi.MATH_MULTIPLY)
    assert [values(found)[index].constants[0] for index in node.inputs[:2]] == [0.75, 0.5]
    assert warnings == [
        "Material 'Material': node 'Noise Texture' is not supported yet, 'Value' of node 'Math' keeps its own value"
    ]


def test_shared_nodes_are_read_once(scene):
    """40 nodes, each of which takes the one before twice, would be 2^40."""
    material = add_material()
    socket = add_node(material, "ShaderNodeBsdfPrincipled").inputs["Alpha"]
    for _ in range(40):
        node = add_node(material, "ShaderNodeMath", to=socket)
        if socket.node.bl_idname == "ShaderNodeMath":
            material.node_tree.links.new(node.outputs[0], socket.node.inputs[1])
        node.operation = "MULTIPLY"
        socket = node.inputs[0]
    found, warnings = read_one(scene)
    assert len(values(found)) <= 43
    assert warnings == []


@pytest.mark.parametrize("count", [150, 300])
def test_too_many_nodes_are_named(scene, count):
    material = add_material()
    socket = add_node(material, "ShaderNodeBsdfPrincipled").inputs["Alpha"]
    for _ in range(count):
        node = add_node(material, "ShaderNodeMath", to=socket)
        node.operation = "MULTIPLY"
        socket = node.inputs[0]
    found, warnings = read_one(scene)
    assert found.alpha_value == abi.NONE
    assert len(warnings) == 1 and "nodes are not supported yet" in warnings[0]


def test_images_beyond_the_limit_are_named(scene):
    material = add_material()
    socket = add_node(material, "ShaderNodeBsdfPrincipled").inputs["Alpha"]
    for index in range(abi.MAX_VALUE_IMAGE_COUNT + 1):
        node = add_node(material, "ShaderNodeMath", to=socket)
        texture = add_node(material, "ShaderNodeTexImage", to=node.inputs[1])
        texture.image = new_image(f"Image {index}")
        socket = node.inputs[0]
    found, warnings = read_one(scene)
    assert sum(node.kind == abi.VALUE_IMAGE for node in values(found)) == abi.MAX_VALUE_IMAGE_COUNT
    assert len(warnings) == 1 and "Image Texture" in warnings[0]


def test_transmission_is_named(scene):
    name = "Transmission_Weight" if bpy.app.version >= (4, 0, 0) else "Transmission"
    add_node(add_material(), "ShaderNodeBsdfPrincipled", **{name: 1.0})
    (warning,) = read_one(scene)[1]
    assert name.replace("_", " ") in warning


def test_glass_is_a_surface_of_its_colour(scene):
    add_node(add_material("Glass"), "ShaderNodeBsdfGlass", Color=(0.1, 0.2, 0.3, 1.0), Roughness=0.25)
    found, warnings = read_one(scene)
    assert list(found.base_color) == close([0.1, 0.2, 0.3])
    assert found.roughness == 0.25
    assert warnings == [
        "Material 'Glass': node 'Glass BSDF' is not supported yet, drawn as an opaque surface of its colour"
    ]


def test_glossy_is_a_metal(scene):
    idname = "ShaderNodeBsdfGlossy" if hasattr(bpy.types, "ShaderNodeBsdfGlossy") else "ShaderNodeBsdfAnisotropic"
    add_node(add_material(), idname, Color=(0.1, 0.2, 0.3, 1.0), Roughness=0.25)
    found, warnings = read_one(scene)
    assert list(found.base_color) == close([0.1, 0.2, 0.3])
    assert (found.metallic, found.roughness) == (1.0, 0.25)
    assert len(warnings) == 1


@pytest.mark.parametrize("idname", ["ShaderNodeMixShader", "ShaderNodeAddShader"])
def test_of_mixed_shaders_the_first_that_can_be_drawn_is(scene, idname):
    material = add_material()
    mix = add_node(material, idname)
    first, second = [socket for socket in mix.inputs if socket.type == "SHADER"]
    add_node(material, "ShaderNodeBsdfTransparent", to=first)
    add_node(material, "ShaderNodeBsdfDiffuse", to=second, Color=(0.1, 0.2, 0.3, 1.0))
    found, warnings = read_one(scene)
    assert list(found.base_color) == close([0.1, 0.2, 0.3])
    if idname == "ShaderNodeMixShader":  # alpha says what it is
        assert warnings == []
    else:
        assert warnings == [f"Material 'Material': node '{mix.name}' is not supported yet, drawn as 'Diffuse BSDF' alone"]


def test_group_is_named(scene):
    material = add_material()
    material.diffuse_color = 0.1, 0.2, 0.3, 1.0
    group = bpy.data.node_groups.new("Group", "ShaderNodeTree")
    if hasattr(group, "interface"):
        group.interface.new_socket("Shader", in_out="OUTPUT", socket_type="NodeSocketShader")
    else:
        group.outputs.new("NodeSocketShader", "Shader")
    node = material.node_tree.nodes.new("ShaderNodeGroup")
    node.node_tree = group
    output = next(n for n in material.node_tree.nodes if n.bl_idname == "ShaderNodeOutputMaterial")
    material.node_tree.links.new(node.outputs[0], output.inputs["Surface"])
    found, warnings = read_one(scene)
    assert list(found.base_color) == close([0.1, 0.2, 0.3])
    assert warnings == ["Material 'Material': node 'Group' is not supported yet, drawn in the viewport colour"]


def test_volume_and_displacement_are_named(scene):
    material = add_material()
    add_node(material, "ShaderNodeBsdfDiffuse")
    output = next(n for n in material.node_tree.nodes if n.bl_idname == "ShaderNodeOutputMaterial")
    add_node(material, "ShaderNodeVolumeAbsorption", to=output.inputs["Volume"])
    add_node(material, "ShaderNodeDisplacement", to=output.inputs["Displacement"])
    assert read_one(scene)[1] == [
        "Material 'Material': volume is not supported yet and left out",
        "Material 'Material': displacement is not supported yet and left out",
    ]


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
    assert color_image(material) == 0
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
    assert [color_image(material) for material in materials(message)] == [0, 0]


def test_missing_image_is_magenta_and_named_with_its_path(scene, tmp_path: Path):
    image = bpy.data.images.new("Lost", 1, 1)
    image.source = "FILE"
    image.filepath = str(tmp_path / "lost.png")
    add_texture(add_material(), image)
    message = read(scene)
    assert images(message) == []
    (material,) = materials(message)
    assert (list(material.base_color), material.base_color_value) == ([1.0, 0.0, 1.0], abi.NONE)
    assert message.warnings == [
        f"Material 'Material': image 'Lost' can't be loaded from '{tmp_path / 'lost.png'}', drawn magenta"
    ]


def test_node_without_image_is_magenta(scene):
    add_texture(add_material(), None)
    found, warnings = read_one(scene)
    assert list(found.base_color) == [1.0, 0.0, 1.0]
    assert warnings == ["Material 'Material': an Image Texture node has no image, drawn magenta"]


def test_tiles_are_named(scene):
    add_texture(add_material(), bpy.data.images.new("Tiles", 2, 2, tiled=True))
    message = read(scene)
    assert [image.width for image in images(message)] == [2]
    assert message.warnings == [
        "Material 'Material': UDIM tiles are not supported yet, one picture of 'Tiles' is drawn"
    ]


def test_texture_coordinates_other_than_the_uv_map_are_named(scene):
    material = add_material()
    texture = add_texture(material, new_image())
    texture.projection = "BOX"
    add_node(material, "ShaderNodeTexNoise", to=texture.inputs["Vector"])
    (warning,) = read_one(scene)[1]
    for part in ("its Vector input", "its projection"):
        assert part in warning


def test_mapped_texture_is_a_transformed_uv_map(scene):
    material = add_material()
    texture = add_texture(material, new_image())
    texture.extension, texture.interpolation = "CLIP", "Closest"
    mapping = add_node(material, "ShaderNodeMapping", to=texture.inputs["Vector"], Location=(0.5, 0.25, 0.0), Scale=(2.0, 3.0, 1.0))
    add_node(material, "ShaderNodeUVMap", to=mapping.inputs["Vector"]).uv_map = "Other"
    found, warnings = read_one(scene)
    nodes = values(found)
    sample = nodes[found.base_color_value]
    assert (sample.kind, sample.extension, sample.interpolation) == (
        abi.VALUE_IMAGE, abi.EXTENSION_CLIP, abi.INTERPOLATION_CLOSEST
    )
    transform = nodes[sample.inputs[0]]
    assert transform.kind == abi.VALUE_TRANSFORM
    assert list(transform.constants) == close([2.0, 0.0, 0.0, 0.5, 0.0, 3.0, 0.0, 0.25, 0.0, 0.0, 1.0, 0.0])
    uv_map = nodes[transform.inputs[0]]
    assert (uv_map.kind, uv_map.name) == (abi.VALUE_UV_MAP, "Other")
    assert warnings == []


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
    assert message.warnings == []


def test_view_layer_without_environment_is_black(scene):
    add_node(add_world(scene), "ShaderNodeBackground")
    scene.view_layers[0].use_sky = False
    assert world_color(scene) == [0.0, 0.0, 0.0]
