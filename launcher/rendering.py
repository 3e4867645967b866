# SPDX-License-Identifier: Apache-2.0
"""./passbridge render: one frame of a file, in a Blender of its own, into a picture that is whole or as it was before."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher import addon_zip, blend_file, blender, demo, picture_file, system_packages
from launcher.console import StatusLine, one_line, say
from launcher.errors import LauncherError

_ENDINGS = (".png", ".exr")
_STEM = "frame"
"""Of the file that Blender saves. Of stereo views it saves a file each where the scene says so, and puts their suffixes behind it."""
_LOG = blender.log_path("render")
_STAGES = ("start", "sync", "draw", "readback", "deliver", "save")


@dataclass(frozen=True)
class Request:
    """What to render; None stands for what the file says (or for the demo scene, and the Blender on the PATH)."""

    scene: Path | None
    output: Path
    frame: int | None
    size: tuple[int, int] | None
    samples: int | None
    blender: str | None


def render(request: Request) -> str:
    """Render, and give the line that says what came out; raises LauncherError, with the output as it was before."""
    output = _checked_output(request.output)
    if request.scene is not None:
        blend_file.written_by(request.scene)  # before anything is installed or built for a file that is none
    system_packages.require(
        (
            *((system_packages.BLENDER, system_packages.NUMPY) if request.blender is None else ()),
            *system_packages.FOR_BUILDING,
            *system_packages.FOR_DRAWING,
        )
    )
    chosen = blender.find(request.blender)
    if request.scene is not None:
        blend_file.require_openable(request.scene, chosen.version)
    addon_folder = addon_zip.unpacked()
    scene = request.scene if request.scene is not None else demo.blend_file(chosen)

    with _folder_beside(output) as name:
        unproven = Path(name) / f"{_STEM}{output.suffix.lower()}"
        result = _run(chosen, request, scene, unproven, addon_folder)
        for warning in result.get("warnings", []):
            say(f"warning: {one_line(warning)}")
        if result["error"]:
            raise LauncherError(one_line(result["error"]))
        pictures = {output.stem + file.name.removeprefix(_STEM): file for file in sorted(unproven.parent.iterdir())}
        size = picture_file.size(next(iter(pictures.values())))
        for picture, file in pictures.items():
            try:
                os.replace(file, output.with_name(picture))
            except OSError as error:
                raise LauncherError(f"{one_line(output.with_name(picture))} can't be written: {error.strerror}") from error
    written = (request.output,) if pictures.keys() == {output.name} else map(request.output.with_name, pictures)
    return _summary(", ".join(map(str, written)), size, result)


def _checked_output(output: Path) -> Path:
    """The file to write, links followed; raises LauncherError where it can't be written."""
    if output.suffix.lower() not in _ENDINGS:
        raise LauncherError(f"{one_line(output)} must end in {' or '.join(_ENDINGS)}")
    resolved = Path(os.path.realpath(output))
    if not resolved.parent.is_dir():
        raise LauncherError(f"there is no folder {one_line(output.parent)} for {one_line(output.name)}")
    if resolved.is_dir():
        raise LauncherError(f"{one_line(output)} is a folder")
    try:
        _folder_beside(resolved).cleanup()
    except OSError as error:
        raise LauncherError(f"the folder {one_line(output.parent)} can't be written to: {error.strerror}") from error
    return resolved


def _folder_beside(output: Path) -> "tempfile.TemporaryDirectory[str]":
    """A folder for what Blender saves before it is known to be good; on the same file system, so a rename suffices."""
    return tempfile.TemporaryDirectory(dir=output.parent, prefix=".passbridge-")


def _run(chosen: blender.Blender, request: Request, scene: Path, unproven: Path, addon_folder: Path) -> dict[str, Any]:
    status = StatusLine()
    try:
        return chosen.run(
            "render_job",
            {
                "addon_folder": str(addon_folder),
                "scene": os.path.abspath(scene),
                "output": str(unproven),
                "frame": request.frame,
                "size": request.size,
                "samples": demo.SAMPLE_COUNT if request.scene is None and request.samples is None else request.samples,
            },
            _LOG,
            on_line=lambda line: status.show(_progress(line)) if line.startswith("Fra:") else None,
        )
    finally:
        status.clear()


def _progress(line: str) -> str:
    """What a line of Blender's render statistics says, without the memory and time that come first."""
    return f"rendering: {line.rpartition(' | ')[2]}"


def _summary(written: str, size: tuple[int, int], result: dict[str, Any]) -> str:
    width, height = size
    timings_ms = result["timings_ms"]
    stages = ", ".join(f"{stage} {timings_ms.get(stage, 0):.0f} ms" for stage in _STAGES)
    return f"{one_line(written)} {width}x{height} frame {result['frame']}: {stages}"
