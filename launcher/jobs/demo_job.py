# SPDX-License-Identifier: Apache-2.0
"""Builds the demo scene and saves it."""

from pathlib import Path
from typing import Any

import demo_scene
from stage import Stage


def run(arguments: dict[str, Any], stage: Stage) -> dict[str, Any]:
    stage.enter("building the demo scene")
    demo_scene.build(Path(arguments["path"]))
    return {}
