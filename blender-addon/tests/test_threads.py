# SPDX-License-Identifier: GPL-3.0-or-later
"""How many threads work: as many as Blender is told to use. Of ``blender -t N`` the scene's ``threads`` tells, too."""

from __future__ import annotations

from pathlib import Path

from test_install import INSTALL_EXTENSION, INSTALL_LEGACY, LEGACY_ONLY, RENDER_WITH, in_fresh_blender

ONE_THREAD = """
bpy.context.scene.render.threads_mode = "FIXED"
bpy.context.scene.render.threads = 1
"""
COUNT_THREADS = """
names = [open(f"/proc/self/task/{task}/comm").read() for task in os.listdir("/proc/self/task")]
print("software OpenGL:", sum(name.startswith("llvmpipe-") for name in names), "parallel collector:", sum(name.startswith("G1 ") for name in names))
"""


def test_one_thread_is_one_of_java_and_of_software_opengl(tmp_path: Path) -> None:
    install = INSTALL_LEGACY if LEGACY_ONLY else INSTALL_EXTENSION
    state = in_fresh_blender(tmp_path, install, ONE_THREAD, RENDER_WITH.format(engine="PASSBRIDGE"), COUNT_THREADS)
    assert state["errors"] == [], state["output"]
    assert "software OpenGL: 1 parallel collector: 0" in state["output"]
