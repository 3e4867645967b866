# SPDX-License-Identifier: GPL-3.0-or-later
"""Passbridge's own engine: a rasterizer in OpenGL. It is declared the way that everybody else's engine is."""

from __future__ import annotations

from passbridge import Java, JavaRenderEngine, Pass, sampling_settings


class PassbridgeRenderEngine(JavaRenderEngine):
    bl_idname = "PASSBRIDGE"
    bl_label = "Passbridge"

    java = Java(renderer="passbridge.raster.RasterRenderer")
    passes = [Pass.DEPTH, Pass.POSITION, Pass.NORMAL, Pass.UV, Pass.OBJECT_INDEX, Pass.MATERIAL_INDEX]
    motion_step_count = 3
    settings = sampling_settings()
    sampling_presets = {
        "Preview": {"samples": 16, "use_noise_threshold": True, "noise_threshold": 0.05},
        "Final": {"samples": 1024, "use_noise_threshold": True, "noise_threshold": 0.005},
    }
