# SPDX-License-Identifier: Apache-2.0
"""Asks the add-on what it found and chose."""

from typing import Any

import addon
from launcher_link import LauncherLink


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    link.enter("enabling the add-on")
    addon.enable(arguments["addon_folder"])
    link.enter("examining the installation")
    from passbridge.addon import doctor

    return {"rows": doctor.report(timings=arguments["timings"])}
