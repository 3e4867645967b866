# SPDX-License-Identifier: Apache-2.0
"""Measures the first frame that this process renders, by one method, and some that follow."""

from pathlib import Path
from typing import Any

import bpy

import addon
import delivery_engine
import delivery_methods
from launcher_link import LauncherLink

_LATER_COUNT = 10


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    link.enter(f"measuring the first frame by {arguments['method']}")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    addon.enable(arguments["addon_folder"])
    bpy.utils.register_class(delivery_engine.DeliveryEngine)
    width, height = arguments["size"]
    delivery_engine.make_scene(width, height)
    pixels = delivery_methods.Pixels(width, height, Path())
    method = getattr(delivery_methods, arguments["method"])(pixels)
    first_ms, *later_ms = (delivery_engine.render(method) for _ in range(1 + _LATER_COUNT))
    if arguments["method"] in ("in_place", "in_place_prepared"):
        delivery_engine.render(method, expected=pixels.float32.values)
    return {"rows": [{"first_ms": first_ms, "later_ms": later_ms}]}
