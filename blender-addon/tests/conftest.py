# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests that run inside a real Blender."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import bpy
import pytest

# The folder that holds the package `passbridge`: the source tree, or what was unpacked from the zip.
sys.path.insert(0, os.environ.get("PASSBRIDGE_ADDON_PATH") or str(Path(__file__).resolve().parents[1]))


@pytest.fixture
def empty_scene() -> bpy.types.Scene:
    """The only scene of a file with nothing in it."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    return bpy.context.scene
