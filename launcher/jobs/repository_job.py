# SPDX-License-Identifier: Apache-2.0
"""Has Blender's own command make the index of a folder with extensions."""

from typing import Any

from launcher_link import LauncherLink


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    link.enter("making the index")
    from bl_pkg.cli import blender_ext  # what "blender --command extension" runs; bpy has no command line

    exit_code = blender_ext.main(["server-generate", "--repo-dir", arguments["folder"]])
    return {"error": f"server-generate ended with {exit_code}" if exit_code else ""}
