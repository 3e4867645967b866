# SPDX-License-Identifier: GPL-3.0-or-later
"""Properties of an engine that are saved with scenes, view layers and data blocks, in a group of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import bpy

from ..errors import PassbridgeError

# What objects of a type really are, where that is another type: its own properties would hide a group.
_DERIVED = {bpy.types.Light: (bpy.types.PointLight, bpy.types.SunLight, bpy.types.SpotLight, bpy.types.AreaLight)}


def group_of(owner: bpy.types.ID | bpy.types.ViewLayer, bl_idname: str) -> bpy.types.PropertyGroup:
    """The properties of an engine that a data block or view layer has.

    Raises PassbridgeError where the engine was not registered by ``register_engine``.
    """
    group = getattr(owner, group_name(bl_idname), None)
    if group is None:
        raise PassbridgeError(f"the engine {bl_idname} lacks its properties: register it with passbridge.register_engine")
    return group


@contextlib.contextmanager
def attached_group(owner: type[bpy.types.bpy_struct], bl_idname: str, properties: Mapping[str, Any]) -> Iterator[None]:
    """Have all objects of a Blender type carry a group of properties while this lasts; without properties, no group.

    Raises PassbridgeError where the type has an attribute of the group's name.
    """
    if not properties:
        yield
        return
    name = group_name(bl_idname)
    for each in (owner, *_DERIVED.get(owner, ())):
        if hasattr(each, name) or name in each.bl_rna.properties:
            raise PassbridgeError(
                f"bl_idname {bl_idname!r}: Blender or another add-on has '{each.__name__}.{name}' already: choose another one"
            )
    group = type(f"{bl_idname}_{owner.__name__}", (bpy.types.PropertyGroup,), {"__annotations__": dict(properties)})
    bpy.utils.register_class(group)
    try:
        setattr(owner, name, bpy.props.PointerProperty(type=group))
        yield
    finally:
        if hasattr(owner, name):
            delattr(owner, name)
        bpy.utils.unregister_class(group)


def group_name(bl_idname: str) -> str:
    """What data blocks call the properties of an engine."""
    return bl_idname.lower()
