# SPDX-License-Identifier: Apache-2.0
"""./passbridge bench delivery: what it costs to get a finished picture into Blender, method by method."""

from collections.abc import Sequence
from pathlib import Path

from launcher import bench_report

DEFAULT_SIZES = ((640, 480), (1920, 1080), (3840, 2160), (7680, 4320))

_COLUMNS = bench_report.Columns(group="size", ratio="ratio_to_memcpy")


def bench(blender_name: str | None, sizes: Sequence[tuple[int, int]], json_path: Path | None, plot_path: Path | None) -> None:
    """Measure, print a table, and write the rows and a plot where that is asked for."""
    rows = bench_report.measured("delivery", blender_name, {"sizes": list(sizes)}, json_path, plot_path)
    order = [f"{width}x{height}" for width, height in sizes]
    rows.sort(key=lambda row: order.index(row["size"]))
    print(bench_report.table(rows, _COLUMNS, "/ memcpy"), flush=True)
    bench_report.write(rows, _COLUMNS, "time as a multiple of one memcpy of the picture", json_path, plot_path)
