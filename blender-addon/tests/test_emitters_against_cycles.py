# SPDX-License-Identifier: GPL-3.0-or-later
"""Light of meshes that emit, held against Cycles' direct light in the same Blender."""

from __future__ import annotations

import math

import bmesh
import bpy
import pytest
from mathutils import Matrix
from patch_comparison import combined, set_up_samples
from test_light_against_cycles import (
    CYCLES_SAMPLES_OF_RARE_LIGHT,
    assert_like_cycles,
    box,
    light,
    link,
    scene,  # noqa: F401
)


def emission(strength: float, color: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> bpy.types.Material:
    material, tree = empty_material()
    shader = tree.nodes.new("ShaderNodeEmission")
    shader.inputs["Color"].default_value = (*color, 1.0)
    shader.inputs["Strength"].default_value = strength
    tree.links.new(tree.nodes["Material Output"].inputs["Surface"], shader.outputs[0])
    return material


def empty_material() -> tuple[bpy.types.Material, bpy.types.ShaderNodeTree]:
    material = bpy.data.materials.new("Emitting")
    if not material.node_tree or not material.node_tree.nodes:
        material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    tree.nodes.new("ShaderNodeOutputMaterial")
    return material, tree


def principled(strength: float) -> bpy.types.Material:
    """Black but for what it emits."""
    material, tree = empty_material()
    shader = tree.nodes.new("ShaderNodeBsdfPrincipled")
    shader.inputs["Base Color"].default_value = (0.0, 0.0, 0.0, 1.0)
    shader.inputs["Specular IOR Level" if bpy.app.version >= (4, 0, 0) else "Specular"].default_value = 0.0
    shader.inputs["Roughness"].default_value = 1.0
    shader.inputs["Emission Color" if bpy.app.version >= (4, 0, 0) else "Emission"].default_value = (1.0, 0.9, 0.8, 1.0)
    shader.inputs["Emission Strength"].default_value = strength
    tree.links.new(tree.nodes["Material Output"].inputs["Surface"], shader.outputs[0])
    return material


def emitter(scene, mesh, place, material, is_seen=False):  # noqa: F811
    """The camera sees it only where that is said: its picture alone would tell nothing of its light."""
    mesh.materials.clear()
    mesh.materials.append(material)
    result = link(scene, mesh, (0.0, 0.0, 0.0))
    result.matrix_world = place
    result.visible_camera = is_seen
    return result


def sphere() -> bpy.types.Mesh:
    mesh = bpy.data.meshes.new("Sphere")
    shape = bmesh.new()
    bmesh.ops.create_uvsphere(shape, u_segments=32, v_segments=16, radius=0.5)
    shape.to_mesh(mesh)
    shape.free()
    return mesh


def plane_that_stands(scene):  # noqa: F811
    """Lights to both sides, one of which the cube keeps off."""
    emitter(scene, box("Panel", (0.8, 0.8, 0.0)), Matrix.Translation((1.8, -0.5, 1.0)) @ Matrix.Rotation(math.pi / 2, 4, "Y"),
            emission(6.0, (1.0, 0.8, 0.5)))


def sphere_beside(scene):  # noqa: F811
    emitter(scene, sphere(), Matrix.Translation((1.5, -1.5, 1.2)), emission(20.0), is_seen=True)


def strip_along_the_ground(scene):  # noqa: F811
    """Closer to what it lights than it is long."""
    emitter(scene, box("Strip", (1.5, 0.05, 0.05)), Matrix.Translation((0.5, -1.8, 0.3)), principled(30.0))


def image_by_uv(scene):  # noqa: F811
    """A screen, red on its left and green on its right."""
    mesh = box("Screen", (1.0, 0.6, 0.0))
    uvs = mesh.uv_layers.new(name="UVMap")
    for corner, loop in zip(uvs.data, mesh.loops):
        x, y, _ = mesh.vertices[loop.vertex_index].co
        corner.uv = (x / 2 + 0.5, y / 1.2 + 0.5)
    image = bpy.data.images.new("Screen", 64, 8, float_buffer=True)
    image.pixels.foreach_set([channel for _ in range(8) for x in range(64) for channel in ((1, 0, 0, 1) if x < 32 else (0, 1, 0, 1))])
    image.pack()
    material, tree = empty_material()
    shader, texture = tree.nodes.new("ShaderNodeEmission"), tree.nodes.new("ShaderNodeTexImage")
    texture.image = image
    shader.inputs["Strength"].default_value = 15.0
    tree.links.new(shader.inputs["Color"], texture.outputs["Color"])
    tree.links.new(tree.nodes["Material Output"].inputs["Surface"], shader.outputs[0])
    emitter(scene, mesh, Matrix.Translation((0.5, -2.0, 1.0)) @ Matrix.Rotation(math.pi / 2, 4, "X"), material)


def two_emitters_and_a_lamp(scene):  # noqa: F811
    """Of one mesh; one is 80 times as large as the other, and mirrored. What diffuse surfaces don't see adds nothing."""
    light(scene, "SUN", 1.0, (-2.0, 1.0, 4.0), angle=0.1)
    mesh = box("Panel", (0.5, 0.5, 0.0))
    material = emission(8.0)
    emitter(scene, mesh, Matrix.Translation((1.5, -1.5, 2.0)) @ Matrix.Diagonal((0.5, 0.5, 1.0, 1.0)), material)
    emitter(scene, mesh, Matrix.Translation((-3.0, 2.0, 4.0)) @ Matrix.Diagonal((-4.0, 5.0, 1.0, 1.0)), material)
    emitter(scene, box("Unseen", (1.0, 1.0, 0.0)), Matrix.Translation((1.0, 0.5, 3.0)), emission(10.0)).visible_diffuse = False


@pytest.mark.parametrize("build", [plane_that_stands, sphere_beside, strip_along_the_ground, image_by_uv, two_emitters_and_a_lamp])
def test_emitter(scene, tmp_path, build):  # noqa: F811
    """Most places on closed meshes are turned away from what is lit, and Cycles picks these as often."""
    build(scene)
    assert_like_cycles(scene, tmp_path, cycles_samples=CYCLES_SAMPLES_OF_RARE_LIGHT)


@pytest.mark.not_applicable_if(bpy.app.version < (4, 0, 0), reason="light linking came with 4.0")
@pytest.mark.parametrize("state", ["INCLUDE", "EXCLUDE"])
@pytest.mark.parametrize("linked", ["receiver_collection", "blocker_collection"])
def test_light_linking(scene, tmp_path, linked, state):  # noqa: F811
    """An emitter that lights, or is blocked by, the ground alone, or all but that; another one has to do with all."""
    panel = box("Panel", (0.8, 0.8, 0.0))
    linking = emitter(scene, panel, Matrix.Translation((1.8, -0.5, 2.2)) @ Matrix.Rotation(math.pi / 3, 4, "Y"), emission(12.0))
    emitter(scene, panel.copy(), Matrix.Translation((-2.5, -2.0, 2.5)), emission(5.0, (0.4, 0.6, 1.0)))
    collection = bpy.data.collections.new("Linked")
    collection.objects.link(bpy.data.objects["Ground"])
    collection.collection_objects[0].light_linking.link_state = state
    setattr(linking.light_linking, linked, collection)
    assert_like_cycles(scene, tmp_path, cycles_samples=CYCLES_SAMPLES_OF_RARE_LIGHT)


@pytest.mark.not_applicable_if(bpy.app.version < (4, 0, 0), reason="light linking came with 4.0")
def test_moved_emitter_stays_linked(scene, tmp_path):  # noqa: F811
    """Of what was read before its object alone is described anew."""
    linking = emitter(scene, box("Panel", (0.8, 0.8, 0.0)), Matrix.Translation((1.8, -0.5, 1.0)), emission(12.0))
    collection = bpy.data.collections.new("Linked")
    collection.objects.link(bpy.data.objects["Cube"])
    linking.light_linking.receiver_collection = collection
    scene.render.resolution_x, scene.render.resolution_y = 24, 18
    set_up_samples(scene, 8)
    scene.render.engine = "PASSBRIDGE"
    scene.render.use_persistent_data = True
    combined(scene, tmp_path / "before.exr")
    linking.location.z = 2.5
    moved = combined(scene, tmp_path / "moved.exr")
    scene.render.use_persistent_data = False
    assert moved == combined(scene, tmp_path / "anew.exr")


def test_animated_strength(scene, tmp_path):  # noqa: F811
    """Three times the strength is three times the light, pixel by pixel: the samples are the same."""
    material = emission(1.0)
    emitter(scene, box("Panel", (1.0, 1.0, 0.0)), Matrix.Translation((1.0, 0.5, 3.0)), material)
    strength = next(node for node in material.node_tree.nodes if node.type == "EMISSION").inputs["Strength"]
    for frame, value in ((1, 1.0), (2, 3.0)):
        strength.default_value = value
        strength.keyframe_insert("default_value", frame=frame)
    scene.render.resolution_x, scene.render.resolution_y = 24, 18
    set_up_samples(scene, 8)
    scene.render.engine = "PASSBRIDGE"
    pictures = []
    for frame in (1, 2):
        scene.frame_set(frame)
        pictures.append([value for pixel in combined(scene, tmp_path / f"{frame}.exr")[2] for value in pixel])
    assert max(pictures[0]) > 0.01
    assert pictures[1] == pytest.approx([3.0 * value for value in pictures[0]], rel=1e-4)
