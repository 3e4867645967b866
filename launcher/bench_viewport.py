# SPDX-License-Identifier: Apache-2.0
"""./passbridge bench viewport: what it costs to show a picture in a viewport, and what a user waits for, beside Blender's own engines."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from launcher import addon_zip, bench_frame, bench_report, virtual_screen
from launcher.bench_report import Columns, Figure, Row
from launcher.errors import LauncherError

_SIZES = ((1280, 720), (1920, 1080), (3840, 2160))
_FIGURES_SIZE = "1920x1080"
_ROUND_COUNT = 15
_DRAWS_WITHOUT_WINDOW_FROM = (5, 2, 0)
_LEAST_OF_THE_USUAL_WAY = 2.0
_MOST_MS_OF_NOTHING_NEW = 1.0

_SCREEN_SIZE = (2320, 1240)  # its viewport has about 1920x1080
_ENGINES_LIMIT_SECONDS = 40 * 60
_OURS = "Passbridge"
_WAITS = {
    "first_picture_cold_ms": "first, cold ms",
    "first_picture_ms": "first ms",
    "orbit_pictures_per_s": "orbit 1/s",
    "changed_value_ms": "changed ms",
    "idle_cpu_percent": "idle CPU %",
    "draw_new_picture_ms": "draw, new ms",
    "draw_nothing_new_ms": "draw, same ms",
}
_LEAST_RATIOS = {
    ("EEVEE", "first_picture_ms"): 1.5,
    ("Cycles", "first_picture_ms"): 1.5,
    ("EEVEE", "orbit_pictures_per_s"): 2.0,
    ("Cycles", "orbit_pictures_per_s"): 4.0,
}


def bench(blender_name: str | None, scenes: Sequence[str], json_path: Path | None) -> None:
    """Measure and print; write the rows where that is asked for.

    ``scenes``: of ``bench_frame.SCENE_NAMES``, or .blend files, for Blenders that have a window
    """
    chosen = bench_report.find_blender(blender_name, json_path, None)
    has_window = not chosen.is_python
    if chosen.version < _DRAWS_WITHOUT_WINDOW_FROM and not has_window:
        raise LauncherError(f"Blender {chosen.version_text} draws in a window alone: take 5.2 or newer, or one that is no Python module")
    if has_window and not virtual_screen.is_available():
        raise LauncherError("a window needs a screen: install Xvfb")
    common = {"addon_folder": str(addon_zip.unpacked())}
    copy_arguments = {**common, "sizes": _SIZES, "round_count": _ROUND_COUNT, "in_window": has_window}
    if not has_window:
        rows = bench_report.run_job("viewport", chosen, copy_arguments)["rows"]
        waits = []
    else:
        paths = {name: str(path) for name, path in bench_frame.scene_files(chosen, scenes).items()}
        with tempfile.TemporaryDirectory(prefix="passbridge-") as name, virtual_screen.opened(Path(name), *_SCREEN_SIZE) as screen:
            display = {"DISPLAY": screen.display}
            rows = bench_report.run_job("viewport", chosen, copy_arguments, in_window=True, environment=display)["rows"]
            waits = bench_report.run_job(
                "viewport_engines",
                chosen,
                {**common, "scenes": paths, "screen": str(screen.file)},
                limit_seconds=_ENGINES_LIMIT_SECONDS,
                in_window=True,
                window_size=_SCREEN_SIZE,
                environment=display,
            )["rows"]
    columns = Columns(group="size", ratio="ratio_to_target")
    print(bench_report.table(rows, columns, "× target"))
    print("\n".join(map(str, figures(rows))), flush=True)
    if waits:
        print("\n" + waits_table(waits))
        print("\n".join(map(str, ratios(waits))), flush=True)
    bench_report.write_rows([*rows, *waits], json_path)


def waits_table(rows: Sequence[Row]) -> str:
    """A line for each scene and engine, under a heading."""
    scene_width = max(len("scene"), *(len(row["scene"]) for row in rows)) + 2
    lines = [f"{'scene':<{scene_width}}{'engine':<12}" + "".join(f"{heading:>16}" for heading in _WAITS.values())]
    for row in rows:
        values = "".join(f"{row[name]:16.2f}" if name in row else f"{'–':>16}" for name in _WAITS)
        lines.append(f"{row['scene']:<{scene_width}}{row['engine']:<12}{values}")
    return "\n".join(lines)


def ratios(rows: Sequence[Row]) -> list[Figure]:
    """How much sooner, or how many times as often, ours shows something."""
    found = []
    values = {(row["scene"], row["engine"]): row for row in rows}
    for (scene, engine), row in values.items():
        ours = values[scene, _OURS]
        for (other, name), least in _LEAST_RATIOS.items():
            if other == engine:
                is_rate = name.endswith("_per_s")
                ratio = ours[name] / row[name] if is_rate else row[name] / ours[name]
                order = f"{_OURS} ÷ {engine}" if is_rate else f"{engine} ÷ {_OURS}"
                found.append(Figure(f"{scene}, {_WAITS[name]}, {order}", ratio, least, is_at_least=True))
    return found


def figures(rows: Sequence[Row]) -> list[Figure]:
    """The usual ways against a picture that a renderer has written, against one that is written first, and without the drawing, which is the
    GPU's work; and what stays where nothing is new."""
    ms = {row["method"]: row["median_ms"] for row in rows if row["size"] == _FIGURES_SIZE}
    usual = {name: ms[name] for name in ("RGBA32F", "RGBA16F")}
    return [
        *(
            Figure(f"{_FIGURES_SIZE}, {name} ÷ target", usual_ms / ms["target"], _LEAST_OF_THE_USUAL_WAY, is_at_least=True)
            for name, usual_ms in usual.items()
        ),
        *(Figure(f"{_FIGURES_SIZE}, {name} ÷ write", usual_ms / ms["write"]) for name, usual_ms in usual.items()),
        *(
            Figure(f"{_FIGURES_SIZE}, texture alone, {name} ÷ target", ms[f"{name}, texture"] / ms["target, texture"]) for name in usual
        ),
        Figure(f"{_FIGURES_SIZE}, milliseconds where nothing is new", ms["nothing new"], _MOST_MS_OF_NOTHING_NEW),
    ]
