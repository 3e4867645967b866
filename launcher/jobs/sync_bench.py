# SPDX-License-Identifier: Apache-2.0
"""The measurements of bench sync. Import it once the add-on is enabled."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import bpy
from passbridge import register_engine
from passbridge.engine.sessions import close_sessions
from passbridge.scene.reader import SceneReader

import frame_engines
import measurement
import sync_engine
import sync_methods
import sync_scenes
from launcher_link import LauncherLink
from measurement import milliseconds_since
from sync_engine import Forward

_ROUND_COUNT = 5
_FEW_ROUNDS = 3
_MEMCPY_COUNT_PER_ROUND = 3
_LATER_FRAME_COUNT = 20
_SIZE_PIXELS = 4  # the least that Blender takes
_OPERATOR_SIZE_PIXELS = 16  # where the whole operator is what counts

# What a mesh would take in OpenGL's buffers if each corner had a vertex: a position, a normal and a UV, and three indices for each
# triangle.
_VERTEX_BYTES, _TRIANGLE_BYTES = 32, 12


class SyncBench:
    """Collects rows, scene by scene."""

    def __init__(self, link: LauncherLink) -> None:
        self.rows: list[dict[str, Any]] = []
        self._link = link
        self._samples_ms: dict[str, list[float]] = {}
        register_engine(sync_engine.SyncEngine)
        render = bpy.context.scene.render
        render.engine = sync_engine.SyncEngine.bl_idname
        render.resolution_x = render.resolution_y = _SIZE_PIXELS
        render.resolution_percentage = 100
        bpy.context.scene.sync_bench.samples = 1
        if not sync_methods.HAS_NUMPY:
            measurement.say("this Blender's Python has no numpy: foreach_get reads into array.array, without a fan")
        self._first_sample_engines = self._find_first_sample_engines()

    def measure_grid(self, name: str, triangle_count: int) -> None:
        self._enter(f"building the scene {name}")
        sync_scenes.grid(triangle_count)
        self._measure_meshes(name, only_flat_quads=True)

    def measure_spheres(self, name: str, count: int) -> None:
        self._enter(f"building the scene {name}")
        sync_scenes.spheres(count)
        self._measure_meshes(name)

    def measure_subdivided(self, name: str, path: str) -> None:
        self._enter(f"building the scene {name}")
        sync_scenes.subdivided(path)
        self._measure_meshes(name)

    def measure_small_meshes(self, name: str, count: int) -> None:
        self._enter(f"building the scene {name}")
        sync_scenes.small_spheres(count)
        self._measure_operators(name)

    def measure_hairs(self, name: str, count: int) -> None:
        self._enter(f"building the scene {name}")
        sync_scenes.child_hairs(count)
        self._measure_operators(name)

    def measure_instances(self, name: str, count: int) -> None:
        self._enter(f"building the scene {name}")
        sync_scenes.instances(count)
        self._enter(f"measuring {name}")
        for round_number in range(1 + _ROUND_COUNT):
            if round_number == 1:  # the first one only warms up
                self._samples_ms.clear()
            self._add("python_loop", sync_engine.render(_loop_over_instances).method_ms)
            close_sessions(sync_engine.SyncEngine.bl_idname)
            with _timed_reading() as reading_ms:
                samples = sync_engine.render(_sync)
            self._add("passbridge_reading", reading_ms)
            self._add("passbridge", samples.method_ms)
        self._measure_first_samples(name)
        self._finish(name, "python_loop")

    def measure_animation(self, name: str, count: int, keeps_data: bool) -> None:
        """``keeps_data``: Blender's Persistent Data."""
        self._enter(f"building the scene {name}")
        frame_count = 1 + _LATER_FRAME_COUNT
        sync_scenes.spheres_of_which_one_moves(count, frame_count)
        self._enter(f"measuring {name}")
        render = bpy.context.scene.render
        with tempfile.TemporaryDirectory() as folder:
            render.filepath = os.path.join(folder, "frame")
            for round_number in range(1 + _FEW_ROUNDS):
                if round_number == 1:
                    self._samples_ms.clear()
                render.use_persistent_data = False  # makes Blender free what it kept
                render.use_persistent_data = keeps_data
                close_sessions(sync_engine.SyncEngine.bl_idname)
                samples = sync_engine.render(_sync, animation=True)
                if len(samples.method_ms) != frame_count:
                    raise RuntimeError(f"Blender rendered {len(samples.method_ms)} frames of {frame_count}")
                self._add("first_frame", samples.method_ms[:1])
                self._add("later_frames", samples.method_ms[1:])
        self._finish(name, "first_frame")

    def _measure_operators(self, name: str) -> None:
        """Pictures that are hardly any, by Passbridge and by others: what a scene takes until it can be drawn."""
        self._enter(f"measuring {name}")
        render = bpy.context.scene.render
        render.resolution_x = render.resolution_y = _OPERATOR_SIZE_PIXELS
        for round_number in range(1 + _FEW_ROUNDS):
            if round_number == 1:
                self._samples_ms.clear()
            sync_scenes.change_meshes()
            self._add("blender_alone", [sync_engine.render(_do_nothing, evaluates_first=False).operator_ms])
            sync_scenes.change_meshes()
            close_sessions(sync_engine.SyncEngine.bl_idname)
            with _timed_reading() as reading_ms:
                samples = sync_engine.render(_sync, evaluates_first=False)
            self._add("passbridge_operator", [samples.operator_ms])
            self._add("passbridge_reading", reading_ms)
            self._add("passbridge", samples.method_ms)
        self._measure_first_samples(name)
        render.resolution_x = render.resolution_y = _SIZE_PIXELS
        self._finish(name, "passbridge_operator")

    def _measure_meshes(self, name: str, *, only_flat_quads: bool = False) -> None:
        self._enter(f"measuring {name}")
        readers = [sync_methods.foreach_get_usual, sync_methods.foreach_get_best]
        if only_flat_quads and sync_methods.HAS_NUMPY:
            readers.append(sync_methods.foreach_get_best_fan)
        gl_bytes, read_bytes = self._check(readers)
        source, target = (measurement.Buffer("B", b"\1", max(gl_bytes, read_bytes)) for _ in range(2))
        for round_number in range(1 + _ROUND_COUNT):
            if round_number == 1:  # the first one only warms up
                self._samples_ms.clear()
            for method_name, byte_count in (("memcpy", gl_bytes), ("memcpy_captured", read_bytes)):
                for _ in range(_MEMCPY_COUNT_PER_ROUND):
                    self._add(method_name, [measurement.memcpy_ms(target, source, byte_count)])
            for reader in readers:
                self._render_changed(reader.__name__, _reading(reader))
            close_sessions(sync_engine.SyncEngine.bl_idname)
            timings_ms: dict[str, float] = {}
            samples = self._render_changed("passbridge", _syncing(timings_ms))
            self._add("passbridge_operator", [samples.operator_ms])
            self._add("passbridge_capture", [timings_ms["capture"]])
            self._render_changed("passbridge_changed", _sync)
            close_sessions(sync_engine.SyncEngine.bl_idname)
            samples = self._render_changed("passbridge_unshared", _sync, unshares_first=True)
            self._add("blender_unsharing", samples.unsharing_ms)
        self._measure_first_samples(name)
        self._finish(name, "memcpy")

    def _render_changed(
        self, method_name: str, method: sync_engine.Method, *, unshares_first: bool = False
    ) -> sync_engine.Samples:
        sync_scenes.change_meshes()
        samples = sync_engine.render(method, unshares_first=unshares_first)
        self._add("blender_evaluation", samples.evaluation_ms)
        self._add(method_name, samples.method_ms)
        return samples

    def _check(self, readers: list[Any]) -> tuple[int, int]:
        """Require that all ways read the same, and give the bytes that go to OpenGL, and those that are read."""
        gl_bytes = read_bytes = 0

        def check(depsgraph: bpy.types.Depsgraph, forward: Forward) -> float:
            nonlocal gl_bytes, read_bytes
            for mesh in sync_engine.evaluated_meshes(depsgraph):
                first, *others = (reader(mesh) for reader in readers)
                for other in others:
                    sync_methods.require_same(first, other)
                gl_bytes += len(mesh.loops) * _VERTEX_BYTES + len(mesh.loop_triangles) * _TRIANGLE_BYTES
                read_bytes += sum(memoryview(values).nbytes for values in first.values())
            return 0.0

        sync_engine.render(check)
        return gl_bytes, read_bytes

    def _measure_first_samples(self, name: str) -> None:
        """What other engines take for a picture of one sample, all of Blender's operator."""
        scene = bpy.context.scene
        for method_name, engine in self._first_sample_engines.items():
            self._enter(f"measuring {method_name} of {name}")
            scene.render.engine = engine
            for _ in range(1 + _FEW_ROUNDS):
                sync_scenes.change_meshes()
                started = time.perf_counter()
                bpy.ops.render.render()
                self._add(method_name, [milliseconds_since(started)])
            del self._samples_ms[method_name][0]  # it only warmed up
        scene.render.engine = sync_engine.SyncEngine.bl_idname

    def _find_first_sample_engines(self) -> dict[str, str]:
        scene = bpy.context.scene
        engines = {}
        if hasattr(scene, "cycles"):
            scene.cycles.samples = 1
            scene.cycles.use_denoising = False
            engines["cycles_operator"] = "CYCLES"
        else:
            measurement.say("leaving out Cycles: this Blender was built without it")
        if os.environ.get("DISPLAY"):
            known = scene.render.bl_rna.properties["engine"].enum_items.keys()
            scene.eevee.taa_render_samples = 1
            engines["eevee_operator"] = next(engine for engine in frame_engines.EEVEE_IDS if engine in known)
        else:
            measurement.say("leaving out EEVEE: there is no display")
        return engines

    def _enter(self, stage: str) -> None:
        self._link.enter(stage)
        measurement.say(stage)

    def _add(self, method: str, samples_ms: list[float]) -> None:
        self._samples_ms.setdefault(method, []).extend(samples_ms)

    def _finish(self, name: str, reference: str) -> None:
        """Turn the samples of a scene into rows."""
        for method, samples_ms in self._samples_ms.items():
            row = measurement.row("sync", {"scene": name, "method": method}, samples_ms)
            ratio = measurement.ratio(samples_ms, self._samples_ms[reference])
            self.rows.append({**row, "reference": reference, "ratio_to_reference": ratio})
        self._samples_ms.clear()


def _sync(depsgraph: bpy.types.Depsgraph, forward: Forward) -> float:
    return forward(depsgraph).timings_ms["sync"]


def _syncing(timings_ms: dict[str, float]) -> sync_engine.Method:
    """As ``_sync``; leaves the frame's timings in a dictionary."""

    def sync(depsgraph: bpy.types.Depsgraph, forward: Forward) -> float:
        timings_ms.update(forward(depsgraph).timings_ms)
        return timings_ms["sync"]

    return sync


def _do_nothing(depsgraph: bpy.types.Depsgraph, forward: Forward) -> float:
    return 0.0


def _reading(reader: Any) -> sync_engine.Method:
    def read(depsgraph: bpy.types.Depsgraph, forward: Forward) -> float:
        meshes = sync_engine.evaluated_meshes(depsgraph)
        started = time.perf_counter()
        data = [reader(mesh) for mesh in meshes]
        ms = milliseconds_since(started)
        del data  # freeing it is not counted
        return ms

    return read


def _loop_over_instances(depsgraph: bpy.types.Depsgraph, forward: Forward) -> float:
    started = time.perf_counter()
    for instance in depsgraph.object_instances:
        instance.matrix_world
    return milliseconds_since(started)


@contextlib.contextmanager
def _timed_reading() -> Iterator[list[float]]:
    """Collect what the add-on's reading in Python takes, without the upload in Java."""
    samples_ms: list[float] = []
    read = SceneReader.read

    def timed(*arguments: Any, **options: Any) -> Any:
        started = time.perf_counter()
        message = read(*arguments, **options)
        samples_ms.append(milliseconds_since(started))
        return message

    SceneReader.read = timed
    try:
        yield samples_ms
    finally:
        SceneReader.read = read
