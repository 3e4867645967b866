# SPDX-License-Identifier: Apache-2.0
"""Installs and updates an extension from a repository with Blender's own operators, while the server is told what to serve."""

import contextlib
import functools
import sys
import urllib.request
from typing import Any

import bpy
from launcher_link import LauncherLink


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    """`steps` are pairs: what the server is asked for first, and what the user then does. The result has the VERSION of the extension that is
    loaded after each."""
    bpy.context.preferences.system.use_online_access = True
    repositories = bpy.context.preferences.extensions.repos
    for each in list(repositories):
        repositories.remove(each)
    repositories.new(name="Tested", module="tested", remote_url=f"{arguments['server']}/index.json")
    actions = {
        "sync": functools.partial(bpy.ops.extensions.repo_sync, repo_index=0),
        "install": functools.partial(bpy.ops.extensions.package_install, repo_index=0, pkg_id=arguments["id"]),
        "update": bpy.ops.extensions.package_upgrade_all,
    }
    versions = []
    for request, names in arguments["steps"]:
        link.enter(f"trying {request}")
        urllib.request.urlopen(f"{arguments['server']}/{request}").close()
        for name in names:
            with contextlib.suppress(RuntimeError):  # what failed is in Blender's output
                actions[name]()
        loaded = sys.modules.get(f"bl_ext.tested.{arguments['id']}")
        versions.append(getattr(loaded, "VERSION", ""))
    return {"versions": versions}
