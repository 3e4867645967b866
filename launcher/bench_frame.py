# SPDX-License-Identifier: Apache-2.0
"""./passbridge bench frame: what F12 takes, and how far the picture is from a converged one, engine by engine."""

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher import addon_zip, bench_report, blend_file, blender, demo, flip, line_plot, project
from launcher.bench_report import Row
from launcher.console import one_line, say
from launcher.errors import LauncherError

DEFAULT_SIZE = (1920, 1080)
DEFAULT_REFERENCE_SAMPLES = 1024
SCENE_NAMES = ("demo", "room", "surfaces", "meadow")
"""Those that need no file: the demo scene, and what jobs/frame_scenes.py makes."""

_DEMO = "demo"
_OURS = "passbridge"
_ENGINES = {_OURS: "Passbridge", "eevee": "EEVEE", "cycles": "Cycles", "storm": "Hydra Storm", "workbench": "Workbench"}
_SAMPLE_COUNTS = (1, 16, 64)
_MOST_PICTURE_PIXELS = 480 * 270
"""Of the pictures that are compared: the reference's samples take a CPU minutes even so."""
_KEPT = project.DIST / "bench-frame"
"""Scenes and references that were made before: they take longer than what is measured, and stay the same."""
_JOBS = Path(__file__).resolve().parent / "jobs"
_REFERENCE_SCRIPTS = [_JOBS / f"{name}.py" for name in ("bench_frame_reference_job", "frame_engines", "frame_picture")]
_LIMIT_SECONDS = 10 * 60
_REFERENCE_LIMIT_SECONDS = 60 * 60


class _CannotBeRendered(LauncherError):
    """A file has nothing that an engine could render."""


@dataclass(frozen=True)
class Plan:
    """What is measured: ``scenes`` are paths of .blend files by their names in tables."""

    scenes: Mapping[str, Path]
    size: tuple[int, int]
    reference_samples: int

    @property
    def picture_size(self) -> tuple[int, int]:
        """Of the pictures that are compared: the whole size, or as much of it as is bearable."""
        width, height = self.size
        scale = min(1.0, (_MOST_PICTURE_PIXELS / (width * height)) ** 0.5)
        return max(round(width * scale), 4), max(round(height * scale), 4)


def bench(
    blender_name: str | None,
    scenes: Sequence[str],
    size: tuple[int, int],
    reference_samples: int,
    json_path: Path | None,
    plot_path: Path | None,
    pictures_path: Path | None,
) -> None:
    """Measure and print a table; write rows, plot and pictures where that is asked for.

    ``scenes``: of SCENE_NAMES, or .blend files. ``pictures_path``: a folder.
    """
    chosen = bench_report.find_blender(blender_name, json_path, plot_path)
    paths = scene_files(chosen, scenes)
    if pictures_path is not None:
        pictures_path.mkdir(parents=True, exist_ok=True)
    addon_folder = str(addon_zip.unpacked())
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="passbridge-") as name:
        plan = Plan(paths, size, reference_samples)
        for scene, path in plan.scenes.items():
            folder = Path(name, scene)
            folder.mkdir()
            rows += _measured_scene(chosen, plan, scene, path, addon_folder, folder)
            if pictures_path is not None:
                _keep_pictures(scene, folder, pictures_path)
    if not rows:
        raise LauncherError("no scene could be measured")
    width, height = plan.picture_size
    print(f"Blender {chosen.version_text}, {size[0]}x{size[1]}; FLIP: mean, of pictures of {width}x{height} against Cycles with "
          f"{reference_samples:,} samples; CPU: time of all cores\n")
    print(table(rows), flush=True)
    bench_report.write_rows(rows, json_path)
    if plot_path is not None:
        bench_report.write_whole(plot_path, plot(rows))


def table(rows: Sequence[Row]) -> str:
    """A line for each row, under a heading; what could not be measured has its reason in the place of figures."""
    scene_width = max(len("scene"), *(len(row["scene"]) for row in rows)) + 2
    engine_width = max(len(row["engine"]) for row in rows) + 2
    lines = [
        f"{'scene':<{scene_width}}{'engine':<{engine_width}}{'samples':>8}{'median s':>10}{'min s':>9}{'max s':>9}{'CPU s':>9}"
        f"{'/ passbridge':>14}{'FLIP':>9}  setting"
    ]
    for row in rows:
        line = f"{row['scene']:<{scene_width}}{row['engine']:<{engine_width}}{row['samples'] or '':>8}"
        if "problem" in row:
            lines.append(f"{line}  {row['problem']}")
            continue
        seconds = "".join(f"{row[name] / 1e3:{width}.2f}" for name, width in (("median_ms", 10), ("min_ms", 9), ("max_ms", 9), ("cpu_ms", 9)))
        ratio = "–" if row["ratio_to_passbridge"] is None else f"{row['ratio_to_passbridge']:.2f}"
        error = "–" if row["flip"] is None else f"{row['flip']:.4f}"
        lines.append(f"{line}{seconds}{ratio:>14}{error:>9}  {row['setting']}".rstrip())
    return "\n".join(lines)


def plot(rows: Sequence[Row]) -> str:
    """Error over time, a panel for each scene that has both of Passbridge."""
    panels = []
    for scene in dict.fromkeys(row["scene"] for row in rows):
        measured = [row for row in rows if row["scene"] == scene and row.get("flip") and row.get("ratio_to_first")]
        lines = [
            line_plot.Line(label, points)
            for engine, label in _ENGINES.items()
            if (points := [(row["ratio_to_first"], row["flip"]) for row in measured if row["engine"] == engine])
        ]
        if lines:
            panels.append(line_plot.Panel(scene, lines))
    if not panels:
        raise LauncherError("there is nothing to draw: no scene has times of Passbridge and errors")
    counts = ", ".join(map(str, _SAMPLE_COUNTS))
    return line_plot.svg(
        f"Blender {rows[0]['blender']}: error and time of a picture",
        f"{rows[0]['size']}. From small to large dots: {counts} samples; Hydra Storm has no such setting. Reference: "
        f"{rows[0]['reference_samples']:,} samples.",
        f"time of F12 as a multiple of Passbridge's with {_SAMPLE_COUNTS[0]} sample",
        "error: mean FLIP against converged Cycles",
        panels,
    )


def scene_files(chosen: blender.Blender, scenes: Sequence[str]) -> dict[str, Path]:
    """Files by the names that tables give them. ``scenes``: of SCENE_NAMES, which are made where that has not been done, or .blend files.

    Raises LauncherError where one can't be opened by this Blender.
    """
    files = _files(scenes)
    for path in files.values():
        blend_file.require_openable(path, chosen.version)
    return {**made_scenes(chosen, scenes), **files}


def _files(scenes: Sequence[str]) -> dict[str, Path]:
    """Those of the scenes that are files, by the names that tables give them."""
    files = {Path(scene).stem: Path(scene) for scene in scenes if scene not in SCENE_NAMES}
    names = [scene if scene in SCENE_NAMES else Path(scene).stem for scene in scenes]
    if len(set(names)) < len(names) or files.keys() & set(SCENE_NAMES):
        raise LauncherError("two scenes have the same name: each file needs one of its own")
    for path in files.values():
        blend_file.written_by(path)
    return files


def made_scenes(chosen: blender.Blender, scenes: Sequence[str]) -> dict[str, Path]:
    """Files of those of SCENE_NAMES that are among ``scenes``, which this Blender has saved: an older one could not open them."""
    digest = project.content_hash([_JOBS / "frame_scenes.py"])[:16]
    paths = {
        scene: _KEPT / f"{scene}-{digest}-{chosen.version_text}.blend" for scene in scenes if scene in SCENE_NAMES and scene != _DEMO
    }
    missing = {scene: str(path) for scene, path in paths.items() if not path.exists()}
    if missing:
        _KEPT.mkdir(parents=True, exist_ok=True)
        bench_report.run_job("frame_scenes", chosen, {"paths": missing})
    return {**paths, **({_DEMO: demo.blend_file(chosen)} if _DEMO in scenes else {})}


def _measured_scene(
    chosen: blender.Blender, plan: Plan, scene: str, path: Path, addon_folder: str, folder: Path
) -> list[Row]:
    """The rows of all engines; none, and a word, where the file can't be rendered."""
    common = {"name": scene, "scene": str(path.absolute())}
    reference = folder / "reference.png"
    try:
        shutil.copyfile(_reference(chosen, plan, path, common), reference)
    except _CannotBeRendered as error:
        say(f"leaving out {one_line(scene)}: {one_line(error)}")
        return []
    except LauncherError as error:
        say(f"{one_line(scene)} is measured without errors: {one_line(error)}")
    rows: list[Row] = []
    for engine in _ENGINES:
        arguments = {
            **common,
            "engine": engine,
            "sample_counts": _SAMPLE_COUNTS,
            "size": plan.size,
            "picture_size": plan.picture_size,
            "folder": str(folder),
            "rows": str(folder / f"{engine}.json"),
            "limit_seconds": _LIMIT_SECONDS,
            "addon_folder": addon_folder,
        }
        rows += _measured_engine(chosen, scene, engine, arguments)
    _add_ratios(rows)
    _add_errors(rows, reference, folder)
    about = {
        "size": _text(plan.size), "picture_size": _text(plan.picture_size), "reference_samples": plan.reference_samples
    }
    return [{"bench": "frame", "blender": chosen.version_text, **row, **about} for row in rows]


def _reference(chosen: blender.Blender, plan: Plan, path: Path, common: Mapping[str, str]) -> Path:
    """The picture that all engines are held against, rendered where it was not before.

    Raises _CannotBeRendered where no engine could render the file, and other errors where there is no reference.
    """
    reference = _KEPT / f"reference-{_reference_digest(chosen, plan, path)}.png"
    if reference.exists():
        return reference
    _KEPT.mkdir(parents=True, exist_ok=True)
    partial = reference.with_suffix(".partial.png")
    arguments = {**common, "samples": plan.reference_samples, "size": plan.picture_size, "picture": str(partial)}
    result = bench_report.run_job(
        "frame_reference", chosen, arguments, limit_seconds=_REFERENCE_LIMIT_SECONDS, log=common["name"]
    )
    if "refusal" in result:
        raise _CannotBeRendered(result["refusal"])
    if "problem" in result:
        raise LauncherError(result["problem"])
    os.replace(partial, reference)
    return reference


def _reference_digest(chosen: blender.Blender, plan: Plan, path: Path) -> str:
    """Of all that the reference of a file depends on, but for other files that it names."""
    digest = hashlib.sha256(path.read_bytes())
    digest.update(f"{chosen.version_text} {plan.picture_size} {plan.reference_samples} ".encode())
    digest.update(project.content_hash(_REFERENCE_SCRIPTS).encode())
    return digest.hexdigest()[:16]


def _measured_engine(chosen: blender.Blender, scene: str, engine: str, arguments: Mapping[str, object]) -> list[Row]:
    """What the job has measured, and a row with the problem that kept it from more, if any."""
    started = time.monotonic()
    try:
        result = bench_report.run_job("frame", chosen, arguments, limit_seconds=_LIMIT_SECONDS, log=f"{scene}-{engine}")
        problem = result.get("problem", "")
        for warning in result.get("warnings", []):
            say(f"{one_line(scene)}: warning: {one_line(warning)}")
    except LauncherError as error:
        is_over = time.monotonic() - started >= _LIMIT_SECONDS
        problem = f"took longer than {_LIMIT_SECONDS / 60:g} minutes" if is_over else str(error)
    rows_file = Path(str(arguments["rows"]))
    rows = json.loads(rows_file.read_text()) if rows_file.exists() else []
    if problem:
        left = next((count for count in _SAMPLE_COUNTS if count not in [row["samples"] for row in rows]), None)
        rows.append({"scene": scene, "engine": engine, "samples": left if rows else None, "problem": one_line(problem)})
    return rows


def _add_ratios(rows: Sequence[Row]) -> None:
    """To Passbridge's time with as many samples, and with the fewest: None where there is none."""
    ours_ms = {row["samples"]: row["median_ms"] for row in rows if row["engine"] == _OURS and "problem" not in row}
    for row in rows:
        if "problem" not in row:
            for name, samples in (("ratio_to_passbridge", row["samples"]), ("ratio_to_first", _SAMPLE_COUNTS[0])):
                row[name] = round(row["median_ms"] / ours_ms[samples], 4) if samples in ours_ms else None


def _add_errors(rows: Sequence[Row], reference: Path, folder: Path) -> None:
    measured = [row for row in rows if "problem" not in row]
    pictures = [folder / f"{row['engine']}-{row['samples']}.png" for row in measured]
    errors = flip.means(reference, pictures) if reference.exists() and pictures else [None] * len(pictures)
    for row, error in zip(measured, errors):
        row["flip"] = None if error is None else round(error, 5)


def _keep_pictures(scene: str, folder: Path, target: Path) -> None:
    """The reference, and of each engine the picture with the most samples."""
    pictures = {"reference": folder / "reference.png"}
    for engine in _ENGINES:
        rendered = [path for count in _SAMPLE_COUNTS if (path := folder / f"{engine}-{count}.png").exists()]
        pictures |= {engine: path for path in rendered[-1:]}
    for name, picture in pictures.items():
        if picture.exists():
            shutil.copyfile(picture, target / f"{scene}-{name}.png")


def _text(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"
