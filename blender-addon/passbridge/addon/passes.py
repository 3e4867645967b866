# SPDX-License-Identifier: GPL-3.0-or-later
"""The render passes that this engine fills."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import bpy

_HAS_LONG_NAMES = bpy.app.version >= (5, 0, 0)


@dataclass(frozen=True)
class RenderPass:
    name: str
    """As the renderer knows it, and Blender up to 4.5."""
    blender_name: str
    """As this Blender calls it, in its results and in files."""
    channel_ids: str
    """One letter per channel."""
    type: str
    """COLOR, VALUE or VECTOR."""
    view_layer_property: str | None
    """Switches the pass on; None: always on, and made by Blender itself."""

    @property
    def channels(self) -> int:
        return len(self.channel_ids)


PASSES = (
    RenderPass("Combined", "Combined", "RGBA", "COLOR", None),
    RenderPass("Depth", "Depth", "Z", "VALUE", "use_pass_z"),
    RenderPass("Position", "Position", "XYZ", "VECTOR", "use_pass_position"),
    RenderPass("Normal", "Normal", "XYZ", "VECTOR", "use_pass_normal"),
    # U, V and coverage: 1 where there is a surface, as with Cycles.
    RenderPass("UV", "UV", "UVA", "VECTOR", "use_pass_uv"),
    RenderPass("IndexOB", "Object Index" if _HAS_LONG_NAMES else "IndexOB", "X", "VALUE", "use_pass_object_index"),
    RenderPass("IndexMA", "Material Index" if _HAS_LONG_NAMES else "IndexMA", "X", "VALUE", "use_pass_material_index"),
)


def enabled_passes(view_layer: bpy.types.ViewLayer) -> list[RenderPass]:
    """Those that the view layer has switched on, in the order of PASSES."""
    return [
        render_pass
        for render_pass in PASSES
        if render_pass.view_layer_property is None or getattr(view_layer, render_pass.view_layer_property)
    ]


def register(engine: bpy.types.RenderEngine, scene: bpy.types.Scene, view_layer: bpy.types.ViewLayer) -> None:
    """Tells Blender's compositor of the passes: for `RenderEngine.update_render_passes`."""
    for render_pass in enabled_passes(view_layer):
        engine.register_pass(
            scene,
            view_layer,
            render_pass.blender_name,
            render_pass.channels,
            render_pass.channel_ids,
            render_pass.type,
        )


def add(engine: bpy.types.RenderEngine, view_layer_name: str, passes: Iterable[RenderPass]) -> None:
    """Adds the passes to the result: for `RenderEngine.render`, before `begin_result`."""
    for render_pass in passes:
        if render_pass.view_layer_property is not None:
            engine.add_pass(
                render_pass.blender_name, render_pass.channels, render_pass.channel_ids, layer=view_layer_name
            )
