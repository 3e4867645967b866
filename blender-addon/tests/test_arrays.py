# SPDX-License-Identifier: GPL-3.0-or-later
"""Meshes read in place are what Blender's official way gives, and where they can't be, that way is taken."""

from __future__ import annotations

import math

import bpy
import pytest
from passbridge import PassbridgeError, abi
from rendering import render, render_exr, switch_on_all_passes
from scene_reading import attributes, corner_normals, floats, integers, meshes, read, structs

# Its arrays all are long enough to be read in place.
CUTS = 24
CORNERS = 4 * CUTS * CUTS

HAS_NORMALS_DOMAIN = bpy.app.version >= (4, 1, 0)


@pytest.fixture(autouse=True)
def no_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins as a new process."""
    from passbridge.scene import arrays

    monkeypatch.setattr(arrays, "_refusals", {})
    monkeypatch.setattr(arrays, "_verified", {})


def rich_mesh(name: str = "Rich") -> bpy.types.Mesh:
    """A bent grid with everything that a mesh may have beside positions: two UV maps, colours, attributes of all kinds, slots."""
    mesh = bpy.data.meshes.new(name)
    side = CUTS + 1
    mesh.from_pydata(
        [(x / CUTS - 0.5, y / CUTS - 0.5, -4.0 + 0.1 * math.sin(0.5 * x) * math.cos(0.4 * y)) for y in range(side) for x in range(side)],
        [],
        [(i, i + 1, i + 1 + side, i + side) for y in range(CUTS) for i in range(y * side, y * side + CUTS)],
    )
    for name_of_map, factor in (("First", 0.01), ("Second", -0.03)):
        layer = mesh.uv_layers.new(name=name_of_map)
        layer.data.foreach_set("uv", [factor * i for i in range(2 * CORNERS)])
    mesh.uv_layers["Second"].active_render = True
    for polygon in mesh.polygons:
        polygon.material_index = polygon.index % 3
        polygon.use_smooth = polygon.index % 2 == 0
    for domain in ("POINT", "CORNER"):
        for type in ("FLOAT_COLOR", "BYTE_COLOR"):
            data = mesh.color_attributes.new(f"{type} {domain}", type, domain).data
            for index, color in enumerate(data):
                color.color = [(index * step % 101) / 100.0 for step in (1, 3, 7, 11)]
    for type, values in {
        "FLOAT": lambda i: 0.1 * i,
        "INT": lambda i: i - 300,
        "INT8": lambda i: i % 200 - 100,
        "BOOLEAN": lambda i: i % 3 == 0,
    }.items():
        for domain in ("POINT", "CORNER", "FACE"):
            data = mesh.attributes.new(f"{type} {domain}", type, domain).data
            for index, element in enumerate(data):
                element.value = values(index)
    for type, width in (("FLOAT2", 2), ("FLOAT_VECTOR", 3)):
        data = mesh.attributes.new(f"{type} FACE", type, "FACE").data
        for index, element in enumerate(data):
            element.vector = [index + 0.5 * axis for axis in range(width)]
    mesh.attributes.new("of edges", "FLOAT", "EDGE")
    mesh.update()
    return mesh


@pytest.fixture
def rich(empty_scene: bpy.types.Scene) -> bpy.types.Scene:
    for data in (bpy.data.cameras.new("Camera"), rich_mesh()):
        empty_scene.collection.objects.link(bpy.data.objects.new(data.name, data))
    empty_scene.camera = empty_scene.objects["Camera"]
    return empty_scene


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The properties that were read by `foreach_get`."""
    from passbridge.scene.arrays import ArrayKind

    properties: list[str] = []
    real = ArrayKind.copied

    def recording(kind, description, collection, count, property_name=""):
        properties.append(property_name or kind.property_name)
        return real(kind, description, collection, count, property_name)

    monkeypatch.setattr(ArrayKind, "copied", recording)
    return properties


def content(mesh: abi.Mesh) -> dict[str, object]:
    """All that the message says of a mesh, as numbers."""
    values: dict[str, object] = {
        "counts": (mesh.point_count, mesh.corner_count, mesh.triangle_count, mesh.face_count),
        "positions": floats(mesh.positions),
        "corner vertices": integers(mesh.corner_vertices),
        "corner normals": corner_normals(mesh),
        "triangle corners": integers(mesh.triangle_corners),
        "triangle polygons": integers(mesh.triangle_polygons),
        "polygon materials": integers(mesh.polygon_materials),
        "UV map": mesh.arrays[mesh.uv_map].name,
    }
    for name, attribute in attributes(mesh).items():
        values[name] = attribute.domain, numbers(attribute)
    return values


def numbers(attribute: abi.Attribute) -> list[float]:
    import ctypes

    if attribute.type == abi.ARRAY_BYTE_COLOR:
        return [channel for color in zip(*[iter(structs(attribute.values, ctypes.c_uint8))] * 4) for channel in linear(color)]
    kinds = {
        abi.ARRAY_INT32: ctypes.c_int32,
        abi.ARRAY_INT8: ctypes.c_int8,
        abi.ARRAY_BOOL: ctypes.c_uint8,
    }
    return [float(value) for value in structs(attribute.values, kinds.get(attribute.type, ctypes.c_float))]


def linear(color: tuple[int, ...]) -> list[float]:
    encoded = [channel / 255.0 for channel in color]
    return [*(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in encoded[:3]), encoded[3]]


def assert_same(in_place: dict[str, object], copied: dict[str, object]) -> None:
    assert in_place.keys() == copied.keys()
    for name, values in in_place.items():
        if name.startswith("BYTE_COLOR"):
            # Made linear by us here and by Blender, in 32-bit floats, there.
            assert values[0] == copied[name][0]
            assert values[1] == pytest.approx(copied[name][1], abs=1e-6)
        else:
            assert values == copied[name], name


@pytest.mark.parametrize("normals", ["flat and smooth", "smooth", "flat", "sharp edges", "custom"])
def test_in_place_is_what_foreach_get_gives(rich, copies, monkeypatch, normals):
    from passbridge.scene.arrays import ArrayKind

    mesh = rich.objects["Rich"].data
    if normals in {"smooth", "flat"}:
        mesh.polygons.foreach_set("use_smooth", [normals == "smooth"] * len(mesh.polygons))
    elif normals != "flat and smooth":
        if not HAS_NORMALS_DOMAIN:
            mesh.use_auto_smooth = True
        if normals == "custom":
            mesh.normals_split_custom_set([(0.6, 0.0, 0.8)] * CORNERS)
        else:
            for edge in mesh.edges:
                edge.use_edge_sharp = edge.index % 5 == 0
    mesh.update()
    (mesh,) = meshes(read(rich))
    in_place = content(mesh)
    # The corner normals of old versions lie nowhere that could be asked for.
    legacy = {"normal"} if not HAS_NORMALS_DOMAIN and normals in {"sharp edges", "custom"} else set()
    assert set(copies) == legacy
    assert len(in_place) == 8 + 2 + 4 + 12 + 2

    monkeypatch.setattr(ArrayKind, "span", lambda *_: None)
    (mesh,) = meshes(read(rich))
    assert {"vector" if HAS_NORMALS_DOMAIN else "uv", "value", "color"} <= set(copies)
    assert_same(in_place, content(mesh))


def test_a_mesh_with_modifiers_is_read_in_place(rich, copies):
    rich.objects["Rich"].modifiers.new("Subdivision", "SUBSURF").render_levels = 1
    rich.objects["Rich"].data.polygons.foreach_set("use_smooth", [True] * CUTS * CUTS)
    (mesh,) = meshes(read(rich))
    assert mesh.triangle_count == 2 * 4 * CUTS * CUTS
    assert copies == []


def test_what_does_not_verify_is_copied(scene, tmp_path, monkeypatch, copies):
    """Told once, and the picture is the same."""
    from passbridge.scene import arrays

    switch_on_all_passes(scene.view_layers[0])
    scene.collection.objects.link(bpy.data.objects.new("Rich", rich_mesh()))
    expected = render_exr(scene, tmp_path / "in_place.exr")
    assert not copies and not arrays._refusals

    real = arrays.library()

    class Refusing:
        def __getattr__(self, name):
            return getattr(real, name)

        def pb_elements_verify(self, *_):
            raise PassbridgeError("refused by the test")

    monkeypatch.setattr(arrays, "library", Refusing)
    told: list[str] = []
    monkeypatch.setattr("builtins.print", lambda *words, **_: told.append(" ".join(map(str, words))))
    assert render_exr(scene, tmp_path / "copied.exr") == expected
    assert "Passbridge: positions are copied by foreach_get: refused by the test" in told
    count = len(told)
    assert render(scene)[0].ok
    assert len(told) == count


def test_what_lies_elsewhere_is_found_out(rich):
    """The check is a real one: another element's value is not taken for this one's."""
    from passbridge.scene import arrays
    from passbridge.scene.arrays import ArrayKind

    vertices = rich.objects["Rich"].data.vertices
    count = len(vertices)

    def kind(name, value=None):
        return ArrayKind(name, abi.ARRAY_FLOAT3, "co", value=value)

    assert kind("right").span(vertices, count) is not None
    assert kind("wrong", lambda vertex: tuple(vertex.co)[::-1]).span(vertices, count) is None
    assert set(arrays._refusals) == {"wrong"}
    assert ArrayKind("large", abi.ARRAY_FLOAT4, "co", value=lambda vertex: [0.0] * 4, offset_bytes=8).span(vertices, count) is None


def test_an_array_that_is_not_checked_any_more_is_found_by_its_address_alone(rich, monkeypatch):
    """Checked are the first ones, then one in a few, and large ones."""
    from passbridge.scene import arrays
    from passbridge.scene.arrays import ArrayKind

    vertices = rich.objects["Rich"].data.vertices
    kind = ArrayKind("sampled", abi.ARRAY_FLOAT3, "co")
    checks: list[int] = []
    real = ArrayKind._checked
    monkeypatch.setattr(ArrayKind, "_checked", lambda kind, collection, count: checks.append(count) or real(kind, collection, count))
    count = len(vertices)
    first = kind.span(vertices, count)
    for _ in range(arrays._CHECKED_AT_FIRST + 2 * arrays._UNCHECKED_COUNT + 1):
        assert kind.span(vertices, count) == first
    assert len(checks) == arrays._CHECKED_AT_FIRST + 2
    monkeypatch.setattr(arrays, "_ALWAYS_CHECKED_FROM_COUNT", count)
    kind.span(vertices, count)
    assert len(checks) == arrays._CHECKED_AT_FIRST + 3


def test_one_element_alone_says_nothing_of_the_next(empty_scene):
    from passbridge.scene import arrays
    from passbridge.scene.arrays import ArrayKind

    mesh = bpy.data.meshes.new("Point")
    mesh.from_pydata([(1.0, 2.0, 3.0)], [], [])
    kind = ArrayKind("single", abi.ARRAY_FLOAT3, "co")
    assert kind.span(mesh.vertices, 1) is not None
    assert "single" not in arrays._verified
    behind = ArrayKind("behind", abi.ARRAY_FLOAT, "co", value=lambda vertex: vertex.co.z, offset_bytes=8)
    assert behind.span(mesh.vertices, 1) is not None


def test_samples_that_are_no_numbers_refuse_nothing(rich, copies):
    from passbridge.scene import arrays

    rich.objects["Rich"].data.vertices[0].co.x = math.nan
    read(rich)
    assert "co" in copies or "vector" in copies
    assert arrays._refusals == {}
