# SPDX-License-Identifier: GPL-3.0-or-later
"""Panels of an engine, and Blender's own panels that it shares."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence

import bpy

from .java_render_engine import JavaRenderEngine
from .passes import Pass
from .property_groups import group_of
from .settings import Setting, declared_on

# Panels for every external engine name BLENDER_RENDER. Not wanted of them: settings that a Java renderer doesn't get.
_UNWANTED_PANELS = {"RENDER_PT_gpencil", "RENDER_PT_freestyle", "VIEWLAYER_PT_filter", "VIEWLAYER_PT_layer_passes"}

# EEVEE's panels for data that a Java renderer gets as well.
_SHARED_EEVEE_PANELS = {
    "EEVEE_MATERIAL_PT_context_material",
    "EEVEE_MATERIAL_PT_surface",
    "EEVEE_WORLD_PT_surface",
    "DATA_PT_EEVEE_light",
}

# Blender's own panels, of which an engine that has the function among its passes gets a copy below its own.
_PANELS_OF_PASSES = {
    Pass.cryptomatte: "VIEWLAYER_PT_layer_passes_cryptomatte",
    Pass.aovs: "VIEWLAYER_PT_layer_passes_aov",
    Pass.light_groups: "VIEWLAYER_PT_layer_passes_lightgroups",
}

# Where the Properties editor shows data blocks that carry settings: the tab, and what the tab's context calls the data block.
_TABS = {
    "SCENE": ("render", "scene"),
    "OBJECT": ("object", "object"),
    "MATERIAL": ("material", "material"),
    "LIGHT": ("data", "light"),
    "CAMERA": ("data", "camera"),
    "WORLD": ("world", "world"),
}


def panels_of(engine: type[JavaRenderEngine]) -> list[type[bpy.types.Panel]]:
    """Make the classes of an engine's own panels, in the order in which to register them."""

    def draw_film(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
        layout.prop(context.scene.render, "filter_size")
        layout.prop(context.scene.render, "film_transparent", text="Transparent")

    def draw_passes(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
        column = layout.column(heading="Passes")
        for render_pass in engine.passes:
            if isinstance(render_pass, Pass):
                render_pass.draw_switch(column, engine.bl_idname, context.view_layer)

    settings_panels = [
        _settings_panel(engine, on, declared) for on in _TABS if (declared := declared_on(engine.settings, on))
    ]
    panels = [*settings_panels, _panel(engine, "film", "Film", "render", draw_film)]
    if engine.passes:
        top = _panel(engine, "passes", "Passes", "view_layer", draw_passes)
        given = {function: getattr(bpy.types, name) for function, name in _PANELS_OF_PASSES.items() if function in engine.passes}
        panels += [top, *(_copy(panel, engine, function.__name__, top.__name__) for function, panel in given.items())]
    return panels


def _settings_panel(engine: type[JavaRenderEngine], on: str, settings: Sequence[Setting]) -> type[bpy.types.Panel]:
    tab, owner_name = _TABS[on]

    def draw(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
        group = group_of(getattr(context, owner_name), engine.bl_idname)
        for setting in settings:
            layout.prop(group, setting.name)

    name, label = ("settings", "Settings") if on == "SCENE" else (f"{on.lower()}_settings", engine.bl_label)
    return _panel(engine, name, label, tab, draw, owner_name)


def _panel(
    engine: type[JavaRenderEngine],
    name: str,
    label: str,
    place: str,
    draw: Callable[[bpy.types.UILayout, bpy.types.Context], None],
    shown: str = "scene",
) -> type[bpy.types.Panel]:
    """``shown``: what the context must have for the panel to be there."""

    def draw_panel(self: bpy.types.Panel, context: bpy.types.Context) -> None:
        self.layout.use_property_split = True
        self.layout.use_property_decorate = False
        draw(self.layout, context)

    return _panel_class(engine, name, label, place, draw_panel, shown)


def _copy(panel: type[bpy.types.Panel], engine: type[JavaRenderEngine], name: str, parent: str) -> type[bpy.types.Panel]:
    """One of Blender's panels once more, for an engine alone, below another of its panels."""
    return _panel_class(engine, name, panel.bl_label, panel.bl_context, panel.draw, more={"bl_parent_id": parent})


def _panel_class(
    engine: type[JavaRenderEngine],
    name: str,
    label: str,
    place: str,
    draw: Callable[[bpy.types.Panel, bpy.types.Context], None],
    shown: str = "scene",
    more: Mapping[str, str] = {},
) -> type[bpy.types.Panel]:
    def poll(cls: type[bpy.types.Panel], context: bpy.types.Context) -> bool:
        return context.engine in cls.COMPAT_ENGINES and getattr(context, shown, None) is not None

    members = {
        "bl_label": label,
        "bl_context": place,
        "bl_space_type": "PROPERTIES",
        "bl_region_type": "WINDOW",
        "COMPAT_ENGINES": {engine.bl_idname},
        "poll": classmethod(poll),
        "draw": draw,
        **more,
    }
    return type(f"{engine.bl_idname.upper()}_PT_{name}", (bpy.types.Panel,), members)


@contextlib.contextmanager
def shared_with(bl_idname: str) -> Iterator[None]:
    """Have Blender show its own panels for an engine while this lasts."""
    for panel in _blender_panels():
        panel.COMPAT_ENGINES.add(bl_idname)
    try:
        yield
    finally:
        for panel in _blender_panels():
            panel.COMPAT_ENGINES.discard(bl_idname)


def _blender_panels() -> Iterator[type[bpy.types.Panel]]:
    for panel in bpy.types.Panel.__subclasses__():
        engines = getattr(panel, "COMPAT_ENGINES", ())
        is_general = "BLENDER_RENDER" in engines and panel.__name__ not in _UNWANTED_PANELS
        if is_general or panel.__name__ in _SHARED_EEVEE_PANELS:
            yield panel
