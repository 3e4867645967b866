# SPDX-License-Identifier: GPL-3.0-or-later
"""A report of what Passbridge found and chose, and why."""

from __future__ import annotations

import contextlib
import platform
import time

import bpy

from passbridge import PassbridgeError, jvm
from passbridge.engine import frame
from passbridge.engine.sessions import open_session
from passbridge.layout import describe_layout
from passbridge.native import library

from .engine import PassbridgeRenderEngine

PROBLEM = "PROBLEM: "
"""What values begin with that name a cause and a way out."""

_PROBE_SIZE = 64


def report(timings: bool) -> list[tuple[str, str]]:
    """Names and values, in the order in which to read them. Renders a frame or two in a scene of its own, which is removed again.

    ``timings``: also how long the first and the second frame of 64x64 pixels take; the first counts from starting the JVM
    where this process has none yet.
    """
    lines = [
        ("Blender", f"{bpy.app.version_string}, Python {platform.python_version()}, {platform.platform()}"),
    ]
    try:
        lines.append(("C library", f"{library().pb_version().decode()}, ABI {library().pb_abi_version()}, {library()._name}"))
        had_jvm = bool(library().pb_jvm_is_running())
        frames = [_render_probe()]
        if timings:
            frames.append(_render_probe())
        lines.append(("JVM", jvm.describe_jvm() or "was running already"))
        lines += open_session(PassbridgeRenderEngine).describe().items()
    except PassbridgeError as error:
        return [*lines, ("Status", f"{PROBLEM}{error}")]
    first = frames[0][0]
    if not first.ok:
        return [*lines, ("Status", f"{PROBLEM}{first.error}")]
    layout, how = describe_layout()
    lines += [("Memory layout", layout), ("Verified", how), ("Delivery", first.delivery)]
    if timings:
        start = "second frame of a JVM that ran already" if had_jvm else "JVM start to first pixels, 64x64"
        lines.append((start, f"{frames[0][1]:.0f} ms"))
        lines.append(("Next frame, 64x64", f"{frames[1][1]:.1f} ms"))
    return [*lines, ("Status", "works")]


def _render_probe() -> tuple[frame.FrameReport, float]:
    """Render a frame of an almost empty scene; the report, and milliseconds from Blender's call of the engine to its return."""
    scene = bpy.data.scenes.new("Passbridge doctor")
    camera = bpy.data.cameras.new("Passbridge doctor")
    camera_object = bpy.data.objects.new("Passbridge doctor", camera)
    mesh = bpy.data.meshes.new("Passbridge doctor")
    mesh.from_pydata([(-1, -1, -5), (1, -1, -5), (0, 1, -5)], [], [(0, 1, 2)])
    mesh_object = bpy.data.objects.new("Passbridge doctor", mesh)
    try:
        scene.collection.objects.link(camera_object)
        scene.collection.objects.link(mesh_object)
        scene.camera = camera_object
        render = scene.render
        render.engine = PassbridgeRenderEngine.bl_idname
        render.resolution_x = render.resolution_y = _PROBE_SIZE
        render.resolution_percentage = 100
        started = time.perf_counter()
        with contextlib.suppress(RuntimeError):  # the frame's report says why
            bpy.ops.render.render(scene=scene.name)
        duration_ms = (time.perf_counter() - started) * 1e3
        return frame.frame_reports[-1], duration_ms
    finally:
        bpy.data.scenes.remove(scene)
        bpy.data.objects.remove(camera_object)
        bpy.data.objects.remove(mesh_object)
        bpy.data.cameras.remove(camera)
        bpy.data.meshes.remove(mesh)
