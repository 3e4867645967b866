# SPDX-License-Identifier: Apache-2.0
"""Builds the demo scene and saves it."""

from pathlib import Path
from typing import Any

import demo_scene
from launcher_link import LauncherLink


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    link.enter("building the demo scene")
    demo_scene.build(Path(arguments["path"]))
    return {}
