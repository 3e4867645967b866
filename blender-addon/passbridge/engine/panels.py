# SPDX-License-Identifier: GPL-3.0-or-later
"""Panels of an engine, and Blender's own panels that it shares."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Any

import bpy

from .java_render_engine import JavaRenderEngine
from .passes import Pass
from .property_groups import group_of
from .settings import (
    KEEP_CANCELLED,
    NOISE_THRESHOLD,
    SAMPLES,
    SEED,
    TIME_LIMIT,
    USE_NOISE_THRESHOLD,
    VIEWPORT_SAMPLES,
    Setting,
    declared_on,
    sampling_of,
)
from .view import shutter_settings

# Panels for every external engine name BLENDER_RENDER. Not wanted of them: settings that a Java renderer doesn't get, or that EEVEE's panels of
# lights show as well. (Those of the node editor have the same set of engines.)
_UNWANTED_PANELS = {
    "RENDER_PT_gpencil",
    "RENDER_PT_freestyle",
    "VIEWLAYER_PT_filter",
    "VIEWLAYER_PT_layer_passes",
    "DATA_PT_light",
    "NODE_DATA_PT_light",
    "DATA_PT_area",
}

# EEVEE's and Workbench's panels for data that a Java renderer gets as well.
_SHARED_PANELS = {
    "EEVEE_MATERIAL_PT_context_material",
    "EEVEE_MATERIAL_PT_surface",
    "EEVEE_WORLD_PT_surface",
    "DATA_PT_EEVEE_light",
    "DATA_PT_camera_dof",
    "DATA_PT_camera_dof_aperture",
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

    sampling = sampling_of(engine.settings)
    panels: list[type[bpy.types.Panel]] = []
    if sampling:
        panels.append(_sampling_panel(engine, {setting.name for setting in sampling}))
    for on in _TABS:
        others = [setting for setting in declared_on(engine.settings, on) if setting not in sampling]
        if others:
            panels.append(_settings_panel(engine, on, others))
    panels.append(_panel(engine, "film", "Film", "render", draw_film))
    if engine.motion_step_count > 0:
        panels.append(_motion_blur_panel(engine))
    panels += [
        _panel(engine, "performance", "Performance", "render", _draw_performance),
        _panel(engine, "override", "Override", "view_layer", _draw_override),
        _panel(engine, "light_shadow", "Shadow", "data", _draw_shadow, "light"),
        _panel(engine, "ray_visibility", "Ray Visibility", "object", _draw_ray_visibility, "object", {"bl_parent_id": "OBJECT_PT_visibility"}),
    ]
    if engine.passes:
        top = _panel(engine, "passes", "Passes", "view_layer", draw_passes)
        given = {function: getattr(bpy.types, name) for function, name in _PANELS_OF_PASSES.items() if function in engine.passes}
        panels += [top, *(_copy(panel, engine, function.__name__, top.__name__) for function, panel in given.items())]
    return panels


def _sampling_panel(engine: type[JavaRenderEngine], names: Container[str]) -> type[bpy.types.Panel]:
    """Laid out like Cycles'."""

    def draw(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
        group = group_of(context.scene, engine.bl_idname)
        has_threshold = NOISE_THRESHOLD in names and getattr(group, USE_NOISE_THRESHOLD, True)
        if NOISE_THRESHOLD in names:
            row = layout.column(align=True, heading="Noise Threshold").row(align=True)
            if USE_NOISE_THRESHOLD in names:
                row.prop(group, USE_NOISE_THRESHOLD, text="")
            threshold = row.row()
            threshold.active = has_threshold
            threshold.prop(group, NOISE_THRESHOLD, text="")
        column = layout.column(align=True)
        if SAMPLES in names:
            column.prop(group, SAMPLES, text="Max Samples" if has_threshold else "Samples")
        if VIEWPORT_SAMPLES in names:
            column.prop(group, VIEWPORT_SAMPLES, text="Viewport Samples")
        if TIME_LIMIT in names:
            column.prop(group, TIME_LIMIT)
        for name in (SEED, KEEP_CANCELLED):
            if name in names:
                layout.prop(group, name)

    def draw_presets(self: bpy.types.Panel, context: bpy.types.Context) -> None:
        getattr(bpy.types, f"{engine.bl_idname.upper()}_PT_sampling_presets").draw_panel_header(self.layout)

    return _panel(engine, "sampling", "Sampling", "render", draw, more={"draw_header_preset": draw_presets})


def _motion_blur_panel(engine: type[JavaRenderEngine]) -> type[bpy.types.Panel]:
    def draw_switch(self: bpy.types.Panel, context: bpy.types.Context) -> None:
        self.layout.prop(context.scene.render, "use_motion_blur", text="")

    def draw(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
        layout.active = context.scene.render.use_motion_blur
        column = layout.column()
        owner = shutter_settings(context.scene)
        if owner is not None:
            column.prop(owner, "motion_blur_position", text="Position")
        column.prop(context.scene.render, "motion_blur_shutter")

    return _panel(
        engine, "motion_blur", "Motion Blur", "render", draw, more={"draw_header": draw_switch, "bl_options": {"DEFAULT_CLOSED"}}
    )


def _draw_performance(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    render = context.scene.render
    column = layout.column()
    column.prop(render, "threads_mode")
    threads = column.column()
    threads.enabled = render.threads_mode == "FIXED"
    threads.prop(render, "threads")
    layout.column(heading="Final Render").prop(render, "use_persistent_data", text="Persistent Data")


def _draw_override(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    for name in ("material_override", "world_override", "samples"):
        if name in context.view_layer.bl_rna.properties:  # older Blenders have no world_override
            layout.prop(context.view_layer, name)


def _draw_shadow(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    layout.prop(context.light, "use_shadow", text="Cast Shadow")
    if context.light.type == "AREA":
        layout.prop(context.light, "spread")


def _draw_ray_visibility(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    column = layout.column()
    for ray in ("camera", "diffuse", "glossy", "transmission", "volume_scatter", "shadow"):
        column.prop(context.object, f"visible_{ray}", text=ray.replace("_", " ").title())


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
    more: Mapping[str, Any] = {},
) -> type[bpy.types.Panel]:
    """``shown``: what the context must have for the panel to be there. ``more``: further members of its class."""

    def draw_panel(self: bpy.types.Panel, context: bpy.types.Context) -> None:
        self.layout.use_property_split = True
        self.layout.use_property_decorate = False
        draw(self.layout, context)

    return _panel_class(engine, name, label, place, draw_panel, shown, more)


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
    more: Mapping[str, Any] = {},
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
        if is_general or panel.__name__ in _SHARED_PANELS:
            yield panel
