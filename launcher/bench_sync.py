# SPDX-License-Identifier: Apache-2.0
"""./passbridge bench sync: what it takes from the depsgraph to data in OpenGL's buffers, scene by scene."""

import itertools
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from launcher import addon_zip, bench_report, project
from launcher.bench_report import Figure
from launcher.console import say
from launcher.errors import LauncherError

DEFAULT_MESH = project.ROOT.parent / "shared" / "meshes" / "stanford-bunny.obj"

_COLUMNS = bench_report.Columns(group="scene", ratio="ratio_to_reference")

_GRID_2M, _GRID_8M = "grid, 2 M triangles", "grid, 8 M triangles"
_SPHERES = "1,000 spheres"
_INSTANCES = "100,000 instances"
_SMALL_MESHES = "10,000 small meshes"
_HAIRS = "50,000 child hairs"
_ONE_MOVES_KEPT, _ONE_MOVES = "1 of 1,000 moves, Persistent Data on", "1 of 1,000 moves, Persistent Data off"

_SUBDIVIDED = "subdivided"

# By the name that chooses a scene: the measurement in the job, the scene's name in tables, and what else the measurement takes.
_SCENES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "grid-0.1M": ("grid", "grid, 0.1 M triangles", {"triangle_count": 100_000}),
    "grid-1M": ("grid", "grid, 1 M triangles", {"triangle_count": 1_000_000}),
    "grid-2M": ("grid", _GRID_2M, {"triangle_count": 2_000_000}),
    "grid-8M": ("grid", _GRID_8M, {"triangle_count": 8_000_000}),
    "spheres": ("spheres", _SPHERES, {"count": 1_000}),
    _SUBDIVIDED: ("subdivided", "", {}),  # named by its file
    "instances": ("instances", _INSTANCES, {"count": 100_000}),
    "small-meshes": ("small_meshes", _SMALL_MESHES, {"count": 10_000}),
    "hairs": ("hairs", _HAIRS, {"count": 50_000}),
    "moving-kept": ("animation", _ONE_MOVES_KEPT, {"count": 1_000, "keeps_data": True}),
    "moving": ("animation", _ONE_MOVES, {"count": 1_000, "keeps_data": False}),
}
SCENE_NAMES = tuple(_SCENES)


def bench(
    blender_name: str | None, scenes: Collection[str], mesh_path: Path | None, json_path: Path | None, plot_path: Path | None
) -> None:
    """Measure, print a table for each scene and the figures; write the rows and a plot where that is asked for.

    ``scenes``: of SCENE_NAMES. ``mesh_path``: an OBJ file to subdivide; by default DEFAULT_MESH where it is there.
    """
    if mesh_path is not None and not mesh_path.is_file():
        raise LauncherError(f"there is no file {mesh_path}")
    if mesh_path is None and DEFAULT_MESH.is_file():
        mesh_path = DEFAULT_MESH
    found = bench_report.find_blender(blender_name, json_path, plot_path)
    chosen = {name: scene for name, scene in _SCENES.items() if name in scenes}
    if _SUBDIVIDED in chosen:
        if mesh_path is None:
            say("leaving out the subdivided mesh: there is no file; --mesh names one")
            del chosen[_SUBDIVIDED]
        else:
            chosen[_SUBDIVIDED] = ("subdivided", f"{mesh_path.name}, subdivided", {"path": str(mesh_path.absolute())})
    arguments = {"addon_folder": str(addon_zip.unpacked()), "scenes": list(chosen.values())}
    rows = bench_report.measured("sync", found, arguments)
    for _, rows_of_scene in itertools.groupby(rows, key=lambda row: row["scene"]):
        scene = list(rows_of_scene)
        print(bench_report.table(scene, _COLUMNS, f"/ {scene[0]['reference']}") + "\n")
    print("\n".join(map(str, figures(rows))), flush=True)
    bench_report.write(rows, _COLUMNS, "time as a multiple of each scene's reference", json_path, plot_path)


def figures(rows: Sequence[bench_report.Row]) -> list[Figure]:
    """The ratios that count, of the scenes that were measured. Cycles and numpy may be missing."""
    medians_ms = {(row["scene"], row["method"]): row["median_ms"] for row in rows}
    scenes = {scene for scene, _ in medians_ms}
    made: list[Figure] = []

    def add(scene: str, method: str, reference: str, goal: float | None = None, *, is_at_least: bool = False) -> None:
        if scene in scenes:
            ratio = medians_ms[scene, method] / medians_ms[scene, reference]
            made.append(Figure(f"{method} / {reference}, {scene}", ratio, goal, is_at_least))

    def has(scene: str, method: str) -> bool:
        return (scene, method) in medians_ms

    add(_SPHERES, "foreach_get_best", "passbridge", 2, is_at_least=True)
    add(_GRID_2M, "foreach_get_best", "passbridge", 6, is_at_least=True)
    add(_GRID_2M, "foreach_get_usual", "passbridge")
    if has(_GRID_2M, "foreach_get_best_fan"):
        add(_GRID_2M, "foreach_get_best_fan", "passbridge")
    for ours in ("passbridge", "passbridge_unshared", "passbridge_changed"):
        add(_GRID_8M, ours, "memcpy")
    for grid in (_GRID_2M, _GRID_8M):
        if has(grid, "passbridge_capture"):
            add(grid, "passbridge_capture", "memcpy_captured", 2)
    add(_INSTANCES, "passbridge_reading", "python_loop", 1.8)
    for scene, goal in ((_SMALL_MESHES, 1.5), (_HAIRS, 1)):
        if has(scene, "cycles_operator"):
            add(scene, "cycles_operator", "passbridge_operator", goal, is_at_least=True)
            cycles, ours, alone = (
                medians_ms[scene, method] for method in ("cycles_operator", "passbridge_operator", "blender_alone")
            )
            made.append(Figure(f"the same without blender_alone, {scene}", (cycles - alone) / (ours - alone)))
    for animation in (_ONE_MOVES_KEPT, _ONE_MOVES):
        add(animation, "later_frames", "first_frame")
    return made
