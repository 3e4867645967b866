# SPDX-License-Identifier: GPL-3.0-or-later
"""The button in the header of a Rendered viewport that stops and goes on, as that of Cycles."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import bpy

from .property_groups import group_of

_NAME = "viewport_is_paused"


def properties() -> dict[str, Any]:
    """What the scene's group of an engine has for this. It is not saved."""

    def redraw(group: bpy.types.PropertyGroup, context: bpy.types.Context) -> None:
        for window in context.window_manager.windows:
            for area in window.screen.areas:
                if area.type == "VIEW_3D":
                    area.tag_redraw()

    description = "Stop drawing Rendered viewports: they keep their pictures"
    return {_NAME: bpy.props.BoolProperty(name="Pause", description=description, options={"SKIP_SAVE"}, update=redraw)}


def is_paused(scene: bpy.types.Scene, bl_idname: str) -> bool:
    return getattr(group_of(scene, bl_idname), _NAME)


@contextlib.contextmanager
def button(bl_idname: str) -> Iterator[None]:
    """Have viewports show the button while this lasts."""

    def draw(self: bpy.types.Header, context: bpy.types.Context) -> None:
        if context.engine == bl_idname and context.space_data.shading.type == "RENDERED":
            icon = "PLAY" if is_paused(context.scene, bl_idname) else "PAUSE"
            self.layout.prop(group_of(context.scene, bl_idname), _NAME, icon=icon, text="")

    bpy.types.VIEW3D_HT_header.append(draw)
    try:
        yield
    finally:
        bpy.types.VIEW3D_HT_header.remove(draw)
