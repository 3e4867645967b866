# SPDX-License-Identifier: Apache-2.0
"""Runs in Blender: runs the job that the request names, whose path is the last argument, and answers with its result."""

import importlib
import os
import sys
import traceback

import bpy  # noqa: F401 - as a module it must come first: it brings Blender's other modules

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from launcher_link import LauncherLink  # noqa: E402

link = LauncherLink(sys.argv[-1])
try:
    result = importlib.import_module(link.job).run(link.arguments, link)
except Exception as error:
    traceback.print_exc()
    result = {"error": f"{link.stage} failed: {type(error).__name__}: {error}"}
link.answer(result)
