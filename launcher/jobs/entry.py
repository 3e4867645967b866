# SPDX-License-Identifier: Apache-2.0
"""Runs in Blender: runs the job that the request names, whose path is the last argument, and answers with its result.

A job that is a generator needs Blender's window: it goes on after as many seconds as it yields, while Blender draws and heeds its user.
"""

import importlib
import inspect
import os
import sys
import traceback
from typing import Any

import bpy  # as a module it must come first: it brings Blender's other modules

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from launcher_link import LauncherLink  # noqa: E402

link = LauncherLink(sys.argv[-1])


def failed(error: Exception) -> dict[str, Any]:
    traceback.print_exc()
    return {"error": f"{link.stage} failed: {type(error).__name__}: {error}"}


def go_on() -> float:
    """The seconds until Blender is to call this again."""
    try:
        return next(result)
    except StopIteration as ended:
        link.answer(ended.value)
    except Exception as error:
        link.answer(failed(error))


try:
    result = importlib.import_module(link.job).run(link.arguments, link)
except Exception as error:
    result = failed(error)
if inspect.isgenerator(result):
    bpy.context.preferences.view.show_splash = False  # it would cover the window
    bpy.app.timers.register(go_on, first_interval=1, persistent=True)
else:
    link.answer(result)
