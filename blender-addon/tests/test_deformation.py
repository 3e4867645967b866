# SPDX-License-Identifier: GPL-3.0-or-later
"""What deforms while the shutter is open is as blurred, as bright and as shadowed as in Cycles."""

from __future__ import annotations

import math

import bmesh
import bpy
import pytest
from blur_comparison import assert_blurred_like_cycles, look_down, shining_square
from passbridge.addon.engine import PassbridgeRenderEngine
from passbridge.engine.frame import frame_reports
from test_motion import curves, set_position

# What is left of the noise of 256 independent samples, most of it where there are lights. Drawn as in the frame each scene differs by 0.026 and more.
GREATEST_MEAN_DIFFERENCE = 0.012


@pytest.fixture
def scene(passbridge_enabled: None) -> bpy.types.Scene:
    """Frame 5; the shutter is open from 4.75 to 5.25."""
    scene = bpy.context.scene
    look_down(scene)
    scene.render.use_motion_blur = True
    scene.render.motion_blur_shutter = 0.5
    set_position(scene, "CENTER")
    return scene


def key(owner: bpy.types.ID, holder: object, channel: str, values: dict[float, object]) -> None:
    """Keys a property by frame, straight from one to the next. ``owner``: what has the animation."""
    for frame, value in values.items():
        setattr(holder, channel, value)
        holder.keyframe_insert(channel, frame=frame)
    for curve in curves(owner):
        for point in curve.keyframe_points:
            point.interpolation = "LINEAR"


def add_shape_key(deforming: bpy.types.Object, move, values: dict[float, float]) -> None:
    """``move``: gives for a point where it is in the shape that the values are the shares of."""
    deforming.shape_key_add(name="Basis", from_mix=False)
    shape = deforming.shape_key_add(name="Shape", from_mix=False)
    for point in shape.data:
        point.co = move(point.co)
    key(deforming.data.shape_keys, shape, "value", values)


def matte(placed: bpy.types.Object) -> bpy.types.Object:
    """White, in place of what it shines."""
    tree = placed.data.materials[0].node_tree
    output = next(node for node in tree.nodes if node.bl_idname == "ShaderNodeOutputMaterial")
    tree.links.new(output.inputs["Surface"], tree.nodes.new("ShaderNodeBsdfDiffuse").outputs[0])
    return placed


def subdivide(placed: bpy.types.Object, cuts: int) -> None:
    edited = bmesh.new()
    edited.from_mesh(placed.data)
    bmesh.ops.subdivide_edges(edited, edges=edited.edges, cuts=cuts, use_grid_fill=True)
    edited.to_mesh(placed.data)
    edited.free()


def add_sun(scene: bpy.types.Scene, tilt: float) -> None:
    sun = bpy.data.objects.new("Sun", bpy.data.lights.new("Sun", "SUN"))
    sun.data.energy, sun.data.angle = 3.0, 0.02
    sun.rotation_euler.y = tilt
    scene.collection.objects.link(sun)


def is_drawn_like_cycles(scene: bpy.types.Scene, tmp_path) -> None:
    scene.frame_set(5)
    assert_blurred_like_cycles(scene, tmp_path, GREATEST_MEAN_DIFFERENCE)
    assert frame_reports[-1].warnings == []


@pytest.mark.parametrize("step_count", [3, 5])
def test_shape_keys(scene, tmp_path, monkeypatch, step_count):
    """There and back: where five steps are seen three show something else."""
    monkeypatch.setattr(PassbridgeRenderEngine, "motion_step_count", step_count)
    square = shining_square(scene, (0.0, 0.0, -5.0), 0.6)
    square.cycles.motion_steps = {3: 1, 5: 2}[step_count]
    path = {4.75: 0.0, 4.875: 0.7, 5.0: 0.5, 5.125: 0.1, 5.25: 1.0}
    add_shape_key(square, lambda place: (place.x * 2 + 1.0, place.y, place.z), path)
    is_drawn_like_cycles(scene, tmp_path)


@pytest.mark.parametrize("position", ["START", "END"])
def test_shutter_that_is_open_on_one_side_of_the_frame(scene, tmp_path, position):
    set_position(scene, position)
    square = shining_square(scene, (0.0, 0.0, -5.0), 0.6)
    add_shape_key(square, lambda place: (place.x * 2 + 1.0, place.y, place.z), {4.5: 0.0, 5.0: 0.5, 5.25: 0.2, 5.5: 1.0})
    is_drawn_like_cycles(scene, tmp_path)


def test_armature(scene, tmp_path):
    """A plane's right half is turned around the middle by a bone."""
    square = shining_square(scene, (0.0, 0.0, -5.0), 1.0)
    subdivide(square, 7)
    armature = bpy.data.objects.new("Armature", bpy.data.armatures.new("Armature"))
    armature.location = square.location
    scene.collection.objects.link(armature)
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    bone = armature.data.edit_bones.new("Bone")
    bone.head, bone.tail = (0.0, 0.0, 0.0), (1.0, 0.0, 0.0)
    bpy.ops.object.mode_set(mode="OBJECT")
    group = square.vertex_groups.new(name="Bone")
    for vertex in square.data.vertices:
        group.add([vertex.index], min(1.0, max(0.0, vertex.co.x * 4)), "REPLACE")
    square.modifiers.new("Armature", "ARMATURE").object = armature
    pose = armature.pose.bones["Bone"]
    pose.rotation_mode = "XYZ"
    key(armature, pose, "rotation_euler", {4.0: (-2.0, 0.0, -1.0), 6.0: (2.0, 0.0, 1.6)})
    is_drawn_like_cycles(scene, tmp_path)


def test_instances_deform_where_they_are(scene, tmp_path):
    """Objects that share a mesh without modifiers of their own share its deformation, too, while one of them moves."""
    square = shining_square(scene, (-1.0, 0.5, -5.0), 0.4)
    add_shape_key(square, lambda place: (place.x * 2 + 1.0, place.y, place.z), {4.0: 0.0, 6.0: 1.0})
    other = bpy.data.objects.new("Other", square.data)
    scene.collection.objects.link(other)
    key(other, other, "location", {4.0: (-1.0, -1.0, -5.0), 6.0: (0.5, -0.5, -5.0)})
    is_drawn_like_cycles(scene, tmp_path)


@pytest.mark.parametrize("faces", ["smooth", "flat", "mixed"])
def test_normals_deform(scene, tmp_path, faces):
    """A matte sheet that an animated modifier twists under a lamp from the side. It does not light itself: light that surfaces reflect comes from
    where they were in other samples, too."""
    sheet = matte(shining_square(scene, (0.0, 0.0, -5.0), 1.6))
    subdivide(sheet, 9)
    for polygon in sheet.data.polygons:
        polygon.use_smooth = faces == "smooth" or faces == "mixed" and polygon.center.x > 0
    sheet.visible_diffuse = False
    twist = sheet.modifiers.new("Twist", "SIMPLE_DEFORM")
    twist.deform_method, twist.deform_axis = "TWIST", "X"
    key(sheet, twist, "angle", {4.75: -1.5, 5.0: 0.5, 5.25: 1.5})
    add_sun(scene, 0.7)
    is_drawn_like_cycles(scene, tmp_path)


def test_shadows_deform(scene, tmp_path):
    """Of something beside the picture."""
    floor = matte(shining_square(scene, (0.0, 0.0, -5.0), 6.0))
    floor.data.materials[0].use_backface_culling = False
    blocker = matte(shining_square(scene, (3.5, -3.0, -2.0), 0.8))
    add_shape_key(blocker, lambda place: (place.x, place.y + 6.0, place.z), {4.0: 0.0, 6.0: 1.0})
    add_sun(scene, math.atan2(3.5, 3.0))
    is_drawn_like_cycles(scene, tmp_path)


def test_light_of_what_deforms(scene, tmp_path):
    """An emitter beside the picture whose light follows its triangles."""
    matte(shining_square(scene, (0.0, 0.0, -5.0), 6.0))
    emitter = shining_square(scene, (0.0, 0.0, 0.5), 0.4)
    next(node for node in emitter.data.materials[0].node_tree.nodes if node.bl_idname == "ShaderNodeEmission").inputs["Strength"].default_value = 30
    emitter.visible_camera = False
    add_shape_key(emitter, lambda place: (place.x * 3 + 3, place.y, place.z - 4.5), {4.75: 0.0, 5.0: 0.2, 5.25: 1.0})
    is_drawn_like_cycles(scene, tmp_path)


def modify(placed: bpy.types.Object, build) -> bpy.types.NodeTree:
    """Geometry nodes. ``build`` adds them to a tree and gives the output that is shown."""
    group = bpy.data.node_groups.new("Made", "GeometryNodeTree")
    if hasattr(group, "interface"):
        group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    else:
        group.outputs.new("NodeSocketGeometry", "Geometry")
    group.links.new(build(group), group.nodes.new("NodeGroupOutput").inputs[0])
    placed.modifiers.new("Made", "NODES").node_group = group
    return group


def shift(group: bpy.types.NodeTree, geometry: bpy.types.NodeSocket) -> bpy.types.NodeSocket:
    """Moves it by a keyed value along X."""
    move, place = group.nodes.new("GeometryNodeSetPosition"), group.nodes.new("ShaderNodeCombineXYZ")
    group.links.new(geometry, move.inputs["Geometry"])
    group.links.new(place.outputs[0], move.inputs["Offset"])
    key(group, place.inputs[0], "default_value", {4.0: -1.6, 5.0: 0.2, 6.0: 1.6})
    return move.outputs[0]


def test_points(scene, tmp_path):
    square = shining_square(scene, (0.0, 0.0, -5.0), 1.0)

    def build(group):
        line, points = group.nodes.new("GeometryNodeMeshLine"), group.nodes.new("GeometryNodeMeshToPoints")
        line.inputs["Count"].default_value = 3
        line.inputs["Offset"].default_value = 0.0, 0.8, 0.0
        points.inputs["Radius"].default_value = 0.35
        group.links.new(line.outputs[0], points.inputs[0])
        material = group.nodes.new("GeometryNodeSetMaterial")
        material.inputs["Material"].default_value = square.data.materials[0]
        group.links.new(shift(group, points.outputs[0]), material.inputs[0])
        return material.outputs[0]

    modify(square, build)
    is_drawn_like_cycles(scene, tmp_path)


def test_hair(scene, tmp_path):
    """Hair goes with the mesh that it grows on."""
    square = shining_square(scene, (0.0, 0.0, -5.0), 0.8)
    square.rotation_euler.x = -1.3
    square.modifiers.new("Hair", "PARTICLE_SYSTEM")
    settings = square.particle_systems[0].settings
    settings.type, settings.count, settings.hair_length, settings.hair_step = "HAIR", 30, 1.5, 4
    settings.root_radius, settings.tip_radius, settings.radius_scale = 8.0, 8.0, 0.01
    add_shape_key(square, lambda place: (place.x + 2.0, place.y, place.z), {4.0: 0.0, 6.0: 1.0})
    square.show_instancer_for_render = False
    is_drawn_like_cycles(scene, tmp_path)
