# SPDX-License-Identifier: Apache-2.0
"""Passbridge's engine with measurements before it and instead of it. Import it once the add-on is enabled."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import bpy
from passbridge.addon.engine import PassbridgeRenderEngine
from passbridge.engine import frame

from measurement import milliseconds_since

Forward = Callable[[bpy.types.Depsgraph], frame.FrameReport]
Method = Callable[[bpy.types.Depsgraph, Forward], float]
"""Gives the milliseconds that count. What it calls to have Passbridge render the frame gives Passbridge's report."""


@dataclass
class Samples:
    """What the frames of one operator took, in milliseconds."""

    evaluation_ms: list[float] = field(default_factory=list)
    """Blender's own work on what the method is about to read: triangles and corner normals."""
    unsharing_ms: list[float] = field(default_factory=list)
    """Blender's copies of arrays that evaluated meshes share with their originals, made when they are first asked for; only where that
    was asked for beforehand."""
    method_ms: list[float] = field(default_factory=list)
    operator_ms: float = 0.0


class _Render:
    """What the engine is to do, and what became of it. Apart from the engine: Blender reads its classes' annotations."""

    def __init__(self, method: Method, evaluates_first: bool, unshares_first: bool) -> None:
        self.method = method
        self.evaluates_first = evaluates_first
        self.unshares_first = unshares_first
        self.samples = Samples()
        self.error: Exception | None = None


_current: _Render


class SyncEngine(PassbridgeRenderEngine):
    bl_idname = "SYNC_BENCH"
    bl_label = "Sync bench"

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        try:
            if _current.evaluates_first:
                _current.samples.evaluation_ms.append(_evaluate_meshes(depsgraph))
            if _current.unshares_first:
                _current.samples.unsharing_ms.append(_unshare_arrays(depsgraph))
            _current.samples.method_ms.append(_current.method(depsgraph, self._forward))
        except Exception as error:  # Blender would print it and go on
            _current.error = error

    def _forward(self, depsgraph: bpy.types.Depsgraph) -> frame.FrameReport:
        super().render(depsgraph)
        report = frame.frame_reports[-1]
        if not report.ok:
            raise RuntimeError(report.error or "the frame was cancelled")
        return report


def render(
    method: Method, *, animation: bool = False, evaluates_first: bool = True, unshares_first: bool = False
) -> Samples:
    """Render the current frame, or all of the scene's, and measure each.

    ``evaluates_first``: Blender computes triangles and corner normals before the method runs.
    ``unshares_first``: Blender makes its copies of the arrays that a mesh shares with its original before the method runs.
    """
    global _current
    _current = _Render(method, evaluates_first, unshares_first)
    started = time.perf_counter()
    bpy.ops.render.render(animation=animation)
    _current.samples.operator_ms = milliseconds_since(started)
    if _current.error is not None:
        raise _current.error
    return _current.samples


def evaluated_meshes(depsgraph: bpy.types.Depsgraph) -> list[bpy.types.Mesh]:
    return [shown.data for shown in depsgraph.objects if shown.type == "MESH"]


def _evaluate_meshes(depsgraph: bpy.types.Depsgraph) -> float:
    """Have Blender compute what it computes when it is first asked for."""
    meshes = evaluated_meshes(depsgraph)
    started = time.perf_counter()
    for mesh in meshes:
        mesh.calc_loop_triangles()
        if hasattr(mesh, "loop_triangle_polygons"):  # from 3.6 on
            mesh.loop_triangle_polygons[0]
        if hasattr(mesh, "corner_normals"):  # from 4.1 on
            mesh.corner_normals[0]
        else:
            mesh.calc_normals_split()
    return milliseconds_since(started)


def _unshare_arrays(depsgraph: bpy.types.Depsgraph) -> float:
    """Ask for an element of each array that Python may write to: where it is shared, Blender copies it then."""
    started = time.perf_counter()
    for mesh in evaluated_meshes(depsgraph):
        mesh.vertices[0]
        mesh.loops[0]
        for layer in mesh.uv_layers:
            (layer.uv if hasattr(layer, "uv") else layer.data)[0]
    return milliseconds_since(started)
