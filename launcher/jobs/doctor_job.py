# SPDX-License-Identifier: Apache-2.0
"""Asks the add-on what it found and chose."""

from typing import Any

import addon
from stage import Stage


def run(arguments: dict[str, Any], stage: Stage) -> dict[str, Any]:
    stage.enter("enabling the add-on")
    addon.enable(arguments["addon_folder"])
    stage.enter("examining the installation")
    from passbridge.addon import doctor

    return {"rows": doctor.report(timings=arguments["timings"])}
