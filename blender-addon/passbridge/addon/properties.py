# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the engine that are saved with the scene."""

from __future__ import annotations

import bpy


class PassbridgeSceneSettings(bpy.types.PropertyGroup):
    """``scene.passbridge``"""

    samples: bpy.props.IntProperty(
        name="Samples", description="Samples per pixel: more give smoother edges", default=16, min=1, max=4096, soft_max=256
    )


def register() -> None:
    bpy.utils.register_class(PassbridgeSceneSettings)
    bpy.types.Scene.passbridge = bpy.props.PointerProperty(type=PassbridgeSceneSettings)


def unregister() -> None:
    del bpy.types.Scene.passbridge
    bpy.utils.unregister_class(PassbridgeSceneSettings)
