# SPDX-License-Identifier: Apache-2.0
"""What each stage of a frame costs, in milliseconds and as a multiple of copying the picture's bytes once.

Run in Blender after ./passbridge render or package has unpacked the add-on:

    blender -b --factory-startup --python bench/frame_stages.py

The scene is a square that fills the picture, one sample, Combined only. Medians of 10 frames after 2 to warm up, all in one
run; ratios carry over to other machines better than milliseconds do.
"""

import ctypes
import statistics
import sys
import time
from pathlib import Path

import bpy

SIZES = ((640, 480), (1920, 1080), (3840, 2160))
WARM_UP_COUNT, FRAME_COUNT = 2, 10
STAGES = ("sync", "draw", "readback", "deliver")


def main() -> None:
    unpacked = Path(__file__).resolve().parents[1] / "dist" / "unpacked"
    sys.path.insert(0, str(max(unpacked.iterdir(), key=lambda folder: folder.stat().st_mtime)))
    import passbridge

    bpy.ops.wm.read_factory_settings(use_empty=True)
    passbridge.register()
    from passbridge.addon.engine import frame_reports

    scene = square_scene()
    print(f"{'size':>11} {'memcpy':>9} " + " ".join(f"{stage:>9}" for stage in (*STAGES, "operator", "op/memcpy")) + "  (ms)")
    for width, height in SIZES:
        scene.render.resolution_x, scene.render.resolution_y = width, height
        operator_ms, reports = [], []
        for _ in range(WARM_UP_COUNT + FRAME_COUNT):
            started = time.perf_counter()
            bpy.ops.render.render()
            operator_ms.append((time.perf_counter() - started) * 1e3)
            reports.append(frame_reports[-1])
        assert all(report.ok for report in reports), reports[-1].error
        memcpy_ms = warm_memcpy_ms(width * height * 16)
        stages_ms = [statistics.median(report.timings_ms[stage] for report in reports[WARM_UP_COUNT:]) for stage in STAGES]
        total_ms = statistics.median(operator_ms[WARM_UP_COUNT:])
        values = [memcpy_ms, *stages_ms, total_ms, total_ms / memcpy_ms]
        print(f"{width}x{height:<6}".rjust(11) + " " + " ".join(f"{value:9.2f}" for value in values), flush=True)


def square_scene() -> bpy.types.Scene:
    scene = bpy.context.scene
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    mesh = bpy.data.meshes.new("Square")
    mesh.from_pydata([(-9, -9, -5), (9, -9, -5), (9, 9, -5), (-9, 9, -5)], [], [(0, 1, 2, 3)])
    for each in (camera, bpy.data.objects.new("Square", mesh)):
        scene.collection.objects.link(each)
    scene.camera = camera
    scene.render.engine = "PASSBRIDGE"
    scene.render.resolution_percentage = 100
    scene.passbridge.samples = 1
    return scene


def warm_memcpy_ms(byte_count: int) -> float:
    """One thread, between two buffers that were touched before."""
    source, target = ctypes.create_string_buffer(byte_count), ctypes.create_string_buffer(byte_count)
    durations = []
    for _ in range(WARM_UP_COUNT + FRAME_COUNT):
        started = time.perf_counter()
        ctypes.memmove(target, source, byte_count)
        durations.append((time.perf_counter() - started) * 1e3)
    return statistics.median(durations[WARM_UP_COUNT:])


main()
