# SPDX-License-Identifier: Apache-2.0
"""./passbridge bench delivery: what it costs to get a finished picture into Blender, method by method."""

import statistics
from collections.abc import Sequence
from pathlib import Path

from launcher import addon_zip, bench_report, blender
from launcher.bench_report import Figure, Row
from launcher.console import say

DEFAULT_SIZES = ((640, 480), (1920, 1080), (3840, 2160), (7680, 4320))

_FULL_HD, _4K, _8K = "1920x1080", "3840x2160", "7680x4320"
_COLUMNS = bench_report.Columns(group="size", ratio="ratio_to_memcpy")

_FIRST_FRAME_SIZES = (_FULL_HD, _4K)
_FIRST_FRAME_METHODS = ("blender_alone", "fresh_memory", "in_place", "in_place_prepared")
_PROCESS_COUNT = 5
"""Of each method and size: a process has one first frame."""


def bench(blender_name: str | None, sizes: Sequence[tuple[int, int]], json_path: Path | None, plot_path: Path | None) -> None:
    """Measure, print a table and the figures that have goals, and write the rows and a plot where that is asked for."""
    chosen = bench_report.find_blender(blender_name, json_path, plot_path)
    addon_folder = str(addon_zip.unpacked())
    rows = bench_report.measured("delivery", chosen, {"addon_folder": addon_folder, "sizes": list(sizes)})
    for size in sizes:
        if _name(size) in _FIRST_FRAME_SIZES:
            rows += _first_frames(chosen, addon_folder, size, rows)
    order = [_name(size) for size in sizes]
    rows.sort(key=lambda row: order.index(row["size"]))
    print(bench_report.table(rows, _COLUMNS, "/ memcpy"), flush=True)
    print("\n" + "\n".join(map(str, figures(rows))), flush=True)
    bench_report.write(rows, _COLUMNS, "time as a multiple of one memcpy of the picture", json_path, plot_path)


def figures(rows: Sequence[Row]) -> list[Figure]:
    """The ratios that have goals, of the sizes that were measured."""
    medians_ms = {(row["size"], row["method"]): row["median_ms"] for row in rows}
    is_before_4 = rows[0]["blender"].startswith("3.")
    made: list[Figure] = []

    def add(size: str, method: str, reference: str, goal: float, *, is_at_least: bool = False) -> None:
        if (size, "memcpy") in medians_ms:
            ratio = medians_ms[size, method] / medians_ms[size, reference]
            made.append(Figure(f"{method} / {reference}, {size}", ratio, goal, is_at_least))

    add(_4K, "in_place", "memcpy", 2.5 if is_before_4 else 1.5)
    add(_4K, "in_place_prepared", "memcpy", 1.6 if is_before_4 else 1.25)
    for other in ("exr_load_from_file", "foreach_set", "memmove_tile"):
        add(_4K, other, "in_place", 5 if is_before_4 else 8, is_at_least=True)
    add(_4K, "gl_in_place", "gl_readpixels", 1.2)
    for converted in ("float16", "uint8"):
        add(_4K, converted, "memcpy", 1.2)
    add(_8K, "in_place", "memcpy", 1.7)
    add(_8K, "in_place_prepared", "memcpy", 1.25)
    for method in ("in_place", "in_place_prepared"):
        add(_4K, f"first_{method}", f"later_{method}", 1.5)
    # How much of it is the system's, that gives a process memory for the first time.
    add(_4K, "first_in_place", "first_fresh_memory", 1.5)
    return made


def _first_frames(chosen: blender.Blender, addon_folder: str, size: tuple[int, int], rows: Sequence[Row]) -> list[Row]:
    """Rows for the first frames of processes, and for those that follow in the same processes."""
    (memcpy,) = (row for row in rows if (row["size"], row["method"]) == (_name(size), "memcpy"))
    samples_ms: dict[str, list[float]] = {}
    for number in range(_PROCESS_COUNT):
        say(f"measuring the first frames of processes at {_name(size)}, round {number + 1} of {_PROCESS_COUNT}")
        for method in _FIRST_FRAME_METHODS:
            arguments = {"addon_folder": addon_folder, "size": size, "method": method}
            for sample in bench_report.measured("first_frame", chosen, arguments):
                samples_ms.setdefault(f"first_{method}", []).append(sample["first_ms"])
                samples_ms.setdefault(f"later_{method}", []).extend(sample["later_ms"])
    return [
        {
            "bench": "delivery",
            "blender": memcpy["blender"],
            "size": _name(size),
            "method": method,
            "median_ms": round(statistics.median(samples), 4),
            "min_ms": round(min(samples), 4),
            "max_ms": round(max(samples), 4),
            "ratio_to_memcpy": round(statistics.median(samples) / memcpy["median_ms"], 4),
        }
        for method, samples in samples_ms.items()
    ]


def _name(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"
