# SPDX-License-Identifier: Apache-2.0
"""Measures what it takes from the depsgraph to data in OpenGL's buffers, scene by scene, in one run."""

from typing import Any

import bpy

import addon
from launcher_link import LauncherLink


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    link.enter("preparing the bench")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    addon.enable(arguments["addon_folder"])
    # It builds on the add-on's engine.
    from sync_bench import SyncBench

    bench = SyncBench(link)
    for measurement, name, arguments_of_scene in arguments["scenes"]:
        getattr(bench, f"measure_{measurement}")(name, **arguments_of_scene)
    return {"rows": bench.rows}
