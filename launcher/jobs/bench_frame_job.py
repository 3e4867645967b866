# SPDX-License-Identifier: Apache-2.0
"""Measures what F12 takes with one engine and one file, and saves the pictures. A row is in the file of rows as soon as it is measured."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import bpy

import addon
import frame_engines
import frame_picture
import measurement
from launcher_link import LauncherLink

_MOST_RENDERS = 3
_ENOUGH_SECONDS = 10.0
"""After so much time there is no further render of the same."""


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    started = time.monotonic()
    name, engine_name, sample_counts = arguments["name"], arguments["engine"], arguments["sample_counts"]

    def enter(stage: str) -> None:
        link.enter(stage)
        measurement.say(f"{name}: {engine_name}, {stage}")

    link.enter(f"opening {arguments['scene']}")
    if engine_name == "passbridge":
        addon.enable(arguments["addon_folder"])
    scene = frame_picture.open_scene(arguments["scene"])
    engine = frame_engines.BY_NAME[engine_name]
    try:
        engine.choose(scene)
    except frame_engines.NotInThisBlender as missing:
        return {"problem": str(missing)}
    if not engine.is_sampled:
        sample_counts = sample_counts[:1]

    frame_picture.set_size(scene, arguments["size"])
    enter("warming up")
    engine.set_samples(scene, sample_counts[0])
    bpy.ops.render.render()

    rows: list[dict[str, Any]] = []
    for count in sample_counts:
        left_seconds = arguments["limit_seconds"] - (time.monotonic() - started)
        if rows and rows[-1]["median_ms"] / 1e3 * count / rows[-1]["samples"] > left_seconds:
            return {"problem": f"would take longer than {arguments['limit_seconds'] / 60:g} minutes with all that came before"}
        enter(f"measuring {_counted(count)}")
        setting = engine.set_samples(scene, count)
        row = _measured({"scene": name, "engine": engine_name, "samples": count, "setting": setting})
        if arguments["picture_size"] != arguments["size"]:
            enter(f"rendering the picture of {_counted(count)}")
            frame_picture.set_size(scene, arguments["picture_size"])
            bpy.ops.render.render()
            frame_picture.set_size(scene, arguments["size"])
        frame_picture.save(scene, os.path.join(arguments["folder"], f"{engine_name}-{count}.png"))
        warnings = _warnings() if engine_name == "passbridge" else []
        rows.append(row)
        Path(arguments["rows"]).write_text(json.dumps(rows))
    return {"warnings": warnings}


def _measured(what: dict[str, Any]) -> dict[str, Any]:
    wall_ms: list[float] = []
    cpu_ms: list[float] = []
    while len(wall_ms) < _MOST_RENDERS and sum(wall_ms) < _ENOUGH_SECONDS * 1e3:
        started, cpu_started = time.perf_counter(), time.process_time()
        bpy.ops.render.render()
        wall_ms.append(measurement.milliseconds_since(started))
        cpu_ms.append((time.process_time() - cpu_started) * 1e3)
    return {**measurement.row("frame", what, wall_ms), "cpu_ms": round(sum(cpu_ms) / len(cpu_ms), 4)}


def _counted(samples: int) -> str:
    return "1 sample" if samples == 1 else f"{samples} samples"


def _warnings() -> list[str]:
    """What of the scene is not drawn; raises where a frame failed, as Blender's operator does not."""
    from passbridge.engine.frame import frame_reports

    for report in frame_reports:
        if not report.ok:
            raise RuntimeError(report.error or "a frame failed without a reason")
    return list(dict.fromkeys(warning for report in frame_reports for warning in report.warnings))
