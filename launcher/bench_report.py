# SPDX-License-Identifier: Apache-2.0
"""What the benches share outside Blender: running one, and its table, plot and files."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher import bar_plot, blender, system_packages
from launcher.console import say
from launcher.errors import LauncherError

_PROGRESS = "bench: "

Row = dict[str, Any]


@dataclass(frozen=True)
class Columns:
    """The names that a bench's rows have for what is measured and for the ratio that counts."""

    group: str
    ratio: str


@dataclass(frozen=True)
class Figure:
    """A ratio that counts, and what it must be where there is a goal."""

    name: str
    value: float
    goal: float | None = None
    is_at_least: bool = False
    """Whether the goal is the least that the ratio must be; else it is the most."""

    def __str__(self) -> str:
        text = f"{self.name}: {self.value:.3g}"
        if self.goal is None:
            return text
        holds = self.value >= self.goal if self.is_at_least else self.value <= self.goal
        return f"{text} (goal: {'≥' if self.is_at_least else '≤'} {self.goal:g}{'' if holds else ', missed'})"


def find_blender(blender_name: str | None, json_path: Path | None, plot_path: Path | None) -> blender.Blender:
    """The Blender to measure in; tells first where the files that come later can't be written."""
    for path in (json_path, plot_path):
        _require_folder(path)
    system_packages.require(
        (
            *((system_packages.BLENDER, system_packages.NUMPY) if blender_name is None else ()),
            *system_packages.FOR_BUILDING,
            *system_packages.FOR_DRAWING,
        )
    )
    return blender.find(blender_name)


def measured(bench: str, chosen: blender.Blender, arguments: Mapping[str, Any]) -> list[Row]:
    """Run the job of a bench in a new process of this Blender and give its rows."""
    return run_job(bench, chosen, arguments)["rows"]


def run_job(
    bench: str,
    chosen: blender.Blender,
    arguments: Mapping[str, Any],
    *,
    limit_seconds: float | None = None,
    log: str | None = None,
    in_window: bool = False,
    window_size: tuple[int, int] = blender.WINDOW_SIZE,
    environment: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Run the job of a bench in a new process of this Blender, show its progress, and give its result.

    ``log``: tells the log from those of the bench's other jobs, where there are some. ``in_window``, ``window_size``,
    ``environment``: as for ``Blender.run``.
    """
    result = chosen.run(
        f"bench_{bench}_job",
        arguments,
        blender.log_path(f"bench-{bench}{'' if log is None else f'-{log}'}"),
        on_line=lambda line: say(line.removeprefix(_PROGRESS)) if line.startswith(_PROGRESS) else None,
        limit_seconds=limit_seconds,
        in_window=in_window,
        window_size=window_size,
        environment=environment,
    )
    if result["error"]:
        raise LauncherError(result["error"])
    return result


def table(rows: Sequence[Row], columns: Columns, ratio_heading: str) -> str:
    """A line for each row, under a heading."""
    group_width = max(len(columns.group), *(len(row[columns.group]) for row in rows)) + 2
    method_width = max(len("method"), *(len(row["method"]) for row in rows)) + 2
    ratio_width = max(9, len(ratio_heading)) + 2
    lines = [
        f"{columns.group:<{group_width}}{'method':<{method_width}}{'median ms':>11}{'min ms':>10}{'max ms':>10}"
        f"{ratio_heading:>{ratio_width}}"
    ]
    for row in rows:
        lines.append(
            f"{row[columns.group]:<{group_width}}{row['method']:<{method_width}}{row['median_ms']:11.2f}"
            f"{row['min_ms']:10.2f}{row['max_ms']:10.2f}{row[columns.ratio]:{ratio_width}.2f}"
        )
    return "\n".join(lines)


def write(
    rows: Sequence[Row], columns: Columns, title: str, json_path: Path | None, plot_path: Path | None
) -> None:
    """Write the rows and a plot of their ratios where that is asked for. ``title`` follows on "Blender 5.2.3: "."""
    write_rows(rows, json_path)
    if plot_path is not None:
        groups = [
            bar_plot.Group(group, [(row["method"], row[columns.ratio]) for row in rows if row[columns.group] == group])
            for group in dict.fromkeys(row[columns.group] for row in rows)
        ]
        write_whole(plot_path, bar_plot.svg(f"Blender {rows[0]['blender']}: {title}", groups))


def write_rows(rows: Sequence[Row], path: Path | None) -> None:
    """Write them where that is asked for."""
    if path is not None:
        write_whole(path, json.dumps(rows, indent=1) + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write a file that is never there in part."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)


def _require_folder(path: Path | None) -> None:
    """Before minutes of measuring, not after."""
    if path is not None and (path.is_dir() or not os.access(path.absolute().parent, os.W_OK)):
        raise LauncherError(f"{path} can't be written: it is a folder, or its folder is missing or read-only")
