# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the data passes of a scene against those of Cycles in the same Blender."""

from __future__ import annotations

import array
import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import bpy
from passbridge import Pass
from passbridge.addon.engine import PassbridgeRenderEngine
from passbridge.engine.frame import FrameReport
from rendering import floats, render_exr, switch_on_all_passes

WIDTH, HEIGHT = 64, 48

# Cycles traces and OpenGL rasterizes the same triangles through the same pixel centres, both in 32-bit floats. The tolerances
# leave room for OpenGL's 8 bits of subpixel precision: a sample lies up to 1/256 of a pixel beside Cycles', which on surfaces
# that are seen at a small angle is more than the floats lose.
DEPTH_TOLERANCE = 1e-3  # as a share of the depth
POSITION_TOLERANCE = 2e-3  # as a share of the greatest depth that is counted
NORMAL_TOLERANCE_RADIANS = math.radians(2)
UV_TOLERANCE = 5e-3

# A surface whose depth, position or UV changes faster than that inside one pixel may differ in a few pixels.
LEAST_SHARE = 0.99
# Only pixels whose centre a silhouette hits within 1/256 of a pixel may differ: of 64x48, 15 in 3072.
LEAST_COVERAGE = 0.995

# Shares of the tolerances. The tolerances are for surfaces seen at a small angle; of most pixels the errors are those of 32-bit floats, but
# for normals of strands, which are those of a tube of few sides here and of a curve in Cycles.
GREATEST_MEDIANS = {"depth": 0.05, "position": 0.05, "normal": 0.5, "uv": 0.05}
# Of pixels around which Cycles' depth is steady, the few included that the shares leave out: 1.6 at most, at a bend of curves.
GREATEST_ERROR = 2.0

# A pixel is steady where its depth is off the mean of opposite neighbours' by no more than half of this share.
STEADY_DEPTH = 0.005

# Letters of a pass's channels in the order of their values; Blender sorts them by name.
_CHANNEL_ORDER = "UVXYZRGBA"


@dataclass(frozen=True)
class Comparison:
    """Shares of pixels, 0 to 1, in which Cycles' and Passbridge's passes agree."""

    coverage: float
    """Of all pixels: the object index is the same."""
    counted: int
    """Pixels whose 3x3 neighbourhood holds one object and one material in both pictures; the shares below are of these."""
    depth: float
    position: float
    normal: float
    uv: float
    material_index: float
    medians: dict[str, float]
    """Of depth, position, normal and UV: the middle error of the counted pixels, as a share of the tolerance."""
    worst: dict[str, float]
    """Of depth and position: the greatest error of the counted pixels around which Cycles' depth is steady, as a share of the tolerance."""
    objects: frozenset[int]
    """Pass indices of the objects that Cycles shows; 0 is the background."""
    materials: frozenset[int]
    """Pass indices of the materials that Cycles shows; 0 is the background and faces without material."""
    report: FrameReport
    """Passbridge's."""


def compare(
    scene: bpy.types.Scene, tmp_path: Path, change: Callable[[bpy.types.Scene], None] = lambda _: None, view: str = ""
) -> Comparison:
    """Render the scene with Cycles, then with Passbridge, and compare the data passes of the first view layer.

    Sets the scene up: 64x48 pixels (before its percentage), all passes, one sample through the pixel's centre, transparent film;
    gives every object and every material a pass index of its own, from 1 on in the order of their names. Asserts that Cycles shows an object over at
    least one whole 3x3 neighbourhood: where there is nothing to compare everything would agree.

    change  what else to set up, afterwards
    view    of a stereo picture
    """
    set_up(scene)
    change(scene)
    scene.render.engine = "CYCLES"
    cycles = _Picture(scene, tmp_path / "cycles.exr", view)
    scene.render.engine = "PASSBRIDGE"
    passbridge = _Picture(scene, tmp_path / "passbridge.exr", view)
    (report,) = passbridge.reports
    assert report.ok, report.error
    return _compared(cycles, passbridge, report)


def assert_like_cycles(
    scene: bpy.types.Scene,
    tmp_path: Path,
    least: float = LEAST_SHARE,
    least_coverage: float = LEAST_COVERAGE,
    change: Callable[[bpy.types.Scene], None] = lambda _: None,
    view: str = "",
) -> Comparison:
    """Compare and assert that at least these shares of the pixels agree, that half of them do almost exactly, and that away from edges
    none is far off."""
    comparison = compare(scene, tmp_path, change, view)
    shares = {name: getattr(comparison, name) for name in ("depth", "position", "normal", "uv", "material_index")}
    low = {name: share for name, share in shares.items() if share < least}
    if comparison.coverage < least_coverage:
        low["coverage"] = comparison.coverage
    assert not low, f"below {least} (coverage: {least_coverage}): {low} of {comparison}"
    high = {f"median {name}": error for name, error in comparison.medians.items() if error > GREATEST_MEDIANS[name]}
    high.update({f"worst {name}": error for name, error in comparison.worst.items() if error > GREATEST_ERROR})
    assert not high, f"too far from Cycles, in shares of the tolerance: {high} of {comparison}"
    return comparison


def set_up(scene: bpy.types.Scene) -> None:
    """What `compare` says of it."""
    for number, data_blocks in enumerate((bpy.data.objects, bpy.data.materials)):
        for index, data_block in enumerate(sorted(data_blocks, key=lambda it: it.name)):
            data_block.pass_index = index + 1
    switch_on_all_passes(scene.view_layers[0])
    render_settings = scene.render
    render_settings.resolution_x, render_settings.resolution_y = WIDTH, HEIGHT
    render_settings.film_transparent = True
    scene.passbridge.samples = 1
    settings = scene.cycles
    settings.device = "CPU"
    settings.samples = 1
    settings.seed = 0
    settings.max_bounces = 0
    settings.use_denoising = False
    settings.use_adaptive_sampling = False
    # Not BOX: Cycles gives that one the width of a pixel, whatever the setting says (intern/cycles/blender/sync.cpp).
    settings.pixel_filter_type = "GAUSSIAN"
    settings.filter_width = 0.01


class _Picture:
    """The data passes of a rendered view layer, values of each pass side by side, rows bottom to top."""

    def __init__(self, scene: bpy.types.Scene, path: Path, view: str) -> None:
        self.width, self.height, words = render_exr(scene, path)
        from passbridge.engine.frame import frame_reports

        self.reports = list(frame_reports)
        names = {render_pass.name: render_pass.blender_name for render_pass in (Pass.COMBINED, *PassbridgeRenderEngine.passes)}

        def channels(name: str) -> list[array.array[float]]:
            prefix = ".".join((scene.view_layers[0].name, names[name], *filter(None, [view]), ""))
            found = sorted(
                (channel for channel in words if channel.startswith(prefix)),
                key=lambda channel: _CHANNEL_ORDER.index(channel[-1]),
            )
            assert found, f"{path.name} has no pass {names[name]}: {sorted(words)}"
            return [floats(words[channel]) for channel in found]

        (self.depth,) = channels("Depth")
        self.position = list(zip(*channels("Position")))
        self.normal = list(zip(*channels("Normal")))
        self.uv = list(zip(*channels("UV")[:2]))
        self.objects = [round(value) for value in channels("IndexOB")[0]]
        self.materials = [round(value) for value in channels("IndexMA")[0]]

    def is_whole(self, x: int, y: int) -> bool:
        """Whether the pixel shows an object and its 3x3 neighbourhood, cut at the picture's edge, the same material of it."""
        width = self.width
        kind = self.objects[y * width + x], self.materials[y * width + x]
        return kind[0] > 0 and all(
            (self.objects[j * width + i], self.materials[j * width + i]) == kind
            for j in range(max(y - 1, 0), min(y + 2, self.height))
            for i in range(max(x - 1, 0), min(x + 2, width))
        )


    def is_steady(self, x: int, y: int) -> bool:
        """Whether the depth is about the mean of that of the neighbours on either side: no edge of the same object passes here."""
        if not (0 < x < self.width - 1 and 0 < y < self.height - 1):
            return False
        i = y * self.width + x
        return all(
            abs(self.depth[i - step] + self.depth[i + step] - 2 * self.depth[i]) <= STEADY_DEPTH * self.depth[i]
            for step in (1, self.width, self.width - 1, self.width + 1)
        )


def _compared(a: _Picture, b: _Picture, report: FrameReport) -> Comparison:
    """`a` is the reference."""
    assert (a.width, a.height) == (b.width, b.height)
    counted = [
        y * a.width + x
        for y in range(a.height)
        for x in range(a.width)
        if a.is_whole(x, y) and b.is_whole(x, y) and a.objects[y * a.width + x] == b.objects[y * a.width + x]
    ]
    assert any(a.objects), "Cycles shows nothing"
    assert counted, f"no pixel to compare: Cycles shows objects {set(a.objects)}, Passbridge {set(b.objects)}"
    greatest_depth = max(a.depth[i] for i in counted)
    errors = {
        "depth": [abs(a.depth[i] - b.depth[i]) / (DEPTH_TOLERANCE * a.depth[i]) for i in counted],
        "position": [math.dist(a.position[i], b.position[i]) / (POSITION_TOLERANCE * greatest_depth) for i in counted],
        "normal": [_angle_radians(a.normal[i], b.normal[i]) / NORMAL_TOLERANCE_RADIANS for i in counted],
        "uv": [math.dist(a.uv[i], b.uv[i]) / UV_TOLERANCE for i in counted],
    }
    # NaN is worse than any number.
    errors = {name: [math.inf if math.isnan(error) else error for error in of_pixels] for name, of_pixels in errors.items()}
    steady = [place for place, i in enumerate(counted) if a.is_steady(i % a.width, i // a.width)]

    def share(name: str) -> float:
        return sum(error <= 1 for error in errors[name]) / len(counted)

    return Comparison(
        coverage=sum(map(int.__eq__, a.objects, b.objects)) / len(a.objects),
        counted=len(counted),
        depth=share("depth"),
        position=share("position"),
        normal=share("normal"),
        uv=share("uv"),
        material_index=sum(a.materials[i] == b.materials[i] for i in counted) / len(counted),
        medians={name: statistics.median(of_pixels) for name, of_pixels in errors.items()},
        worst={name: max((errors[name][place] for place in steady), default=0.0) for name in ("depth", "position")},
        objects=frozenset(a.objects),
        materials=frozenset(a.materials),
        report=report,
    )


def _angle_radians(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """The angle between two vectors: NaN, which is below nothing, where one of them has no direction."""
    lengths = math.hypot(*a) * math.hypot(*b)
    if not lengths > 0.0:
        return math.nan
    return math.acos(max(-1.0, min(1.0, sum(x * y for x, y in zip(a, b)) / lengths)))
