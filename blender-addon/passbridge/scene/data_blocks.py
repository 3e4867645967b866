# SPDX-License-Identifier: GPL-3.0-or-later
"""What every data block has: an id that stays, settings of the engine, and custom properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import bpy

from ..properties import MAX_NUMBER_COUNT, CustomValue, SettingValue
from .description import Range, SceneDescription

Settings = Callable[[str, bpy.types.ID], Mapping[str, SettingValue]]
"""What is set for an engine, by name: is told the kind of a data block, as ``Setting.on`` has it, and the data block."""

_HAS_SESSION_UID = "session_uid" in bpy.types.ID.bl_rna.properties  # from 4.2 on


def stable_id(owner: bpy.types.ID) -> int:
    """A number that is the same from frame to frame, for the original and what is evaluated of it; not 0, and that of no other data
    block of the file."""
    original = owner.original  # evaluated ones have no number of their own
    return original.session_uid if _HAS_SESSION_UID else original.as_pointer()


def custom_properties(owner: bpy.types.ID) -> dict[str, CustomValue]:
    """Those that a user sees in the panel of that name: numbers, texts, and short arrays of numbers. Groups, data blocks and lists of
    texts are left out."""
    found: dict[str, CustomValue] = {}
    for name, value in owner.items():
        if isinstance(value, (bool, int, float, str)):
            found[name] = value
        elif hasattr(value, "typecode") and 1 <= len(value) <= MAX_NUMBER_COUNT:
            found[name] = tuple(value)
    return found


def describe_properties(description: SceneDescription, settings: Settings, on: str, owner: bpy.types.ID) -> dict[str, Range]:
    """Adds what is set for the engine, and custom properties; gives where they are, by the members of the owner's struct. ``on``: its kind,
    as ``Setting.on`` has it."""
    return {
        "settings": description.properties("settings", settings(on, owner)),
        "properties": description.properties("custom", custom_properties(owner)),
    }
