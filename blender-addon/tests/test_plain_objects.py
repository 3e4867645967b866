# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that C describes are described as Python does it, and where that is not so Python describes them."""

from __future__ import annotations

import ctypes

import bpy
import pytest
from passbridge import abi
from scene_reading import instances, meshes, objects, read
from test_arrays import rich_mesh

PLAIN = {
    *("Rich", "Cube", "Smooth", "Mixed", "Sharp", "Slots", "Own slot", "Empty slot", "Key", "Würfel", "Child", "Grandchild"),
    *("In collections", "Coloured", "Subdivided", "Shared 1", "Shared 2", "No size", "Mirrored", "Not a number"),
}
OTHERS = {"Edited", "Custom property", "Custom normals", "Not glossy", "Holdout", "Light group", "Hairy"}


@pytest.fixture(autouse=True)
def plain_objects(monkeypatch: pytest.MonkeyPatch):
    """Each test begins as a new process, and with objects few enough to be looked at."""
    from passbridge.scene import arrays, plain_objects

    monkeypatch.setattr(arrays, "_refusals", {})
    monkeypatch.setattr(arrays, "_verified", {})
    monkeypatch.setattr(plain_objects, "_refusal", "")
    monkeypatch.setattr(plain_objects, "_checked_counts", {})
    monkeypatch.setattr(plain_objects, "_unchecked_count", 0)
    monkeypatch.setattr(plain_objects, "_LEAST_COUNT", 1)
    return plain_objects


def cube(name: str, *, smooth: str = "") -> bpy.types.Mesh:
    """``smooth``: which polygons are, a digit each."""
    vertices = [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(vertices, [], faces)
    for polygon, is_smooth in zip(mesh.polygons, smooth or "000000"):
        polygon.use_smooth = is_smooth == "1"
    return mesh


def link(scene: bpy.types.Scene, name: str, data: bpy.types.ID | None = None) -> bpy.types.Object:
    """An object with a place and a mesh of its own."""
    placed = bpy.data.objects.new(name, data or cube(name))
    scene.collection.objects.link(placed)
    placed.location = len(scene.objects), 2.0, -0.5
    placed.rotation_euler = 0.1 * len(scene.objects), 0.2, 0.3
    return placed


@pytest.fixture
def scene(empty_scene: bpy.types.Scene) -> bpy.types.Scene:
    """A scene with nothing but a camera."""
    empty_scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    empty_scene.collection.objects.link(empty_scene.camera)
    empty_scene.render.resolution_x = empty_scene.render.resolution_y = 4
    return empty_scene


@pytest.fixture
def zoo(scene: bpy.types.Scene) -> bpy.types.Scene:
    """Objects of all kinds."""
    red, green = bpy.data.materials.new("Red"), bpy.data.materials.new("Green")
    link(scene, "Rich", rich_mesh())
    link(scene, "Cube")
    link(scene, "Smooth", cube("Smooth", smooth="111111"))
    link(scene, "Mixed", cube("Mixed", smooth="101010"))
    sharp = cube("Sharp", smooth="111111")
    if bpy.app.version >= (4, 1, 0):
        sharp.edges[3].use_edge_sharp = True
    link(scene, "Sharp", sharp)
    slots = cube("Slots")
    slots.materials.append(red)
    slots.materials.append(green)
    slots.polygons[2].material_index = 1
    link(scene, "Slots", slots)
    for name, material in (("Own slot", green), ("Empty slot", None)):
        own = link(scene, name, slots)
        own.material_slots[0].link = "OBJECT"
        own.material_slots[0].material = material
    key = link(scene, "Key")
    key.shape_key_add(name="Basis")
    key.shape_key_add(name="Far").data[0].co.x = 5.0
    key.data.shape_keys.key_blocks["Far"].value = 0.5
    link(scene, "Würfel")
    parent = link(scene, "Parent", bpy.data.cameras.new("Parent"))
    for name in ("Child", "Grandchild"):
        child = link(scene, name)
        child.parent, parent = parent, child
    outer, inner = bpy.data.collections.new("Outer"), bpy.data.collections.new("Inner")
    scene.collection.children.link(outer)
    outer.children.link(inner)
    for collection in (outer, inner):
        collection.objects.link(scene.objects.get("In collections") or link(scene, "In collections"))
    coloured = link(scene, "Coloured")
    coloured.color, coloured.pass_index = (0.1, 0.2, 0.3, 0.4), 32767
    link(scene, "Subdivided").modifiers.new("Subdivision", "SUBSURF")
    shared = cube("Shared")
    link(scene, "Shared 1", shared)
    link(scene, "Shared 2", shared)
    link(scene, "No size").scale = 0.0, 0.0, 0.0
    link(scene, "Mirrored").scale.x = -1.0
    link(scene, "Not a number").data.vertices[0].co.x = float("nan")
    link(scene, "Without faces", bpy.data.meshes.new("Without faces"))
    link(scene, "Light", bpy.data.lights.new("Light", "POINT"))
    link(scene, "Custom property")["weight"] = 2.5
    custom = cube("Custom normals", smooth="111111")
    if bpy.app.version < (4, 1, 0):
        custom.use_auto_smooth = True
    custom.normals_split_custom_set([(0.0, 0.6, 0.8)] * len(custom.loops))
    link(scene, "Custom normals", custom)
    link(scene, "Not glossy").visible_glossy = False
    link(scene, "Holdout").is_holdout = True
    link(scene, "Light group").lightgroup = "Lamps"
    linked = link(scene, "Light linking")
    if hasattr(linked, "light_linking"):
        linked.light_linking.receiver_collection, linked.light_linking.blocker_collection = outer, inner
    hairy = link(scene, "Hairy")
    hairy.modifiers.new("Hair", "PARTICLE_SYSTEM")
    hairy.particle_systems[0].settings.type = "HAIR"
    hairy.particle_systems[0].settings.count = 5
    bpy.context.view_layer.objects.active = link(scene, "Edited")
    bpy.ops.object.mode_set(mode="EDIT")
    return scene


def described(scene: bpy.types.Scene) -> dict[str, tuple]:
    """What is said of each object, values of arrays among it; the order of things aside."""
    description = read(scene)
    all_meshes = {mesh.id: mesh for mesh in meshes(description)}
    said: dict[str, list] = {}
    for instance in instances(description):
        object = vars(instance.object).copy()
        object["color"] = tuple(object["color"])
        of_mesh = {}
        if instance.geometry_id in all_meshes:
            of_mesh = {name: value for name, value in vars(all_meshes[instance.geometry_id]).items() if name in MESH_MEMBERS}
            of_mesh["arrays"] = [
                (each.name, each.domain, each.type, each.count, ctypes.string_at(each.values.offset, each.values.size_bytes))
                for each in all_meshes[instance.geometry_id].arrays
            ]
        bits = bytes((ctypes.c_float * 16)(*instance.object_to_world))
        said.setdefault(instance.object.name, []).append(
            (object, of_mesh, bits, instance.id, instance.random_id, instance.geometry_kind, instance.materials)
        )
    assert len(objects(description)) == len({each.id for each in objects(description)})
    return {**said, "warnings": sorted(description.warnings)}


MESH_MEMBERS = (
    *("id", "name", "kind", "state", "point_count", "corner_count", "face_count", "triangle_count", "slot_count"),
    *("uv_map", "color_attribute"),
)


def described_by_python(scene: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch, plain_objects) -> dict[str, tuple]:
    with monkeypatch.context() as context:
        context.setattr(plain_objects, "_LEAST_COUNT", 1 << 30)
        return described(scene)


def test_objects_are_described_as_python_does(zoo, monkeypatch, plain_objects):
    official = described_by_python(zoo, monkeypatch, plain_objects)
    counts = []
    describe = plain_objects._Batch.describe
    monkeypatch.setattr(plain_objects._Batch, "describe", lambda batch, plain, count, *more: (
        counts.append(count), describe(batch, plain, count, *more)))
    monkeypatch.setattr(plain_objects, "_CHECKED_AT_FIRST", 0)
    monkeypatch.setattr(plain_objects, "_UNCHECKED_COUNT", 1 << 30)
    said = described(zoo)
    assert set(official) >= PLAIN | OTHERS
    assert set(said) == set(official)
    for name in official:
        assert said[name] == official[name], name
    # The wrappers of subdivided meshes, and the mixture of flat and smooth of Blender 3.4, are no plain ones.
    assert len(PLAIN) - 2 <= sum(counts) <= len(PLAIN)
    assert plain_objects._refusal == ""


def test_objects_are_held_against_python(zoo, monkeypatch, plain_objects, capfd):
    official = described_by_python(zoo, monkeypatch, plain_objects)
    monkeypatch.setattr(plain_objects, "_CHECKED_AT_FIRST", 64)
    assert described(zoo) == official
    assert plain_objects._refusal == "" and "one by one" not in capfd.readouterr().out
    assert sum(plain_objects._checked_counts.values()) >= len(PLAIN) - 2


def test_one_in_some_objects_is_held_against_python(scene, monkeypatch, plain_objects):
    for index in range(300):
        link(scene, f"Cube {index}")
    compared = []
    compare = plain_objects.PlainObjects._compare
    monkeypatch.setattr(
        plain_objects.PlainObjects, "_compare", lambda self, shown, placed: (compared.append(len(shown)), compare(self, shown, placed))
    )
    read(scene)
    assert compared == [plain_objects._CHECKED_AT_FIRST + (300 - plain_objects._CHECKED_AT_FIRST) // (plain_objects._UNCHECKED_COUNT + 1)]


MEMBERS = [name for name, _ in abi.ObjectLayouts._fields_ if name not in ("size_bytes", "version", "mesh_domain_data")]


@pytest.mark.parametrize("damage", [8, -8, 1 << 20, abi.NONE], ids=["behind", "before", "far", "missing"])
def test_wrong_layouts_are_noticed(zoo, monkeypatch, plain_objects, capfd, damage):
    """Where each object is held against Python."""
    official = described_by_python(zoo, monkeypatch, plain_objects)
    assert described(zoo) == official
    right = plain_objects._layouts
    monkeypatch.setattr(plain_objects, "_CHECKED_AT_FIRST", 64)
    for member in MEMBERS:
        wrong = abi.ObjectLayouts.from_buffer_copy(right)
        setattr(wrong, member, damage if damage == abi.NONE else max(0, getattr(right, member) + damage))
        monkeypatch.setattr(plain_objects, "_layouts", wrong)
        monkeypatch.setattr(plain_objects, "_refusal", "")
        monkeypatch.setattr(plain_objects, "_checked_counts", {})
        capfd.readouterr()
        assert described(zoo) == official, member
        assert capfd.readouterr().out.count("one by one") == bool(plain_objects._refusal), member


def test_blender_without_layouts_is_read(zoo, monkeypatch, plain_objects, capfd):
    official = described_by_python(zoo, monkeypatch, plain_objects)
    monkeypatch.setattr(plain_objects, "_layouts", None)
    monkeypatch.setattr(plain_objects, "object_layouts", lambda: None)
    capfd.readouterr()
    assert described(zoo) == official
    assert described(zoo) == official
    assert capfd.readouterr().out.count("one by one") == 1


def test_layouts_are_those_of_this_blender(zoo):
    from passbridge.scene.struct_layouts import struct_layouts

    structs = struct_layouts(("ID", "Object"))
    shown = zoo.objects["Cube"]
    offset, size_bytes = structs["ID"]["name"]
    assert ctypes.string_at(shown.as_pointer() + offset) == b"OBCube" and size_bytes in (66, 258)
    offset, size_bytes = structs["Object"]["data"]
    assert (ctypes.c_uint64.from_address(shown.as_pointer() + offset).value, size_bytes) == (shown.data.as_pointer(), 8)


def test_what_is_no_program_has_no_layouts(tmp_path, monkeypatch):
    from passbridge.scene import struct_layouts

    for content in (b"", b"\x7fELF", b"\x7fELF\x02" + bytes(200), b"MZ" * 500):
        (tmp_path / "blender").write_bytes(content)
        with open(tmp_path / "blender", "rb") as file, pytest.raises((ValueError, StopIteration, IndexError, struct_layouts.struct.error)):
            struct_layouts._read_only_data(file)
    for content in (b"SDNA", b"SDNANAME", b"SDNANAME\xff\xff\xff\xff", b"SDNANAME" + bytes(64)):
        assert struct_layouts._parsed(content, ("ID",)) is None
