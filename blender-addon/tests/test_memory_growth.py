# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is left behind. Runs in a process of its own: until the JVM has filled the heap that other tests made it take, all its
garbage would count."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import time
import zipfile

import bpy
import pytest
from rendering import render
from test_increments import FRAME_COUNT, add_object, animated  # noqa: F401: a fixture

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="this system does not tell of resident memory that way")

# The allocators of Blender, the JVM and Mesa keep some of what they were given back; a leak of one of these scenes' meshes each
# frame would be ten times that.
MOST_GROWTH_BYTES = 16 << 20

# The grace period is 5 s; the rest is for a busy machine.
MOST_WAIT_S = 60


def jcmd(*command: str) -> str:
    """Has the JVM of this process do something, and gives what it says."""
    from passbridge import jvm

    program = jvm._chosen_runtime.home / "bin" / "jcmd"
    return subprocess.run([program, str(os.getpid()), *command], capture_output=True, text=True, check=True).stdout


def resident_bytes() -> int:
    """Without garbage. On a busy machine the JVM lets more of it pile up, and gives the memory back when it has collected it."""
    gc.collect()
    jcmd("GC.run")
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Growth:
    """Resident memory early and late in a run. Allocators give pages back in waves, jemalloc's in Blender 3.4 of 20 MB: what is left behind
    is what the lowest of the late samples has more than the highest of the early ones."""

    def __init__(self, early: range, late: range) -> None:
        """``early``, ``late``: the steps of the run at which to look."""
        self._samples: dict[range, list[int]] = {early: [], late: []}

    def look(self, step: int) -> None:
        for steps, samples in self._samples.items():
            if step in steps:
                samples.append(resident_bytes())

    @property
    def bytes(self) -> int:
        early, late = self._samples.values()
        return min(late) - max(early)


@pytest.mark.parametrize("keeps_data", [True, False])
def test_an_animation_leaves_nothing_behind(animated, keeps_data):
    """800 frames of a mesh of 200 KB that bends. Before them the JVM's compilers still take memory, once."""
    animated.render.use_persistent_data = keeps_data
    bpy.data.objects["Bending"].modifiers.new("Finer", "SUBSURF").render_levels = 4
    growth = Growth(early=range(300, 400, 25), late=range(1100, 1200, 25))
    for count in range(1200):
        growth.look(count)
        animated.frame_set(count % FRAME_COUNT + 1)
        assert render(animated)[0].ok
    assert growth.bytes <= MOST_GROWTH_BYTES


def test_other_files_leave_nothing_behind(animated, tmp_path):
    paths = []
    for number in range(2):
        add_object(animated)
        paths.append(str(tmp_path / f"{number}.blend"))
        bpy.ops.wm.save_as_mainfile(filepath=paths[-1], copy=True)
    growth = Growth(early=range(20, 35, 5), late=range(85, 100, 5))
    for count in range(100):
        growth.look(count)
        bpy.ops.wm.open_mainfile(filepath=paths[count % 2])
        assert render(bpy.context.scene)[0].ok
    assert growth.bytes <= MOST_GROWTH_BYTES


def test_edits_of_an_engine_s_jar_leave_nothing_behind(scene, tmp_path, monkeypatch):
    """100 times built again and rendered: of all these class loaders, none but the last is left."""
    from passbridge import Java
    from passbridge.addon.engine import PassbridgeRenderEngine

    jar = tmp_path / "engine.jar"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # the copies of the jar
    monkeypatch.setattr(PassbridgeRenderEngine, "java", Java("passbridge.testrenderer.PatternRenderer", [str(jar)]))
    growth = Growth(early=range(20, 35, 5), late=range(85, 100, 5))
    for count in range(100):
        growth.look(count)
        shutil.copyfile(os.environ["PASSBRIDGE_TEST_JAR"], jar)
        with zipfile.ZipFile(jar, "a") as opened:
            opened.writestr(f"build-{count}", "")
        assert render(scene)[0].ok
    # Passbridge itself may hold the renderer of a frame that was closed early until its grace period is over.
    deadline = time.monotonic() + MOST_WAIT_S
    loader_count = -1
    while loader_count != 1 and time.monotonic() < deadline:
        time.sleep(1)
        jcmd("GC.run")
        loader_count = jcmd("VM.classloader_stats").count("java.net.URLClassLoader")
    assert loader_count == 1
    assert growth.bytes <= MOST_GROWTH_BYTES
