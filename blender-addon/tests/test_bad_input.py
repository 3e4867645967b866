# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes with things that can't be drawn: the frame shows all the rest, and a warning names them."""

from __future__ import annotations

import array
import contextlib
import math
from pathlib import Path

import bpy
import pytest
from passbridge import Pass
from passbridge.addon.engine import PassbridgeRenderEngine
from passbridge.engine.frame import FrameReport
from rendering import floats, render, render_exr, switch_on_all_passes

SQUARE = 7
"""Object index of the square in the middle of the picture that the fixture `scene` has."""
BAD = 13
"""Object index of what is put before its left half."""


def link(scene: bpy.types.Scene, name: str, data: bpy.types.ID | None, index: int = BAD) -> bpy.types.Object:
    placed = bpy.data.objects.new(name, data)
    placed.pass_index = index
    scene.collection.objects.link(placed)
    return placed


def mesh(name: str, vertices: list[tuple[float, ...]], faces: list[tuple[int, ...]], edges=()) -> bpy.types.Mesh:
    result = bpy.data.meshes.new(name)
    result.from_pydata(vertices, list(edges), faces)
    return result


LEFT = [(-1.0, -1.0, -4.0), (-0.1, -1.0, -4.0), (-0.1, 1.0, -4.0), (-1.0, 1.0, -4.0)]


def left_half(name: str) -> bpy.types.Mesh:
    return mesh(name, LEFT, [(0, 1, 2, 3)])


class Drawn:
    """A frame that was drawn whole."""

    def __init__(self, scene: bpy.types.Scene, tmp_path: Path) -> None:
        from passbridge.engine.frame import frame_reports

        switch_on_all_passes(scene.view_layers[0])
        self.width, self.height, self._words = render_exr(scene, tmp_path / "drawn.exr")
        self._layer = scene.view_layers[0].name
        self.report: FrameReport = frame_reports[-1]
        assert self.report.ok, self.report.error

    def index_pass(self, name: str) -> array.array[float]:
        blender_name = next(each.blender_name for each in (Pass.COMBINED, *PassbridgeRenderEngine.passes) if each.name == name)
        return floats(self._words[f"{self._layer}.{blender_name}.X"])

    @property
    def objects(self) -> set[float]:
        """The object indices that are in the picture."""
        return set(self.index_pass("IndexOB"))

    def warns_of(self, name: str) -> bool:
        return any(name in warning for warning in self.report.warnings)

    def assert_finite(self) -> None:
        """No channel holds a value that is no number or infinite."""
        for channel, words in self._words.items():
            assert all(map(math.isfinite, floats(words))), channel


# ------------------------------------------------------------------------------------------------------------- coordinates


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_coordinates_that_are_no_numbers(scene, tmp_path, value):
    """The triangle with the bad vertex is left out, the other one of the mesh is drawn."""
    bad = mesh("Bad", [*LEFT, (value, 0.0, -4.0)], [(0, 1, 2), (2, 3, 4)])
    link(scene, "Bad", bad)
    drawn = Drawn(scene, tmp_path)
    assert drawn.objects == {0, SQUARE, BAD}
    assert drawn.warns_of("Bad")
    drawn.assert_finite()


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_mesh_of_nothing_but_bad_coordinates(scene, tmp_path, value):
    link(scene, "Bad", mesh("Bad", [(value, value, value)] * 3, [(0, 1, 2)]))
    drawn = Drawn(scene, tmp_path)
    assert drawn.objects == {0, SQUARE}
    assert drawn.warns_of("Bad")


def test_smooth_mesh_with_bad_coordinates(scene, tmp_path):
    """Blender's normals of the vertices beside the bad one are no numbers either."""
    bad = mesh("Bad", [*LEFT, (math.nan, 0.0, -4.0)], [(0, 1, 2), (2, 3, 4)])
    bad.polygons.foreach_set("use_smooth", [True, True])
    link(scene, "Bad", bad)
    drawn = Drawn(scene, tmp_path)
    assert drawn.objects == {0, SQUARE, BAD}
    assert drawn.warns_of("Bad")
    drawn.assert_finite()


def test_uvs_that_are_no_numbers(scene, tmp_path):
    """The surface is drawn."""
    bad = left_half("Bad")
    layer = bad.uv_layers.new(name="UVMap")
    layer.data.foreach_set("uv", [math.nan, math.inf] * 4)
    link(scene, "Bad", bad)
    assert Drawn(scene, tmp_path).objects == {0, SQUARE, BAD}


@pytest.mark.parametrize("shader", ["ShaderNodeBsdfDiffuse", "ShaderNodeEmission", "ShaderNodeBsdfGlass"])
def test_coordinates_of_the_size_of_floats(scene, tmp_path, shader):
    """The squares of these are infinite, and so is the length of a side."""
    bad = mesh("Bad", [(-3e38, 3e38, -3e38), (3e38, 3e38, -3e38), (0.0, 3e38, 3e38)], [(0, 1, 2)])
    material = bpy.data.materials.new("Bad")
    material.use_nodes = True
    tree = material.node_tree
    output = next(node for node in tree.nodes if node.bl_idname == "ShaderNodeOutputMaterial")
    tree.links.new(tree.nodes.new(shader).outputs[0], output.inputs["Surface"])
    bad.materials.append(material)
    link(scene, "Bad", bad).rotation_euler = (0.3, 0.4, 0.5)
    assert SQUARE in Drawn(scene, tmp_path).objects


# ---------------------------------------------------------------------------------------------------------------- matrices


@pytest.mark.parametrize("scale", [(0.0, 0.0, 0.0), (0.0, 1.0, 1.0), (1.0, 1.0, 0.0)])
def test_singular_matrix(scene, tmp_path, scale):
    placed = link(scene, "Bad", left_half("Mesh"))
    placed.scale = scale
    drawn = Drawn(scene, tmp_path)
    assert SQUARE in drawn.objects
    assert drawn.warns_of("Bad")
    drawn.assert_finite()


def test_matrix_that_holds_no_numbers(scene, tmp_path):
    """Infinity is not to be had: Blender makes it the largest number there is."""
    placed = link(scene, "Bad", left_half("Mesh"))
    placed.delta_location.x = math.nan
    drawn = Drawn(scene, tmp_path)
    assert drawn.objects == {0, SQUARE}
    assert drawn.warns_of("Bad")
    drawn.assert_finite()


def test_one_instance_with_a_singular_matrix(scene, tmp_path):
    """Other instances of the mesh are drawn."""
    shared = left_half("Mesh")
    link(scene, "Bad", shared, SQUARE).scale = 0.0, 0.0, 0.0
    link(scene, "Good", shared)
    drawn = Drawn(scene, tmp_path)
    assert drawn.objects == {0, SQUARE, BAD}
    assert drawn.warns_of("Bad")
    assert not drawn.warns_of("Good")


# ------------------------------------------------------------------------------------------------------------------ meshes


def set_corner_vertices(bad: bpy.types.Mesh, vertices: list[int]) -> None:
    attribute = bad.attributes.get(".corner_vert")
    if attribute is not None:
        attribute.data.foreach_set("value", vertices)
    else:
        bad.loops.foreach_set("vertex_index", vertices)


# Only just out of range, and on a flat mesh with 7 vertices: Blender's own evaluation uses such indices unchecked, and would crash
# far from its arrays. Adding up the normals of vertices 3.4 writes 12 bytes behind 7 times 12, which the allocator has rounded up;
# it takes -1 for 4 billion.
@pytest.mark.parametrize("index", [7] if bpy.app.version < (3, 6, 0) else [7, -1])
def test_vertex_index_out_of_range(scene, tmp_path, index):
    bad = mesh("Bad", [*LEFT, (-1.0, -1.0, -4.0), (-0.1, -1.0, -4.0), (-0.1, 1.0, -4.0)], [(0, 1, 2), (4, 5, 6)])
    set_corner_vertices(bad, [0, 1, 2, 4, 5, index])
    link(scene, "Bad", bad)
    drawn = Drawn(scene, tmp_path)
    assert drawn.objects == {0, SQUARE, BAD}
    assert drawn.warns_of("Bad")
    drawn.assert_finite()


@pytest.mark.parametrize("slots", [0, 2])
@pytest.mark.parametrize("index", [-5, 2, 32767, -32768])
def test_material_index_out_of_range(scene, tmp_path, index, slots):
    """Like Cycles, the nearest slot is taken."""
    bad = left_half("Bad")
    for number in range(slots):
        material = bpy.data.materials.new(f"Material {number}")
        material.pass_index = number + 1
        bad.materials.append(material)
    attribute = bad.attributes.get("material_index") or bad.attributes.new("material_index", "INT", "FACE")
    attribute.data[0].value = index
    link(scene, "Bad", bad)
    drawn = Drawn(scene, tmp_path)
    nearest = 0 if not slots else 1 if index < 0 else slots
    assert {m for o, m in zip(drawn.index_pass("IndexOB"), drawn.index_pass("IndexMA")) if o == BAD} == {nearest}


def test_mesh_without_faces(scene, tmp_path):
    link(scene, "Loose", mesh("Loose", LEFT, [], [(0, 1), (1, 2)]))
    assert Drawn(scene, tmp_path).objects == {0, SQUARE}


def test_mesh_without_vertices(scene, tmp_path):
    link(scene, "Empty", bpy.data.meshes.new("Empty"))
    assert Drawn(scene, tmp_path).objects == {0, SQUARE}


@pytest.mark.parametrize("smooth", [False, True], ids=["flat", "smooth"])
def test_triangles_without_area(scene, tmp_path, smooth):
    """A point, a line and a good face, which share vertices."""
    bad = mesh("Bad", [*LEFT, LEFT[0], LEFT[0], (-0.55, -1.0, -4.0)], [(0, 4, 5), (0, 6, 1), (0, 1, 2, 3)])
    bad.polygons.foreach_set("use_smooth", [smooth] * 3)
    link(scene, "Bad", bad)
    drawn = Drawn(scene, tmp_path)
    assert drawn.objects == {0, SQUARE, BAD}
    drawn.assert_finite()


def test_mesh_of_nothing_but_triangles_without_area(scene, tmp_path):
    link(scene, "Bad", mesh("Bad", [LEFT[0]] * 3, [(0, 1, 2)]))
    drawn = Drawn(scene, tmp_path)
    assert drawn.objects == {0, SQUARE}
    drawn.assert_finite()


def test_object_in_edit_mode(scene, tmp_path):
    """What is edited is drawn as it is so far."""
    placed = link(scene, "Edited", left_half("Edited"))
    bpy.context.view_layer.objects.active = placed
    placed.select_set(True)
    bpy.ops.object.mode_set(mode="EDIT")
    try:
        assert Drawn(scene, tmp_path).objects == {0, SQUARE, BAD}
    finally:
        bpy.ops.object.mode_set(mode="OBJECT")


# ---------------------------------------------------------------------------------------------------------- missing files


def test_missing_library(scene, tmp_path):
    linked = link(scene, "Linked", left_half("Linked"))
    library = tmp_path / "lost library.blend"
    bpy.data.libraries.write(str(library), {linked})
    bpy.data.objects.remove(linked)
    with bpy.data.libraries.load(str(library), link=True) as (_, wanted):
        wanted.objects = ["Linked"]
    scene.collection.objects.link(wanted.objects[0])
    assert Drawn(scene, tmp_path).objects == {0, SQUARE, BAD}
    main = tmp_path / "main.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(main), check_existing=False)
    library.unlink()
    with contextlib.suppress(RuntimeError):  # Blender reports the missing file as an error of the operator
        bpy.ops.wm.open_mainfile(filepath=str(main))
    drawn = Drawn(bpy.context.scene, tmp_path)
    assert drawn.objects == {0, SQUARE}
    assert drawn.warns_of("lost library.blend")


def test_missing_image(scene, tmp_path):
    material = bpy.data.materials.new("Painted")
    if not material.node_tree:
        material.use_nodes = True
    nodes = material.node_tree.nodes
    texture = nodes.new("ShaderNodeTexImage")
    texture.image = bpy.data.images.new("Lost image", 4, 4)
    texture.image.source = "FILE"
    texture.image.filepath = str(tmp_path / "lost.png")
    material.node_tree.links.new(nodes["Principled BSDF"].inputs["Base Color"], texture.outputs["Color"])
    painted = left_half("Painted")
    painted.uv_layers.new(name="UVMap")
    painted.materials.append(material)
    link(scene, "Painted", painted)
    drawn = Drawn(scene, tmp_path)
    assert drawn.objects == {0, SQUARE, BAD}
    assert drawn.warns_of("Lost image")
    drawn.assert_finite()


# --------------------------------------------------------------------------------------------------------- many, and names

COUNT = 100


def test_ten_thousand_materials(scene, tmp_path):
    """A grid of 100x100 faces, each as large as a pixel and each with a material of its own."""
    side = COUNT + 1
    vertices = [(x - COUNT / 2, y - COUNT / 2, -4.0) for y in range(side) for x in range(side)]
    faces = [(i, i + 1, i + side + 1, i + side) for y in range(COUNT) for i in range(y * side, y * side + COUNT)]
    grid = mesh("Grid", vertices, faces)
    first = bpy.data.materials.new("Material")
    for index in range(COUNT * COUNT):
        material = first.copy() if index else first  # new ones take Blender 5 longer, the more there are
        material.pass_index = index + 1
        grid.materials.append(material)
    grid.polygons.foreach_set("material_index", list(range(COUNT * COUNT)))
    link(scene, "Grid", grid)
    scene.camera.data.type = "ORTHO"
    scene.camera.data.ortho_scale = COUNT
    scene.render.resolution_x = scene.render.resolution_y = COUNT
    drawn = Drawn(scene, tmp_path)
    assert list(drawn.index_pass("IndexMA")) == list(range(1, COUNT * COUNT + 1))


# Blender keeps 63 bytes of UTF-8.
NAMES = [
    "x" * 63,
    "名" * 21,
    "мир" * 10 + "аy",
    "שלום عالم",
    "देवनागरी ไทย 한국어",
    "🎬🧵" * 7,
    "e\u0301 \u200b\u202e . % { } \\ / \" '",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_names(scene, tmp_path, name):
    bad = link(scene, name, mesh(name, [(math.nan, 0.0, 0.0)] * 3, [(0, 1, 2)]))
    good = link(scene, "Good", left_half("Good"))
    assert (bad.name, bad.data.name) == (name, name)
    good.data.materials.append(bpy.data.materials.new(name))
    good.data.uv_layers.new(name=name)
    scene.name = name
    collection = bpy.data.collections.new(name)
    scene.collection.children.link(collection)
    collection.objects.link(good)
    drawn = Drawn(scene, tmp_path)
    assert drawn.objects == {0, SQUARE, BAD}
    assert drawn.warns_of(name)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_names_of_view_layers(scene, name):
    # Not into a file: Blender 3.4 cuts such names off in EXRs.
    scene.view_layers[0].name = name
    switch_on_all_passes(scene.view_layers[0])
    (report,) = render(scene)
    assert (report.view_layer, report.ok, report.error) == (name, True, "")
