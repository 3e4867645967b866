# SPDX-License-Identifier: GPL-3.0-or-later
"""What every data block has: an id that stays, and custom properties."""

from __future__ import annotations

import bpy

from ..properties import MAX_NUMBER_COUNT, CustomValue

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
