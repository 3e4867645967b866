# SPDX-License-Identifier: GPL-3.0-or-later
"""Passbridge's own engine: a rasterizer in OpenGL. It is declared the way that everybody else's engine is."""

from __future__ import annotations

from passbridge import Java, JavaRenderEngine, Pass, Setting


class PassbridgeRenderEngine(JavaRenderEngine):
    bl_idname = "PASSBRIDGE"
    bl_label = "Passbridge"

    java = Java(renderer="passbridge.raster.RasterRenderer")
    passes = [Pass.DEPTH, Pass.POSITION, Pass.NORMAL, Pass.UV, Pass.OBJECT_INDEX, Pass.MATERIAL_INDEX]
    motion_step_count = 3
    settings = [
        Setting("samples", 16, min=1, max=4096, soft_max=256, description="Samples per pixel: more give smoother edges"),
    ]
