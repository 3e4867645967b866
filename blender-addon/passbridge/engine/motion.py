# SPDX-License-Identifier: GPL-3.0-or-later
"""The times at which the scene is looked at while the shutter is open."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import bpy

from .view import shutter


def motion_times(scene: bpy.types.Scene, step_count: int) -> list[float]:
    """Frames from the frame itself, ascending: so many times from the opening of the shutter to its closing, evenly spread. The frame
    itself is none of them. Empty without motion blur."""
    opening, closing = shutter(scene)
    if opening == closing or step_count == 0:
        return []
    steps = max(1, step_count - 1)
    times = (opening + (closing - opening) * step / steps for step in range(step_count))
    return [time for time in times if time != 0]


def at_times(
    engine: bpy.types.RenderEngine, scene: bpy.types.Scene, times: Sequence[float]
) -> Iterator[float]:
    """Have Blender evaluate the dependency graph at each of the times, while the caller looks at it; then, whatever happens, at the frame
    again. Evaluated data is at other addresses afterwards, and the graph's updates are others.

    Ends early where cancelled: fewer times are given.
    """
    if not times:
        return
    frame, subframe = scene.frame_current, scene.frame_subframe
    try:
        for time in times:
            if engine.test_break():
                return
            _set(engine, frame + subframe + time)
            yield time
    finally:
        engine.frame_set(frame, subframe)


def _set(engine: bpy.types.RenderEngine, time: float) -> None:
    frame = math.floor(time)
    engine.frame_set(frame, time - frame)
