# SPDX-License-Identifier: Apache-2.0
"""Installs a zip as a user does, or enables what an earlier process has installed, and asks the add-on what it found and chose."""

import importlib
from typing import Any

import bpy

from launcher_link import LauncherLink

_MODULE = "bl_ext.user_default.passbridge"


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    link.enter("installing the zip")
    if arguments["zip"]:
        bpy.ops.extensions.package_install_files(repo="user_default", filepath=arguments["zip"], enable_on_install=True)
    else:
        bpy.ops.preferences.addon_enable(module=_MODULE)
    link.enter("examining the installation")
    doctor = importlib.import_module(f"{_MODULE}.addon.doctor")
    return {"error": "", "rows": dict(doctor.report(timings=False))}
