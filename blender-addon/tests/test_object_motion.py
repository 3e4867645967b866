# SPDX-License-Identifier: GPL-3.0-or-later
"""What a renderer is told of objects, lights and deformation while the shutter is open."""

from __future__ import annotations

from types import SimpleNamespace

import bpy
import pytest
from passbridge.addon.engine import PassbridgeRenderEngine
from passbridge.scene.reader import SceneReader
from rendering import render
from test_motion import curves, set_position

FRAME, SUBFRAME = 5, 0.25
TOLERANCE = 1e-5


@pytest.fixture
def moving(scene, use_renderer, monkeypatch) -> bpy.types.Scene:
    """A square that moves and turns, a light that moves, another square with a shape key, and a third one that rests."""
    use_renderer("passbridge.testrenderer.MotionReader")
    monkeypatch.setattr(PassbridgeRenderEngine, "motion_step_count", 3)
    square = bpy.data.objects["Square"]
    light = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "POINT"))
    bending = bpy.data.objects.new("Bending", square.data.copy())
    resting = bpy.data.objects.new("Resting", square.data)
    still = bpy.data.objects.new("Still lamp", light.data)
    for each in (light, bending, resting, still):
        scene.collection.objects.link(each)
    bending.shape_key_add(name="Basis", from_mix=False)
    bent = bending.shape_key_add(name="Bent", from_mix=False)
    for point in bent.data:
        point.co.z += 10 * point.co.x
    for frame in (1, 11):
        for each in (square, light):
            each.location = frame, 2 * frame, 0
            each.rotation_euler.z = frame / 10
            each.keyframe_insert("location", frame=frame)
            each.keyframe_insert("rotation_euler", frame=frame)
        bent.value = frame / 11
        bent.keyframe_insert("value", frame=frame)
    for owner in (square, light, bending.data.shape_keys):
        for curve in curves(owner):
            for point in curve.keyframe_points:
                point.interpolation = "LINEAR"
    scene.render.use_motion_blur = True
    scene.render.motion_blur_shutter = 0.5
    set_position(scene, "CENTER")
    scene.frame_set(FRAME, subframe=SUBFRAME)
    return scene


def told(report) -> dict[str, list[float]]:
    """What the renderer was told, by what it is; the report has no other warnings."""
    return {what: [float(number) for number in numbers.split()] for what, _, numbers in (each.partition(": ") for each in report.warnings)}


def as_blender_has_it(scene: bpy.types.Scene, time: float) -> SimpleNamespace:
    """By its own `frame_set`; then back at the frame."""
    scene.frame_set(int(FRAME + SUBFRAME + time), subframe=(FRAME + SUBFRAME + time) % 1)
    depsgraph = bpy.context.evaluated_depsgraph_get()
    square, light, bending = (bpy.data.objects[name].evaluated_get(depsgraph) for name in ("Square", "Lamp", "Bending"))
    found = SimpleNamespace(
        square=[value for column in square.matrix_world.col for value in column],
        light=[value for column in light.matrix_world.col for value in column],
        positions=[value for vertex in bending.data.vertices for value in vertex.co],
    )
    scene.frame_set(FRAME, subframe=SUBFRAME)
    return found


def close_to(numbers: list[float]) -> object:
    return pytest.approx(numbers, abs=TOLERANCE)


@pytest.mark.parametrize("keeps_data", [True, False])
def test_what_moves_is_told_as_blender_has_it_at_each_time(moving, keeps_data):
    moving.render.use_persistent_data = keeps_data
    for _ in range(2):
        (report,) = render(moving)
        assert report.ok
        found = told(report)
        assert found["times"] == [-0.25, 0.25]
        for step, time in ((0, 0.0), (1, -0.25), (2, 0.25)):
            expected = as_blender_has_it(moving, time)
            assert found[f"object Square {step}"] == close_to(expected.square)
            assert found[f"light Lamp {step}"] == close_to(expected.light)
            assert found[f"positions Bending {step}"] == close_to(expected.positions)
        assert found["positions Bending 1"] != found["positions Bending 2"]
        # What rests has no steps.
        for resting in ("object Resting", "object Bending", "light Still lamp", "positions Square", "positions Resting"):
            assert f"{resting} 0" in found and f"{resting} 1" not in found
        assert (moving.frame_current, moving.frame_subframe) == (FRAME, SUBFRAME)


def test_without_motion_blur_no_step_is_read(moving, monkeypatch):
    (before,) = render(moving)
    moving.render.use_motion_blur = False
    monkeypatch.setattr(SceneReader, "read_motion_step", lambda *_, **__: pytest.fail("a step was read"))
    (report,) = render(moving)
    assert report.ok
    found = told(report)
    assert found.pop("times") == []
    assert {what for what in found if not what.endswith(" 0")} == set()
    assert found == {what: numbers for what, numbers in told(before).items() if what.endswith(" 0")}


def test_instances_are_found_again_at_each_time(moving):
    """Those of a collection, one member of which is there only from the frame on: the others are others by their order."""
    collection = bpy.data.collections.new("Group")
    for name in ("A", "B", "C"):
        member = bpy.data.objects.new(name, bpy.data.objects["Square"].data)
        member.location.y = ord(name)
        collection.objects.link(member)
    first = bpy.data.objects["A"]
    first.hide_render = True
    first.keyframe_insert("hide_render", frame=FRAME)
    first.hide_render = False
    first.keyframe_insert("hide_render", frame=FRAME + 1)
    instancer = bpy.data.objects.new("Instancer", None)
    instancer.instance_type, instancer.instance_collection = "COLLECTION", collection
    moving.collection.objects.link(instancer)
    for frame in (1, 11):
        instancer.location.x = frame
        instancer.keyframe_insert("location", frame=frame)
    for curve in curves(instancer):
        for point in curve.keyframe_points:
            point.interpolation = "LINEAR"
    moving.render.motion_blur_shutter = 1.0
    moving.frame_set(FRAME + 1)
    (report,) = render(moving)
    found = told(report)
    assert found["times"] == [-0.5, 0.5]
    assert found["object A 0"][12:14] == close_to([FRAME + 1, ord("A")])
    # It does not exist before: it stays where it is in the frame.
    assert [found[f"object A {step}"][12] for step in (1, 2)] == close_to([FRAME + 1, FRAME + 1.5])
    for name in ("B", "C"):
        assert [found[f"object {name} {step}"][13] for step in (0, 1, 2)] == close_to([ord(name)] * 3)
        assert [found[f"object {name} {step}"][12] for step in (0, 1, 2)] == close_to([FRAME + 1, FRAME + 0.5, FRAME + 1.5])


def test_a_mesh_with_another_number_of_points_is_sharp(moving):
    bending = bpy.data.objects["Bending"]
    array = bending.modifiers.new("Array", "ARRAY")
    for frame, count in ((1, 1), (FRAME, 1), (FRAME + 1, 3)):
        array.count = count
        array.keyframe_insert("count", frame=frame)
    moving.render.motion_blur_shutter = 2.0
    (report,) = render(moving)
    assert report.ok
    warnings = [each for each in report.warnings if "another number of points" in each]
    assert len(warnings) == 1 and bending.data.name in warnings[0]
    report.warnings.remove(warnings[0])
    found = told(report)
    assert "positions Bending 0" in found and "positions Bending 1" not in found
    assert "object Square 1" in found


@pytest.mark.parametrize("keeps_data", [True, False])
@pytest.mark.parametrize("count", [0, 1])
def test_a_cancel_between_steps_leaves_the_next_frame_right(moving, monkeypatch, keeps_data, count):
    moving.render.use_persistent_data = keeps_data
    (before,) = render(moving)
    read = SceneReader.read_motion_step
    steps = []

    def cancelled_after(self, *arguments, is_cancelled):
        if len(steps) == count:
            return read(self, *arguments, is_cancelled=lambda: True)
        steps.append(read(self, *arguments, is_cancelled=is_cancelled))
        return steps[-1]

    with monkeypatch.context() as patch:
        patch.setattr(SceneReader, "read_motion_step", cancelled_after)
        (report,) = render(moving)
    assert report.cancelled and not report.ok and not report.error and len(steps) == count
    assert (moving.frame_current, moving.frame_subframe) == (FRAME, SUBFRAME)
    (after,) = render(moving)
    assert after.ok and told(after) == told(before)


def test_a_failure_between_steps_leaves_the_next_frame_right(moving, monkeypatch):
    (before,) = render(moving)
    read = SceneReader.read_motion_step
    steps = []

    def failing(self, *arguments, **keywords):
        steps.append(read(self, *arguments, **keywords))
        raise ValueError("broken by the test")

    with monkeypatch.context() as patch:
        patch.setattr(SceneReader, "read_motion_step", failing)
        (report,) = render(moving)
    assert "broken by the test" in report.error and len(steps) == 1
    assert (moving.frame_current, moving.frame_subframe) == (FRAME, SUBFRAME)
    (after,) = render(moving)
    assert after.ok and told(after) == told(before)


def rising_points(scene: bpy.types.Scene) -> None:
    """A point cloud, made by geometry nodes that lift it by a keyed value."""
    group = bpy.data.node_groups.new("Made", "GeometryNodeTree")
    if hasattr(group, "interface"):
        group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    else:
        group.outputs.new("NodeSocketGeometry", "Geometry")
    add, link = group.nodes.new, group.links.new
    line, end = add("GeometryNodeMeshLine"), add("NodeGroupOutput")
    line.inputs["Count"].default_value = 4
    to_points = add("GeometryNodeMeshToPoints")
    move, height = add("GeometryNodeSetPosition"), add("ShaderNodeCombineXYZ")
    link(line.outputs[0], to_points.inputs[0])
    link(to_points.outputs[0], move.inputs["Geometry"])
    link(height.outputs[0], move.inputs["Offset"])
    link(move.outputs[0], end.inputs[0])
    made = bpy.data.objects.new("Made", bpy.data.objects["Square"].data.copy())
    made.modifiers.new("Nodes", "NODES").node_group = group
    scene.collection.objects.link(made)
    for frame in (1, 11):
        height.inputs[2].default_value = frame
        height.inputs[2].keyframe_insert("default_value", frame=frame)
    for curve in curves(group):
        for point in curve.keyframe_points:
            point.interpolation = "LINEAR"


def test_point_clouds_deform(moving):
    rising_points(moving)
    (report,) = render(moving)
    assert report.ok
    found = told(report)
    for step, time in ((0, 0.0), (1, -0.25), (2, 0.25)):
        heights = found[f"positions Made {step}"][2::3]
        assert [height - heights[0] for height in heights] == close_to([0, 1, 2, 3])
        assert heights[0] == pytest.approx(FRAME + SUBFRAME + time, abs=TOLERANCE)


def grow_hair(name: str) -> None:
    object = bpy.data.objects[name]
    object.modifiers.new("Hair", "PARTICLE_SYSTEM")
    settings = object.particle_systems[0].settings
    settings.type, settings.count = "HAIR", 3


def test_hair_deforms(moving):
    grow_hair("Bending")
    (report,) = render(moving)
    assert report.ok
    moving.render.use_motion_blur = False
    for step, frame in ((0, FRAME + SUBFRAME), (1, FRAME + SUBFRAME - 0.25), (2, FRAME + SUBFRAME + 0.25)):
        moving.frame_set(int(frame), subframe=frame % 1)
        (alone,) = render(moving)
        assert told_of_hair(report, step) == close_to(told_of_hair(alone, 0))
    assert told_of_hair(report, 1) != close_to(told_of_hair(report, 2))


def test_hair_that_rests_has_no_steps(moving):
    grow_hair("Resting")
    (report,) = render(moving)
    assert report.ok
    assert sum(each.startswith("positions Resting 0: ") for each in report.warnings) == 2  # of the mesh and of its hair
    assert not any(each.startswith("positions Resting 1: ") for each in report.warnings)


def told_of_hair(report, step: int) -> list[float]:
    """A renderer is told of it after the mesh that it grows on, which is another geometry of the same object."""
    what = f"positions Bending {step}: "
    _, hair = (each for each in report.warnings if each.startswith(what))
    return [float(number) for number in hair[len(what) :].split()]
