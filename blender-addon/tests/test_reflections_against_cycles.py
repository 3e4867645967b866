# SPDX-License-Identifier: GPL-3.0-or-later
"""What the world looks like in surfaces that reflect, and what is behind surfaces that refract, held against Cycles in the same Blender."""

from __future__ import annotations

import math
from pathlib import Path

import bmesh
import bpy
import pytest
from test_light_against_cycles import GREATEST_MEAN, GREATEST_MEDIAN, box, compare, link, scene  # noqa: F401: `scene` is a fixture

CYCLES_SAMPLES = 64  # its noise is far below the bounds: of each pixel's light much comes from one direction


def shader_material(idname: str, **inputs: object) -> bpy.types.Material:
    material = bpy.data.materials.new(idname)
    if not material.node_tree or not material.node_tree.nodes:
        material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    shader = tree.nodes.new(idname)
    for name, value in inputs.items():
        shader.inputs[name].default_value = value
    tree.links.new(tree.nodes.new("ShaderNodeOutputMaterial").inputs["Surface"], shader.outputs[0])
    return material


def only(scene: bpy.types.Scene, data: bpy.types.Mesh, material: bpy.types.Material) -> None:
    """Has an object in the place of the ground and the cube."""
    for name in ("Ground", "Cube"):
        bpy.data.objects.remove(bpy.data.objects[name])
    data.materials.clear()
    data.materials.append(material)
    link(scene, data, (0.0, 0.0, 0.0))


def colored_world(scene: bpy.types.Scene) -> None:
    """Each direction has a colour of its own, from 0 to 1."""
    scene.world = bpy.data.worlds.new("World")
    if not scene.world.node_tree or not scene.world.node_tree.nodes:
        scene.world.use_nodes = True
    tree = scene.world.node_tree
    background = next(node for node in tree.nodes if node.type == "BACKGROUND")
    halved = tree.nodes.new("ShaderNodeVectorMath")
    halved.operation = "MULTIPLY_ADD"
    halved.inputs[1].default_value = halved.inputs[2].default_value = (0.5, 0.5, 0.5)
    tree.links.new(tree.nodes.new("ShaderNodeTexCoord").outputs["Generated"], halved.inputs[0])
    tree.links.new(halved.outputs[0], background.inputs["Color"])


def ball(radius: float) -> bpy.types.Mesh:
    mesh = bpy.data.meshes.new("Ball")
    rings, segments = 48, 96
    corners = [
        (
            radius * math.sin(math.pi * ring / rings) * math.cos(2 * math.pi * segment / segments),
            radius * math.sin(math.pi * ring / rings) * math.sin(2 * math.pi * segment / segments),
            radius * math.cos(math.pi * ring / rings),
        )
        for ring in range(rings + 1)
        for segment in range(segments)
    ]
    faces = [
        (ring * segments + i, (ring + 1) * segments + i, (ring + 1) * segments + (i + 1) % segments, ring * segments + (i + 1) % segments)
        for ring in range(rings)
        for i in range(segments)
    ]
    mesh.from_pydata(corners, [], faces)
    mesh.validate()
    for polygon in mesh.polygons:
        polygon.use_smooth = True
    return mesh


@pytest.mark.parametrize("roughness", [0.0, 0.2, 0.4])
def test_gloss_shows_the_world(scene, tmp_path: Path, roughness: float):
    colored_world(scene)
    only(scene, ball(2.0), shader_material("ShaderNodeBsdfGlossy", Roughness=roughness))
    difference = compare(scene, tmp_path, True, CYCLES_SAMPLES, max_bounces=1)  # the ball does not see itself
    assert difference.median <= GREATEST_MEDIAN and difference.mean <= GREATEST_MEAN, difference


def test_a_pane_shows_what_is_behind(scene, tmp_path: Path):
    colored_world(scene)
    pane = box("Pane", (2.0, 2.0, 0.05))
    only(scene, pane, shader_material("ShaderNodeBsdfGlass", Roughness=0.0, IOR=1.45))
    link(scene, box("Lamp", (0.6, 0.6, 0.0)), (0.0, 0.0, -1.0)).data.materials[0] = shader_material("ShaderNodeEmission", Strength=0.5)
    difference = compare(scene, tmp_path, False, CYCLES_SAMPLES, max_bounces=12)
    # The reflection at the pane's back is missing, about 4 % of what there is, so that much too much comes through as well; and the
    # thickness moves what is behind by a part of a pixel.
    assert difference.median <= 6 / 255 and difference.mean <= 8 / 255, difference


def test_a_ball_shows_what_is_in_it(scene, tmp_path: Path):
    """Twice as wide as it is, and not the world upside down."""
    colored_world(scene)
    only(scene, ball(2.0), shader_material("ShaderNodeBsdfGlass", Roughness=0.0, IOR=1.45))
    link(scene, ball(1.0), (0.0, 0.0, 0.0)).data.materials.append(shader_material("ShaderNodeEmission", Strength=0.5))
    difference = compare(scene, tmp_path, False, CYCLES_SAMPLES, max_bounces=12)
    assert difference.median <= 1 / 255 and difference.mean <= 2.5 / 255, difference


def shell_of_glass(scene: bpy.types.Scene) -> bpy.types.Object:
    """As bottles and bulbs are: a ball within a ball, whose faces look inwards."""
    bubble = bmesh.new()
    bubble.from_mesh(ball(1.94))
    bmesh.ops.reverse_faces(bubble, faces=bubble.faces)
    bubble.from_mesh(ball(2.0))
    shell = bpy.data.meshes.new("Shell")
    bubble.to_mesh(shell)
    bubble.free()
    only(scene, shell, shader_material("ShaderNodeBsdfGlass", Roughness=0.0, IOR=1.45))
    return next(each for each in scene.objects if each.data == shell)


@pytest.mark.parametrize("scale", [(1, 1, 1), (-1, 1, 1)])
def test_a_shell_of_glass_turns_nothing_upside_down(scene, tmp_path: Path, scale):
    colored_world(scene)
    shell_of_glass(scene).scale = scale
    difference = compare(scene, tmp_path, False, CYCLES_SAMPLES, max_bounces=12)
    # What the back wall reflects and bends at the rim is missing. As a ball it would be off by 7 / 255 on average.
    assert difference.median <= 1 / 255 and difference.mean <= 2.5 / 255, difference


def test_a_ray_straight_away_from_the_camera_meets_what_is_behind(scene, tmp_path: Path):
    """A wall fills all that is seen, brighter than the world."""
    shell_of_glass(scene)
    link(scene, box("Wall", (40.0, 40.0, 0.0)), (0.0, 0.0, -6.0)).data.materials[0] = shader_material("ShaderNodeEmission", Strength=0.9)
    difference = compare(scene, tmp_path, False, CYCLES_SAMPLES, max_bounces=12)
    # The rim is missing as above, against a brighter wall; where half of the rays met nothing it was 35 / 255.
    assert difference.median <= 1 / 255 and difference.mean <= 9 / 255, difference


@pytest.mark.parametrize("roughness", [0.1, 0.3])
def test_gloss_shows_an_emitter_once(scene, tmp_path: Path, roughness: float):
    """A wall behind the ground, which is seen itself as well; the cube is black."""
    gloss = shader_material("ShaderNodeBsdfGlossy", Roughness=roughness)
    bpy.data.objects["Ground"].data.materials[0] = gloss
    bpy.data.objects["Cube"].data.materials[0] = shader_material("ShaderNodeEmission", Strength=0.0)
    wall = link(scene, box("Wall", (2.0, 0.0, 0.8)), (0.0, 2.0, 0.8))
    wall.data.materials[0] = shader_material("ShaderNodeEmission", Strength=0.5)
    difference = compare(scene, tmp_path, False, CYCLES_SAMPLES, max_bounces=4)
    # What the wall hides of itself is missing. Where rays and points of the wall both gave all of it, the mean was 8 to 11 / 255.
    assert difference.median <= GREATEST_MEDIAN and difference.mean <= 5 / 255, difference
