# SPDX-License-Identifier: Apache-2.0
"""./passbridge bench delivery: what it costs to get a finished picture into Blender, method by method."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from launcher import addon_zip, bar_plot, blender, system_packages
from launcher.console import say
from launcher.errors import LauncherError

DEFAULT_SIZES = ((640, 480), (1920, 1080), (3840, 2160), (7680, 4320))

_PROGRESS = "bench: "


def bench(blender_name: str | None, sizes: Sequence[tuple[int, int]], json_path: Path | None, plot_path: Path | None) -> None:
    """Measure, print a table, and write the rows and a plot where that is asked for."""
    for path in (json_path, plot_path):
        _require_folder(path)
    system_packages.require(
        (
            *((system_packages.BLENDER, system_packages.NUMPY) if blender_name is None else ()),
            *system_packages.FOR_BUILDING,
            *system_packages.FOR_DRAWING,
        )
    )
    chosen = blender.find(blender_name)
    rows = _measured(chosen, sizes)
    print(_table(rows), flush=True)
    if json_path is not None:
        _write(json_path, json.dumps(rows, indent=1) + "\n")
    if plot_path is not None:
        _write(plot_path, _plot(rows))


def _measured(chosen: blender.Blender, sizes: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    result = chosen.run(
        "bench_delivery_job",
        {"addon_folder": str(addon_zip.unpacked()), "sizes": list(sizes)},
        blender.log_path("bench-delivery"),
        on_line=lambda line: say(line.removeprefix(_PROGRESS)) if line.startswith(_PROGRESS) else None,
    )
    if result["error"]:
        raise LauncherError(result["error"])
    order = [f"{width}x{height}" for width, height in sizes]
    return sorted(result["rows"], key=lambda row: order.index(row["size"]))


def _table(rows: Sequence[dict[str, Any]]) -> str:
    lines = [f"{'size':<11}{'method':<20}{'median ms':>11}{'min ms':>10}{'max ms':>10}{'/ memcpy':>10}"]
    for row in rows:
        lines.append(
            f"{row['size']:<11}{row['method']:<20}{row['median_ms']:11.2f}{row['min_ms']:10.2f}{row['max_ms']:10.2f}"
            f"{row['ratio_to_memcpy']:10.2f}"
        )
    return "\n".join(lines)


def _plot(rows: Sequence[dict[str, Any]]) -> str:
    sizes = list(dict.fromkeys(row["size"] for row in rows))
    groups = [
        bar_plot.Group(size, [(row["method"], row["ratio_to_memcpy"]) for row in rows if row["size"] == size])
        for size in sizes
    ]
    return bar_plot.svg(f"Blender {rows[0]['blender']}: time as a multiple of one memcpy of the picture", groups)


def _require_folder(path: Path | None) -> None:
    """Before minutes of measuring, not after."""
    if path is not None and (path.is_dir() or not os.access(path.absolute().parent, os.W_OK)):
        raise LauncherError(f"{path} can't be written: it is a folder, or its folder is missing or read-only")


def _write(path: Path, text: str) -> None:
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)
