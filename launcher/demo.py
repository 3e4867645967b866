# SPDX-License-Identifier: Apache-2.0
"""The demo scene, built by a script of ours in the Blender that renders it, and kept."""

import os
from pathlib import Path

from launcher import blender, project
from launcher.console import say
from launcher.errors import LauncherError

SAMPLE_COUNT = 16
"""Unless others are asked for: without a GPU a picture with the engine's own 64 takes minutes."""

_SCRIPT = Path(__file__).resolve().parent / "jobs" / "demo_scene.py"


def blend_file(chosen: blender.Blender) -> Path:
    """The demo scene as a .blend file that the given Blender has saved: an older one could not open it."""
    digest = project.content_hash([_SCRIPT])[:16]
    path = project.DIST / "demo" / f"{digest}-{chosen.version_text}.blend"
    if not path.exists():
        say("building the demo scene (once)")
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + ".partial.blend")
        result = chosen.run("demo_job", {"path": str(partial)}, blender.log_path("demo"))
        if result["error"]:
            raise LauncherError(f"the demo scene could not be built: {result['error']}")
        os.replace(partial, path)
    return path
