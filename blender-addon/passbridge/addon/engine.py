# SPDX-License-Identifier: GPL-3.0-or-later
"""The render engine as Blender sees it. It only forwards."""

from __future__ import annotations

import bpy

from . import passes, viewport
from .frame import FrameReport, render_view_layer
from .sync import SceneReader

frame_reports: list[FrameReport] = []
"""What became of the calls of ``render``, newest last: Blender's operator says FINISHED even for failed frames. Whoever reads
it clears it before rendering; only the last ones are kept."""

_MAX_REPORT_COUNT = 64


class PassbridgeRenderEngine(bpy.types.RenderEngine):
    bl_idname = "PASSBRIDGE"
    bl_label = "Passbridge"
    bl_use_preview = False
    bl_use_eevee_viewport = True
    bl_use_shading_nodes_custom = False

    # Of one engine. Blender makes it without a call that could be relied on in all versions, so it comes with the first frame.
    scene_reader = None

    def update_render_passes(self, scene: bpy.types.Scene, renderlayer: bpy.types.ViewLayer) -> None:
        passes.register(self, scene, renderlayer)

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        if self.scene_reader is None:
            self.scene_reader = SceneReader()
        frame_reports.append(render_view_layer(self, depsgraph, self.scene_reader))
        del frame_reports[:-_MAX_REPORT_COUNT]

    def view_update(self, context: bpy.types.Context, depsgraph: bpy.types.Depsgraph) -> None:
        pass

    def view_draw(self, context: bpy.types.Context, depsgraph: bpy.types.Depsgraph) -> None:
        viewport.draw(context)


def register() -> None:
    bpy.utils.register_class(PassbridgeRenderEngine)


def unregister() -> None:
    bpy.utils.unregister_class(PassbridgeRenderEngine)
