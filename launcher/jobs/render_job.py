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

    def __init__(self, link: LauncherLink, warnings: list[str]) -> None:
        """``warnings``: what is to be said before those of the frames."""
        super().__init__()
        self._link = link
        self._warnings = warnings
        self.last_time = 0.0

    def append(self, report: Any) -> None:
        super().append(report)
        # From here on Blender composites and saves: a picture that failed, too, were it not for the end of this process.
        self.last_time = time.perf_counter()
        if not report.ok:
            self._link.answer({"error": _cause(report), "warnings": self.warnings()})

    def warnings(self) -> list[str]:
        return list(dict.fromkeys([*self._warnings, *(warning for report in self for warning in report.warnings)]))


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    try:
        link.enter("enabling the add-on")
        addon.enable(arguments["addon_folder"])
        link.enter(f"opening {arguments['scene']}")
        warnings = open_file(arguments["scene"])
        scene = bpy.context.scene
        _apply(scene, arguments)
        _require_view_layers(scene)
        _set_output(scene, arguments["output"])
        link.enter(f"rendering {arguments['scene']}")
        return _rendered(scene, arguments["scene"], FrameReports(link, warnings))
    except Refused as refusal:
        return {"error": str(refusal), "warnings": []}


def open_file(path: str) -> list[str]:
    """Open a file, run none of its scripts, and give what Blender says of it; raises Refused where it did not open."""
    warnings = []
    try:
        bpy.ops.wm.open_mainfile(filepath=path, load_ui=False, use_scripts=False)
    except RuntimeError as error:
        if not bpy.data.filepath:
            raise Refused(f"{path} could not be opened: {_first_line(error)}") from error
        warnings += [line.removeprefix("Error: ") for line in str(error).strip().splitlines()]  # of what it mended
    if tuple(bpy.data.version[:2]) > bpy.app.version[:2]:
        raise Refused(
            f"{path} was saved by Blender {bpy.data.version[0]}.{bpy.data.version[1]}, which is newer than this Blender "
            f"{bpy.app.version_string}: choose a newer one with --blender"
        )
    if bpy.app.autoexec_fail:
        warnings.append(f"Python in the file was not run, and what it would change is drawn without: {bpy.app.autoexec_fail_message}")
    return warnings


def _apply(scene: bpy.types.Scene, arguments: dict[str, Any]) -> None:
    for each in bpy.data.scenes:  # a compositor or sequencer can show others
        each.render.engine = "PASSBRIDGE"
        if arguments["samples"] is not None:
            _set(each.passbridge, "samples", arguments["samples"], "number of samples")
    if arguments["size"] is not None:
        width, height = arguments["size"]
        _set(scene.render, "resolution_x", width, "width")
        _set(scene.render, "resolution_y", height, "height")
        scene.render.resolution_percentage = 100
    if arguments["frame"] is not None:
        scene.frame_set(arguments["frame"])


def _set(owner: Any, name: str, value: int, meaning: str) -> None:
    """Set a number, and refuse what Blender would silently clamp."""
    limits = owner.bl_rna.properties[name]
    if not limits.hard_min <= value <= limits.hard_max:
        raise Refused(f"the {meaning} must be from {limits.hard_min} to {limits.hard_max} in Blender, not {value}")
    setattr(owner, name, value)


def _require_view_layers(scene: bpy.types.Scene) -> None:
    """Blender would save an empty picture without a word, and crash where it is to have several layers."""
    for each in () if _has_strips(scene) else _scenes_to_draw(scene):
        if not each.render.use_single_layer and not any(layer.use for layer in each.view_layers):
            raise Refused(f'scene "{each.name}" has no view layer that is rendered: switch on "Use for Rendering" of one in Blender')


def _set_output(scene: bpy.types.Scene, path: str) -> None:
    render = scene.render
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
        settings.views_format = "MULTIVIEW"  # all in one file
    else:
        is_one_file = settings.views_format == "STEREO_3D"
        settings.file_format = "PNG"
        settings.color_mode = "RGBA" if _may_have_alpha(scene) else "RGB"
        settings.color_depth = "8"
        settings.views_format = "STEREO_3D" if is_one_file else "INDIVIDUAL"
    if render.use_multiview and any("/" in view.file_suffix for view in render.views):
        raise Refused(f'a view of scene "{scene.name}" has a "/" in its File Suffix, which names the saved file: take it out in Blender')


def _may_have_alpha(scene: bpy.types.Scene) -> bool:
    return scene.render.film_transparent or _compositor(scene) is not None or _has_strips(scene)


def _compositor(scene: bpy.types.Scene) -> bpy.types.NodeTree | None:
    """The nodes that make the picture of what was rendered."""
    if not scene.render.use_compositing:
        return None
    if hasattr(scene, "compositing_node_group"):  # from 5.0 on
        return scene.compositing_node_group
    return scene.node_tree if scene.use_nodes else None


def _has_strips(scene: bpy.types.Scene) -> bool:
    """Whether the sequencer makes the picture."""
    editor = scene.sequence_editor if scene.render.use_sequencer else None
    if editor is None:
        return False
    return len(editor.strips if hasattr(editor, "strips") else editor.sequences) > 0  # strips: from 4.4 on


def _scenes_to_draw(scene: bpy.types.Scene) -> list[bpy.types.Scene]:
    """What the engine is to draw for a picture without strips."""
    compositor = _compositor(scene)
    if compositor is None:
        return [scene]
    layers = [node for node in compositor.nodes if node.type == "R_LAYERS" and not node.mute]
    return [node.scene for node in layers if node.scene is not None]


def _rendered(scene: bpy.types.Scene, path: str, reports: "FrameReports") -> dict[str, Any]:
    from passbridge.engine import frame

    frame.frame_reports = reports
    said = ""
    try:
        bpy.ops.render.render(write_still=True)
    except RuntimeError as error:
        said = _first_line(error)
    end = time.perf_counter()
    saved = os.listdir(os.path.dirname(scene.render.filepath))
    if said or not saved:
        raise Refused(_why_no_picture(scene, path, said))

    timings_ms: Counter[str] = Counter()
    for report in reports:
        timings_ms.update(report.timings_ms)
    timings_ms["start"] += timings_ms.pop("jvm", 0)
    timings_ms["save"] = (end - (reports.last_time or end)) * 1000
    return {"warnings": reports.warnings(), "frame": scene.frame_current, "timings_ms": timings_ms}


def _why_no_picture(scene: bpy.types.Scene, path: str, said: str) -> str:
    """What Blender's operator says of it, if anything; it does not name the scene."""
    for each in _scenes_to_draw(scene):
        if each.camera is None:
            return f'{path} has no camera in scene "{each.name}": add one in Blender, or make one the active camera'
    if not said and _compositor(scene) is not None:
        return f'the compositor of scene "{scene.name}" gives no picture: add nodes that do, or switch "Compositing" off in Blender'
    return said or "Blender saved no file: is the disk full?"


def _cause(report: Any) -> str:
    """Why there is no picture. Blender's own operator can be content after a failed frame; the engine's word counts."""
    if report.error:
        return report.error.splitlines()[0]  # the rest is in the log
    if report.cancelled:
        return "the render was cancelled"
    return f'view layer "{report.view_layer}" failed, and the engine gives no reason'


def _first_line(error: Exception) -> str:
    return str(error).strip().removeprefix("Error: ").splitlines()[0]
