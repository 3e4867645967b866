# SPDX-License-Identifier: Apache-2.0
"""Renders one frame of a .blend file with the engine, and tells by the engine's own status what came of it."""

import os
import time
from collections import Counter
from typing import Any

import bpy

import addon
from launcher_link import LauncherLink


class Refused(Exception):
    """The file or a wish can't be rendered; the message names the cause and the way out."""


class FrameReports(list):
    """The engine's frame reports as they come in, which tell when a frame is over, and whether to go on."""

    def __init__(self, link: LauncherLink) -> None:
        super().__init__()
        self._link = link
        self.last_time = 0.0

    def append(self, report: Any) -> None:
        super().append(report)
        # From here on Blender composites and saves: a picture that failed, too, were it not for the end of this process.
        self.last_time = time.perf_counter()
        if not report.ok:
            self._link.answer({"error": _cause(report), "warnings": self.warnings()})

    def warnings(self) -> list[str]:
        return list(dict.fromkeys(warning for report in self for warning in report.warnings))


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    try:
        link.enter("enabling the add-on")
        addon.enable(arguments["addon_folder"])
        link.enter(f"opening {arguments['scene']}")
        scene = _opened(arguments["scene"])
        _apply(scene, arguments)
        _set_output(scene.render, arguments["output"])
        link.enter(f"rendering {arguments['scene']}")
        return _rendered(scene, link)
    except Refused as refusal:
        return {"error": str(refusal), "warnings": []}


def _opened(path: str) -> bpy.types.Scene:
    try:
        bpy.ops.wm.open_mainfile(filepath=path, load_ui=False)
    except RuntimeError as error:
        raise Refused(f"{path} could not be opened: {_first_line(error)}") from error
    if tuple(bpy.data.version[:2]) > bpy.app.version[:2]:
        raise Refused(
            f"{path} was saved by Blender {bpy.data.version[0]}.{bpy.data.version[1]}, which is newer than this Blender "
            f"{bpy.app.version_string}: choose a newer one with --blender"
        )
    scene = bpy.context.scene
    if scene.camera is None:
        raise Refused(f'{path} has no camera in scene "{scene.name}": add one in Blender, or make one the active camera')
    return scene


def _apply(scene: bpy.types.Scene, arguments: dict[str, Any]) -> None:
    scene.render.engine = "PASSBRIDGE"
    if arguments["size"] is not None:
        width, height = arguments["size"]
        _set(scene.render, "resolution_x", width, "width")
        _set(scene.render, "resolution_y", height, "height")
        scene.render.resolution_percentage = 100
    if arguments["samples"] is not None:
        _set(scene.passbridge, "samples", arguments["samples"], "number of samples")
    if arguments["frame"] is not None:
        scene.frame_set(arguments["frame"])


def _set(owner: Any, name: str, value: int, meaning: str) -> None:
    """Set a number, and refuse what Blender would silently clamp."""
    limits = owner.bl_rna.properties[name]
    if not limits.hard_min <= value <= limits.hard_max:
        raise Refused(f"the {meaning} must be from {limits.hard_min} to {limits.hard_max} in Blender, not {value}")
    setattr(owner, name, value)


def _set_output(render: bpy.types.RenderSettings, path: str) -> None:
    # Blender would take "#" and, from 5.0 on, braces in a path for patterns, and a user's folders may be called anything:
    # it gets a path that is relative to the folder above, and with a folder in it, as 5.0 insists on one.
    folder, name = os.path.split(path)
    above, folder_name = os.path.split(folder)
    os.chdir(above)
    render.filepath = f"{folder_name}/{name}"
    render.use_file_extension = False
    render.use_overwrite = True
    render.use_placeholder = False

    settings = render.image_settings
    many_layers = name.endswith(".exr")
    if hasattr(settings, "media_type"):  # from 5.0 on, and it limits the formats
        settings.media_type = "MULTI_LAYER_IMAGE" if many_layers else "IMAGE"
    if many_layers:
        settings.file_format = "OPEN_EXR_MULTILAYER"
        settings.color_depth = "32"
    else:
        settings.file_format = "PNG"
        settings.color_mode = "RGBA" if render.film_transparent else "RGB"
        settings.color_depth = "8"


def _rendered(scene: bpy.types.Scene, link: LauncherLink) -> dict[str, Any]:
    from passbridge.engine import frame

    reports = frame.frame_reports = FrameReports(link)
    try:
        bpy.ops.render.render(write_still=True)
    except RuntimeError as error:
        raise Refused(_first_line(error)) from error
    end = time.perf_counter()
    if not reports:
        raise Refused("Blender asked the engine for no frame: switch on a view layer for rendering, and no sequencer strips")
    if not os.path.exists(scene.render.filepath):
        raise Refused("Blender saved no file: is the disk full?")

    timings_ms: Counter[str] = Counter()
    for report in reports:
        timings_ms.update(report.timings_ms)
    timings_ms["start"] += timings_ms.pop("jvm", 0)
    timings_ms["save"] = (end - reports.last_time) * 1000
    return {
        "warnings": reports.warnings(),
        "size": (reports[0].width, reports[0].height),
        "frame": scene.frame_current,
        "timings_ms": timings_ms,
    }


def _cause(report: Any) -> str:
    """Why there is no picture. Blender's own operator can be content after a failed frame; the engine's word counts."""
    if report.error:
        return report.error.splitlines()[0]  # the rest is in the log
    if report.cancelled:
        return "the render was cancelled"
    return f'view layer "{report.view_layer}" failed, and the engine gives no reason'


def _first_line(error: Exception) -> str:
    return str(error).strip().removeprefix("Error: ").splitlines()[0]
