# SPDX-License-Identifier: Apache-2.0
"""A render engine that draws nothing: it delivers finished pixels by one method, which is what is measured."""

from __future__ import annotations

import array
import time
from collections.abc import Callable

import bpy


class Sample:
    """What one render took: all of Blender's operator, unless the method says otherwise."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._ms: float | None = None

    def restart(self) -> None:
        """Count from here: what came before is the renderer's work."""
        self._started = time.perf_counter()

    def stop(self) -> None:
        """Count up to here: what follows is no part of the figure."""
        self.set_ms((time.perf_counter() - self._started) * 1e3)

    def set_ms(self, ms: float) -> None:
        self._ms = ms

    @property
    def ms(self) -> float:
        if self._ms is None:
            self.stop()
        return self._ms


Method = Callable[[bpy.types.RenderEngine, bpy.types.Depsgraph, Sample], None]


class _Render:
    """What the engine is to do, and what became of it. Apart from the engine: Blender reads its classes' annotations."""

    def __init__(self, method: Method, expected: array.array[float] | None) -> None:
        self.method = method
        self.expected = expected
        self.error: Exception | None = None
        self.sample = Sample()


_current: _Render


class DeliveryEngine(bpy.types.RenderEngine):
    bl_idname = "DELIVERY_BENCH"
    bl_label = "Delivery bench"

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        try:
            _current.method(self, depsgraph, _current.sample)
            if _current.expected is not None:
                self._check(_current.expected)
        except Exception as error:  # Blender would print it and go on
            _current.error = error

    def _check(self, expected: array.array[float]) -> None:
        delivered = array.array("f", bytes(4 * len(expected)))
        self.get_result().layers[0].passes.foreach_get("rect", delivered)
        if delivered != expected:
            raise RuntimeError("the pixels in Blender's final result are not those that were delivered")


def render(method: Method, *, expected: array.array[float] | None = None, write_still: bool = False) -> float:
    """Render once into fresh passes, and give the milliseconds that count.

    ``expected``: what Blender's final result must hold then, else RuntimeError.
    """
    global _current
    _current = _Render(method, expected)
    bpy.ops.render.render(write_still=write_still)
    ms = _current.sample.ms
    if _current.error is not None:
        raise _current.error
    return ms


def make_scene(width: int, height: int) -> bpy.types.Scene:
    """A square that fills the picture, for the methods that draw. ``width``, ``height``: of the picture, pixels."""
    scene = bpy.context.scene
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    mesh = bpy.data.meshes.new("Square")
    mesh.from_pydata([(-9, -9, -5), (9, -9, -5), (9, 9, -5), (-9, 9, -5)], [], [(0, 1, 2, 3)])
    for each in (camera, bpy.data.objects.new("Square", mesh)):
        scene.collection.objects.link(each)
    scene.camera = camera
    scene.render.engine = DeliveryEngine.bl_idname
    scene.render.resolution_x, scene.render.resolution_y = width, height
    scene.render.resolution_percentage = 100
    return scene
