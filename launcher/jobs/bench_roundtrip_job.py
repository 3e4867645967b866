# SPDX-License-Identifier: Apache-2.0
"""Measures what a frame costs that a renderer draws nothing of, from Blender's call of the engine to its return."""

import time
from typing import Any

import bpy

import addon
import measurement
from launcher_link import LauncherLink

_WARM_UP_COUNT = 200
"""The JVM's compilers take their time."""
_FRAME_COUNT = 500
_LET_GO_S = 0.5
"""Java's last calls for a frame come after Blender has it."""


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    link.enter("preparing the bench")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    addon.enable(arguments["addon_folder"])
    import crossings
    import passbridge

    class RoundtripEngine(passbridge.JavaRenderEngine):
        bl_idname, bl_label = "ROUNDTRIP_BENCH", "Roundtrip bench"
        java = passbridge.Java("passbridge.testrenderer.EmptyRenderer", [arguments["test_jar"]])

        def render(self, depsgraph: bpy.types.Depsgraph) -> None:
            started = time.perf_counter()
            super().render(depsgraph)
            samples_ms.append(measurement.milliseconds_since(started))

    samples_ms: list[float] = []
    passbridge.register_engine(RoundtripEngine)
    scene = _static_scene(RoundtripEngine.bl_idname, arguments["size_pixels"])
    rows = []
    for keeps_data in (True, False):
        scene.render.use_persistent_data = keeps_data
        name = f"static scene, Persistent Data {'on' if keeps_data else 'off'}"
        link.enter(f"measuring the {name}")
        measurement.say(name)
        _render(scene, _WARM_UP_COUNT)
        samples_ms.clear()
        _render(scene, _FRAME_COUNT)
        measured = list(samples_ms)
        time.sleep(_LET_GO_S)
        with crossings.CountedCalls() as counted:
            _render(scene, 1)
            link.enter(f"waiting for Java's last call, {name}")
            time.sleep(_LET_GO_S)
        rows.append(
            {
                **measurement.row("roundtrip", {"scene": name, "method": "empty renderer"}, measured),
                "python_calls": counted.from_python,
                "java_call_count": counted.from_java,
            }
        )
    return {"rows": rows}


def _static_scene(engine: str, size_pixels: int) -> bpy.types.Scene:
    scene = bpy.context.scene
    mesh = bpy.data.meshes.new("Square")
    mesh.from_pydata([(-1, -1, -5), (1, -1, -5), (1, 1, -5), (-1, 1, -5)], [], [(0, 1, 2, 3)])
    camera, light = bpy.data.cameras.new("Camera"), bpy.data.lights.new("Light", "POINT")
    for data in (mesh, camera, light):
        scene.collection.objects.link(bpy.data.objects.new(data.name, data))
    scene.camera = scene.objects["Camera"]
    render = scene.render
    render.engine = engine
    render.resolution_x = render.resolution_y = size_pixels
    render.resolution_percentage = 100
    return scene


def _render(scene: bpy.types.Scene, count: int) -> None:
    from passbridge.engine.frame import frame_reports

    for _ in range(count):
        bpy.ops.render.render(scene=scene.name)
        if not frame_reports[-1].ok:
            raise RuntimeError(frame_reports[-1].error)
