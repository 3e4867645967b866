# SPDX-License-Identifier: GPL-3.0-or-later
"""UDIM tiles: at each place the picture of its tile, as in Cycles."""

from __future__ import annotations

import array
from pathlib import Path

import bpy
import pytest
from passbridge.engine.frame import frame_reports
from test_small_scenes_against_cycles import Colors, add_square, assert_alike, mean_difference, new_material, pictures, scene  # noqa: F401

SIZES = {1001: 32, 1002: 64, 1011: 32, 1013: 16}
"""Pixels along each side of tiles, by number: those of (0, 0), (1, 0), (0, 1) and (2, 1). The last is drawn half alpha."""

# In display values: of sRGB images Cycles mixes neighbouring pixels as they are encoded.
OF_ENCODED = 1 / 255


def save_tile(folder: Path, number: int) -> Path:
    size = SIZES[number]
    image = bpy.data.images.new("Tile", size, size, alpha=True)
    color = number % 7 / 7
    image.pixels.foreach_set(
        array.array("f", [value for y in range(size) for x in range(size) for value in (x / size, y / size, color, 1 if number < 1013 else 0.5)])
    )
    image.filepath_raw, image.file_format = str(folder / f"tile.{number}.png"), "PNG"
    image.save()
    bpy.data.images.remove(image)
    return folder / f"tile.{number}.png"


@pytest.fixture
def tiles(tmp_path: Path) -> bpy.types.Image:
    first, *_ = [save_tile(tmp_path, number) for number in SIZES]
    image = bpy.data.images.load(str(first))
    image.source = "TILED"
    image.filepath = str(tmp_path / "tile.<UDIM>.png")
    image.reload()
    assert {tile.number for tile in image.tiles} == set(SIZES)
    return image


def show(scene: bpy.types.Scene, image: bpy.types.Image, interpolation: str = "Linear") -> None:  # noqa: F811
    """Four columns and two rows of squares, each within a tile: Cycles leaves out tiles in which no corner of a face lies."""
    material = new_material("ShaderNodeEmission", (1, 1, 1), image)
    next(node for node in material.node_tree.nodes if node.bl_idname == "ShaderNodeTexImage").interpolation = interpolation
    for index in range(8):
        square = add_square(scene, 5, 0.4, material)
        square.location.x, square.location.y = index % 4 * 0.85 - 1.3, index // 4 * 0.85 - 0.4
        for corner in square.data.uv_layers[0].data:
            corner.uv = corner.uv[0] * 0.9 + 0.05 + index % 4, corner.uv[1] * 0.9 + 0.05 + index // 4


def alike(scene: bpy.types.Scene, tmp_path: Path) -> Colors:  # noqa: F811
    cycles, passbridge = pictures(scene, tmp_path)
    assert_alike(cycles, passbridge, OF_ENCODED)
    return passbridge


@pytest.mark.parametrize("interpolation", ["Linear", "Closest", "Cubic"])
def test_each_place_shows_its_tile(scene, tiles, tmp_path, interpolation):  # noqa: F811
    show(scene, tiles, interpolation)
    shown = alike(scene, tmp_path)
    assert (1, 0, 1) in shown, "where there is no tile Cycles draws magenta"
    assert frame_reports[-1].warnings == []


def test_packed_tiles(scene, tiles, tmp_path):  # noqa: F811
    tiles.pack()
    for number in SIZES:
        (tmp_path / f"tile.{number}.png").unlink()
    show(scene, tiles)
    alike(scene, tmp_path)
    assert frame_reports[-1].warnings == []


def test_tile_without_a_file_is_magenta_and_named(scene, tiles, tmp_path):  # noqa: F811
    (tmp_path / "tile.1011.png").unlink()
    show(scene, tiles)
    alike(scene, tmp_path)
    (warning,) = frame_reports[-1].warnings
    assert "tile 1011 of image 'tile.1001.png' can't be loaded" in warning


def test_tiles_larger_than_textures_of_opengl(scene, tmp_path):  # noqa: F811
    """Two of 20,000 pixels: together they are wider than a texture."""
    for number, color in ((1001, (1, 0, 0, 1)), (1002, (0, 0, 1, 1))):
        image = bpy.data.images.new("Wide", 20_000, 4)
        image.pixels.foreach_set(array.array("f", color * 80_000))
        image.filepath_raw, image.file_format = str(tmp_path / f"wide.{number}.png"), "PNG"
        image.save()
        bpy.data.images.remove(image)
    wide = bpy.data.images.load(str(tmp_path / "wide.1001.png"))
    wide.source = "TILED"
    wide.filepath = str(tmp_path / "wide.<UDIM>.png")
    wide.reload()
    show(scene, wide)
    alike(scene, tmp_path)
    assert any("has tiles that are larger than OpenGL's textures" in warning for warning in frame_reports[-1].warnings)


def test_tile_that_is_overwritten_is_read_again(scene, tiles, tmp_path):  # noqa: F811
    show(scene, tiles)
    scene.render.use_persistent_data = True
    before = alike(scene, tmp_path)
    SIZES[1002], kept = 8, SIZES[1002]
    save_tile(tmp_path, 1002)
    SIZES[1002] = kept
    tiles.reload()
    after = alike(scene, tmp_path)
    assert mean_difference(before, after) > 0
