# SPDX-License-Identifier: Apache-2.0
"""Renders the picture of a file that all engines are held against: Cycles' with many samples."""

from typing import Any

import bpy

import frame_engines
import frame_picture
import measurement
from launcher_link import LauncherLink
from render_job import Refused

_SEED = 1
"""Not that of files, which is 0: Cycles' samples that are measured are not to be among those of the reference."""


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    try:
        link.enter(f"opening {arguments['scene']}")
        scene = frame_picture.open_scene(arguments["scene"])
    except Refused as refusal:
        return {"refusal": str(refusal)}
    link.enter("rendering the reference")
    measurement.say(f"{arguments['name']}: rendering the reference, Cycles with {arguments['samples']:,} samples")
    try:
        frame_engines.BY_NAME["cycles"].choose(scene)
    except frame_engines.NotInThisBlender as missing:
        return {"problem": f"Cycles is {missing}"}
    frame_engines.set_cycles_samples(scene, arguments["samples"])
    scene.cycles.seed = _SEED
    frame_picture.set_size(scene, arguments["size"])
    bpy.ops.render.render()
    frame_picture.save(scene, arguments["picture"])
    return {}
