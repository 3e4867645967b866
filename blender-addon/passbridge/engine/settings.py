# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user can set for an engine, on scenes and on what is in them: one declaration for a property, a line in a panel, and a value
that the renderer gets."""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import bpy

from ..errors import PassbridgeError
from ..properties import SettingValue
from .property_groups import group_of

SAMPLES = "samples"
"""The scene's setting of this name is the request's number of samples per pixel, too."""

VIEWPORT_SAMPLES = "viewport_samples"
"""The scene's setting of this name is the request's number of samples in a viewport; without one it has as many as a final render."""

SEED = "seed"
"""The scene's setting of this name is the request's seed, too; 0 where there is none."""

NOISE_THRESHOLD = "noise_threshold"
"""The scene's setting of this name is the request's noise limit, too, where there is no ``use_noise_threshold`` or that is on."""

USE_NOISE_THRESHOLD = "use_noise_threshold"

TIME_LIMIT = "time_limit"
"""The scene's setting of this name is the request's time limit in seconds, too; 0: none."""

KEEP_CANCELLED = "keep_cancelled"
"""Where the scene's setting of this name is on, a final render that is cancelled keeps the picture as far as it is."""

SAMPLING = (USE_NOISE_THRESHOLD, NOISE_THRESHOLD, SAMPLES, VIEWPORT_SAMPLES, TIME_LIMIT, KEEP_CANCELLED, SEED)
"""The scene's settings of these names have a panel and presets of their own."""

OWNERS: dict[str, type[bpy.types.ID]] = {
    "SCENE": bpy.types.Scene,
    "OBJECT": bpy.types.Object,
    "MATERIAL": bpy.types.Material,
    "LIGHT": bpy.types.Light,
    "CAMERA": bpy.types.Camera,
    "WORLD": bpy.types.World,
}
"""What ``Setting.on`` may be: the data blocks that carry the setting."""

# What fits into pb_setting.name, less the terminating zero.
_MAX_NAME_BYTES = 63
_INT_LIMITS = (-(1 << 31), (1 << 31) - 1)
_FLOAT_LIMIT = 3.4028234663852886e38
# What scenes' settings of these names must be: type and least value; and what else Blender is told of them.
_SAMPLING_KINDS: dict[str, tuple[type, int | None, str]] = {
    SAMPLES: (int, 1, "the number of samples must be a whole number of at least 1: give an int and min=1"),
    VIEWPORT_SAMPLES: (int, 1, "the number of samples must be a whole number of at least 1: give an int and min=1"),
    SEED: (int, 0, "the seed must be a whole number of at least 0: give an int and min=0"),
    NOISE_THRESHOLD: (float, 0, "the noise threshold must be a number of at least 0: give a float and min=0"),
    USE_NOISE_THRESHOLD: (bool, None, "it is on or off: give a bool"),
    TIME_LIMIT: (float, 0, "the time limit must be seconds, at least 0: give a float and min=0"),
    KEEP_CANCELLED: (bool, None, "it is on or off: give a bool"),
}
_SAMPLING_DISPLAY = {NOISE_THRESHOLD: {"precision": 4}, TIME_LIMIT: {"unit": "TIME_ABSOLUTE", "step": 100}}
_RESERVED = frozenset(dir(bpy.types.PropertyGroup)) | {"name", "rna_type"}


@dataclass(frozen=True)
class Setting:
    """A setting of an engine. The type of ``default`` is its kind: bool, int, float, text, or a colour (red, green, blue: linear).

    Raises PassbridgeError where the declaration can't work.
    """

    name: str
    """A Python identifier; the panel shows it with spaces for underscores."""
    default: SettingValue
    min: float | None = None
    """Least value of a number, or of each channel of a colour. None: as little as the type holds; 0 for colours."""
    max: float | None = None
    """Most; None: as much as the type holds; 1 for colours."""
    soft_min: float | None = None
    """Least value that dragging the field gives; None: ``min``."""
    soft_max: float | None = None
    """Most; None: ``max``."""
    description: str = ""
    items: Sequence[str] = ()
    """The texts to choose from; ``default`` is one of them."""
    on: str = "SCENE"
    """What carries it: SCENE, OBJECT, MATERIAL, LIGHT, CAMERA or WORLD. Each of them is saved with a value of its own, and its tab of the
    Properties editor shows it."""

    def __post_init__(self) -> None:
        if not re.fullmatch("[A-Za-z][A-Za-z0-9_]*", str(self.name)) or keyword.iskeyword(self.name):
            raise self._error("its name is no identifier: use letters, digits and underscores, a letter first, no keyword")
        if len(self.name) > _MAX_NAME_BYTES:
            raise self._error(f"its name is longer than {_MAX_NAME_BYTES} characters")
        if self.name in _RESERVED:
            raise self._error("Blender has this name for something else: choose another one")
        if self.on not in OWNERS:
            raise self._error(f"on {self.on!r} must be one of {', '.join(OWNERS)}")
        if self._is_colour():
            object.__setattr__(self, "default", tuple(float(channel) for channel in self.default))
        elif not isinstance(self.default, (bool, int, float, str)):
            raise self._error(f"default {self.default!r} must be a bool, int, float, text or a colour of three numbers")
        if self.items:
            self._check_items()
        self._check_limits()
        if self.on == "SCENE" and self.name in _SAMPLING_KINDS:
            kind, least, demand = _SAMPLING_KINDS[self.name]
            if type(self.default) is not kind or least is not None and self._limits()[0] < least:
                raise self._error(demand)

    def _is_colour(self) -> bool:
        return (
            isinstance(self.default, (tuple, list))
            and len(self.default) == 3
            and all(isinstance(channel, (int, float)) and not isinstance(channel, bool) for channel in self.default)
        )

    def _check_items(self) -> None:
        if isinstance(self.items, str) or not all(isinstance(item, str) and item for item in self.items):
            raise self._error("items must be a list of texts, none of them empty")
        if len(set(self.items)) < len(self.items):
            raise self._error("items holds a text twice")
        if self.default not in self.items:
            raise self._error(f"default {self.default!r} is none of its items {', '.join(self.items)}")

    def _check_limits(self) -> None:
        given = {name: getattr(self, name) for name in ("min", "soft_min", "soft_max", "max") if getattr(self, name) is not None}
        if isinstance(self.default, (bool, str)):
            if given:
                raise self._error(f"only numbers and colours have {', '.join(given)}")
            return
        numbers = self.default if isinstance(self.default, tuple) else (self.default,)
        if not all(math.isfinite(number) for number in (*numbers, *given.values())):
            raise self._error("default and limits must be finite numbers")
        least, most = self._limits()
        type_least, type_most = _INT_LIMITS if isinstance(self.default, int) else (-_FLOAT_LIMIT, _FLOAT_LIMIT)
        if not type_least <= least <= most <= type_most:
            raise self._error(f"min {least} and max {most} must be in this order, and within {type_least} and {type_most}")
        if not all(least <= number <= most for number in numbers):
            raise self._error(f"default {self.default!r} is not from {least} to {most}")
        soft_least, soft_most = self._soft_limits()
        if not least <= soft_least <= soft_most <= most:
            raise self._error(f"soft_min {soft_least} and soft_max {soft_most} must be in this order, and within min and max")
        if isinstance(self.default, int) and not all(float(number).is_integer() for number in given.values()):
            raise self._error("its default is a whole number, so its limits must be")

    def _limits(self) -> tuple[float, float]:
        if isinstance(self.default, tuple):
            least, most = 0.0, 1.0
        elif isinstance(self.default, int):
            least, most = _INT_LIMITS
        else:
            least, most = -_FLOAT_LIMIT, _FLOAT_LIMIT
        return least if self.min is None else self.min, most if self.max is None else self.max

    def _soft_limits(self) -> tuple[float, float]:
        least, most = self._limits()
        return least if self.soft_min is None else self.soft_min, most if self.soft_max is None else self.soft_max

    def _error(self, what: str) -> PassbridgeError:
        return PassbridgeError(f"setting {self.name!r}: {what}")

    def blender_property(self) -> Any:
        """What Blender is to make of it, as the annotation of a property group."""
        texts = {
            "name": self.name.replace("_", " ").strip().title(),
            "description": self.description,
            "default": self.default,
            "update": _tell_viewports,
        }
        if self.items:
            return bpy.props.EnumProperty(items=[(item, item, "") for item in self.items], **texts)
        if isinstance(self.default, bool):
            return bpy.props.BoolProperty(**texts)
        if isinstance(self.default, str):
            return bpy.props.StringProperty(**texts)
        (least, most), (soft_least, soft_most) = self._limits(), self._soft_limits()
        if isinstance(self.default, int):
            limits = {"min": int(least), "max": int(most), "soft_min": int(soft_least), "soft_max": int(soft_most)}
            return bpy.props.IntProperty(**texts, **limits)
        limits = {"min": least, "max": most, "soft_min": soft_least, "soft_max": soft_most}
        if isinstance(self.default, tuple):
            return bpy.props.FloatVectorProperty(subtype="COLOR", size=3, **texts, **limits)
        return bpy.props.FloatProperty(**texts, **limits, **(_SAMPLING_DISPLAY.get(self.name, {}) if self.on == "SCENE" else {}))

    def value(self, group: bpy.types.PropertyGroup) -> SettingValue:
        """What the user has set."""
        value = getattr(group, self.name)
        return tuple(value) if isinstance(self.default, tuple) else value


def _tell_viewports(group: bpy.types.PropertyGroup, context: bpy.types.Context) -> None:
    """Blender itself does not count a property of an add-on as a change of the scene."""
    group.id_data.update_tag()


def check(settings: Sequence[Setting]) -> None:
    """Raise PassbridgeError where the settings of one engine can't stand together."""
    seen = set()
    for setting in settings:
        if not isinstance(setting, Setting):
            raise PassbridgeError(f"settings holds {setting!r}: it must hold passbridge.Setting objects alone")
        if (setting.on, setting.name) in seen:
            raise PassbridgeError(f"setting {setting.name!r} is declared twice on {setting.on}: leave one out")
        seen.add((setting.on, setting.name))
    if ("SCENE", USE_NOISE_THRESHOLD) in seen and ("SCENE", NOISE_THRESHOLD) not in seen:
        raise PassbridgeError(f"setting {USE_NOISE_THRESHOLD!r} needs another one: {NOISE_THRESHOLD!r}")


def sampling_settings(samples: int = 64, viewport_samples: int = 16) -> list[Setting]:
    """What users of Cycles look for, for a renderer that minds ``RenderRequest.samplingLimits``: samples of final renders and of viewports,
    noise threshold, time limit, and whether a cancelled render is kept.

    samples           the default of final renders
    viewport_samples  that of viewports
    """
    return [
        Setting(
            USE_NOISE_THRESHOLD, False, description="Take fewer samples where the noise of the picture is below the threshold before"
        ),
        Setting(
            NOISE_THRESHOLD,
            0.01,
            min=0,
            max=1,
            soft_min=0.001,
            description="Noise at which the picture is complete: lower values take more samples, and reduce noise",
        ),
        Setting(SAMPLES, samples, min=1, max=1 << 24, soft_max=4096, description="Samples of each pixel: more give less noise"),
        Setting(
            VIEWPORT_SAMPLES, viewport_samples, min=1, max=1 << 24, soft_max=4096, description="Samples of each pixel of a Rendered viewport"
        ),
        Setting(
            TIME_LIMIT, 0.0, min=0, description="Seconds after which no further sample begins, not counting what comes before drawing; 0: no limit"
        ),
        Setting(KEEP_CANCELLED, False, description="Keep the picture of a render that is cancelled, as far as it is"),
    ]


def declared_on(settings: Iterable[Setting], on: str) -> list[Setting]:
    """Those that data blocks of one kind carry, in the order of the declarations."""
    return [setting for setting in settings if setting.on == on]


def sampling_of(settings: Iterable[Setting]) -> list[Setting]:
    """Those of the panel Sampling, in the order in which it shows them."""
    of_scene = {setting.name: setting for setting in declared_on(settings, "SCENE")}
    return [of_scene[name] for name in SAMPLING if name in of_scene]


def properties(settings: Iterable[Setting]) -> dict[str, Any]:
    """The annotations of a property group."""
    return {setting.name: setting.blender_property() for setting in settings}


Values = dict[str, SettingValue]
"""What is set, by name, in the order of the declarations. Colours are linear."""


def reader_of(engine: bpy.types.RenderEngine | type[bpy.types.RenderEngine]) -> Callable[[str, bpy.types.ID], Values]:
    """A function that gives what is set for an engine: it is told the kind of a data block, as ``Setting.on`` has it, and the data block.
    An evaluated one has what its animation says.

    It asks nothing of data blocks on which the engine has no settings, and does not keep the engine alive.
    """
    bl_idname = engine.bl_idname
    declared = {on: declared_on(engine.settings, on) for on in OWNERS}

    def read(on: str, owner: bpy.types.ID) -> Values:
        if not declared[on]:
            return {}
        group = group_of(owner, bl_idname)
        return {setting.name: setting.value(group) for setting in declared[on]}

    return read


def keeps_cancelled(engine: bpy.types.RenderEngine, scene: bpy.types.Scene) -> bool:
    """Whether the user wants the picture of a render that is cancelled."""
    return bool(reader_of(engine)("SCENE", scene).get(KEEP_CANCELLED))
