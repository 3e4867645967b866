# SPDX-License-Identifier: GPL-3.0-or-later
"""Panels of the engine, and Blender's own panels that it shares."""

from __future__ import annotations

from typing import Iterator

import bpy

from .engine import PassbridgeRenderEngine
from .passes import PASSES

_ENGINE = PassbridgeRenderEngine.bl_idname

# Panels for every external engine name BLENDER_RENDER. Not wanted of them: settings that this engine doesn't heed.
_UNWANTED_PANELS = {"RENDER_PT_gpencil", "RENDER_PT_freestyle", "VIEWLAYER_PT_filter", "VIEWLAYER_PT_layer_passes"}

# EEVEE's panels for data that this engine reads as well.
_SHARED_EEVEE_PANELS = {
    "EEVEE_MATERIAL_PT_context_material",
    "EEVEE_MATERIAL_PT_surface",
    "EEVEE_WORLD_PT_surface",
    "DATA_PT_EEVEE_light",
}


class _PassbridgePanel:
    bl_space_type = "PROPERTIES"
    bl_region_type = "WINDOW"
    COMPAT_ENGINES = {_ENGINE}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return context.engine in cls.COMPAT_ENGINES


class PASSBRIDGE_RENDER_PT_sampling(_PassbridgePanel, bpy.types.Panel):
    bl_label = "Sampling"
    bl_context = "render"

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.prop(context.scene.passbridge, "samples")
        layout.prop(context.scene.render, "filter_size")


class PASSBRIDGE_RENDER_PT_film(_PassbridgePanel, bpy.types.Panel):
    bl_label = "Film"
    bl_context = "render"

    def draw(self, context: bpy.types.Context) -> None:
        self.layout.use_property_split = True
        self.layout.prop(context.scene.render, "film_transparent", text="Transparent")


class PASSBRIDGE_VIEWLAYER_PT_passes(_PassbridgePanel, bpy.types.Panel):
    bl_label = "Passes"
    bl_context = "view_layer"

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        column = layout.column(heading="Data")
        for render_pass in PASSES:
            if render_pass.view_layer_property is not None:
                column.prop(context.view_layer, render_pass.view_layer_property)


class PASSBRIDGE_OT_doctor(bpy.types.Operator):
    bl_idname = "passbridge.doctor"
    bl_label = "Check Passbridge"
    bl_description = "Find out what Passbridge runs on and print a report to the console"

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import doctor

        report = doctor.report(timings=False)
        for name, value in report:
            print(f"Passbridge: {name}: {value}")
        problems = [f"{name}: {value}" for name, value in report if value.startswith(doctor.PROBLEM)]
        if problems:
            self.report({"ERROR"}, problems[0])
        else:
            self.report({"INFO"}, "Passbridge works: the report is on the console")
        return {"FINISHED"}


_CLASSES = (
    PASSBRIDGE_RENDER_PT_sampling,
    PASSBRIDGE_RENDER_PT_film,
    PASSBRIDGE_VIEWLAYER_PT_passes,
    PASSBRIDGE_OT_doctor,
)


def _blender_panels() -> Iterator[type[bpy.types.Panel]]:
    for panel in bpy.types.Panel.__subclasses__():
        engines = getattr(panel, "COMPAT_ENGINES", ())
        is_general = "BLENDER_RENDER" in engines and panel.__name__ not in _UNWANTED_PANELS
        if is_general or panel.__name__ in _SHARED_EEVEE_PANELS:
            yield panel


def register() -> None:
    for cls in _CLASSES:
        bpy.utils.register_class(cls)
    for panel in _blender_panels():
        panel.COMPAT_ENGINES.add(_ENGINE)


def unregister() -> None:
    for panel in _blender_panels():
        panel.COMPAT_ENGINES.discard(_ENGINE)
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)
