# SPDX-License-Identifier: GPL-3.0-or-later
"""Shadows of transparent surfaces that are to cast opaque ones, held against Cycles in the same Blender.

Cycles looks for lamps and emitting meshes from what they light: there the shadow is opaque. Rays that surfaces scatter go on through what is
transparent: so light comes of worlds of one colour, and light between surfaces.
"""

from __future__ import annotations

import math

import bpy
import pytest
from mathutils import Matrix
from test_emitters_against_cycles import emission, emitter
from test_indirect_light_against_cycles import assert_like_cycles as assert_room_like_cycles
from test_indirect_light_against_cycles import lit_by_spot, room  # noqa: F401
from test_light_against_cycles import (
    CYCLES_SAMPLES_OF_RARE_LIGHT,
    assert_like_cycles,
    box,
    light,
    link,
    matte,
    scene,  # noqa: F401
    sky_of_two_colors,
    world,
)


def pane(scene, shader_type: str = "ShaderNodeBsdfDiffuse", thickness: float = 0.0) -> bpy.types.ShaderNodeTree:  # noqa: F811
    """Half of a Transparent BSDF and half of another shader, in the air above the cube, with a shadow that is said to be opaque; gives its
    nodes."""
    material = matte(0.6)
    set_opaque_shadow(material)
    tree = material.node_tree
    mix = tree.nodes.new("ShaderNodeMixShader")
    tree.links.new(mix.inputs[1], tree.nodes.new(shader_type).outputs[0])
    tree.links.new(mix.inputs[2], tree.nodes.new("ShaderNodeBsdfTransparent").outputs[0])
    tree.links.new(tree.nodes["Material Output"].inputs["Surface"], mix.outputs[0])
    mesh = box("Pane", (1.2, 1.2, thickness / 2))
    mesh.materials[0] = material
    link(scene, mesh, (0.0, 0.0, 2.0 + thickness))
    return tree


def set_opaque_shadow(material: bpy.types.Material) -> None:
    (material if bpy.app.version >= (4, 2, 0) else material.cycles).use_transparent_shadow = False


def transparent() -> bpy.types.Material:
    material = matte(0.6)
    tree = material.node_tree
    tree.links.new(tree.nodes["Material Output"].inputs["Surface"], tree.nodes.new("ShaderNodeBsdfTransparent").outputs[0])
    return material


def sun(scene):  # noqa: F811
    light(scene, "SUN", 3.0, (2.0, 1.0, 4.0), angle=0.1)


def point(scene):  # noqa: F811
    light(scene, "POINT", 400.0, (2.0, 1.0, 4.5), shadow_soft_size=0.2)


def area(scene):  # noqa: F811
    light(scene, "AREA", 300.0, (2.0, 1.0, 4.5), shape="SQUARE", size=1.0)


def mesh_that_emits(scene):  # noqa: F811
    emitter(scene, box("Panel", (0.5, 0.5, 0.0)), Matrix.Translation((1.5, 0.5, 5.0)) @ Matrix.Rotation(math.pi, 4, "X"), emission(30.0))


def even_world(scene):  # noqa: F811
    world(scene, 0.8)


def add_transparent_shadow(scene):  # noqa: F811
    """Far away. Where no material has one, rays that surfaces scatter and that meet a lamp bring all of its light through the pane in Blender
    3.4's Cycles, in rare bright pixels."""
    mesh = box("Distant", (0.1, 0.1, 0.1))
    mesh.materials[0] = transparent()
    link(scene, mesh, (0.0, 100.0, 0.0))


@pytest.mark.parametrize("shine", [sun, point, area, mesh_that_emits, even_world])
def test_shadow(scene, tmp_path, shine):  # noqa: F811
    pane(scene)
    add_transparent_shadow(scene)
    shine(scene)
    assert_like_cycles(scene, tmp_path, cycles_samples=CYCLES_SAMPLES_OF_RARE_LIGHT)


def test_shadow_of_what_holds_a_volume(scene, tmp_path):  # noqa: F811
    """Is not opaque, whatever the material says."""
    tree = pane(scene, thickness=0.1)
    volume = tree.nodes.new("ShaderNodeVolumeAbsorption")
    volume.inputs["Density"].default_value = 0.0001
    tree.links.new(tree.nodes["Material Output"].inputs["Volume"], volume.outputs[0])
    sun(scene)
    assert_like_cycles(scene, tmp_path)


def test_environment(scene, tmp_path):  # noqa: F811
    """Of bright parts the shadow is as good as opaque, of the rest as good as transparent."""
    pane(scene)
    sky_of_two_colors(scene, tmp_path)
    assert_like_cycles(scene, tmp_path, cycles_samples=CYCLES_SAMPLES_OF_RARE_LIGHT)


def test_light_between_surfaces(room, tmp_path):  # noqa: F811
    """A corner is lit, and all that is below a pane that nothing is seen of gets its light from there."""
    lit_by_spot(room)
    mesh = box("Pane", (1.0, 1.0, 0.0))
    mesh.materials[0] = transparent()
    set_opaque_shadow(mesh.materials[0])
    link(room, mesh, (0.0, 0.0, 1.05))
    assert_room_like_cycles(room, tmp_path)
