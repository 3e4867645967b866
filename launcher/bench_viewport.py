# SPDX-License-Identifier: Apache-2.0
"""./passbridge bench viewport: what it costs to show a picture in a viewport."""

import os
from collections.abc import Sequence
from pathlib import Path

from launcher import addon_zip, bench_report
from launcher.bench_report import Columns, Figure, Row
from launcher.errors import LauncherError

_SIZES = ((1280, 720), (1920, 1080), (3840, 2160))
_FIGURES_SIZE = "1920x1080"
_ROUND_COUNT = 15
_DRAWS_WITHOUT_WINDOW_FROM = (5, 2, 0)
_LEAST_OF_THE_USUAL_WAY = 2.0
_MOST_MS_OF_NOTHING_NEW = 1.0


def bench(blender_name: str | None, json_path: Path | None) -> None:
    """Measure and print; write the rows where that is asked for."""
    chosen = bench_report.find_blender(blender_name, json_path, None)
    needs_window = chosen.version < _DRAWS_WITHOUT_WINDOW_FROM
    if needs_window and (chosen.is_python or not os.environ.get("DISPLAY")):
        raise LauncherError(
            f"Blender {chosen.version_text} draws in a window alone: "
            + ("take 5.2 or newer, or one that is no Python module" if chosen.is_python else "set DISPLAY, or have xvfb-run start this command")
        )
    arguments = {
        "addon_folder": str(addon_zip.unpacked()),
        "sizes": _SIZES,
        "round_count": _ROUND_COUNT,
        "in_window": needs_window,
    }
    rows = bench_report.run_job("viewport", chosen, arguments, in_window=needs_window)["rows"]
    columns = Columns(group="size", ratio="ratio_to_target")
    print(bench_report.table(rows, columns, "× target"), flush=True)
    print("\n".join(map(str, figures(rows))), flush=True)
    bench_report.write(rows, columns, "", json_path, None)


def figures(rows: Sequence[Row]) -> list[Figure]:
    """The usual ways against a picture that a renderer has written, and against one that is written first; and what stays where nothing is
    new."""
    ms = {row["method"]: row["median_ms"] for row in rows if row["size"] == _FIGURES_SIZE}
    usual = {name: ms[name] for name in ("RGBA32F", "RGBA16F")}
    return [
        *(
            Figure(f"{_FIGURES_SIZE}, {name} ÷ target", usual_ms / ms["target"], _LEAST_OF_THE_USUAL_WAY, is_at_least=True)
            for name, usual_ms in usual.items()
        ),
        *(Figure(f"{_FIGURES_SIZE}, {name} ÷ write", usual_ms / ms["write"]) for name, usual_ms in usual.items()),
        Figure(f"{_FIGURES_SIZE}, milliseconds where nothing is new", ms["nothing new"], _MOST_MS_OF_NOTHING_NEW),
    ]
