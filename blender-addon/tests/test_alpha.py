# SPDX-License-Identifier: GPL-3.0-or-later
"""Surfaces that let through what lies behind them, held against Cycles in the same Blender.

They shine and reflect nothing. Where a surface whose alpha is below the threshold reflects, too, Cycles shows it in the data passes of
those samples that it picks a reflection for: at random (of the pixels of a Principled BSDF of alpha 0.3 in 30 of 100 in 5.2, in 43 in
3.4).
"""

from __future__ import annotations

import bmesh
import bpy
import pytest
from cycles_comparison import assert_like_cycles, set_up
from rendering import floats, render_exr
from test_against_cycles import cube, link, mesh, scene, sphere  # noqa: F401, `scene` is a fixture

GRID_SEGMENTS = 8


@pytest.fixture
def card(scene: bpy.types.Scene) -> bpy.types.Object:
    """A square that faces the camera, before a part of a ball and of the background."""
    link(scene, "Ball", sphere(radius=1.6))
    data = mesh("Card", bmesh.ops.create_grid, x_segments=GRID_SEGMENTS, y_segments=GRID_SEGMENTS, size=1.2)
    to_the_right = scene.camera.rotation_euler.to_matrix().col[0]
    placed = link(scene, "Card", data, scene.camera.location * 0.35 + 0.5 * to_the_right)
    placed.rotation_euler = scene.camera.rotation_euler
    return placed


class Nodes:
    """The nodes of a material."""

    def __init__(self, owner: bpy.types.Material | bpy.types.NodeTree) -> None:
        if isinstance(owner, bpy.types.NodeTree):
            self.tree = owner
            return
        if not owner.node_tree:
            owner.use_nodes = True
        self.tree = owner.node_tree
        self.tree.nodes.clear()

    def add(self, idname: str, **settings: object) -> bpy.types.ShaderNode:
        node = self.tree.nodes.new(f"ShaderNode{idname}")
        for name, value in settings.items():
            setattr(node, name, value)
        return node

    def link(self, output: bpy.types.NodeSocket, socket: bpy.types.NodeSocket) -> None:
        self.tree.links.new(output, socket)

    def surface(self, output: bpy.types.NodeSocket) -> None:
        self.link(output, self.add("OutputMaterial").inputs["Surface"])

    def principled(self, alpha: bpy.types.NodeSocket | float) -> bpy.types.ShaderNode:
        """One that only shines, see the module."""
        node = self.add("BsdfPrincipled")
        node.inputs["Base Color"].default_value = 0.0, 0.0, 0.0, 1.0
        next(socket for socket in node.inputs if socket.name in {"Specular IOR Level", "Specular"}).default_value = 0.0
        next(socket for socket in node.inputs if socket.name in {"Emission Color", "Emission"}).default_value = 1.0, 1.0, 1.0, 1.0
        node.inputs["Emission Strength"].default_value = 1.0
        if isinstance(alpha, bpy.types.NodeSocket):
            self.link(alpha, node.inputs["Alpha"])
        else:
            node.inputs["Alpha"].default_value = alpha
        return node

    def mix_with_transparent(self, factor: bpy.types.NodeSocket | float) -> bpy.types.ShaderNode:
        mix = self.add("MixShader")
        self.link(self.add("BsdfTransparent").outputs[0], mix.inputs[1])
        self.link(self.add("Emission").outputs[0], mix.inputs[2])
        if isinstance(factor, bpy.types.NodeSocket):
            self.link(factor, mix.inputs[0])
        else:
            mix.inputs[0].default_value = factor
        return mix


def nodes_of(placed: bpy.types.Object) -> Nodes:
    material = bpy.data.materials.new("Material")
    placed.data.materials.append(material)
    return Nodes(material)


def checkered_image(**settings: object) -> bpy.types.Image:
    """4x4 pixels whose alpha is 0.1 or 0.9, red whole, green and blue nothing."""
    image = bpy.data.images.new("Image", 4, 4, alpha=True, **settings)
    image.pixels[:] = [
        value for y in range(4) for x in range(4) for value in (1.0, 0.0, 0.0, 0.9 if (x * x + y) % 3 else 0.1)
    ]
    image.pack()  # else Cycles would find nothing
    return image


def color_attribute(placed: bpy.types.Object, type: str, domain: str, name: str = "Colour") -> None:
    """Alpha 0 to 1 from left to right, red the other way."""
    data = placed.data
    attribute = data.color_attributes.new(name, type, domain)
    vertices = [loop.vertex_index for loop in data.loops] if domain == "CORNER" else range(len(data.vertices))
    for element, vertex in zip(attribute.data, vertices):
        share = (data.vertices[vertex].co.x / 1.2 + 1.0) / 2.0
        element.color = 1.0 - share, 0.25, 0.5, share


# ----------------------------------------------------------------------------------------------------- surfaces


def constant_below(nodes, card):
    nodes.surface(nodes.principled(0.49).outputs[0])


def constant_above(nodes, card):
    nodes.surface(nodes.principled(0.51).outputs[0])


def transparent_of_grey(nodes, card):
    node = nodes.add("BsdfTransparent")
    node.inputs["Color"].default_value = 0.9, 0.3, 0.6, 1.0
    nodes.surface(node.outputs[0])


def mixed_by_value(nodes, card):
    nodes.surface(nodes.mix_with_transparent(0.25).outputs[0])


def added(nodes, card):
    add = nodes.add("AddShader")
    nodes.link(nodes.principled(0.8).outputs[0], add.inputs[0])
    nodes.link(nodes.principled(0.6).outputs[0], add.inputs[1])
    nodes.surface(add.outputs[0])


def nested_mixes(nodes, card):
    outer = nodes.mix_with_transparent(0.9)
    nodes.link(nodes.mix_with_transparent(0.5).outputs[0], outer.inputs[2])
    nodes.surface(outer.outputs[0])


def image_alpha(nodes, card):
    texture = nodes.add("TexImage", image=checkered_image(), interpolation="Closest")
    nodes.surface(nodes.principled(texture.outputs["Alpha"]).outputs[0])


def image_alpha_linear(nodes, card):
    texture = nodes.add("TexImage", image=checkered_image())
    nodes.surface(nodes.principled(texture.outputs["Alpha"]).outputs[0])


def image_alpha_of_floats(nodes, card):
    texture = nodes.add("TexImage", image=checkered_image(float_buffer=True), interpolation="Closest")
    nodes.surface(nodes.principled(texture.outputs["Alpha"]).outputs[0])


def image_mapped_and_clipped(nodes, card):
    texture = nodes.add("TexImage", image=checkered_image(), interpolation="Closest", extension="CLIP")
    mapping = nodes.add("Mapping")
    mapping.inputs["Location"].default_value = 0.2, -0.4, 0.0
    mapping.inputs["Rotation"].default_value = 0.0, 0.0, 0.5
    mapping.inputs["Scale"].default_value = 1.5, 2.0, 1.0
    nodes.link(nodes.add("TexCoord").outputs["UV"], mapping.inputs["Vector"])
    nodes.link(mapping.outputs[0], texture.inputs["Vector"])
    nodes.surface(nodes.principled(texture.outputs["Alpha"]).outputs[0])


def image_of_another_uv_map(nodes, card):
    layer = card.data.uv_layers.new(name="Other")
    for loop, uv in zip(card.data.loops, layer.data):
        x, y, _ = card.data.vertices[loop.vertex_index].co
        uv.uv = y * 0.7, x * 0.9
    texture = nodes.add("TexImage", image=checkered_image(), interpolation="Closest")
    nodes.link(nodes.add("UVMap", uv_map="Other").outputs[0], texture.inputs["Vector"])
    nodes.surface(nodes.principled(texture.outputs["Alpha"]).outputs[0])


def image_colour_as_factor(nodes, card):
    """A colour becomes its luminance: of red 0.21, which the Math node makes 0.71 or less."""
    texture = nodes.add("TexImage", image=checkered_image(), interpolation="Closest")
    texture.image.alpha_mode = "CHANNEL_PACKED"
    add = nodes.add("Math", operation="ADD")
    nodes.link(texture.outputs["Color"], add.inputs[0])
    nodes.link(texture.outputs["Alpha"], add.inputs[1])
    scale = nodes.add("Math", operation="MULTIPLY")
    nodes.link(add.outputs[0], scale.inputs[0])
    scale.inputs[1].default_value = 0.5
    nodes.surface(nodes.mix_with_transparent(scale.outputs[0]).outputs[0])


def image_whose_alpha_is_ignored(nodes, card):
    texture = nodes.add("TexImage", image=checkered_image(), interpolation="Closest")
    texture.image.alpha_mode = "NONE"
    nodes.surface(nodes.principled(texture.outputs["Alpha"]).outputs[0])


def attribute_alpha(type, domain):
    def build(nodes, card):
        color_attribute(card, type, domain)
        nodes.surface(nodes.principled(nodes.add("VertexColor", layer_name="Colour").outputs["Alpha"]).outputs[0])

    build.__name__ = f"attribute_alpha_{type}_{domain}".lower()
    return build


def active_colour_attribute(nodes, card):
    color_attribute(card, "FLOAT_COLOR", "POINT", "Other")
    for element in card.data.color_attributes["Other"].data:
        element.color = 1.0, 1.0, 1.0, 0.0
    color_attribute(card, "BYTE_COLOR", "CORNER")
    card.data.color_attributes.render_color_index = 1
    nodes.surface(nodes.principled(nodes.add("VertexColor").outputs["Alpha"]).outputs[0])


def attribute_colour_as_factor(nodes, card):
    color_attribute(card, "BYTE_COLOR", "CORNER")
    nodes.surface(nodes.mix_with_transparent(nodes.add("Attribute", attribute_name="Colour").outputs["Color"]).outputs[0])


def attribute_factor(nodes, card):
    color_attribute(card, "FLOAT_COLOR", "POINT")
    nodes.surface(nodes.mix_with_transparent(nodes.add("Attribute", attribute_name="Colour").outputs[2]).outputs[0])


def number_attribute(nodes, card):
    attribute = card.data.attributes.new("Number", "FLOAT", "POINT")
    for vertex, element in zip(card.data.vertices, attribute.data):
        element.value = vertex.co.x
    nodes.surface(nodes.mix_with_transparent(nodes.add("Attribute", attribute_name="Number").outputs["Fac"]).outputs[0])


def missing_attribute(output):
    def build(nodes, card):
        node = nodes.add("Attribute", attribute_name="None")
        nodes.surface(nodes.principled(node.outputs[output]).outputs[0])

    build.__name__ = f"missing_attribute_{output}".lower()
    return build


def missing_colour_attribute(nodes, card):
    nodes.surface(nodes.principled(nodes.add("VertexColor", layer_name="None").outputs["Alpha"]).outputs[0])


def new_group(name: str, socket_type: str, out_type: str) -> bpy.types.NodeTree:
    group = bpy.data.node_groups.new(name, "ShaderNodeTree")
    if hasattr(group, "interface"):
        group.interface.new_socket("In", in_out="INPUT", socket_type=socket_type)
        group.interface.new_socket("Out", in_out="OUTPUT", socket_type=out_type)
    else:
        group.inputs.new(socket_type, "In")
        group.outputs.new(out_type, "Out")
    return group


def nested_groups(nodes, card):
    """A group of a group of a shader, whose alpha comes from outside through a muted node and a reroute."""
    inner = Nodes(new_group("Inner", "NodeSocketFloat", "NodeSocketShader"))
    start, end = inner.tree.nodes.new("NodeGroupInput"), inner.tree.nodes.new("NodeGroupOutput")
    muted = inner.add("Math", operation="SINE", mute=True)
    reroute = inner.tree.nodes.new("NodeReroute")
    inner.link(start.outputs[0], reroute.inputs[0])
    inner.link(reroute.outputs[0], muted.inputs[0])
    inner.link(inner.principled(muted.outputs[0]).outputs[0], end.inputs[0])
    outer = Nodes(new_group("Outer", "NodeSocketFloat", "NodeSocketShader"))
    start, end = outer.tree.nodes.new("NodeGroupInput"), outer.tree.nodes.new("NodeGroupOutput")
    placed = outer.add("Group", node_tree=inner.tree)
    outer.link(start.outputs[0], placed.inputs[0])
    outer.link(placed.outputs[0], end.inputs[0])
    group = nodes.add("Group", node_tree=outer.tree)
    color_attribute(card, "FLOAT_COLOR", "POINT")
    # A colour into the group's number: its luminance.
    nodes.link(nodes.add("VertexColor", layer_name="Colour").outputs["Color"], group.inputs[0])
    nodes.surface(group.outputs[0])


def group_without_link(nodes, card):
    """The group node's own value counts where nothing is linked to it."""
    inner = Nodes(new_group("Inner", "NodeSocketFloat", "NodeSocketShader"))
    start, end = inner.tree.nodes.new("NodeGroupInput"), inner.tree.nodes.new("NodeGroupOutput")
    inner.link(inner.mix_with_transparent(start.outputs[0]).outputs[0], end.inputs[0])
    group = nodes.add("Group", node_tree=inner.tree)
    group.inputs[0].default_value = 0.3
    nodes.surface(group.outputs[0])


def computed(nodes, card):
    """Separate, map range, clamp, invert, combine."""
    color_attribute(card, "FLOAT_COLOR", "POINT")
    color = nodes.add("VertexColor", layer_name="Colour").outputs["Color"]
    separate, combine = nodes.add("SeparateColor"), nodes.add("CombineColor")
    nodes.link(color, separate.inputs[0])
    stretched = nodes.add("MapRange")
    stretched.inputs["From Min"].default_value = 0.2
    stretched.inputs["To Max"].default_value = 0.9
    nodes.link(separate.outputs[0], stretched.inputs["Value"])
    clamp = nodes.add("Clamp")
    nodes.link(stretched.outputs[0], clamp.inputs[0])
    clamp.inputs["Max"].default_value = 0.7
    for socket in combine.inputs[:3]:
        nodes.link(clamp.outputs[0], socket)
    invert = nodes.add("Invert")
    nodes.link(combine.outputs[0], invert.inputs["Color"])
    nodes.surface(nodes.principled(invert.outputs[0]).outputs[0])


def only_seen_by_the_camera(nodes, card):
    nodes.surface(nodes.mix_with_transparent(nodes.add("LightPath").outputs["Is Camera Ray"]).outputs[0])


def not_seen_by_the_camera(nodes, card):
    mix = nodes.mix_with_transparent(nodes.add("LightPath").outputs["Is Camera Ray"])
    transparent, shining = (mix.inputs[i].links[0].from_socket for i in (1, 2))
    nodes.link(shining, mix.inputs[1])
    nodes.link(transparent, mix.inputs[2])
    nodes.surface(mix.outputs[0])


def holdout_shader(nodes, card):
    nodes.surface(nodes.add("Holdout").outputs[0])


SURFACES = [
    constant_below,
    constant_above,
    transparent_of_grey,
    mixed_by_value,
    added,
    nested_mixes,
    image_alpha,
    image_alpha_linear,
    image_alpha_of_floats,
    image_mapped_and_clipped,
    image_of_another_uv_map,
    image_colour_as_factor,
    image_whose_alpha_is_ignored,
    *(attribute_alpha(type, domain) for type in ("BYTE_COLOR", "FLOAT_COLOR") for domain in ("CORNER", "POINT")),
    active_colour_attribute,
    attribute_colour_as_factor,
    attribute_factor,
    number_attribute,
    missing_attribute("Fac"),
    missing_attribute("Alpha"),
    missing_colour_attribute,
    nested_groups,
    group_without_link,
    computed,
    only_seen_by_the_camera,
    not_seen_by_the_camera,
    holdout_shader,
]


@pytest.mark.parametrize("build", SURFACES, ids=lambda build: build.__name__)
def test_data_passes(scene, card, tmp_path, build):
    build(nodes_of(card), card)
    comparison = assert_like_cycles(scene, tmp_path)
    assert not [warning for warning in comparison.report.warnings if "Add Shader" not in warning]


@pytest.mark.parametrize("alpha", [0.0, 0.3, 0.5, 1.0])
@pytest.mark.parametrize("threshold", [0.0, 0.5, 1.0])
def test_thresholds(scene, card, tmp_path, threshold, alpha):
    scene.view_layers[0].pass_alpha_threshold = threshold
    nodes = nodes_of(card)
    nodes.surface(nodes.principled(alpha).outputs[0])
    assert_like_cycles(scene, tmp_path)


# ----------------------------------------------------------------------------------------------------- Combined

COMBINED_SAMPLES = 64

# Both pick at random: of a pixel's 64 samples the share that shows the surface is off by up to 0.0625 (one standard deviation at
# alpha 0.5), of the mean over 3072 pixels by 0.0011. Five of these, twice: the edges of the objects are filtered with other samples.
MEAN_ALPHA_TOLERANCE = 0.012


def mean_of_combined(scene: bpy.types.Scene, path) -> list[float]:
    _, _, words = render_exr(scene, path)
    prefix = f"{scene.view_layers[0].name}.Combined."
    return [sum(channel) / len(channel) for channel in (floats(words[prefix + letter]) for letter in "RGBA")]


@pytest.mark.parametrize(
    "build", [constant_below, mixed_by_value, image_alpha, attribute_alpha("BYTE_COLOR", "CORNER")],
    ids=lambda build: build.__name__,
)
def test_alpha_of_combined(scene, card, tmp_path, build):
    """Without the ball, which would hide what is wrong."""
    bpy.data.objects.remove(bpy.data.objects["Ball"])
    behind = link(scene, "Cube", cube(size=0.8))
    build(nodes_of(card), card)
    nodes = nodes_of(behind)
    nodes.surface(nodes.principled(0.5).outputs[0])
    set_up(scene)
    scene.cycles.samples = scene.passbridge.samples = COMBINED_SAMPLES
    scene.render.engine = "CYCLES"
    expected = mean_of_combined(scene, tmp_path / "cycles.exr")[3]
    scene.render.engine = "PASSBRIDGE"
    found = mean_of_combined(scene, tmp_path / "passbridge.exr")[3]
    assert 0.02 < expected < 0.98  # something is seen, and something through it
    assert found == pytest.approx(expected, abs=MEAN_ALPHA_TOLERANCE)


def test_colour_of_combined_is_a_mix_of_both_surfaces(scene, card, tmp_path):
    """Emissions, which Cycles and this renderer agree in."""
    nodes = nodes_of(card)
    mix = nodes.mix_with_transparent(0.25)
    emission = nodes.add("Emission")
    emission.inputs["Color"].default_value = 1.0, 0.0, 0.0, 1.0
    nodes.link(emission.outputs[0], mix.inputs[2])
    nodes.surface(mix.outputs[0])
    behind = nodes_of(bpy.data.objects["Ball"])
    emission = behind.add("Emission")
    emission.inputs["Color"].default_value = 0.0, 0.0, 1.0, 1.0
    behind.surface(emission.outputs[0])
    set_up(scene)
    scene.cycles.samples = scene.passbridge.samples = COMBINED_SAMPLES
    scene.render.engine = "CYCLES"
    expected = mean_of_combined(scene, tmp_path / "cycles.exr")
    scene.render.engine = "PASSBRIDGE"
    found = mean_of_combined(scene, tmp_path / "passbridge.exr")
    assert found == pytest.approx(expected, abs=MEAN_ALPHA_TOLERANCE)
