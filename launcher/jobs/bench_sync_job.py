# SPDX-License-Identifier: Apache-2.0
"""Measures what it takes from the depsgraph to data in OpenGL's buffers, scene by scene, in one run."""

from typing import Any

import bpy

import addon
import measurement
from launcher_link import LauncherLink


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    link.enter("preparing the bench")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    addon.enable(arguments["addon_folder"])
    # It builds on the add-on's engine.
    from sync_bench import SyncBench

    bench = SyncBench(link)
    for name, triangle_count in arguments["grids"].items():
        bench.measure_grid(name, triangle_count)
    for name, count in arguments["spheres"].items():
        bench.measure_spheres(name, count)
    if arguments["mesh_path"] is None:
        measurement.say("leaving out the subdivided mesh: there is no file; --mesh names one")
    else:
        bench.measure_subdivided(arguments["mesh_path"])
    for name, count in arguments["instances"].items():
        bench.measure_instances(name, count)
    for name, (count, keeps_data) in arguments["animations"].items():
        bench.measure_animation(name, count, keeps_data)
    return {"rows": bench.rows}
