# SPDX-License-Identifier: GPL-3.0-or-later
"""How many threads work: as many as Blender is told to use."""

from __future__ import annotations

import os
from pathlib import Path

import bpy
import pytest
from test_install import INSTALL_EXTENSION, INSTALL_LEGACY, LEGACY_ONLY, RENDER_WITH, in_fresh_blender

ONE_THREAD = """
bpy.context.scene.render.threads_mode = "FIXED"
bpy.context.scene.render.threads = 1
"""
COUNT_THREADS = """
names = [open(f"/proc/self/task/{task}/comm").read() for task in os.listdir("/proc/self/task")]
print("software OpenGL:", sum(name.startswith("llvmpipe-") for name in names), "parallel collector:", sum(name.startswith("G1 ") for name in names))
"""


ONE_OF_EACH = "software OpenGL: 1 parallel collector: 0"
STEPS = (INSTALL_LEGACY if LEGACY_ONLY else INSTALL_EXTENSION, RENDER_WITH.format(engine="PASSBRIDGE"), COUNT_THREADS)


def test_a_scene_of_one_thread_is_one_of_java_and_of_software_opengl(tmp_path: Path) -> None:
    state = in_fresh_blender(tmp_path, ONE_THREAD, *STEPS)
    assert state["errors"] == [], state["output"]
    assert ONE_OF_EACH in state["output"]


@pytest.mark.not_applicable_if(not bpy.app.binary_path, "the Python module has no command line")
def test_one_thread_on_the_command_line_is_one_of_java_and_of_software_opengl(tmp_path: Path) -> None:
    for name in ("all", "one"):
        (tmp_path / name).mkdir()
    if (os.cpu_count() or 1) > 1:
        assert ONE_OF_EACH not in in_fresh_blender(tmp_path / "all", *STEPS)["output"]
    state = in_fresh_blender(tmp_path / "one", *STEPS, options=["-t", "1"])
    assert state["errors"] == [], state["output"]
    assert ONE_OF_EACH in state["output"]
