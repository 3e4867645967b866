# SPDX-License-Identifier: Apache-2.0
"""Measures what a user of Rendered viewports waits for, engine by engine, in one window: by what is on the screen.

A thread looks at the screen. A picture is what has many colours: a viewport that has none yet shows one.
"""

import mmap
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy
from mathutils import Quaternion

import addon
import measurement
from launcher_link import LauncherLink
from viewport_window import ViewportWindow
from window_job import ScreenLayout

_ENGINES = {"Passbridge": ("PASSBRIDGE",), "EEVEE": ("BLENDER_EEVEE", "BLENDER_EEVEE_NEXT"), "Cycles": ("CYCLES",), "Workbench": ("BLENDER_WORKBENCH",)}
_LOOK_EVERY_S = 0.004
_TICK_S = 0.02
_ROW_COUNT = 16  # of the viewport's rows, that are looked at
_LEAST_COLOR_COUNT = 24
_LIMIT_S = 90.0
_SETTLED_S = 1.5  # nothing new for that long
_ORBIT_S, _ORBIT_RADIANS = 6.0, 0.02
_CHANGE_COUNT = 5


def run(arguments: dict[str, Any], link: LauncherLink) -> Iterator[float]:
    addon.enable(arguments["addon_folder"])
    draws = _Draws()
    rows = []
    with Path(arguments["screen"]).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as memory:
        for scene, path in arguments["scenes"].items():
            for engine, names in _ENGINES.items():
                link.enter(f"measuring {engine}, {scene}")
                bpy.ops.wm.open_mainfile(filepath=path, load_ui=False)
                yield 1.0
                viewport = _Viewport(names)
                watch = _Watch(memory, viewport.rectangle())
                try:
                    found = yield from _measure(viewport, watch, draws)
                finally:
                    watch.close()
                size = "x".join(map(str, viewport.rectangle()[2:]))
                measurement.say(f"{scene}, {size}, {engine}: " + ", ".join(f"{name} {value:.4g}" for name, value in found.items()))
                rows.append({"bench": "viewport", "blender": ".".join(map(str, bpy.app.version)), "scene": scene, "size": size, "engine": engine, **found})
    return {"rows": rows}


def _measure(viewport: "_Viewport", watch: "_Watch", draws: "_Draws") -> Iterator[float]:
    """First pictures, pictures per second while the view turns, and how long a changed value takes to be seen."""
    found = {}
    for name in ("first_picture_cold_ms", "first_picture_ms"):
        viewport.show("SOLID")
        yield from watch.settle()
        started = time.perf_counter()
        watch.expect_picture()
        viewport.show("RENDERED")
        yield from _until(watch.has_picture)
        found[name] = (watch.changed_s - started) * 1e3
        yield from watch.settle()
    draws.clear()
    count, started = watch.change_count, time.perf_counter()
    while time.perf_counter() - started < _ORBIT_S:
        viewport.turn()
        yield _TICK_S
    found["orbit_pictures_per_s"] = (watch.change_count - count) / (time.perf_counter() - started)
    found.update(draws.found())
    yield from watch.settle()
    changes_ms = []
    for index in range(_CHANGE_COUNT):
        count, started = watch.change_count, time.perf_counter()
        viewport.change(index)
        yield from _until(lambda: watch.change_count > count)
        changes_ms.append((watch.first_change_after(started) - started) * 1e3)
        yield from watch.settle()
    found["changed_value_ms"] = sorted(changes_ms)[_CHANGE_COUNT // 2]
    idle, started = time.process_time(), time.perf_counter()
    yield 3.0
    found["idle_cpu_percent"] = 100 * (time.process_time() - idle) / (time.perf_counter() - started)
    viewport.show("SOLID")
    return found


def _until(condition: Any) -> Iterator[float]:
    started = time.perf_counter()
    while not condition():
        if time.perf_counter() - started > _LIMIT_S:
            raise TimeoutError(f"nothing came in {_LIMIT_S:.0f} s")
        yield _TICK_S


class _Viewport(ViewportWindow):
    """As large as it is, with one engine."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.clear()
        _set_engine(self.scene.render, names)
        for settings in (self.scene.passbridge, self.scene.cycles, self.scene.eevee):
            for name in ("viewport_samples", "preview_samples", "taa_samples"):
                if hasattr(settings, name):
                    setattr(settings, name, 16)
        self.space.region_3d.view_perspective = "PERSP"
        if self.scene.camera is not None:
            self.space.region_3d.view_matrix = self.scene.camera.matrix_world.normalized().inverted()

    def rectangle(self) -> tuple[int, int, int, int]:
        """Left, top, width and height on the screen."""
        region = self.region
        return region.x, self.window.height - region.y - region.height, region.width, region.height

    def turn(self) -> None:
        region_3d = self.space.region_3d
        region_3d.view_rotation = Quaternion((0, 0, 1), _ORBIT_RADIANS) @ region_3d.view_rotation
        self.area.tag_redraw()

    def change(self, index: int) -> None:
        """All lights and the world."""
        for light in bpy.data.lights:
            light.energy *= 1.5 if index % 2 == 0 else 1 / 1.5
        if self.scene.world is not None and self.scene.world.node_tree is not None:
            for node in self.scene.world.node_tree.nodes:
                if node.type == "BACKGROUND":
                    node.inputs["Strength"].default_value += 0.1 if index % 2 == 0 else -0.1


def _set_engine(render: bpy.types.RenderSettings, names: tuple[str, ...]) -> None:
    """The first that this Blender has."""
    for name in names:
        try:
            render.engine = name
            return
        except TypeError:
            continue
    raise RuntimeError(f"this Blender has no engine {' or '.join(names)}")


class _Watch:
    """Looks at rows of a rectangle of the screen, from a thread of its own."""

    def __init__(self, memory: mmap.mmap, rectangle: tuple[int, int, int, int]) -> None:
        screen = ScreenLayout.of(memory)
        left, top, width, height = rectangle
        rows = [top + height * (index + 1) // (_ROW_COUNT + 1) for index in range(_ROW_COUNT)]
        self._spans = [(screen.start + row * screen.row_bytes + 4 * (left + 8), 4 * (width - 16)) for row in rows]
        self._memory = memory
        self._is_expecting = False
        self._is_ended = False
        self._changes_s: list[float] = []
        self._color_count = 0
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    @property
    def change_count(self) -> int:
        return len(self._changes_s)

    @property
    def changed_s(self) -> float:
        return self._changes_s[-1]

    def first_change_after(self, started_s: float) -> float:
        return next(changed for changed in self._changes_s if changed > started_s)

    def expect_picture(self) -> None:
        """From now on look for a first picture: what has few colours is none."""
        self._is_expecting = True

    def has_picture(self) -> bool:
        return not self._is_expecting

    def settle(self) -> Iterator[float]:
        """Until nothing new has come in a while."""
        waited_s, count = 0.0, self.change_count
        while waited_s < _SETTLED_S:
            yield _TICK_S
            waited_s, count = (waited_s + _TICK_S, count) if self.change_count == count else (0.0, self.change_count)

    def close(self) -> None:
        self._is_ended = True
        self._thread.join()

    def _look(self) -> None:
        last = 0
        while not self._is_ended:
            pixels = b"".join(self._memory[start : start + count] for start, count in self._spans)
            checksum = zlib.crc32(pixels)
            if checksum != last:
                last = checksum
                self._changes_s.append(time.perf_counter())
                if self._is_expecting and len(set(memoryview(pixels).cast("I")[::8])) >= _LEAST_COLOR_COUNT:
                    self._is_expecting = False
            time.sleep(_LOOK_EVERY_S)


class _Draws:
    """How long Blender's main thread is in `view_draw` of ours."""

    def __init__(self) -> None:
        from passbridge.engine.viewport import Viewport

        self._all_ms: list[tuple[bool, float]] = []  # whether there was a new picture
        draw = Viewport.draw

        def timed(viewport: Viewport, *arguments: Any) -> None:
            is_new = viewport._is_shown_new
            started = time.perf_counter()
            draw(viewport, *arguments)
            self._all_ms.append((is_new, measurement.milliseconds_since(started)))

        Viewport.draw = timed

    def clear(self) -> None:
        self._all_ms.clear()

    def found(self) -> dict[str, float]:
        found = {}
        for name, is_new in (("draw_new_picture_ms", True), ("draw_nothing_new_ms", False)):
            times = sorted(ms for new, ms in self._all_ms if new == is_new)
            if times:
                found[name] = times[len(times) // 2]
        return found
