# SPDX-License-Identifier: GPL-3.0-or-later
"""What color ramps and curves are, with the tables that Blender makes of them, as Cycles takes them."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import bpy

from .. import abi

Stop = tuple[float, float, float, float, float]
"""Position, red, green, blue, alpha."""

CurvePoint = tuple[float, float, str]
"""X, Y, how its handles are."""

_LAST = abi.TABLE_ENTRY_COUNT - 1

# Tables are made again where more than so many different ones were met.
_MAX_KEPT_TABLES = 1024

_kept: dict[object, bytes] = {}


@dataclass(frozen=True)
class Ramp:
    """A color ramp."""

    interpolation: str
    color_mode: str
    hue_interpolation: str
    stops: tuple[Stop, ...]

    def table(self, ramp: bpy.types.ColorRamp) -> bytes:
        """From position 0 to 1, of the ramp that this was read of."""
        return _table(self, lambda: [value for i in range(abi.TABLE_ENTRY_COUNT) for value in ramp.evaluate(i / _LAST)])


def read_ramp(ramp: bpy.types.ColorRamp) -> Ramp:
    stops = tuple([(stop.position, *stop.color) for stop in ramp.elements])
    return Ramp(ramp.interpolation, ramp.color_mode, ramp.hue_interpolation, stops)


@dataclass(frozen=True)
class Curves:
    """Curves of one node."""

    curves: tuple[tuple[CurvePoint, ...], ...]
    is_extrapolated: bool
    clip: tuple[float, float, float, float] | None

    @property
    def range(self) -> tuple[float, float]:
        """The least and the greatest X of all points."""
        return min(curve[0][0] for curve in self.curves), max(curve[-1][0] for curve in self.curves)

    def table(self, mapping: bpy.types.CurveMapping) -> bytes:
        """Over `range`, of the curves that this was read of: with four of them the fourth one first, then one a channel."""
        return _table(self, lambda: self._evaluated(mapping))

    def _evaluated(self, mapping: bpy.types.CurveMapping) -> list[float]:
        mapping.initialize()
        least, most = self.range
        channels = list(mapping.curves)
        combined = channels[3] if len(channels) > 3 else None
        channels = [channels[0]] * 3 if len(channels) == 1 else channels[:3]
        values: list[float] = []
        for i in range(abi.TABLE_ENTRY_COUNT):
            x = least + i / _LAST * (most - least)
            if combined is not None:
                x = mapping.evaluate(combined, x)
            values += [mapping.evaluate(curve, x) for curve in channels]
            values.append(1.0)
        return values


def read_curves(mapping: bpy.types.CurveMapping) -> Curves:
    curves = tuple(
        [tuple([(*point.location, point.handle_type) for point in curve.points]) for curve in mapping.curves]
    )
    clip = (mapping.clip_min_x, mapping.clip_min_y, mapping.clip_max_x, mapping.clip_max_y) if mapping.use_clip else None
    return Curves(curves, mapping.extend == "EXTRAPOLATED", clip)


def _table(key: object, evaluate) -> bytes:
    table = _kept.get(key)
    if table is None:
        if len(_kept) >= _MAX_KEPT_TABLES:
            _kept.clear()
        table = _kept[key] = array("f", evaluate()).tobytes()
    return table
