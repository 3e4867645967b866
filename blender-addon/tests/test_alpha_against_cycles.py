# SPDX-License-Identifier: GPL-3.0-or-later
"""Surfaces that are seen through, for each thing that alpha hangs on; held against Cycles in the same Blender."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

import bpy
import pytest
from cycles_comparison import assert_like_cycles
from rendering import floats, render_exr

# Of the square whose material is tested: 16 pixels a unit. A step of the picture is 1/40 of it.
SIZE = 2.5


@pytest.fixture
def scene(use_renderer: Callable[[str], None]) -> bpy.types.Scene:
    """A camera that looks straight down on the square "Front", which covers the smaller square "Back" and, around that, the background."""
    scene = bpy.context.scene
    camera = bpy.data.cameras.new("Camera")
    camera.type = "ORTHO"
    camera.ortho_scale = 4.0
    scene.camera = link(scene, "Camera", camera, 5.0)
    add_square(scene, "Front", SIZE, 0.0)
    add_square(scene, "Back", 1.5, -1.0).data.materials.append(emitting("Back", (0.0, 1.0, 0.0, 1.0)))
    return scene


def link(scene: bpy.types.Scene, name: str, data: bpy.types.ID, height: float) -> bpy.types.Object:
    placed = bpy.data.objects.new(name, data)
    placed.location.z = height
    scene.collection.objects.link(placed)
    return placed


def add_square(scene: bpy.types.Scene, name: str, size: float, height: float) -> bpy.types.Object:
    """2x2 faces, UVs 0 to 1 from the left and from below."""
    mesh = bpy.data.meshes.new(name)
    steps = range(3)
    mesh.from_pydata(
        [((x / 2 - 0.5) * size, (y / 2 - 0.5) * size, 0.0) for y in steps for x in steps],
        [],
        [(y * 3 + x, y * 3 + x + 1, y * 3 + x + 4, y * 3 + x + 3) for y in range(2) for x in range(2)],
    )
    add_uv_map(mesh, "UVMap", lambda u, v: (u, v))
    return link(scene, name, mesh, height)


def add_uv_map(mesh: bpy.types.Mesh, name: str, uv: Callable[[float, float], tuple[float, float]]) -> None:
    layer = mesh.uv_layers.new(name=name)
    for loop, value in zip(mesh.loops, layer.data):
        value.uv = uv(*share(mesh, loop.vertex_index))


def share(mesh: bpy.types.Mesh, vertex: int) -> tuple[float, float]:
    """Where in the square a vertex lies, 0 to 1."""
    position = mesh.vertices[vertex].co
    return position.x / SIZE + 0.5, position.y / SIZE + 0.5


def front() -> bpy.types.Mesh:
    return bpy.data.meshes["Front"]


def emitting(name: str, color: Sequence[float]) -> bpy.types.Material:
    nodes = Nodes(name)
    nodes.surface(nodes.add("ShaderNodeEmission", Color=color).outputs[0])
    return nodes.material


class Nodes:
    """A node tree in the making: of a new material, or of a group."""

    def __init__(self, name: str, tree: bpy.types.NodeTree | None = None) -> None:
        if tree is None:
            self.material = bpy.data.materials.new(name)
            if not self.material.node_tree:
                self.material.use_nodes = True
            tree = self.material.node_tree
            tree.nodes.clear()
        self.tree = tree

    def add(self, idname: str, settings: dict[str, object] | None = None, **inputs: object) -> bpy.types.Node:
        """A node with these settings and inputs, which are values or sockets that are linked; underscores stand for spaces."""
        node = self.tree.nodes.new(idname)
        for name, value in (settings or {}).items():
            setattr(node, name, value)
        for name, value in inputs.items():
            self.set(node.inputs[name.replace("_", " ")], value)
        return node

    def set(self, to: bpy.types.NodeSocket, value: object) -> None:
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(to, value)
        else:
            to.default_value = value

    def surface(self, shader: bpy.types.NodeSocket) -> None:
        self.add("ShaderNodeOutputMaterial", Surface=shader)

    def math(self, operation: str, *values: object, clamp: bool = False) -> bpy.types.NodeSocket:
        node = self.add("ShaderNodeMath", {"operation": operation, "use_clamp": clamp})
        for to, value in zip(node.inputs, values):
            self.set(to, value)
        return node.outputs[0]

    def mix_shader(self, factor: object, first: bpy.types.NodeSocket, second: bpy.types.NodeSocket) -> bpy.types.NodeSocket:
        node = self.add("ShaderNodeMixShader")
        for to, value in zip(node.inputs, (factor, first, second)):
            self.set(to, value)
        return node.outputs[0]

    def transparent(self, color: Sequence[float] = (1.0, 1.0, 1.0, 1.0)) -> bpy.types.NodeSocket:
        return self.add("ShaderNodeBsdfTransparent", Color=color).outputs[0]

    def emission(self, color: Sequence[float] = (1.0, 0.0, 0.0, 1.0)) -> bpy.types.NodeSocket:
        return self.add("ShaderNodeEmission", Color=color).outputs[0]

    def u(self) -> bpy.types.NodeSocket:
        """0 to 1 from the left to the right."""
        return self.add("ShaderNodeSeparateXYZ", Vector=self.add("ShaderNodeUVMap").outputs[0]).outputs[0]

    def v(self) -> bpy.types.NodeSocket:
        return self.add("ShaderNodeSeparateXYZ", Vector=self.add("ShaderNodeUVMap").outputs[0]).outputs[1]

    def texture(self, image: bpy.types.Image | None, **inputs: object) -> bpy.types.Node:
        return self.add("ShaderNodeTexImage", {"image": image}, **inputs)


# ------------------------------------------------------------------------------------------------ numbers that alpha hangs on
# Each gives a socket whose value differs over the square, and stands on both sides of 0.5 there.


def new_image(pixel: Callable[[float, float], Sequence[float]], **settings: object) -> bpy.types.Image:
    """8x8 pixels; ``pixel``: red, green, blue, alpha at shares of the width and height."""
    size = 8
    image = bpy.data.images.new("Image", size, size, alpha=True, **settings)
    image.pixels.foreach_set(
        array("f", (value for y in range(size) for x in range(size) for value in pixel((x + 0.5) / size, (y + 0.5) / size)))
    )
    return image


def ramp(x: float, y: float) -> tuple[float, ...]:
    return x, y, 1.0 - x, 0.25 + x / 2


def uv(nodes):
    return nodes.u()


def image_alpha(nodes):
    return nodes.texture(new_image(ramp)).outputs["Alpha"]


def image_alpha_of_floats(nodes):
    return nodes.texture(new_image(ramp, float_buffer=True)).outputs["Alpha"]


def image_alpha_closest(nodes):
    texture = nodes.texture(new_image(ramp))
    texture.interpolation = "Closest"
    return texture.outputs["Alpha"]


def image_alpha_channel_packed(nodes):
    image = new_image(ramp)
    image.alpha_mode = "CHANNEL_PACKED"
    return nodes.texture(image).outputs["Alpha"]


def image_color(alpha_mode: str, uses_alpha: bool = False, **settings: object):
    """The colour goes from the left to the right, and alpha upwards: whether they are multiplied shows. Not interpolated: Cycles does
    that with what is encoded as sRGB, OpenGL with what it encodes."""

    def colored(nodes):
        image = new_image(lambda x, y: (0.2 + 0.8 * x, x, x, 0.4 + 0.6 * y), **settings)
        image.alpha_mode = alpha_mode
        texture = nodes.texture(image)
        texture.interpolation = "Closest"
        color = nodes.add("ShaderNodeSeparateColor", Color=texture.outputs["Color"]).outputs[0]
        if uses_alpha:
            color = nodes.math("MULTIPLY", color, nodes.math("POWER", texture.outputs["Alpha"], 0.01))
        return color

    words = [alpha_mode.lower(), *(name for name in settings), *(["with_alpha_used"] if uses_alpha else [])]
    colored.__name__ = "_".join(["image_color", *words])
    return colored


def packed_image(nodes):
    image = new_image(ramp)
    image.pack()
    return nodes.texture(image).outputs["Alpha"]


def second_uv_map(nodes):
    add_uv_map(front(), "Second", lambda u, v: (v, u))
    coordinates = nodes.add("ShaderNodeUVMap", {"uv_map": "Second"}).outputs[0]
    return nodes.texture(new_image(ramp), Vector=coordinates).outputs["Alpha"]


def uv_map_for_rendering(nodes):
    add_uv_map(front(), "Second", lambda u, v: (v, u))
    front().uv_layers["Second"].active_render = True
    return nodes.texture(new_image(ramp)).outputs["Alpha"]


def missing_uv_map(nodes):
    """All over the square the number of one point."""
    coordinates = nodes.add("ShaderNodeUVMap", {"uv_map": "Missing"}).outputs[0]
    alpha = nodes.texture(new_image(lambda x, y: (1.0, 1.0, 1.0, 0.25 + x / 2)), Vector=coordinates).outputs["Alpha"]
    return nodes.math("MULTIPLY_ADD", alpha, 0.4, nodes.u())


def texture_coordinate(nodes):
    coordinates = nodes.add("ShaderNodeTexCoord").outputs["UV"]
    return nodes.texture(new_image(ramp), Vector=coordinates).outputs["Alpha"]


def mapping(kind: str):
    def mapped(nodes):
        inputs = {"Vector": nodes.add("ShaderNodeTexCoord").outputs["UV"], "Rotation": (0.2, 0.3, 0.8), "Scale": (1.5, 0.75, 1.0)}
        if kind in {"POINT", "TEXTURE"}:
            inputs["Location"] = 0.1, 0.2, 0.0
        coordinates = nodes.add("ShaderNodeMapping", {"vector_type": kind}, **inputs)
        return nodes.texture(new_image(ramp), Vector=coordinates.outputs[0]).outputs["Alpha"]

    mapped.__name__ = f"mapping_{kind.lower()}"
    return mapped


def extension(kind: str):
    def extended(nodes):
        coordinates = nodes.add(
            "ShaderNodeMapping", Vector=nodes.add("ShaderNodeTexCoord").outputs["UV"], Location=(-0.7, -0.7, 0.0), Scale=(2.3, 2.3, 1.0)
        )
        texture = nodes.texture(new_image(ramp), Vector=coordinates.outputs[0])
        texture.extension = kind
        return texture.outputs["Alpha"]

    extended.__name__ = f"extension_{kind.lower()}"
    return extended


def color_of(x: float, y: float) -> tuple[float, ...]:
    return x, y * y, 0.5, 0.2 + 0.6 * y


def add_color(name: str, type: str, domain: str) -> None:
    """A colour attribute that goes from the left to the right, its alpha from below upwards."""
    mesh = front()
    attribute = mesh.color_attributes.new(name, type, domain)
    vertices = range(len(mesh.vertices)) if domain == "POINT" else [loop.vertex_index for loop in mesh.loops]
    for vertex, value in zip(vertices, attribute.data):
        value.color = color_of(*share(mesh, vertex))


def color_attribute(type: str, domain: str, output: str):
    def colored(nodes):
        add_color("Other", "FLOAT_COLOR", "POINT")
        add_color("Colour", type, domain)
        for value in front().color_attributes["Other"].data:
            value.color = 0.0, 0.0, 0.0, 0.0
        return nodes.add("ShaderNodeVertexColor", {"layer_name": "Colour"}).outputs[output]

    colored.__name__ = f"{type}_{domain}_{output}".lower()
    return colored


def color_for_rendering(nodes):
    add_color("First", "BYTE_COLOR", "CORNER")
    add_color("Second", "BYTE_COLOR", "CORNER")
    for value in front().color_attributes["First"].data:
        value.color = 0.0, 0.0, 0.0, 0.0
    front().color_attributes.render_color_index = 1
    return nodes.add("ShaderNodeVertexColor").outputs["Alpha"]


def missing_color(output: str):
    def missing(nodes):
        color = nodes.add("ShaderNodeVertexColor", {"layer_name": "Missing"}).outputs[output]
        return nodes.math("ADD", nodes.u(), nodes.math("MULTIPLY", color, 0.3))

    missing.__name__ = f"missing_color_{output.lower()}"
    return missing


def no_color_for_rendering(nodes):
    """An empty name where the mesh has no colours."""
    color = nodes.add("ShaderNodeVertexColor").outputs["Alpha"]
    return nodes.math("ADD", nodes.u(), nodes.math("MULTIPLY", color, 0.3))


def attribute(name: str, output: str):
    def attributed(nodes):
        add_color("Colour", "FLOAT_COLOR", "CORNER")
        add_color("Bytes", "BYTE_COLOR", "CORNER")
        mesh = front()
        add_numbers(mesh, "Number", "FLOAT", "POINT", "value", lambda x, y: 0.2 + 0.6 * x)
        add_numbers(mesh, "Vector", "FLOAT_VECTOR", "POINT", "vector", lambda x, y: (x, y, 0.5))
        add_numbers(mesh, "Whole", "INT", "POINT", "value", lambda x, y: round(2 * x))
        return scaled(nodes, nodes.add("ShaderNodeAttribute", {"attribute_name": name}).outputs[output])

    attributed.__name__ = f"attribute_{name}_{output}".lower()
    return attributed


def missing_attribute(output: str):
    def missing(nodes):
        value = nodes.add("ShaderNodeAttribute", {"attribute_name": "Missing"}).outputs[output]
        return nodes.math("MULTIPLY_ADD", value, 0.2, nodes.u())

    missing.__name__ = f"missing_attribute_{output.lower()}"
    return missing


def scaled(nodes, value):
    """So that what is 1 all over doesn't hide everything."""
    return nodes.math("MULTIPLY", value, nodes.math("ADD", nodes.v(), 0.1))


def add_numbers(mesh, name, type, domain, member, number) -> None:
    data = mesh.attributes.new(name, type, domain).data
    for vertex in range(len(mesh.vertices)):
        setattr(data[vertex], member, number(*share(mesh, vertex)))


def number_of_each_face(nodes):
    data = front().attributes.new("Faces", "FLOAT", "FACE").data
    for face, value in enumerate((0.2, 0.6, 0.45, 0.9)):
        data[face].value = value
    return nodes.add("ShaderNodeAttribute", {"attribute_name": "Faces"}).outputs["Fac"]


# By operation: values of its first, second and third input, of which U goes in place of None.
MATH = {
    "ADD": (None, 0.2),
    "SUBTRACT": (1.1, None),
    "MULTIPLY": (None, 1.5),
    "DIVIDE": (0.25, None),
    "MULTIPLY_ADD": (None, 2.0, -0.7),
    "POWER": (None, 2.0),
    "LOGARITHM": (None, 0.2),
    "SQRT": (None,),
    "INVERSE_SQRT": (None,),
    "ABSOLUTE": (None,),
    "EXPONENT": (None,),
    "MINIMUM": (None, 0.8),
    "MAXIMUM": (None, 0.3),
    "LESS_THAN": (None, 0.3),
    "GREATER_THAN": (None, 0.3),
    "SIGN": (None,),
    "COMPARE": (None, 0.4, 0.17),
    "SMOOTH_MIN": (None, 0.6, 0.3),
    "SMOOTH_MAX": (None, 0.3, 0.2),
    "ROUND": (None,),
    "FLOOR": (None,),
    "CEIL": (None,),
    "TRUNC": (None,),
    "FRACT": (None,),
    "MODULO": (None, 0.6),
    "WRAP": (None, 0.7, 0.1),
    "SNAP": (None, 0.3),
    "PINGPONG": (None, 0.6),
    "SINE": (None,),
    "COSINE": (None,),
    "TANGENT": (None,),
    "ARCSINE": (None,),
    "ARCCOSINE": (None,),
    "ARCTANGENT": (None,),
    "ARCTAN2": (None, 0.7),
    "SINH": (None,),
    "COSH": (None,),
    "TANH": (None,),
    "RADIANS": (None,),
    "DEGREES": (None,),
}
if bpy.app.version >= (5, 0, 0):
    MATH["FLOORED_MODULO"] = (None, 0.6)


def math_node(operation: str):
    def calculated(nodes):
        # So that what is special about numbers below 0 shows.
        u = nodes.math("MULTIPLY_ADD", nodes.u(), *((400.0, -100.0) if operation == "RADIANS" else (4.0, -1.0)))
        inputs = (u if value is None else value for value in MATH[operation])
        return nodes.math("MULTIPLY", nodes.math(operation, *inputs), nodes.math("ADD", nodes.v(), 0.1))

    calculated.__name__ = f"math_{operation.lower()}"
    return calculated


def clamped_math(nodes):
    """Not clamped, it would be more than 0.5 everywhere."""
    return nodes.math("SUBTRACT", nodes.math("MULTIPLY", nodes.u(), 9.0, clamp=True), nodes.math("MULTIPLY", nodes.v(), 0.8))


def invert(nodes):
    name = "Factor" if "Factor" in nodes.add("ShaderNodeInvert").inputs else "Fac"
    return nodes.add("ShaderNodeInvert", **{name: 0.8}, Color=nodes.u()).outputs[0]


def separate_and_combine(nodes):
    """Channels by turns."""
    image = nodes.texture(new_image(lambda x, y: (x, y, 0.3, 1.0), is_data=True)).outputs["Color"]
    separated = nodes.add("ShaderNodeSeparateColor", Color=image).outputs
    combined = nodes.add("ShaderNodeCombineColor", Red=separated[1], Green=separated[2], Blue=separated[0]).outputs[0]
    return nodes.add("ShaderNodeSeparateColor", Color=combined).outputs[2]


def separate_and_combine_xyz(nodes):
    separated = nodes.add("ShaderNodeSeparateXYZ", Vector=nodes.add("ShaderNodeTexCoord").outputs["UV"]).outputs
    combined = nodes.add("ShaderNodeCombineXYZ", X=separated[1], Y=0.5, Z=separated[0]).outputs[0]
    return nodes.add("ShaderNodeSeparateXYZ", Vector=combined).outputs[2]


def vector_as_number(nodes):
    """The average of its parts."""
    return nodes.add("ShaderNodeCombineXYZ", X=nodes.u(), Y=nodes.v(), Z=0.5).outputs[0]


def color_as_number(nodes):
    """Its luminance."""
    return nodes.add("ShaderNodeCombineColor", Red=nodes.u(), Green=nodes.v(), Blue=0.5).outputs[0]


def color_to_gray(nodes):
    color = nodes.add("ShaderNodeCombineColor", Red=nodes.u(), Green=nodes.v(), Blue=0.5).outputs[0]
    return nodes.add("ShaderNodeRGBToBW", Color=color).outputs[0]


def legacy_mix(blend: str, clamp: bool = False):
    def mixed(nodes):
        node = nodes.add("ShaderNodeMixRGB", {"blend_type": blend, "use_clamp": clamp}, Fac=0.7)
        for to, red in ((node.inputs[1], nodes.u()), (node.inputs[2], nodes.v())):
            nodes.set(to, nodes.add("ShaderNodeCombineColor", Red=red, Green=0.4, Blue=0.8).outputs[0])
        return nodes.add("ShaderNodeSeparateColor", Color=node.outputs[0]).outputs[0]

    mixed.__name__ = f"legacy_mix_{blend.lower()}{'_clamped' if clamp else ''}"
    return mixed


def mix_of(kind: str, **settings: object):
    def mixed(nodes):
        node = nodes.add("ShaderNodeMix", {"data_type": kind, **settings})
        factor, a, b = (next(to for to in node.inputs if to.enabled and to.name == name) for name in ("Factor", "A", "B"))
        nodes.set(factor, nodes.math("MULTIPLY", nodes.v(), 1.2))
        if kind == "FLOAT":
            nodes.set(a, nodes.u())
            nodes.set(b, 0.9)
        else:
            nodes.set(a, nodes.add("ShaderNodeCombineColor", Red=nodes.u(), Green=0.2, Blue=0.1).outputs[0])
            b.default_value = (0.9, 0.2, 0.4, 1.0)[: len(b.default_value)]
        result = next(output for output in node.outputs if output.enabled)
        return result if kind == "FLOAT" else nodes.add("ShaderNodeSeparateColor", Color=result).outputs[0]

    mixed.__name__ = "_".join(["mix", kind.lower(), *(str(value).lower() for value in settings.values())])
    return mixed


def map_range(kind: str, clamp: bool = True):
    def mapped(nodes):
        settings = {"interpolation_type": kind, "clamp": clamp}
        inputs = {"Value": nodes.u(), "From_Min": 0.2, "From_Max": 0.7, "To_Min": 0.9, "To_Max": 0.1}
        return nodes.add("ShaderNodeMapRange", settings, **inputs).outputs[0]

    mapped.__name__ = f"map_range_{kind.lower()}{'' if clamp else '_open'}"
    return mapped


def clamp_range(nodes):
    settings = {"clamp_type": "RANGE"}
    return scaled(nodes, nodes.add("ShaderNodeClamp", settings, Value=nodes.u(), Min=0.9, Max=0.3).outputs[0])


def clamp_min_max(nodes):
    return scaled(nodes, nodes.add("ShaderNodeClamp", Value=nodes.u(), Min=0.3, Max=0.9).outputs[0])


def color_ramp(interpolation: str):
    def ramped(nodes):
        name = "Factor" if "Factor" in nodes.add("ShaderNodeValToRGB").inputs else "Fac"
        node = nodes.add("ShaderNodeValToRGB", **{name: nodes.u()})
        node.color_ramp.interpolation = interpolation
        elements = node.color_ramp.elements
        elements[0].position, elements[0].color = 0.2, (0.1, 0.1, 0.1, 0.1)
        elements[1].position, elements[1].color = 0.9, (0.3, 0.3, 0.3, 0.3)
        elements.new(0.6).color = 0.9, 0.9, 0.9, 0.8
        return nodes.math("MULTIPLY", node.outputs["Color"], nodes.math("ADD", node.outputs["Alpha"], 0.2))

    ramped.__name__ = f"color_ramp_{interpolation.lower()}"
    return ramped


def constants(nodes):
    value = nodes.add("ShaderNodeValue")
    value.outputs[0].default_value = 0.75
    color = nodes.add("ShaderNodeRGB")
    color.outputs[0].default_value = 0.5, 0.5, 0.5, 1.0
    return nodes.math("MULTIPLY_ADD", nodes.u(), value.outputs[0], nodes.math("MULTIPLY", color.outputs[0], 0.25))


def light_path(nodes):
    """What is seen is what the camera's rays meet."""
    path = nodes.add("ShaderNodeLightPath").outputs
    others = ("Is Shadow Ray", "Is Diffuse Ray", "Is Glossy Ray", "Is Singular Ray", "Is Reflection Ray", "Is Transmission Ray")
    number = nodes.math("MULTIPLY", nodes.u(), path["Is Camera Ray"])
    for name in others:
        number = nodes.math("SUBTRACT", number, path[name])
    return number


def back_faces(nodes):
    """Two of the four faces are seen from behind."""
    mesh = front()
    for face in (0, 3):
        mesh.polygons[face].flip()
    return nodes.math("MULTIPLY_ADD", nodes.add("ShaderNodeNewGeometry").outputs["Backfacing"], 0.3, nodes.u())


# ------------------------------------------------------------------------------------------------ groups, reroutes, muted nodes


def new_group(name: str, inputs: dict[str, tuple[str, object]], outputs: dict[str, str]) -> tuple[Nodes, object, object]:
    """A group with an input and an output node. ``inputs``: socket type and default value by name; ``outputs``: socket type."""
    tree = bpy.data.node_groups.new(name, "ShaderNodeTree")
    for socket, (kind, default) in inputs.items():
        if hasattr(tree, "interface"):
            made = tree.interface.new_socket(socket, in_out="INPUT", socket_type=kind)
        else:
            made = tree.inputs.new(kind, socket)
        if default is not None:
            made.default_value = default
    for socket, kind in outputs.items():
        if hasattr(tree, "interface"):
            tree.interface.new_socket(socket, in_out="OUTPUT", socket_type=kind)
        else:
            tree.outputs.new(kind, socket)
    nodes = Nodes(name, tree)
    return nodes, nodes.add("NodeGroupInput"), nodes.add("NodeGroupOutput")


def number_through_groups(nodes):
    """A group in a group, each with an input that is linked and one that has the default of its user."""
    inside, inside_in, inside_out = new_group(
        "Inside", {"A": ("NodeSocketFloat", 0.9), "B": ("NodeSocketFloat", 0.9)}, {"Sum": "NodeSocketFloat"}
    )
    inside.set(inside_out.inputs[0], inside.math("ADD", inside_in.outputs["A"], inside_in.outputs["B"]))
    outside, outside_in, outside_out = new_group("Outside", {"Number": ("NodeSocketFloat", 0.0)}, {"Result": "NodeSocketFloat"})
    user = outside.add("ShaderNodeGroup", {"node_tree": inside.tree}, A=outside_in.outputs[0], B=0.2)
    outside.set(outside_out.inputs[0], user.outputs[0])
    return nodes.add("ShaderNodeGroup", {"node_tree": outside.tree}, Number=nodes.u()).outputs[0]


def group_twice(nodes):
    """The same group with other inputs."""
    group, inputs, outputs = new_group("Half", {"Number": ("NodeSocketFloat", 0.0)}, {"Result": "NodeSocketFloat"})
    group.set(outputs.inputs[0], group.math("MULTIPLY", inputs.outputs[0], 0.5))
    halves = [nodes.add("ShaderNodeGroup", {"node_tree": group.tree}, Number=number).outputs[0] for number in (nodes.u(), nodes.v())]
    return nodes.math("ADD", *halves)


def color_into_number_of_group(nodes):
    """The link into the group makes a number of the colour."""
    group, inputs, outputs = new_group("Group", {"Number": ("NodeSocketFloat", 0.0)}, {"Result": "NodeSocketFloat"})
    group.set(outputs.inputs[0], inputs.outputs[0])
    color = nodes.add("ShaderNodeCombineColor", Red=nodes.u(), Green=nodes.v(), Blue=0.5).outputs[0]
    return nodes.add("ShaderNodeGroup", {"node_tree": group.tree}, Number=color).outputs[0]


def unlinked_group_output(nodes):
    group, _, outputs = new_group("Group", {}, {"Result": "NodeSocketFloat"})
    outputs.inputs[0].default_value = 0.25
    return nodes.math("ADD", nodes.u(), nodes.add("ShaderNodeGroup", {"node_tree": group.tree}).outputs[0])


def muted_group(nodes):
    """Passes its input on."""
    group, inputs, outputs = new_group("Group", {"Number": ("NodeSocketFloat", 0.0)}, {"Result": "NodeSocketFloat"})
    group.set(outputs.inputs[0], group.math("MULTIPLY", inputs.outputs[0], 0.0))
    return nodes.add("ShaderNodeGroup", {"node_tree": group.tree, "mute": True}, Number=nodes.u()).outputs[0]


def reroutes_and_muted_nodes(nodes):
    muted = nodes.tree.nodes.new("ShaderNodeMath")
    muted.operation = "ADD"
    nodes.set(muted.inputs[0], nodes.u())
    muted.inputs[1].default_value = 5.0
    muted.mute = True
    number = muted.outputs[0]
    for _ in range(2):
        reroute = nodes.tree.nodes.new("NodeReroute")
        nodes.set(reroute.inputs[0], number)
        number = reroute.outputs[0]
    return number


NUMBERS = [
    uv,
    *(image_alpha, image_alpha_of_floats, image_alpha_closest, image_alpha_channel_packed, packed_image),
    *(image_color(mode, uses_alpha) for mode in ("STRAIGHT", "CHANNEL_PACKED", "NONE") for uses_alpha in (False, True)),
    *(image_color("STRAIGHT", uses_alpha, is_data=True) for uses_alpha in (False, True)),
    *(image_color("PREMUL", uses_alpha, float_buffer=True) for uses_alpha in (False, True)),
    *(image_color("NONE", uses_alpha, float_buffer=True) for uses_alpha in (False, True)),
    *(second_uv_map, uv_map_for_rendering, missing_uv_map, texture_coordinate),
    *(mapping(kind) for kind in ("POINT", "TEXTURE", "VECTOR")),
    *(extension(kind) for kind in ("REPEAT", "EXTEND", "CLIP") + (("MIRROR",) if bpy.app.version >= (3, 5, 0) else ())),
    *(
        color_attribute(type, domain, output)
        for type in ("BYTE_COLOR", "FLOAT_COLOR")
        for domain in ("POINT", "CORNER")
        for output in ("Color", "Alpha")
    ),
    *(color_for_rendering, missing_color("Color"), missing_color("Alpha"), no_color_for_rendering),
    *(
        attribute(name, output)
        for name in ("Number", "Vector", "Whole", "Colour", "Bytes")
        for output in ("Fac", "Alpha", "Color", "Vector")
    ),
    *(missing_attribute(output) for output in ("Fac", "Alpha", "Color", "Vector")),
    number_of_each_face,
    *(math_node(operation) for operation in MATH),
    *(clamped_math, invert, separate_and_combine, separate_and_combine_xyz, vector_as_number, color_as_number, color_to_gray),
    *(legacy_mix(blend) for blend in ("MIX", "ADD", "MULTIPLY", "SUBTRACT", "SCREEN", "DIFFERENCE", "DARKEN", "LIGHTEN", "DIVIDE")),
    *(legacy_mix(blend) for blend in ("OVERLAY", "DODGE", "BURN", "LINEAR_LIGHT", "SOFT_LIGHT")),
    *((legacy_mix("EXCLUSION"),) if bpy.app.version >= (4, 0, 0) else ()),
    legacy_mix("ADD", clamp=True),
    *(mix_of("FLOAT"), mix_of("FLOAT", clamp_factor=False), mix_of("VECTOR"), mix_of("RGBA")),
    mix_of("RGBA", blend_type="ADD", clamp_result=True),
    *(map_range(kind) for kind in ("LINEAR", "STEPPED", "SMOOTHSTEP", "SMOOTHERSTEP")),
    map_range("LINEAR", clamp=False),
    *(clamp_range, clamp_min_max),
    *(color_ramp(interpolation) for interpolation in ("LINEAR", "CONSTANT", "EASE", "B_SPLINE", "CARDINAL")),
    *(constants, light_path, back_faces),
    *(number_through_groups, group_twice, color_into_number_of_group, unlinked_group_output, muted_group),
    reroutes_and_muted_nodes,
]


@pytest.mark.parametrize("number", NUMBERS)
def test_alpha_of_a_number(scene, tmp_path, number):
    """The surface is there where the number is at least one half."""
    nodes = Nodes("Front")
    nodes.surface(nodes.mix_shader(number(nodes), nodes.transparent(), nodes.emission()))
    front().materials.append(nodes.material)
    scene.view_layers[0].pass_alpha_threshold = 0.5
    comparison = assert_like_cycles(scene, tmp_path)
    assert shown(comparison) == {"Front", "Back"}
    assert not [warning for warning in comparison.report.warnings if "Front" in warning]


def test_what_holds_a_volume_alone_is_not_seen(scene, tmp_path):
    """A surface of nothing is black, but not around a volume."""
    nodes = Nodes("Front")
    nodes.add("ShaderNodeOutputMaterial", Volume=nodes.add("ShaderNodeVolumeAbsorption", Density=0.0).outputs[0])
    front().materials.append(nodes.material)
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Back"}


def shown(comparison) -> set[str]:
    return {placed.name for placed in bpy.data.objects if placed.pass_index in comparison.objects}


# ------------------------------------------------------------------------------------------------ shaders


def add_principled(nodes: Nodes, alpha: object) -> bpy.types.NodeSocket:
    """It reflects nothing: of a surface that scatters light, too, Cycles picks by chance whether a ray goes through, and data passes
    keep the surface where it doesn't, even below the threshold (intern/cycles/kernel/film/data_passes.h)."""
    specular = "Specular IOR Level" if bpy.app.version >= (4, 0, 0) else "Specular"
    inputs = {"Base_Color": (0.0, 0.0, 0.0, 1.0), specular: 0.0, "Alpha": alpha}
    return nodes.add("ShaderNodeBsdfPrincipled", **inputs).outputs[0]


def principled(nodes):
    return add_principled(nodes, nodes.u())


def principled_of_image(nodes):
    return add_principled(nodes, image_alpha(nodes))


def principled_outside_0_to_1(nodes):
    return add_principled(nodes, nodes.math("MULTIPLY_ADD", nodes.u(), 5.0, -2.0))


def mix_the_other_way(nodes):
    return nodes.mix_shader(nodes.u(), nodes.emission(), nodes.transparent())


def mix_outside_0_to_1(nodes):
    return nodes.mix_shader(nodes.math("MULTIPLY_ADD", nodes.u(), 5.0, -2.0), nodes.transparent(), nodes.emission())


def mix_of_mixes(nodes):
    inner = nodes.mix_shader(nodes.u(), nodes.transparent(), nodes.emission())
    return nodes.mix_shader(nodes.v(), inner, nodes.emission())


def mix_with_principled(nodes):
    return nodes.mix_shader(nodes.v(), nodes.transparent(), add_principled(nodes, nodes.u()))


def mix_with_nothing(nodes):
    """An unlinked shader is black and opaque to Cycles' alpha."""
    node = nodes.add("ShaderNodeMixShader")
    nodes.set(node.inputs[0], nodes.u())
    nodes.set(node.inputs[1], nodes.transparent())
    return node.outputs[0]


def sum_with_transparent(nodes):
    """Opaque light does not hide what is seen through the other."""
    transparent = nodes.add("ShaderNodeBsdfTransparent")
    nodes.set(transparent.inputs[0], nodes.u())
    node = nodes.add("ShaderNodeAddShader")
    nodes.set(node.inputs[0], transparent.outputs[0])
    nodes.set(node.inputs[1], nodes.emission())
    return node.outputs[0]


def colored_transparent(nodes):
    color = nodes.add("ShaderNodeCombineColor", Red=nodes.u(), Green=nodes.v(), Blue=0.31).outputs[0]
    return nodes.add("ShaderNodeBsdfTransparent", Color=color).outputs[0]


def shader_in_groups(nodes):
    """Numbers and shaders go in, a shader comes out, two groups deep."""
    inside, inside_in, inside_out = new_group(
        "Inside",
        {"Factor": ("NodeSocketFloat", 0.9), "Opaque": ("NodeSocketShader", None)},
        {"Shader": "NodeSocketShader"},
    )
    inside.set(inside_out.inputs[0], inside.mix_shader(inside_in.outputs[0], inside.transparent(), inside_in.outputs[1]))
    outside, outside_in, outside_out = new_group("Outside", {"Alpha": ("NodeSocketFloat", 0.0)}, {"Shader": "NodeSocketShader"})
    user = outside.add("ShaderNodeGroup", {"node_tree": inside.tree}, Factor=outside_in.outputs[0], Opaque=outside.emission())
    outside.set(outside_out.inputs[0], user.outputs[0])
    return nodes.add("ShaderNodeGroup", {"node_tree": outside.tree}, Alpha=nodes.u()).outputs[0]


def muted_mix(nodes):
    """Passes its first shader on."""
    inner = nodes.mix_shader(nodes.u(), nodes.transparent(), nodes.emission())
    outer = nodes.mix_shader(0.5, inner, nodes.emission())
    outer.node.mute = True
    return outer


def mix_of_opaque(nodes):
    return nodes.mix_shader(nodes.u(), nodes.add("ShaderNodeBsdfDiffuse").outputs[0], nodes.emission())


def mix_with_holdout(nodes):
    return nodes.mix_shader(nodes.u(), nodes.add("ShaderNodeHoldout").outputs[0], nodes.emission())


def holdout_mixed_with_transparent(nodes):
    """A hole and no surface: below the threshold, but nothing behind it is seen where no light gets through."""
    return nodes.mix_shader(nodes.math("MULTIPLY", nodes.u(), 1.5), nodes.transparent(), nodes.add("ShaderNodeHoldout").outputs[0])


SHADERS = {
    principled: {"Front", "Back"},
    principled_of_image: {"Front", "Back"},
    principled_outside_0_to_1: {"Front", "Back"},
    mix_the_other_way: {"Front", "Back"},
    mix_outside_0_to_1: {"Front", "Back"},
    mix_of_mixes: {"Front", "Back"},
    mix_with_principled: {"Front", "Back"},
    mix_with_nothing: {"Front", "Back"},
    sum_with_transparent: {"Front", "Back"},
    colored_transparent: {"Front", "Back"},
    shader_in_groups: {"Front", "Back"},
    muted_mix: {"Front", "Back"},
    mix_of_opaque: {"Front"},
    mix_with_holdout: {"Front"},
    holdout_mixed_with_transparent: {"Front", "Back"},
}


@pytest.mark.parametrize("shader", SHADERS)
def test_alpha_of_a_shader(scene, tmp_path, shader):
    nodes = Nodes("Front")
    nodes.surface(shader(nodes))
    front().materials.append(nodes.material)
    scene.view_layers[0].pass_alpha_threshold = 0.5
    assert shown(assert_like_cycles(scene, tmp_path)) == SHADERS[shader]


# ------------------------------------------------------------------------------------------------ thresholds


@pytest.mark.parametrize("threshold", [0.0, 0.25, 0.5, 1.0])
@pytest.mark.parametrize("alpha", [0.0, 0.25, 0.5, 0.75, 1.0])
def test_threshold(scene, tmp_path, alpha, threshold):
    """A surface whose alpha is the threshold is taken."""
    nodes = Nodes("Front")
    nodes.surface(add_principled(nodes, alpha))
    front().materials.append(nodes.material)
    scene.view_layers[0].pass_alpha_threshold = threshold
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Front" if alpha >= threshold else "Back"}


@pytest.mark.parametrize("threshold", [0.0, 0.5, 1.0])
def test_several_layers(scene, tmp_path, threshold):
    """Each ends further to the right; the lowest is opaque."""
    for layer in range(4):
        nodes = Nodes(f"Layer {layer}")
        alpha = nodes.math("MULTIPLY_ADD", nodes.u(), 3.0, -0.6 * layer)
        nodes.surface(nodes.mix_shader(alpha, nodes.transparent(), nodes.emission()))
        add_square(scene, f"Layer {layer}", SIZE, 1.0 + 0.1 * layer).data.materials.append(nodes.material)
    scene.view_layers[0].pass_alpha_threshold = threshold
    scene.cycles.min_transparent_bounces = 16  # else Cycles ends rays by chance
    found = shown(assert_like_cycles(scene, tmp_path))
    if threshold == 0.0:
        assert found == {"Layer 3"}
    else:
        assert found >= {"Layer 3", "Layer 2", "Layer 1"}


def test_threshold_and_holdout(scene, tmp_path):
    """What is held out is not seen through."""
    nodes = Nodes("Holdout")
    nodes.surface(nodes.add("ShaderNodeHoldout").outputs[0])
    front().materials.append(nodes.material)
    scene.view_layers[0].pass_alpha_threshold = 0.5
    add_square(scene, "Above", 0.8, 1.0).data.materials.append(emitting("Above", (1.0, 1.0, 1.0, 1.0)))
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Above"}


def test_threshold_and_held_out_object(scene, tmp_path):
    """Where it hides all that lies behind it is a hole; elsewhere it is taken, however low its alpha is."""
    nodes = Nodes("Front")
    nodes.surface(nodes.mix_shader(nodes.math("MULTIPLY", nodes.u(), 1.5), nodes.transparent(), nodes.emission()))
    front().materials.append(nodes.material)
    bpy.data.objects["Front"].is_holdout = True
    scene.view_layers[0].pass_alpha_threshold = 0.5
    assert shown(assert_like_cycles(scene, tmp_path)) == {"Front"}


# ------------------------------------------------------------------------------------------------ the picture

SAMPLES = 64

# Mean of alpha or colour over a 2.5 x 1.5 unit part of the picture, 960 pixels of 64 samples each: where each sample is all or
# nothing by chance the mean has a standard deviation of 0.5 / sqrt(960 * 64) = 0.002, in Cycles' picture and in ours.
MEAN_TOLERANCE = 0.01


def mean_pixel(scene: bpy.types.Scene, path: Path, engine: str) -> list[float]:
    """Red, green, blue, alpha, averaged over what is seen through the square: of "Back" and of the background."""
    scene.render.engine = engine
    width, height, words = render_exr(scene, path)
    means = []
    for channel in "RGBA":
        (name,) = [name for name in words if name.endswith(f"Combined.{channel}")]
        values = floats(words[name])
        inside = [values[y * width + x] for y in range(height // 4, height * 3 // 4) for x in range(width // 4, width * 3 // 4)]
        means.append(sum(inside) / len(inside))
    return means


def set_up_picture(scene: bpy.types.Scene, transparent_film: bool) -> None:
    world = bpy.data.worlds.new("World")
    if not world.node_tree:
        world.use_nodes = True
    background = next(node for node in world.node_tree.nodes if node.bl_idname == "ShaderNodeBackground")
    background.inputs["Color"].default_value = 0.25, 0.25, 0.5, 1.0
    scene.world = world
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = 64, 48, 100
    scene.render.film_transparent = transparent_film
    scene.passbridge.samples = SAMPLES
    settings = scene.cycles
    settings.device = "CPU"
    settings.samples = SAMPLES
    settings.seed = 0
    settings.use_denoising = False
    settings.use_adaptive_sampling = False


def constant_alpha(nodes):
    return nodes.mix_shader(0.3, nodes.transparent(), nodes.emission())


def gradient(nodes):
    return nodes.mix_shader(nodes.u(), nodes.transparent(), nodes.emission())


def alpha_of_image(nodes):
    return nodes.mix_shader(image_alpha(nodes), nodes.transparent(), nodes.emission())


def alpha_of_colors(nodes):
    number = color_attribute("BYTE_COLOR", "CORNER", "Alpha")(nodes)
    return nodes.mix_shader(number, nodes.transparent(), nodes.emission())


def holdout(nodes):
    return nodes.add("ShaderNodeHoldout").outputs[0]


PICTURES = [constant_alpha, gradient, alpha_of_image, alpha_of_colors, holdout, holdout_mixed_with_transparent]


@pytest.mark.parametrize("transparent_film", [False, True])
@pytest.mark.parametrize("shader", PICTURES)
def test_picture(scene, tmp_path, shader, transparent_film):
    """What lies behind shines through; with a transparent film also where that is nothing."""
    nodes = Nodes("Front")
    nodes.surface(shader(nodes))
    front().materials.append(nodes.material)
    set_up_picture(scene, transparent_film)
    cycles = mean_pixel(scene, tmp_path / "cycles.exr", "CYCLES")
    assert mean_pixel(scene, tmp_path / "ours.exr", "PASSBRIDGE") == pytest.approx(cycles, abs=MEAN_TOLERANCE)


@pytest.mark.parametrize("transparent_film", [False, True])
def test_picture_of_layers(scene, tmp_path, transparent_film):
    """Each layer lets half through: what the lowest hides is independent of what those above it hide."""
    front().materials.append(emitting("Front", (0.0, 0.0, 0.0, 1.0)))  # has no shadow to receive
    for layer in range(3):
        nodes = Nodes(f"Layer {layer}")
        nodes.surface(nodes.mix_shader(0.5, nodes.transparent(), nodes.emission((layer == 0, 0.0, layer == 2, 1.0))))
        add_square(scene, f"Layer {layer}", SIZE, 1.0 + 0.1 * layer).data.materials.append(nodes.material)
    set_up_picture(scene, transparent_film)
    cycles = mean_pixel(scene, tmp_path / "cycles.exr", "CYCLES")
    assert mean_pixel(scene, tmp_path / "ours.exr", "PASSBRIDGE") == pytest.approx(cycles, abs=MEAN_TOLERANCE)


@pytest.mark.parametrize("transparent_film", [False, True])
def test_picture_of_held_out_object_with_alpha(scene, tmp_path, transparent_film):
    """It takes from what lies behind and gives nothing."""
    nodes = Nodes("Front")
    nodes.surface(gradient(nodes))
    front().materials.append(nodes.material)
    bpy.data.objects["Front"].is_holdout = True
    set_up_picture(scene, transparent_film)
    cycles = mean_pixel(scene, tmp_path / "cycles.exr", "CYCLES")
    assert mean_pixel(scene, tmp_path / "ours.exr", "PASSBRIDGE") == pytest.approx(cycles, abs=MEAN_TOLERANCE)


@pytest.mark.parametrize("transparent_film", [False, True])
def test_picture_of_held_out_object(scene, tmp_path, transparent_film):
    front().materials.append(emitting("Front", (1.0, 0.0, 0.0, 1.0)))
    bpy.data.objects["Back"].is_holdout = True
    bpy.data.objects["Back"].location.z = 1.0
    set_up_picture(scene, transparent_film)
    cycles = mean_pixel(scene, tmp_path / "cycles.exr", "CYCLES")
    assert mean_pixel(scene, tmp_path / "ours.exr", "PASSBRIDGE") == pytest.approx(cycles, abs=MEAN_TOLERANCE)


# Of samples that are drawn as chance has it, see MEAN_TOLERANCE; what shines counts twice where it is drawn.
SHINING_TOLERANCE = 0.02


def shining_through(nodes):
    """Light is added, and nothing is kept off."""
    return added(nodes, nodes.transparent(), nodes.emission((0.2, 0.6, 0.1, 1.0)))


def brightly_shining_through(nodes):
    return added(nodes, nodes.transparent(), nodes.emission((1.5, 3.0, 0.5, 1.0)))


def tinted(nodes):
    return transparent(nodes, (0.9, 0.5, 0.1, 1.0))


def tinted_and_shining(nodes):
    return added(nodes, transparent(nodes, (0.1, 0.8, 0.5, 1.0)), nodes.emission((0.3, 0.0, 0.1, 1.0)))


def partly_tinted(nodes):
    return nodes.mix_shader(0.4, transparent(nodes, (0.2, 0.4, 1.0, 1.0)), nodes.emission((0.5, 0.1, 0.2, 1.0)))


def transparent(nodes, color):
    node = nodes.add("ShaderNodeBsdfTransparent")
    node.inputs["Color"].default_value = color
    return node.outputs[0]


def added(nodes, first, second):
    node = nodes.add("ShaderNodeAddShader")
    nodes.tree.links.new(node.inputs[0], first)
    nodes.tree.links.new(node.inputs[1], second)
    return node.outputs[0]


@pytest.mark.parametrize("transparent_film", [False, True])
@pytest.mark.parametrize("shader", [shining_through, brightly_shining_through, tinted, tinted_and_shining, partly_tinted])
def test_picture_of_what_changes_light(scene, tmp_path, shader, transparent_film):
    nodes = Nodes("Front")
    nodes.surface(shader(nodes))
    front().materials.append(nodes.material)
    bpy.data.objects["Front"].visible_diffuse = False  # neither lights nor shadows what is behind, whose colour would not be told
    bpy.data.objects["Front"].visible_shadow = False
    set_up_picture(scene, transparent_film)
    cycles = mean_pixel(scene, tmp_path / "cycles.exr", "CYCLES")
    assert mean_pixel(scene, tmp_path / "ours.exr", "PASSBRIDGE") == pytest.approx(cycles, abs=SHINING_TOLERANCE)


@pytest.mark.parametrize("transparent_film", [False, True])
def test_picture_of_layers_that_change_light(scene, tmp_path, transparent_film):
    """What lies above tints what shines below, in whatever order they are drawn."""
    front().materials.append(emitting("Front", (0.4, 0.4, 0.4, 1.0)))
    for layer, shader in enumerate((tinted_and_shining, tinted, partly_tinted, tinted)):
        nodes = Nodes(f"Layer {layer}")
        nodes.surface(shader(nodes))
        square = add_square(scene, f"Layer {layer}", SIZE, 1.0 + 0.1 * ((layer + 2) % 4))
        square.data.materials.append(nodes.material)
        square.visible_diffuse = square.visible_shadow = False
    set_up_picture(scene, transparent_film)
    cycles = mean_pixel(scene, tmp_path / "cycles.exr", "CYCLES")
    assert mean_pixel(scene, tmp_path / "ours.exr", "PASSBRIDGE") == pytest.approx(cycles, abs=SHINING_TOLERANCE)
