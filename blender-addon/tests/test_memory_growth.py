# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is left behind. Runs in a process of its own: until the JVM has filled the heap that other tests made it take, all its
garbage would count."""

from __future__ import annotations

import gc
import os

import bpy
import pytest
from rendering import render
from test_increments import FRAME_COUNT, add_object, animated  # noqa: F401: a fixture

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="this system does not tell of resident memory that way")

# The allocators of Blender, the JVM and Mesa keep some of what they were given back; a leak of one of these scenes' meshes each
# frame would be ten times that.
MOST_GROWTH_BYTES = 16 << 20


def resident_bytes() -> int:
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("keeps_data", [True, False])
def test_an_animation_leaves_nothing_behind(animated, keeps_data):
    """900 frames of a mesh of 200 KB that bends."""
    animated.render.use_persistent_data = keeps_data
    bpy.data.objects["Bending"].modifiers.new("Finer", "SUBSURF").render_levels = 4
    for count in range(1000):
        if count == 100:
            before = resident_bytes()
        animated.frame_set(count % FRAME_COUNT + 1)
        assert render(animated)[0].ok
    assert resident_bytes() - before <= MOST_GROWTH_BYTES


def test_other_files_leave_nothing_behind(animated, tmp_path):
    paths = []
    for number in range(2):
        add_object(animated)
        paths.append(str(tmp_path / f"{number}.blend"))
        bpy.ops.wm.save_as_mainfile(filepath=paths[-1], copy=True)
    for count in range(100):
        if count == 20:
            before = resident_bytes()
        bpy.ops.wm.open_mainfile(filepath=paths[count % 2])
        assert render(bpy.context.scene)[0].ok
    assert resident_bytes() - before <= MOST_GROWTH_BYTES
