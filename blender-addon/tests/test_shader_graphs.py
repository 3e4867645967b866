# SPDX-License-Identifier: GPL-3.0-or-later
"""Node trees as graphs: what nodes have, and what is linked to what, whatever groups, reroutes and mutes are in between."""

from __future__ import annotations

from types import SimpleNamespace

import bpy
import pytest
from passbridge import abi
from passbridge.scene import shader_node_versions
from scene_reading import add_material, graph, lights, materials, read, the_scene, use_nodes, with_triangle
from shader_node_types import shader_node_types

FLOAT_TOLERANCE = 1e-6


@pytest.fixture
def scene(empty_scene: bpy.types.Scene) -> bpy.types.Scene:
    """A camera and a triangle."""
    return with_triangle(empty_scene)


def output_of(tree: bpy.types.NodeTree) -> bpy.types.Node:
    return next(node for node in tree.nodes if node.bl_idname.startswith("ShaderNodeOutput"))


def read_graph(scene: bpy.types.Scene) -> SimpleNamespace | None:
    """That of the only material."""
    description = read(scene)
    (material,) = materials(description)
    return graph(description, material.graph)


def test_unlinked_output_has_no_graph(scene):
    add_material()
    assert read_graph(scene) is None


def test_values_links_and_properties_are_read(scene):
    tree = add_material().node_tree
    emission = tree.nodes.new("ShaderNodeEmission")
    emission.inputs["Strength"].default_value = 2.5
    noise = tree.nodes.new("ShaderNodeTexNoise")
    noise.noise_dimensions = "4D"
    noise.inputs["Scale"].default_value = 3.0
    tree.links.new(noise.outputs["Color"], emission.inputs["Color"])
    tree.links.new(emission.outputs["Emission"], output_of(tree).inputs["Surface"])
    found = read_graph(scene)
    assert [node.type for node in found.nodes] == ["ShaderNodeTexNoise", "ShaderNodeEmission"]
    assert [node.name for node in found.nodes] == ["Noise Texture", "Emission"]
    source, end = found.nodes
    assert found.surface == (end, "Emission") and found.volume is None and found.displacement is None
    assert end.inputs == {"Color": (source, "Color"), "Strength": (2.5,) * 4}
    assert source.inputs["Scale"] == (3.0,) * 4
    assert source.properties["noise_dimensions"] == "4D"
    assert source.properties["blender_version"] == (bpy.app.version[0] * 100 + bpy.app.version[1],)
    assert "W" in source.inputs


def test_images_tell_what_their_alpha_means(scene):
    tree = add_material().node_tree
    node = linked(tree, "ShaderNodeTexImage", output_of(tree).inputs["Surface"])
    node.image = bpy.data.images.new("Image", 2, 2, alpha=True, float_buffer=True)
    node.image.alpha_mode = "CHANNEL_PACKED"
    node.image.colorspace_settings.name = "Non-Color"
    (found,) = read_graph(scene).nodes
    assert found.properties["image_alpha_mode"] == "CHANNEL_PACKED"
    assert found.properties["image_is_data"] == (1,)
    assert found.properties["image_is_float"] == (1,)


def linked(tree: bpy.types.NodeTree, idname: str, to: bpy.types.NodeSocket, output: str | int = 0) -> bpy.types.Node:
    """Adds a node and links an output of it to a socket."""
    node = tree.nodes.new(idname)
    tree.links.new(node.outputs[output], to)
    return node


_TYPES = {"VALUE": abi.SOCKET_FLOAT, "VECTOR": abi.SOCKET_VECTOR, "RGBA": abi.SOCKET_COLOR, "SHADER": abi.SOCKET_SHADER, "BOOLEAN": abi.SOCKET_FLOAT}


def test_every_type_of_nodes_is_read(scene):
    names = shader_node_types()
    assert len(names) >= 80
    trees = {}
    for name in names:
        material = bpy.data.materials.new(name)
        use_nodes(material)
        tree = trees[name] = material.node_tree
        tree.nodes.clear()
        end = tree.nodes.new("ShaderNodeOutputMaterial").inputs["Surface"]
        node = tree.nodes.new(name)
        if name == "ShaderNodeValue":
            continue  # Blender makes it a colour from 5.0 on
        output = next(socket for socket in node.outputs if socket.enabled)
        tree.links.new(output, end)
        # What depends on constants alone Blender computes itself from 5.0 on.
        varying = tree.nodes.new("ShaderNodeTexCoord") if name != "ShaderNodeTexCoord" else node
        for socket in node.inputs:
            if socket.enabled and socket.type in _TYPES:
                tree.links.new(varying.outputs["Generated"], socket)
        bpy.data.meshes["Triangle"].materials.append(material)
    description = read(scene)
    for material in materials(description):
        node = next(node for node in trees[material.name].nodes if node.bl_idname == material.name)
        found = graph(description, material.graph)
        if found is None:
            assert material.name == "ShaderNodeValue"
            continue
        read_node, _ = found.surface
        renamed = shader_node_versions.renamed(node.bl_idname)
        assert read_node.type == (renamed.type or node.bl_idname)
        for socket in node.inputs:
            identifier = renamed.inputs.get(socket.identifier, socket.identifier)
            # Of some types the evaluated node has those that are switched off, too.
            if socket.enabled and socket.type in _TYPES:
                assert read_node.types[identifier] == _TYPES[socket.type]
                assert socket.type == "SHADER" or read_node.inputs[identifier][1] == "Generated"
        for property in node.bl_rna.properties:
            if property.type == "ENUM" and property.identifier not in bpy.types.ShaderNode.bl_rna.properties:
                identifier = renamed.properties.get(property.identifier, property.identifier)
                value = getattr(node, property.identifier)
                assert read_node.properties[identifier] == renamed.values.get(property.identifier, {}).get(value, value)


def test_outputs_for_cycles_alone_are_read_where_there_is_none_for_all(scene):
    tree = add_material().node_tree
    tree.nodes.clear()
    for target, idname in (("EEVEE", "ShaderNodeBsdfPrincipled"), ("CYCLES", "ShaderNodeBsdfDiffuse")):
        output = tree.nodes.new("ShaderNodeOutputMaterial")
        output.target = target
        linked(tree, idname, output.inputs["Surface"])
    node, _ = read_graph(scene).surface
    assert node.type == "ShaderNodeBsdfDiffuse"


def test_output_for_eevee_alone_is_better_than_none(scene):
    tree = add_material().node_tree
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    output.target = "EEVEE"
    linked(tree, "ShaderNodeBsdfDiffuse", output.inputs["Surface"])
    node, _ = read_graph(scene).surface
    assert node.type == "ShaderNodeBsdfDiffuse"


# ---------------------------------------------------------------------------------------------------- groups


def new_group(inputs: dict[str, str], outputs: dict[str, str]) -> bpy.types.NodeTree:
    """A group with sockets by name and type, and in it the nodes that stand for them."""
    group = bpy.data.node_groups.new("Group", "ShaderNodeTree")
    for in_out, sockets in (("INPUT", inputs), ("OUTPUT", outputs)):
        for name, type in sockets.items():
            if hasattr(group, "interface"):
                group.interface.new_socket(name, in_out=in_out, socket_type=type)
            else:
                (group.inputs if in_out == "INPUT" else group.outputs).new(type, name)
    group.nodes.new("NodeGroupInput")
    group.nodes.new("NodeGroupOutput")
    return group


def inside(group: bpy.types.NodeTree) -> tuple[bpy.types.Node, bpy.types.Node]:
    """The nodes that stand for a group's inputs and outputs."""
    by_type = {node.bl_idname: node for node in group.nodes}
    return by_type["NodeGroupInput"], by_type["NodeGroupOutput"]


def use(group: bpy.types.NodeTree, tree: bpy.types.NodeTree) -> bpy.types.Node:
    node = tree.nodes.new("ShaderNodeGroup")
    node.node_tree = group
    return node


def scaled_noise() -> bpy.types.NodeTree:
    """A group with a Noise Texture, whose scale is its input."""
    group = new_group({"Scale": "NodeSocketFloat"}, {"Noise": "NodeSocketColor"})
    begin, end = inside(group)
    noise = group.nodes.new("ShaderNodeTexNoise")
    group.links.new(begin.outputs["Scale"], noise.inputs["Scale"])
    group.links.new(noise.outputs["Color"], end.inputs["Noise"])
    return group


def emission_of(material: bpy.types.Material) -> bpy.types.Node:
    """Adds one as the material's surface."""
    tree = material.node_tree
    return linked(tree, "ShaderNodeEmission", output_of(tree).inputs["Surface"])


def test_a_group_used_twice_is_two_nodes_with_their_own_values(scene):
    material = add_material()
    tree, group = material.node_tree, scaled_noise()
    emission = emission_of(material)
    for scale, to in ((2.0, "Color"), (7.0, "Strength")):
        node = use(group, tree)
        node.inputs["Scale"].default_value = scale
        tree.links.new(node.outputs["Noise"], emission.inputs[to])
    found = read_graph(scene)
    end, _ = found.surface
    assert end.type == "ShaderNodeEmission"
    scales = {}
    for name in ("Color", "Strength"):
        source, output = end.inputs[name]
        assert (source.type, source.name, output) == ("ShaderNodeTexNoise", "Noise Texture", "Color")
        scales[name] = source.inputs["Scale"][0]
    assert scales == {"Color": 2.0, "Strength": 7.0}
    assert len(found.nodes) == 3


def test_groups_in_groups_are_followed_in_and_out(scene):
    material = add_material()
    tree, inner = material.node_tree, scaled_noise()
    outer = new_group({"Size": "NodeSocketFloat"}, {"Result": "NodeSocketColor"})
    begin, end = inside(outer)
    node = use(inner, outer)
    outer.links.new(begin.outputs["Size"], node.inputs["Scale"])
    outer.links.new(node.outputs["Noise"], end.inputs["Result"])
    used = use(outer, tree)
    voronoi = tree.nodes.new("ShaderNodeTexVoronoi")
    tree.links.new(voronoi.outputs["Distance"], used.inputs["Size"])
    tree.links.new(used.outputs["Result"], emission_of(material).inputs["Color"])
    found = read_graph(scene)
    assert [node.type for node in found.nodes] == ["ShaderNodeTexVoronoi", "ShaderNodeTexNoise", "ShaderNodeEmission"]
    assert found.nodes[1].inputs["Scale"] == (found.nodes[0], "Distance")


@pytest.mark.not_applicable_if(bpy.app.version >= (5, 0, 0), "neither Cycles nor this converts there, as of 5.0")
def test_the_border_of_a_group_converts(scene):
    """A colour that goes through a group's socket for numbers is grey afterwards."""
    material = add_material()
    tree = material.node_tree
    group = new_group({"Number": "NodeSocketFloat"}, {"Color": "NodeSocketColor"})
    begin, end = inside(group)
    group.links.new(begin.outputs["Number"], end.inputs["Color"])
    used = use(group, tree)
    noise = tree.nodes.new("ShaderNodeTexNoise")
    tree.links.new(noise.outputs["Color"], used.inputs["Number"])
    tree.links.new(used.outputs["Color"], emission_of(material).inputs["Color"])
    found = read_graph(scene)
    assert [node.type for node in found.nodes] == ["ShaderNodeTexNoise", "NodeImplicitConversion", "ShaderNodeEmission"]
    source, conversion, end = found.nodes
    assert conversion.types == {"Value": abi.SOCKET_FLOAT}
    assert conversion.inputs == {"Value": (source, "Color")}
    assert end.inputs["Color"] == (conversion, "Value")


def test_the_value_of_an_unlinked_group_input_is_that_of_the_group_node(scene):
    material = add_material()
    tree = material.node_tree
    group = new_group({"Color": "NodeSocketColor", "Number": "NodeSocketFloat"}, {"Shader": "NodeSocketShader"})
    begin, end = inside(group)
    emission = linked(group, "ShaderNodeEmission", end.inputs["Shader"])
    group.links.new(begin.outputs["Color"], emission.inputs["Strength"])
    group.links.new(begin.outputs["Number"], emission.inputs["Color"])
    used = use(group, tree)
    used.inputs["Color"].default_value = (1.0, 0.5, 0.25, 1.0)
    used.inputs["Number"].default_value = 0.75
    tree.links.new(used.outputs["Shader"], output_of(tree).inputs["Surface"])
    found = read_graph(scene)
    end, _ = found.surface
    assert end.inputs["Color"] == (0.75, 0.75, 0.75, 1.0)
    strength = end.inputs["Strength"]
    if isinstance(strength[0], SimpleNamespace):  # before 5.0 a node converts it
        assert strength[0].inputs["Value"] == (1.0, 0.5, 0.25, 1.0)
    else:
        assert strength[0] == pytest.approx(0.2126 + 0.7152 * 0.5 + 0.0722 * 0.25, abs=1e-3)


def test_reroutes_and_muted_nodes_are_passed(scene):
    material = add_material()
    tree = material.node_tree
    noise = tree.nodes.new("ShaderNodeTexNoise")
    reroute = tree.nodes.new("NodeReroute")
    tree.links.new(noise.outputs["Color"], reroute.inputs[0])
    gamma = tree.nodes.new("ShaderNodeGamma")
    gamma.mute = True
    tree.links.new(reroute.outputs[0], gamma.inputs["Color"])
    emission = emission_of(material)
    tree.links.new(gamma.outputs["Color"], emission.inputs["Color"])
    found = read_graph(scene)
    assert [node.type for node in found.nodes] == ["ShaderNodeTexNoise", "ShaderNodeEmission"]
    assert found.nodes[1].inputs["Color"] == (found.nodes[0], "Color")


def test_a_muted_group_passes_its_input(scene):
    material = add_material()
    tree = material.node_tree
    group = new_group({"Color": "NodeSocketColor"}, {"Color": "NodeSocketColor"})
    begin, end = inside(group)
    gamma = linked(group, "ShaderNodeGamma", end.inputs["Color"])
    group.links.new(begin.outputs["Color"], gamma.inputs["Color"])
    used = use(group, tree)
    tree.links.new(tree.nodes.new("ShaderNodeTexNoise").outputs["Color"], used.inputs["Color"])
    tree.links.new(used.outputs["Color"], emission_of(material).inputs["Color"])
    used.mute = True
    assert [node.type for node in read_graph(scene).nodes] == ["ShaderNodeTexNoise", "ShaderNodeEmission"]


def test_a_group_without_a_tree_is_as_if_it_were_not_linked(scene):
    material = add_material()
    tree = material.node_tree
    used = use(scaled_noise(), tree)
    emission = emission_of(material)
    tree.links.new(used.outputs["Noise"], emission.inputs["Color"])
    emission.inputs["Color"].default_value = (1.0, 0.5, 0.25, 1.0)
    used.node_tree = None
    found = read_graph(scene)
    assert [node.type for node in found.nodes] == ["ShaderNodeEmission"]
    assert found.nodes[0].inputs["Color"] == (1.0, 0.5, 0.25, 1.0)


# ---------------------------------------------------------------------------------------------------- tables, worlds, lights


@pytest.mark.parametrize("interpolation", ["LINEAR", "CONSTANT", "EASE", "CARDINAL", "B_SPLINE"])
def test_ramps_are_what_blender_makes_of_them(scene, interpolation):
    material = add_material()
    tree = material.node_tree
    node = linked(tree, "ShaderNodeValToRGB", emission_of(material).inputs["Color"], "Color")
    tree.links.new(tree.nodes.new("ShaderNodeTexNoise").outputs[0], node.inputs[0])
    ramp = node.color_ramp
    ramp.interpolation = interpolation
    ramp.elements.new(0.25).color = (1.0, 0.0, 0.5, 0.5)
    found = next(node.ramp for node in read_graph(scene).nodes if node.ramp)
    assert (found.interpolation, found.color_mode, found.hue_interpolation) == (interpolation, "RGB", "NEAR")
    assert found.stops == [(stop.position, *stop.color) for stop in ramp.elements]
    assert len(found.table) == abi.TABLE_ENTRY_COUNT
    for index in (0, 1, 63, 64, 128, 254, 255):
        assert found.table[index] == pytest.approx(tuple(ramp.evaluate(index / 255)), abs=1e-6)


@pytest.mark.parametrize("idname, curve_count", [("ShaderNodeRGBCurve", 4), ("ShaderNodeVectorCurve", 3), ("ShaderNodeFloatCurve", 1)])
def test_curves_are_what_blender_makes_of_them(scene, idname, curve_count):
    material = add_material()
    tree = material.node_tree
    node = linked(tree, idname, emission_of(material).inputs["Color"])
    tree.links.new(tree.nodes.new("ShaderNodeTexNoise").outputs[0], node.inputs[-1])
    mapping = node.mapping
    for index, curve in enumerate(mapping.curves):
        curve.points.new(0.25 + 0.125 * index, 0.75).handle_type = "VECTOR"
    mapping.update()
    found = next(node.curves for node in read_graph(scene).nodes if node.curves)
    assert found.curves == [
        [(*point.location, point.handle_type) for point in curve.points] for curve in mapping.curves
    ]
    assert len(found.curves) == curve_count
    assert (found.min_x, found.max_x) == (mapping.curves[0].points[0].location[0], 1.0)
    assert found.is_extrapolated == (mapping.extend == "EXTRAPOLATED")
    for index in (0, 1, 100, 255):
        x = found.min_x + index / 255 * (found.max_x - found.min_x)
        if curve_count == 4:
            x = mapping.evaluate(mapping.curves[3], x)
        expected = [mapping.evaluate(mapping.curves[min(channel, curve_count - 1)], x) for channel in range(3)]
        assert found.table[index] == pytest.approx((*expected, 1.0), abs=1e-6)


def test_worlds_and_lights_have_graphs(scene):
    scene.world = bpy.data.worlds.new("World")
    use_nodes(scene.world)
    tree = scene.world.node_tree
    tree.nodes.clear()
    background = linked(tree, "ShaderNodeBackground", tree.nodes.new("ShaderNodeOutputWorld").inputs["Surface"])
    linked(tree, "ShaderNodeTexSky", background.inputs["Color"])
    light = bpy.data.lights.new("Light", "POINT")
    use_nodes(light)
    emission = next(node for node in light.node_tree.nodes if node.bl_idname == "ShaderNodeEmission")
    linked(light.node_tree, "ShaderNodeLightFalloff", emission.inputs["Strength"])
    scene.collection.objects.link(bpy.data.objects.new("Light", light))
    description = read(scene)
    found = graph(description, the_scene(description).world.graph)
    assert [node.type for node in found.nodes] == ["ShaderNodeTexSky", "ShaderNodeBackground"]
    found = graph(description, lights(description)[0].graph)
    assert [node.type for node in found.nodes] == ["ShaderNodeLightFalloff", "ShaderNodeEmission"]


# ---------------------------------------------------------------------------------------------------- bad input


def test_a_cycle_is_cut(scene):
    material = add_material()
    tree = material.node_tree
    first, second = tree.nodes.new("ShaderNodeGamma"), tree.nodes.new("ShaderNodeGamma")
    tree.links.new(first.outputs["Color"], second.inputs["Color"])
    tree.links.new(second.outputs["Color"], first.inputs["Color"])
    tree.links.new(second.outputs["Color"], emission_of(material).inputs["Color"])
    found = read_graph(scene)  # from 5.0 on Blender gives no nodes at all, and Cycles draws it black
    assert found is None or found.surface[0].type == "ShaderNodeEmission"


def test_reroutes_in_a_circle_are_cut(scene):
    material = add_material()
    tree = material.node_tree
    first, second = tree.nodes.new("NodeReroute"), tree.nodes.new("NodeReroute")
    tree.links.new(first.outputs[0], second.inputs[0])
    tree.links.new(second.outputs[0], first.inputs[0])
    tree.links.new(second.outputs[0], emission_of(material).inputs["Color"])
    found = read_graph(scene)
    assert found is None or [node.type for node in found.nodes] == ["ShaderNodeEmission"]


def test_a_material_without_output_has_no_graph(scene):
    add_material().node_tree.nodes.clear()
    assert read_graph(scene) is None


@pytest.mark.parametrize("is_linked", [False, True])
@pytest.mark.not_applicable_if(bpy.app.version >= (5, 0, 0), "there the input's own value is taken")
def test_an_unlinked_reroute_or_muted_node_gives_0(scene, is_linked):
    material = add_material()
    tree = material.node_tree
    passing = tree.nodes.new("NodeReroute" if is_linked else "ShaderNodeGamma")
    passing.mute = not is_linked
    emission = emission_of(material)
    emission.inputs["Color"].default_value = (1.0, 0.5, 0.25, 1.0)
    tree.links.new(passing.outputs[0], emission.inputs["Color"])
    assert read_graph(scene).nodes[0].inputs["Color"][:3] == (0.0, 0.0, 0.0)


@pytest.mark.not_applicable_if(bpy.app.version >= (5, 0, 0), "materials always use their nodes")
def test_without_nodes_there_is_the_colour(scene):
    material = bpy.data.materials.new("Material")
    material.diffuse_color = (1.0, 0.5, 0.25, 1.0)
    bpy.data.meshes["Triangle"].materials.append(material)
    scene.world = bpy.data.worlds.new("World")
    scene.world.color = (0.25, 0.5, 1.0)
    description = read(scene)
    surface, output = graph(description, materials(description)[0].graph).surface
    assert (surface.type, output) == ("ShaderNodeBsdfDiffuse", "BSDF")
    assert surface.inputs == {"Color": (1.0, 0.5, 0.25, 1.0), "Roughness": (0.0,) * 4}
    background, output = graph(description, the_scene(description).world.graph).surface
    assert (background.type, output) == ("ShaderNodeBackground", "Background")
    assert background.inputs == {"Color": (0.25, 0.5, 1.0, 1.0), "Strength": (1.0,) * 4}


def test_ten_thousand_nodes_in_a_row_are_read(scene):
    def add_row(tree: bpy.types.NodeTree, begin, end, new_node) -> None:
        for _ in range(100):
            node = new_node(tree)
            tree.links.new(begin, node.inputs["Color"])
            begin = node.outputs["Color"]
        tree.links.new(begin, end)

    group = new_group({"Color": "NodeSocketColor"}, {"Color": "NodeSocketColor"})
    begin, end = inside(group)
    add_row(group, begin.outputs["Color"], end.inputs["Color"], lambda tree: tree.nodes.new("ShaderNodeGamma"))
    material = add_material()
    tree = material.node_tree
    noise = tree.nodes.new("ShaderNodeTexNoise")
    add_row(tree, noise.outputs["Color"], emission_of(material).inputs["Color"], lambda tree: use(group, tree))
    assert [node.type for node in read_graph(scene).nodes] == [
        "ShaderNodeTexNoise", *["ShaderNodeGamma"] * 10_000, "ShaderNodeEmission"
    ]
