# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders patches, each a square of a material of its own, with Cycles and with Passbridge, and tells how far they are apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import bpy
from rendering import floats, render_exr

PATCH_PIXELS = 16
_PATCHES_PER_ROW = 16
_SQUARE = [(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)]
_DISTANCE = 2.25  # from patch to patch, so that what lies beside a square is never taken for it

Build = Callable[[bpy.types.ShaderNodeTree], bpy.types.NodeSocket]
"""Adds nodes and gives the output that is shown: a number, vector or colour as emission, a shader as the surface."""


@dataclass(frozen=True)
class Difference:
    """Of a patch's pixels, in display values: 0 to 1, encoded as sRGB."""

    mean: float
    worst: float
    cycles: tuple[float, float, float]
    """The mean colour, scene-linear; the same of Passbridge:"""
    passbridge: tuple[float, float, float]


def compare_patches(
    scene: bpy.types.Scene, tmp_path: Path, patches: Mapping[str, Build], samples: int = 1
) -> dict[str, Difference]:
    """Set up an empty scene with a square per patch, render it by both engines and compare.

    A square of 2 x 2 metres lies in the XY plane around its object's origin, seen straight from above, one pixel every 12.5 cm; its UV map
    goes from 0 to 1. There is no light and no world, but what a caller adds.

    samples  of both engines; one goes through the pixel's centre
    """
    assert patches, "nothing to compare"
    rows = math.ceil(len(patches) / _PATCHES_PER_ROW)
    for index, (label, build) in enumerate(patches.items()):
        _add_square(scene, label, index, build)
    _look_down(scene, rows)
    _set_up(scene, samples)
    scene.render.engine = "CYCLES"
    width, height, cycles = combined(scene, tmp_path / "cycles.exr")
    scene.render.engine = "PASSBRIDGE"
    _, _, passbridge = combined(scene, tmp_path / "passbridge.exr")
    result = {}
    for index, label in enumerate(patches):
        pixels = [y * width + x for x, y in _pixels(index, rows)]
        result[label] = _difference([cycles[i] for i in pixels], [passbridge[i] for i in pixels])
    return result


def _add_square(scene: bpy.types.Scene, label: str, index: int, build: Build) -> None:
    mesh = bpy.data.meshes.new(label)
    mesh.from_pydata(_SQUARE, [], [(0, 1, 2, 3)])
    uvs = mesh.uv_layers.new(name="UVMap")
    for corner, uv in zip(uvs.data, [(0, 0), (1, 0), (1, 1), (0, 1)]):
        corner.uv = uv
    square = bpy.data.objects.new(label, mesh)
    square.location = (_DISTANCE * (index % _PATCHES_PER_ROW), -_DISTANCE * (index // _PATCHES_PER_ROW), 0.0)
    square.pass_index = index + 1
    scene.collection.objects.link(square)
    material = bpy.data.materials.new(label)
    if not material.node_tree or not material.node_tree.nodes:
        material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    shown = build(tree)
    if shown.type != "SHADER":
        emission = tree.nodes.new("ShaderNodeEmission")
        tree.links.new(emission.inputs["Color"], shown)
        shown = emission.outputs[0]
    tree.links.new(output.inputs["Surface"], shown)
    mesh.materials.append(material)


def _look_down(scene: bpy.types.Scene, rows: int) -> None:
    data = bpy.data.cameras.new("Camera")
    data.type = "ORTHO"
    data.ortho_scale = _DISTANCE * max(_PATCHES_PER_ROW, rows)
    camera = bpy.data.objects.new("Camera", data)
    camera.location = (_DISTANCE * (_PATCHES_PER_ROW - 1) / 2, -_DISTANCE * (rows - 1) / 2, 10.0)
    scene.collection.objects.link(camera)
    scene.camera = camera


def _cell_pixels() -> int:
    return round(PATCH_PIXELS * _DISTANCE / 2.0)


def _set_up(scene: bpy.types.Scene, samples: int) -> None:
    rows = math.ceil(sum(each.type == "MESH" for each in scene.objects) / _PATCHES_PER_ROW)
    render = scene.render
    render.resolution_x, render.resolution_y = _cell_pixels() * _PATCHES_PER_ROW, _cell_pixels() * rows
    render.resolution_percentage = 100
    scene.world = None
    set_up_samples(scene, samples)


def set_up_samples(scene: bpy.types.Scene, samples: int) -> None:
    """Both engines take as many samples, all through the pixels' centres, without denoising."""
    scene.passbridge.samples = samples
    scene.render.filter_size = 0.01
    settings = scene.cycles
    settings.device = "CPU"
    settings.samples = samples
    settings.seed = 0
    settings.use_denoising = False
    settings.use_adaptive_sampling = False
    settings.pixel_filter_type = "GAUSSIAN"
    settings.filter_width = 0.01


def _pixels(index: int, rows: int) -> list[tuple[int, int]]:
    """Places of a patch's pixels, rows bottom to top, without the outermost: an edge of the square may be another engine's by a hair."""
    cell = _cell_pixels()
    margin = (cell - PATCH_PIXELS) // 2 + 1
    left = index % _PATCHES_PER_ROW * cell
    bottom = (rows - 1 - index // _PATCHES_PER_ROW) * cell
    return [(left + x, bottom + y) for y in range(margin, cell - margin) for x in range(margin, cell - margin)]


def combined(scene: bpy.types.Scene, path: Path) -> tuple[int, int, list[tuple[float, float, float]]]:
    """Render; width, height and the colours of Combined, scene-linear, rows bottom to top."""
    width, height, words = render_exr(scene, path)
    prefix = f"{scene.view_layers[0].name}.Combined."
    return width, height, list(zip(*(floats(words[prefix + channel]) for channel in "RGB")))


def _difference(cycles: list[tuple[float, ...]], passbridge: list[tuple[float, ...]]) -> Difference:
    differences = [abs(display(a) - display(b)) for ours, theirs in zip(passbridge, cycles) for a, b in zip(ours, theirs)]
    # NaN is worse than any number.
    differences = [math.inf if math.isnan(each) else each for each in differences]
    return Difference(sum(differences) / len(differences), max(differences), _mean(cycles), _mean(passbridge))


def _mean(colors: list[tuple[float, ...]]) -> tuple[float, float, float]:
    red, green, blue = (sum(channel) / len(colors) for channel in zip(*colors))
    return red, green, blue


def display(value: float) -> float:
    """What a screen is sent for a number of a scene-linear colour, 0 to 1 (sRGB, IEC 61966-2-1); NaN remains NaN."""
    if math.isnan(value):
        return value
    value = min(max(value, 0.0), 1.0)
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
