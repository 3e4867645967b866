# SPDX-License-Identifier: GPL-3.0-or-later
"""The render passes of an engine: one declaration for all that Blender wants to know of a pass."""

from __future__ import annotations

import re
import traceback
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import bpy

from ..errors import PassbridgeError
from .property_groups import group_of

_HAS_LONG_NAMES = bpy.app.version >= (5, 0, 0)

# What fits into RenderPass.name of Blender's DNA and pb_pass_request.name, less the terminating zero.
_MAX_NAME_BYTES = 63
_MAX_CHANNELS = 4
_MAX_CRYPTOMATTE_LEVELS = 16
_LEVELS_PER_CRYPTOMATTE_PASS = 2
_CHANNELS_OF_TYPE = {"VALUE": (1,), "VECTOR": (2, 3, 4), "COLOR": (3, 4)}
_MAX_SWITCH_CHARACTERS = 40


@dataclass(frozen=True)
class Pass:
    """A render pass.

    Raises PassbridgeError where Blender would refuse or cut the name or the channels, or could not save the pass.
    """

    name: str
    """As the renderer knows it: 1 to 63 bytes of UTF-8. Blender up to 4.5 cuts "layer.pass.channel" to 63 bytes in OpenEXR files,
    so keep it short."""
    channel_ids: str
    """One letter or digit per channel, 1 to 4: "RGBA", "XYZ", "Z", …"""
    type: str = ""
    """COLOR, VALUE or VECTOR; "": VALUE for one channel, COLOR for "RGB" and four channels, else VECTOR."""

    COMBINED: ClassVar[Pass]
    """Colour, alpha premultiplied. Always there, without a declaration."""
    DEPTH: ClassVar[Pass]
    """Distance from the camera along its view axis, metres."""
    POSITION: ClassVar[Pass]
    """World-space position, metres."""
    NORMAL: ClassVar[Pass]
    """World-space shading normal."""
    UV: ClassVar[Pass]
    """Texture coordinates, and 1 where there is a surface."""
    OBJECT_INDEX: ClassVar[Pass]
    """Pass index of the object."""
    MATERIAL_INDEX: ClassVar[Pass]
    """Pass index of the material."""

    @staticmethod
    def aovs(view_layer: bpy.types.ViewLayer) -> list[Pass]:
        """The shader AOVs of a view layer, under their own names: "X" or "RGBA". What Blender marks as conflicting is left out."""
        return [Pass(aov.name, "X" if aov.type == "VALUE" else "RGBA") for aov in view_layer.aovs if aov.is_valid]

    @staticmethod
    def light_groups(view_layer: bpy.types.ViewLayer) -> list[Pass]:
        """The light of each light group of a view layer alone: "Combined_<group>", "RGB"."""
        return [Pass(_cut(f"Combined_{group.name}"), "RGB") for group in view_layer.lightgroups]

    @staticmethod
    def cryptomatte(view_layer: bpy.types.ViewLayer) -> list[Pass]:
        """Cryptomatte of a view layer: CryptoObject00, CryptoObject01, ..., CryptoMaterial00, ..., CryptoAsset00, ..., each with the hashes
        and coverages of two levels.

        The channels are "rgba": in small letters OpenEXR's DWA compression keeps them without loss. Sources: Psyop's Cryptomatte
        specification 1.2.0; Cycles' list_render_passes.
        """
        levels = min(_MAX_CRYPTOMATTE_LEVELS, view_layer.pass_cryptomatte_depth)
        kinds = [
            name
            for name, is_on in (
                ("CryptoObject", view_layer.use_pass_cryptomatte_object),
                ("CryptoMaterial", view_layer.use_pass_cryptomatte_material),
                ("CryptoAsset", view_layer.use_pass_cryptomatte_asset),
            )
            if is_on
        ]
        count = -(-levels // _LEVELS_PER_CRYPTOMATTE_PASS)
        return [Pass(f"{kind}{index:02d}", "rgba") for kind in kinds for index in range(count)]

    def __post_init__(self) -> None:
        if not isinstance(self.channel_ids, str):
            raise PassbridgeError(f"pass {self.name!r}: channel_ids {self.channel_ids!r} must be a text such as \"RGBA\"")
        if not self.type:
            object.__setattr__(self, "type", self._usual_type())
        self._check()

    @property
    def channels(self) -> int:
        return len(self.channel_ids)

    @property
    def blender_name(self) -> str:
        """As this Blender calls it, in its results and in files."""
        return self.name

    def is_enabled(self, bl_idname: str, view_layer: bpy.types.ViewLayer) -> bool:
        """Whether the view layer has this pass of an engine switched on."""
        return getattr(group_of(view_layer, bl_idname), self.switch)

    def draw_switch(self, layout: bpy.types.UILayout, bl_idname: str, view_layer: bpy.types.ViewLayer) -> None:
        """Add the check box to a panel."""
        layout.prop(group_of(view_layer, bl_idname), self.switch)

    @property
    def switch(self) -> str:
        """The property that switches the pass on."""
        plain = self.name.lower().replace(" ", "_")
        if not re.fullmatch(rf"[a-z0-9_]{{1,{_MAX_SWITCH_CHARACTERS}}}", plain):
            plain = re.sub("[^a-z0-9_]", "", plain)[:_MAX_SWITCH_CHARACTERS] + f"_{zlib.crc32(self.name.encode()):08x}"
        return f"use_pass_{plain}"

    def _usual_type(self) -> str:
        if self.channels == 1:
            return "VALUE"
        return "COLOR" if self.channels == 4 or self.channel_ids == "RGB" else "VECTOR"

    def _check(self) -> None:
        if not isinstance(self.name, str) or not self.name.isprintable() or self.name != self.name.strip():
            raise PassbridgeError(f"pass {self.name!r}: its name must be a text without line breaks, control characters, and spaces at either end")
        name_bytes = len(self.name.encode())
        if not 1 <= name_bytes <= _MAX_NAME_BYTES:
            raise PassbridgeError(
                f"pass {self.name!r}: its name has {name_bytes} bytes of UTF-8, Blender takes 1 to {_MAX_NAME_BYTES}: shorten it"
            )
        if "." in self.name:
            raise PassbridgeError(f"pass {self.name!r}: a dot parts layer, pass and channel in OpenEXR files: leave it out")
        if not re.fullmatch(f"[A-Za-z0-9]{{1,{_MAX_CHANNELS}}}", self.channel_ids) or len(set(self.channel_ids)) < self.channels:
            raise PassbridgeError(
                f"pass {self.name!r}: channel_ids {self.channel_ids!r} must be 1 to {_MAX_CHANNELS} different letters or digits, "
                'such as "RGBA", "XYZ" or "Z"'
            )
        if self.channels not in _CHANNELS_OF_TYPE.get(self.type, ()):
            fitting = [name for name, channels in _CHANNELS_OF_TYPE.items() if self.channels in channels]
            raise PassbridgeError(
                f"pass {self.name!r}: its type {self.type!r} with {self.channels} channels must be {' or '.join(fitting)}"
            )


@dataclass(frozen=True)
class _BlenderPass(Pass):
    """A pass that Blender knows."""

    view_layer_property: str | None = None
    """Switches it on; None: always on, and made by Blender itself."""
    long_name: str | None = None
    """Blender's name for it from 5.0 on, where that is another."""

    @property
    def blender_name(self) -> str:
        return self.long_name if self.long_name and _HAS_LONG_NAMES else self.name

    def is_enabled(self, bl_idname: str, view_layer: bpy.types.ViewLayer) -> bool:
        return self.view_layer_property is None or getattr(view_layer, self.view_layer_property)

    def draw_switch(self, layout: bpy.types.UILayout, bl_idname: str, view_layer: bpy.types.ViewLayer) -> None:
        layout.prop(view_layer, self.view_layer_property)


Pass.COMBINED = _BlenderPass("Combined", "RGBA")
Pass.DEPTH = _BlenderPass("Depth", "Z", view_layer_property="use_pass_z")
Pass.POSITION = _BlenderPass("Position", "XYZ", view_layer_property="use_pass_position")
Pass.NORMAL = _BlenderPass("Normal", "XYZ", view_layer_property="use_pass_normal")
# U, V and coverage: 1 where there is a surface, as with Cycles.
Pass.UV = _BlenderPass("UV", "UVA", view_layer_property="use_pass_uv")
Pass.OBJECT_INDEX = _BlenderPass("IndexOB", "X", view_layer_property="use_pass_object_index", long_name="Object Index")
Pass.MATERIAL_INDEX = _BlenderPass("IndexMA", "X", view_layer_property="use_pass_material_index", long_name="Material Index")

_CONSTANTS = {name: constant for name, constant in vars(Pass).items() if isinstance(constant, _BlenderPass)}

DeclaredPass = Pass | Callable[[bpy.types.ViewLayer], Iterable[Pass]]
"""What ``JavaRenderEngine.passes`` holds: a pass that the view layer can switch off, or a function that gives the passes of a view layer."""


def check(declared: Sequence[DeclaredPass]) -> None:
    """Raise PassbridgeError where passes of one engine are in each other's way, or in that of Blender's own."""
    for each in declared:
        if not isinstance(each, Pass) and not callable(each):
            raise PassbridgeError(f"passes holds {each!r}: it must hold passbridge.Pass objects and functions that give such")
    always_declared = _always_declared(declared)
    _check_together(always_declared)
    switches: dict[str, Pass] = {}
    for render_pass in always_declared:
        other = switches.setdefault(render_pass.switch, render_pass)
        if other is not render_pass:
            raise _of_one_name(other, render_pass)


def _check_together(passes: Sequence[Pass]) -> None:
    names: dict[str, Pass] = {}
    for render_pass in passes:
        if render_pass is Pass.COMBINED or render_pass.name == Pass.COMBINED.name:
            raise PassbridgeError("the pass 'Combined' is always there: leave it out of passes, or rename it")
        if not isinstance(render_pass, _BlenderPass):
            for constant_name, constant in _CONSTANTS.items():
                if render_pass.name in (constant.name, constant.long_name):
                    raise PassbridgeError(
                        f"pass {render_pass.name!r} has the name of Blender's own: rename it, or write passbridge.Pass.{constant_name}"
                    )
        if render_pass.name in names:
            raise _of_one_name(names[render_pass.name], render_pass)
        names[render_pass.name] = render_pass


def _of_one_name(first: Pass, second: Pass) -> PassbridgeError:
    return PassbridgeError(
        f"passes {first.name!r} and {second.name!r} have one name, but for case and spaces: rename one or leave it out"
    )


def _always_declared(declared: Iterable[DeclaredPass]) -> list[Pass]:
    return [each for each in declared if isinstance(each, Pass)]


def enabled_passes(engine: bpy.types.RenderEngine | type[bpy.types.RenderEngine], view_layer: bpy.types.ViewLayer) -> list[Pass]:
    """Those that the engine fills for the view layer: Combined, then what is declared and switched on, in this order.

    Raises PassbridgeError where passes of the view layer are in each other's way.
    """
    passes: list[Pass] = []
    for declared in engine.passes:
        if not isinstance(declared, Pass):
            passes += _given_by(declared, view_layer)
        elif declared.is_enabled(engine.bl_idname, view_layer):
            passes.append(declared)
    try:
        _check_together(passes)
    except PassbridgeError as error:
        raise PassbridgeError(f"View layer '{view_layer.name}': {error}") from error
    return [Pass.COMBINED, *passes]


def _given_by(function: Callable[[bpy.types.ViewLayer], Iterable[Pass]], view_layer: bpy.types.ViewLayer) -> list[Pass]:
    name = getattr(function, "__qualname__", repr(function))
    try:
        given = list(function(view_layer))
    except PassbridgeError as error:
        raise PassbridgeError(f"View layer '{view_layer.name}': {error}") from error
    except Exception as error:
        raise PassbridgeError(
            f"{type(error).__name__} in the engine's function {name}, which gives passes: {error}\n{traceback.format_exc()}"
        ) from error
    for each in given:
        if not isinstance(each, Pass):
            raise PassbridgeError(f"the function {name} in passes gave {each!r}: it must give passbridge.Pass objects alone")
    return given


def register(engine: bpy.types.RenderEngine, scene: bpy.types.Scene, view_layer: bpy.types.ViewLayer) -> None:
    """Tell Blender's compositor of the passes: for `RenderEngine.update_render_passes`."""
    for render_pass in enabled_passes(engine, view_layer):
        engine.register_pass(
            scene,
            view_layer,
            render_pass.blender_name,
            render_pass.channels,
            render_pass.channel_ids,
            render_pass.type,
        )


def add(engine: bpy.types.RenderEngine, view_layer_name: str, passes: Iterable[Pass]) -> None:
    """Add the passes to the result: for `RenderEngine.render`, before `begin_result`."""
    for render_pass in passes:
        if render_pass is not Pass.COMBINED:
            engine.add_pass(render_pass.blender_name, render_pass.channels, render_pass.channel_ids, layer=view_layer_name)


def switch_properties(declared: Iterable[DeclaredPass]) -> dict[str, Any]:
    """The view layer's properties for passes that Blender has no switch for, as the annotations of a property group."""
    return {
        render_pass.switch: bpy.props.BoolProperty(
            name=render_pass.name, description=f"Deliver the pass {render_pass.name}", default=True
        )
        for render_pass in _always_declared(declared)
        if not isinstance(render_pass, _BlenderPass)
    }


def _cut(name: str) -> str:
    """As Blender cuts names of passes that are too long: between two characters."""
    return name.encode()[:_MAX_NAME_BYTES].decode(errors="ignore")
