# SPDX-License-Identifier: Apache-2.0
"""./passbridge bench sync: what it takes from the depsgraph to data in OpenGL's buffers, scene by scene."""

import itertools
from collections.abc import Sequence
from pathlib import Path

from launcher import addon_zip, bench_report, project
from launcher.errors import LauncherError

DEFAULT_MESH = project.ROOT.parent / "shared" / "meshes" / "stanford-bunny.obj"

_COLUMNS = bench_report.Columns(group="scene", ratio="ratio_to_reference")

_GRID_2M, _GRID_8M = "grid, 2 M triangles", "grid, 8 M triangles"
_GRIDS = {
    "grid, 0.1 M triangles": 100_000,
    "grid, 1 M triangles": 1_000_000,
    _GRID_2M: 2_000_000,
    _GRID_8M: 8_000_000,
}
_SPHERES = {"1,000 spheres": 1_000}
_INSTANCES_100K = "100,000 instances"
_INSTANCES = {_INSTANCES_100K: 100_000}
_ONE_MOVES_KEPT, _ONE_MOVES = "1 of 1,000 moves, Persistent Data on", "1 of 1,000 moves, Persistent Data off"
_ANIMATIONS = {_ONE_MOVES_KEPT: (1_000, True), _ONE_MOVES: (1_000, False)}
"""How many objects, and whether Persistent Data is on."""


def bench(blender_name: str | None, mesh_path: Path | None, json_path: Path | None, plot_path: Path | None) -> None:
    """Measure, print a table for each scene and the figures that have goals; write the rows and a plot where that is asked for.

    ``mesh_path``: an OBJ file to subdivide; by default DEFAULT_MESH where it is there.
    """
    if mesh_path is not None and not mesh_path.is_file():
        raise LauncherError(f"there is no file {mesh_path}")
    if mesh_path is None and DEFAULT_MESH.is_file():
        mesh_path = DEFAULT_MESH
    chosen = bench_report.find_blender(blender_name, json_path, plot_path)
    arguments = {
        "addon_folder": str(addon_zip.unpacked()),
        "grids": _GRIDS,
        "spheres": _SPHERES,
        "instances": _INSTANCES,
        "animations": _ANIMATIONS,
        "mesh_path": None if mesh_path is None else str(mesh_path.absolute()),
    }
    rows = bench_report.measured("sync", chosen, arguments)
    for _, rows_of_scene in itertools.groupby(rows, key=lambda row: row["scene"]):
        scene = list(rows_of_scene)
        print(bench_report.table(scene, _COLUMNS, f"/ {scene[0]['reference']}") + "\n")
    print(figures(rows), flush=True)
    bench_report.write(rows, _COLUMNS, "time as a multiple of each scene's reference", json_path, plot_path)


def figures(rows: Sequence[bench_report.Row]) -> str:
    """The ratios that have goals, one a line."""
    medians_ms = {(row["scene"], row["method"]): row["median_ms"] for row in rows}

    def ratio(scene: str, method: str, reference: str) -> float:
        return medians_ms[scene, method] / medians_ms[scene, reference]

    readers = [method for scene, method in medians_ms if scene == _GRID_2M and method.startswith("foreach_get")]
    lines = []
    for ours in ("passbridge", "passbridge_unshared", "passbridge_changed"):
        lines += [f"{reader} / {ours}, 2 M triangles: {ratio(_GRID_2M, reader, ours):.2f}" for reader in readers]
        lines.append(f"{ours} / memcpy, 8 M triangles: {ratio(_GRID_8M, ours, 'memcpy'):.2f}")
    reading = ratio(_INSTANCES_100K, "passbridge_reading", "python_loop")
    lines.append(f"passbridge_reading / python_loop, 100,000 instances: {reading:.2f}")
    for animation in (_ONE_MOVES_KEPT, _ONE_MOVES):
        lines.append(f"later_frames / first_frame, {animation}: {ratio(animation, 'later_frames', 'first_frame'):.3f}")
    return "\n".join(lines)
