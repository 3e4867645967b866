# SPDX-License-Identifier: GPL-3.0-or-later
"""Presets of how an engine samples: those that it brings, and those that users save by Blender's own means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import bpy

from ..errors import PassbridgeError
from ..properties import SettingValue
from .property_groups import group_name, group_of
from .settings import Setting, sampling_of

if TYPE_CHECKING:
    from .java_render_engine import JavaRenderEngine


def check(presets: Mapping[str, Mapping[str, SettingValue]], settings: Sequence[Setting]) -> None:
    """Raise PassbridgeError where a preset sets what no user can."""
    kinds = {setting.name: type(setting.default) for setting in sampling_of(settings)}
    for preset, values in presets.items():
        for name, value in values.items():
            if type(value) is not kinds.get(name):
                raise PassbridgeError(
                    f"sampling preset {preset!r}: {name!r} = {value!r} is no value of a setting of the panel Sampling, "
                    f"which are {', '.join(kinds) or 'none'}"
                )


def classes_of(engine: type[JavaRenderEngine]) -> list[type[bpy.types.bpy_struct]]:
    """Make the classes of an engine's menu of presets, which comes last."""
    # They are there only once Blender has loaded its user interface.
    from bl_operators.presets import AddPresetBase
    from bl_ui.utils import PresetPanel

    module, label = group_name(engine.bl_idname), "Sampling Preset"

    def execute(self: bpy.types.Operator, context: bpy.types.Context) -> set[str]:
        group = group_of(context.scene, engine.bl_idname)
        for name, value in engine.sampling_presets[self.preset].items():
            setattr(group, name, value)
        return {"FINISHED"}

    apply_preset = type(
        f"{engine.bl_idname.upper()}_OT_set_sampling_preset",
        (bpy.types.Operator,),
        {
            "__doc__": "Take the values of a preset that comes with the engine",
            "__annotations__": {"preset": bpy.props.StringProperty()},
            "bl_idname": f"{module}.set_sampling_preset",
            "bl_label": f"Set {label}",
            "bl_options": {"REGISTER", "UNDO", "INTERNAL"},
            "execute": execute,
        },
    )
    menu_name = f"{engine.bl_idname.upper()}_PT_sampling_presets"
    folder = f"{module}/sampling"
    add_preset = type(
        f"{engine.bl_idname.upper()}_OT_add_sampling_preset",
        (AddPresetBase, bpy.types.Operator),
        {
            "__doc__": "Add or remove a preset",
            "bl_idname": f"{module}.add_sampling_preset",
            "bl_label": f"Add {label}",
            "preset_menu": menu_name,
            "preset_subdir": folder,
            "preset_defines": [f"settings = bpy.context.scene.{module}"],
            "preset_values": [f"settings.{setting.name}" for setting in sampling_of(engine.settings)],
        },
    )

    def draw(self: bpy.types.Panel, context: bpy.types.Context) -> None:
        self.layout.emboss = "PULLDOWN_MENU"
        column = self.layout.column(align=True)
        for preset in engine.sampling_presets:
            column.operator(apply_preset.bl_idname, text=preset).preset = preset
        # Blender would say that the folder is missing.
        bpy.utils.user_resource("SCRIPTS", path=f"presets/{folder}", create=True)
        PresetPanel.draw(self, context)

    menu = type(
        menu_name,
        (PresetPanel, bpy.types.Panel),
        {
            "bl_label": f"{label}s",
            "preset_subdir": folder,
            "preset_operator": "script.execute_preset",
            "preset_add_operator": add_preset.bl_idname,
            "COMPAT_ENGINES": {engine.bl_idname},
            "draw": draw,
        },
    )
    return [apply_preset, add_preset, menu]
