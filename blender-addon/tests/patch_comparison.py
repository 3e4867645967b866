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
# Tilted, so that no axis is special, and nothing is seen at a right angle.
_SQUARE = [(x, y, 0.21 + 0.5 * x + 0.3 * y) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
_PAINT = [(0.1, 0.2, 0.3, 1.0), (0.9, 0.2, 0.3, 0.7), (0.5, 0.8, 0.3, 0.2), (0.1, 0.7, 0.6, 0.5)]
_DISTANCE = 2.25  # from patch to patch, so that what lies beside a square is never taken for it

Build = Callable[[bpy.types.ShaderNodeTree], bpy.types.NodeSocket]
"""Adds nodes and gives the output that is shown: a number, vector or colour as emission, a shader as the surface or volume, a displacement
of a matte surface."""


@dataclass(frozen=True)
class Difference:
    """Of a patch's pixels, in display values: 0 to 1, encoded as sRGB; or of their alpha, where that is further off."""

    mean: float
    warnings: tuple[str, ...]
    """What Passbridge says of the patch's material."""
    cycles: tuple[float, ...]
    """The mean colour, scene-linear, and alpha; the same of Passbridge:"""
    passbridge: tuple[float, ...]


def compare_patches(
    scene: bpy.types.Scene, tmp_path: Path, patches: Mapping[str, Build], samples: int = 1
) -> dict[str, Difference]:
    """Set up an empty scene with a square per patch, render it by both engines and compare.

    Each square is tilted; seen from above it has 2 x 2 metres around its object's origin, one pixel every 12.5 cm. Its UV map goes from 0
    to 1, its colours are "Paint", and its object has the property "tone". It neither lights nor shadows others. There is no light and no world, but what a
    caller adds.

    samples  of both engines; one goes through the pixel's centre. Of more, the means of patches are compared, as Cycles has noise.
    """
    from passbridge.engine.frame import frame_reports

    assert patches, "nothing to compare"
    rows = math.ceil(len(patches) / _PATCHES_PER_ROW)
    for index, (label, build) in enumerate(patches.items()):
        _add_square(scene, label, index, build)
    _look_down(scene, rows)
    _set_up(scene, samples)
    pictures = {}
    for engine in ("CYCLES", "PASSBRIDGE"):
        scene.render.engine = engine
        width, _, words = render_exr(scene, tmp_path / f"{engine}.exr")
        prefix = f"{scene.view_layers[0].name}.Combined."
        pictures[engine] = list(zip(*(floats(words[prefix + channel]) for channel in "RGBA")))
    report = frame_reports[-1]
    assert report.ok, report.error
    result = {}
    for index, label in enumerate(patches):
        pixels = [y * width + x for x, y in _pixels(index, rows)]
        start = f"Material '{label}': "
        shown = [[picture[i] for i in pixels] for picture in pictures.values()]
        result[label] = _difference(
            *(shown if samples == 1 else [[_mean(picture)] for picture in shown]),
            tuple(warning.removeprefix(start) for warning in report.warnings if warning.startswith(start)),
        )
    return result


def _add_square(scene: bpy.types.Scene, label: str, index: int, build: Build) -> None:
    mesh = bpy.data.meshes.new(label)
    mesh.from_pydata(_SQUARE, [], [(0, 1, 2, 3)])
    uvs = mesh.uv_layers.new(name="UVMap")
    for corner, uv in zip(uvs.data, [(0, 0), (1, 0), (1, 1), (0, 1)]):
        corner.uv = uv
    for corner, color in zip(mesh.color_attributes.new("Paint", "FLOAT_COLOR", "POINT").data, _PAINT):
        corner.color = color
    square = bpy.data.objects.new(label, mesh)
    square["tone"] = 7.0
    square.color = 0.7, 0.4, 0.2, 0.6
    for ray in ("diffuse", "glossy", "transmission", "shadow"):
        setattr(square, f"visible_{ray}", False)
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
    material.pass_index = 3
    if hasattr(material.cycles, "emission_sampling"):
        material.cycles.emission_sampling = "NONE"
    else:
        material.cycles.sample_as_light = False
    if shown.identifier == "Displacement":
        tree.links.new(output.inputs["Displacement"], shown)
        shown = tree.nodes.new("ShaderNodeBsdfDiffuse").outputs[0]
    elif shown.type != "SHADER":
        emission = tree.nodes.new("ShaderNodeEmission")
        tree.links.new(emission.inputs["Color"], shown)
        shown = emission.outputs[0]
    tree.links.new(output.inputs["Volume" if shown.identifier == "Volume" else "Surface"], shown)
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
    render.film_transparent = True
    scene.world = None
    scene.cycles.max_bounces = 0
    set_up_samples(scene, samples)


def set_up_samples(scene: bpy.types.Scene, samples: int) -> None:
    """Both engines take as many samples, all through the pixels' centres, without denoising."""
    scene.passbridge.samples = samples
    scene.render.filter_size = 0.01
    settings = scene.cycles
    settings.device = "CPU"
    settings.samples = samples
    settings.light_sampling_threshold = 0.0  # faint light is not left out at random
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


def _difference(cycles: list[tuple[float, ...]], passbridge: list[tuple[float, ...]], warnings: tuple[str, ...]) -> Difference:
    colors = _mean_difference([display(value) for pixel in cycles for value in pixel[:3]],
                              [display(value) for pixel in passbridge for value in pixel[:3]])
    alphas = _mean_difference([pixel[3] for pixel in cycles], [pixel[3] for pixel in passbridge])
    return Difference(max(colors, alphas), warnings, _mean(cycles), _mean(passbridge))


def _mean_difference(cycles: list[float], passbridge: list[float]) -> float:
    mean = sum(abs(a - b) for a, b in zip(cycles, passbridge)) / len(cycles)
    return math.inf if math.isnan(mean) else mean  # NaN is worse than any number


def _mean(pixels: list[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(sum(channel) / len(pixels) for channel in zip(*pixels))


def display(value: float) -> float:
    """What a screen is sent for a number of a scene-linear colour, 0 to 1 (sRGB, IEC 61966-2-1); NaN remains NaN."""
    if math.isnan(value):
        return value
    value = min(max(value, 0.0), 1.0)
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
