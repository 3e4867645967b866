# SPDX-License-Identifier: Apache-2.0
"""Does the same things many times in a window with a Rendered viewport, and tells what the process has more afterwards."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import addon
import bpy
import measurement
from launcher_link import LauncherLink
from process_memory import descriptor_count, resident_bytes, thread_counts
from viewport_job import TICK_S, Window

_ENGINE = "PASSBRIDGE"
_SAMPLE_COUNT = 2
_LOOK_COUNT = 4
_BETWEEN_LOOKS_S = 1.0

# Of each thing before the first look: by then all is loaded and compiled, and caches are full.
_WARM_UP_COUNT = 4

# Sessions that are handed on end after a minute.
_GRACE_S = 70.0

Doing = Callable[[int], Iterator[float]]


class _Write(bpy.types.Operator):
    """Writes to data blocks as operators alone may at any time: where panels were drawn while an engine written in Python rendered, Blender
    leaves its lock on them closed."""

    bl_idname, bl_label = "passbridge.write", "Write"
    pending: Callable[[], None]

    def execute(self, context: bpy.types.Context) -> set[str]:
        _Write.pending()
        return {"FINISHED"}


def _write(change: Callable[[], None]) -> None:
    _Write.pending = change
    bpy.ops.passbridge.write()


def run(arguments: dict[str, Any], link: LauncherLink) -> Iterator[float]:
    link.enter("preparing the window")
    addon.enable(arguments["addon_folder"])
    bpy.utils.register_class(_Write)
    bpy.context.preferences.system.use_region_overlap = False  # what is shown beside a viewport takes of its size
    _prepare()
    scene = Window().scene
    scene.render.resolution_x, scene.render.resolution_y = 240, 160
    path = Path(arguments["folder"], "growth.blend")
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.ed.undo_push(message="begin")
    doings: dict[str, Doing] = {
        "resize": _resize,
        "undo": _undo,
        "engine switch": _switch_engine,
        "F12": _render,
        "file": lambda _: _open_file(path),
    }

    def do(counts: dict[str, int]) -> Iterator[float]:
        for name, count in counts.items():
            for number in range(count):
                link.enter(f"doing {name} {number + 1} of {count}")
                yield from doings[name](number)

    yield from do(dict.fromkeys(doings, _WARM_UP_COUNT))
    early = yield from _looks()
    rows = []
    before = early[-1]
    for name, count in arguments["counts"].items():
        yield from do({name: count})
        after = (yield from _looks(1))[0]
        rows.append({"what": name, "count": count, "growth_bytes": after["resident_bytes"] - before["resident_bytes"]})
        measurement.say(f"{count} × {name}: {rows[-1]['growth_bytes'] / 1e6:+.1f} MB")
        before = after
    most = {name: max(look[name] for look in early) for name in early[0]}
    late = yield from _looks()
    waited_s = 0.0
    while waited_s < _GRACE_S and any(late[-1][name] > most[name] for name in ("thread_count", "descriptor_count")):
        yield _BETWEEN_LOOKS_S
        waited_s += _BETWEEN_LOOKS_S
        late += yield from _looks(1)
    growth = {name: min(look[name] for look in late) - most[name] for name in most}
    return {"rows": rows, "growth": growth, "threads": dict(thread_counts())}


def _prepare() -> None:
    window = Window.of(_ENGINE)
    window.scene.passbridge.viewport_samples = window.scene.passbridge.samples = _SAMPLE_COUNT
    window.show("RENDERED")


def _looks(count: int = _LOOK_COUNT) -> Iterator[float]:
    """What the process has, so many times."""
    found = []
    for _ in range(count):
        yield _BETWEEN_LOOKS_S
        found.append(
            {
                "resident_bytes": resident_bytes(),
                "thread_count": sum(thread_counts().values()),
                "descriptor_count": descriptor_count(),
            }
        )
    return found


def _resize(number: int) -> Iterator[float]:
    """Each of the next 16 sizes is another one."""
    space = Window().space
    shown = [bool(number >> bit & 1) for bit in range(4)]
    space.show_region_ui, space.show_region_toolbar, space.show_region_header, space.show_region_tool_header = shown
    yield from _complete()


def _undo(number: int) -> Iterator[float]:
    def move() -> None:
        Window().scene.objects["Cube"].location.x = number

    _write(move)
    bpy.ops.ed.undo_push(message="move")
    yield TICK_S
    bpy.ops.ed.undo()
    yield from _complete()


def _switch_engine(number: int) -> Iterator[float]:
    for engine in ("BLENDER_WORKBENCH", _ENGINE):
        _write(lambda: setattr(Window().scene.render, "engine", engine))
        yield 2 * TICK_S
    yield from _complete()


def _render(number: int) -> Iterator[float]:
    yield from Window().final_render()
    yield from _complete()


def _open_file(path: Path) -> Iterator[float]:
    bpy.ops.wm.open_mainfile(filepath=str(path))
    yield 2 * TICK_S
    _write(_prepare)
    yield from _complete()


def _complete() -> Iterator[float]:
    """The viewport shows all samples, in its own size."""
    window = Window()
    yield from window.complete()
    picture = window.picture()
    if picture["error"] or picture["size"] != [window.region.width, window.region.height]:
        raise RuntimeError(f"a viewport of {window.region.width}x{window.region.height} shows {picture}")
