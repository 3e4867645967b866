# SPDX-License-Identifier: GPL-3.0-or-later
"""What a description tells of objects, instances and lights beside geometry and places, held against Blender's own answers."""

from __future__ import annotations

import bpy
import pytest
from passbridge import abi
from scene_reading import ReadingEngine, instances, lights, materials, objects, read, the_scene
from test_reader import cube, link, scene  # noqa: F401: `scene` is a fixture

HAS_LIGHT_LINKING = bpy.app.version >= (4, 0, 0)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set on each data block tells its kind and its name."""
    monkeypatch.setattr(ReadingEngine, "settings", staticmethod(lambda on, owner: {"on": on, "of": owner.name, "level": 3}))


def test_an_object_is_told_whole(scene, settings):  # noqa: F811
    top, middle = link(scene, "Top", None), link(scene, "Middle", None)
    middle.parent = top
    placed = link(scene, "Würfel", cube())
    placed.parent = middle
    placed.color = 0.25, 0.5, 0.75, 0.5
    placed.pass_index = 7
    placed.visible_glossy = placed.visible_shadow = False
    placed.is_shadow_catcher = True
    placed["size"], placed["tags"], placed["name of it"] = 1.5, [1, 2, 3], "a"
    placed["nested"] = {"left": "out"}
    for name in ("First", "Second"):
        collection = bpy.data.collections.new(name)
        scene.collection.children.link(collection)
        collection.objects.link(placed)
    scene.view_layers[0].lightgroups.add().name = "Lamps"
    placed.lightgroup = "Lamps"
    (instance,) = instances(read(scene))
    found = instance.object
    assert (found.name, found.asset_name, found.parent) == ("Würfel", "Top", "Middle")
    assert list(found.color) == [0.25, 0.5, 0.75, 0.5]
    assert (found.pass_index, found.light_group, found.collections) == (7, "Lamps", ["First", "Second"])
    assert found.visibility == 63 - abi.VISIBLE_TO_GLOSSY - abi.VISIBLE_TO_SHADOW
    assert found.flags == abi.OBJECT_SHADOW_CATCHER
    assert found.properties == {"size": (1.5,), "tags": (1.0, 2.0, 3.0), "name of it": "a"}
    assert found.settings == {"on": "OBJECT", "of": "Würfel", "level": (3.0,)}


def test_materials_lights_and_world_have_settings_and_properties(scene, settings):  # noqa: F811
    material, light, world = bpy.data.materials.new("M"), bpy.data.lights.new("L", "SUN"), bpy.data.worlds.new("W")
    for owner in (material, light, world, scene):
        owner["mine"] = owner.name
    mesh = cube()
    mesh.materials.append(material)
    link(scene, "Cube", mesh)
    link(scene, "Lamp", light)
    light.angle = 0.2
    light.use_shadow = False
    scene.world = world
    description = read(scene)
    (lamp,) = lights(description)
    for found, on, name in ((materials(description)[0], "MATERIAL", "M"), (lamp, "LIGHT", "L"), (the_scene(description).world, "WORLD", "W")):
        assert (found.name, found.settings["on"], found.settings["of"]) == (name, on, name)
        assert found.properties == {"mine": name}
        assert found.id != 0
    assert lamp.object.name == "Lamp"
    assert lamp.sun_angle == pytest.approx(0.2)
    assert lamp.flags == 0
    assert the_scene(description).properties["mine"] == scene.name


def spread_out(scene) -> None:  # noqa: F811
    """Instances of vertices, of collections, of collections inside of collections, and an object that is itself."""
    points = bpy.data.meshes.new("Points")
    points.from_pydata([(x, y, 0.5) for x in range(30) for y in range(30)], [], [])
    parent = link(scene, "Parent", points)
    parent.instance_type = "VERTS"
    link(scene, "Child", cube()).parent = parent
    collection = bpy.data.collections.new("Collection")
    for x in range(3):
        inside = bpy.data.objects.new(f"Inside{x}", cube())
        inside.location.x = x
        collection.objects.link(inside)
    outer = bpy.data.collections.new("Outer")
    nested = bpy.data.objects.new("Nested", None)
    nested.instance_type, nested.instance_collection = "COLLECTION", collection
    outer.objects.link(nested)
    for number in range(20):
        empty = link(scene, f"Empty{number}", None, (0.0, number, 0.0))
        empty.instance_type = "COLLECTION"
        empty.instance_collection = outer if number % 2 else collection
    link(scene, "Itself", cube())


def test_random_ids_are_those_of_blender(scene):  # noqa: F811
    spread_out(scene)
    found = sorted((tuple(i.object_to_world), i.random_id) for i in instances(read(scene)))
    expected = []

    class Listing(bpy.types.RenderEngine):
        bl_idname = "PASSBRIDGE_LISTING"
        bl_label = "Passbridge listing"

        def render(self, depsgraph: bpy.types.Depsgraph) -> None:
            for instance in depsgraph.object_instances:
                if instance.object.type == "MESH" and instance.show_self and len(instance.object.data.polygons):
                    matrix = tuple(value for column in instance.matrix_world.col for value in column)
                    expected.append((matrix, instance.random_id & 0xFFFFFFFF))

    bpy.utils.register_class(Listing)
    try:
        scene.render.engine = Listing.bl_idname
        bpy.ops.render.render()
    finally:
        bpy.utils.unregister_class(Listing)
    assert found == sorted(expected)


@pytest.mark.parametrize("in_place", [True, False])
def test_instances_have_ids_that_stay(scene, monkeypatch, in_place):  # noqa: F811
    from passbridge.scene import instances as reading

    spread_out(scene)
    monkeypatch.setattr(reading, "_why_not_in_place", "" if in_place else "forbidden by the test")
    before = instances(read(scene))
    assert reading._why_not_in_place == ("" if in_place else "forbidden by the test")
    ids = [instance.id for instance in before]
    assert len(set(ids)) == len(ids) == 30 * 30 + 20 * 3 + 1 and 0 not in ids
    scene.objects["Parent"].location.z += 1.0
    link(scene, "Another", cube())
    after = {instance.id: instance for instance in instances(read(scene))}
    assert len(after) == len(ids) + 1
    for instance in before:
        again = after[instance.id]
        assert (again.random_id, again.object.name) == (instance.random_id, instance.object.name)
        assert again.object_to_world[12:14] == instance.object_to_world[12:14]


def test_both_ways_of_reading_instances_give_the_same(scene, monkeypatch):  # noqa: F811
    from passbridge.scene import instances as reading

    spread_out(scene)
    in_place = [vars(instance) for instance in instances(read(scene))]
    monkeypatch.setattr(reading, "_why_not_in_place", "forbidden by the test")
    copied = [vars(instance) for instance in instances(read(scene))]
    for one, other in zip(in_place, copied, strict=True):
        assert {**one, "object": one["object"].name} == {**other, "object": other["object"].name}


def test_instances_are_read_where_before_many_every_second_was_none(scene, monkeypatch):  # noqa: F811
    from passbridge.scene import instances as reading

    collection = bpy.data.collections.new("Collection")
    collection.objects.link(bpy.data.objects.new("Inside", cube()))
    for number in range(20):
        empty = link(scene, f"Empty{number}", None, (0.0, number, 0.0))
        empty.instance_type, empty.instance_collection = "COLLECTION", collection
    points = bpy.data.meshes.new("Points")
    points.from_pydata([(x, 0.0, 0.5) for x in range(30)], [], [])
    parent = link(scene, "Parent", points)
    parent.instance_type = "VERTS"
    link(scene, "Child", cube()).parent = parent
    in_place = [instance.object_to_world[:] for instance in instances(read(scene))]
    assert not reading._why_not_in_place
    monkeypatch.setattr(reading, "_why_not_in_place", "forbidden by the test")
    assert in_place == [instance.object_to_world[:] for instance in instances(read(scene))] and len(in_place) == 20 + 30


def test_an_object_seen_in_two_ways_is_two(scene):  # noqa: F811
    collection = bpy.data.collections.new("Collection")
    inside = bpy.data.objects.new("Inside", cube())
    collection.objects.link(inside)
    for name, is_holdout in (("A", False), ("B", True), ("C", False)):
        empty = link(scene, name, None)
        empty.instance_type, empty.instance_collection = "COLLECTION", collection
        empty.is_holdout = is_holdout
    description = read(scene)
    assert [instance.object.flags for instance in instances(description)] == [0, abi.OBJECT_HOLDOUT, 0]
    assert [each.name for each in objects(description)] == ["Inside", "Inside"]
    assert len({each.id for each in objects(description)}) == 2
    assert len(description.lists[abi.LIST_PROTOTYPES]) == 2 * abi.LIST_ELEMENT_BYTES[abi.LIST_PROTOTYPES]


@pytest.mark.not_applicable_if(not HAS_LIGHT_LINKING, reason="there is no light linking")
def test_light_linking(scene):  # noqa: F811
    lamp = link(scene, "Lamp", bpy.data.lights.new("Lamp", "POINT"))
    first, second, third = (link(scene, name, cube()) for name in ("First", "Second", "Third"))
    receivers, below, blockers = (bpy.data.collections.new(name) for name in ("Receivers", "Below", "Blockers"))
    receivers.objects.link(first)
    receivers.children.link(below)
    below.objects.link(second)
    blockers.objects.link(third)
    receivers.collection_objects[0].light_linking.link_state = "EXCLUDE"
    lamp.light_linking.receiver_collection, lamp.light_linking.blocker_collection = receivers, blockers
    description = read(scene)
    ids = {each.name: each.id for each in objects(description)}
    (found,) = lights(description)
    assert found.receivers == [(ids["First"], 1), (ids["Second"], 0)]
    assert found.blockers == [(ids["Third"], 0)]


@pytest.mark.not_applicable_if(not HAS_LIGHT_LINKING, reason="there is no light linking")
def test_light_linking_of_objects(scene):  # noqa: F811
    """It is of the object, whether its mesh emits or not; others have none."""
    first, second = (link(scene, name, cube()) for name in ("First", "Second"))
    receivers, blockers = (bpy.data.collections.new(name) for name in ("Receivers", "Blockers"))
    receivers.objects.link(second)
    blockers.objects.link(first)
    first.light_linking.receiver_collection, first.light_linking.blocker_collection = receivers, blockers
    description = read(scene)
    found = {each.name: each for each in objects(description)}
    assert found["First"].receivers == [(found["Second"].id, 0)]
    assert found["First"].blockers == [(found["First"].id, 0)]
    assert found["Second"].receivers == found["Second"].blockers == []


def test_lights_of_instances_are_told_apart(scene):  # noqa: F811
    collection = bpy.data.collections.new("Collection")
    collection.objects.link(bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "POINT")))
    for name in "AB":
        empty = link(scene, name, None)
        empty.instance_type, empty.instance_collection = "COLLECTION", collection
    found = lights(read(scene))
    assert len({light.id for light in found}) == 2
    assert {light.object.name for light in found} == {"Lamp"}
