# SPDX-License-Identifier: Apache-2.0
"""Builds scenes that bench frame measures, and saves them."""

from typing import Any

import bpy

import frame_scenes
from launcher_link import LauncherLink


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    for name, path in arguments["paths"].items():
        link.enter(f"building the scene {name}")
        frame_scenes.BY_NAME[name]()
        bpy.ops.wm.save_as_mainfile(filepath=path)
    return {}
