# SPDX-License-Identifier: Apache-2.0
"""Lines through points on two logarithmic axes, panels beside and below each other, as SVG for light and dark pages."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_COLUMN_COUNT = 2
_PANEL_WIDTH, _PANEL_HEIGHT = 350, 230  # of what the axes enclose; all in SVG pixels
_MARGIN, _GAP_X, _GAP_Y = 24, 62, 66
_LEFT, _BOTTOM = 64, 66
_TITLE_HEIGHT, _NOTE_HEIGHT, _LEGEND_HEIGHT, _HEADING_HEIGHT = 40, 18, 34, 26
_CHARACTER_WIDTH = 7.2
_SMALLEST_RADIUS, _LARGEST_RADIUS, _LONE_RADIUS = 3, 6, 4.5
_STEPS = (1, 2, 5)
_TICK_PITCH = 34
"""Ticks that are nearer to each other lose their numbers."""

# The first line's colour stands out; all are told apart by people who see no red or no green (after Okabe and Ito), on white and on black.
_LIGHT = ("#d1450b", "#0072b2", "#00875f", "#b0609c", "#77756f")
_DARK = ("#ff8b4a", "#5db8f2", "#35cf9e", "#e6a3d2", "#b3b1aa")
_STYLE = """<style>
.paper { fill: #ffffff } .ink { fill: #2b2b2b } .soft { fill: #6a6a6a } .grid { stroke: #e4e4e4 } .axis { stroke: #9a9a9a }
.ring { stroke: #ffffff }
%s
@media (prefers-color-scheme: dark) {
.paper { fill: #15181c } .ink { fill: #e8e6e3 } .soft { fill: #a3a09b } .grid { stroke: #2c3137 } .axis { stroke: #666b72 }
.ring { stroke: #15181c }
%s
}
</style>"""

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """Points in the order that the line goes through them, above 0. The later a point, the larger it is drawn."""

    label: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Panel:
    heading: str
    lines: Sequence[Line]


def svg(title: str, note: str, x_label: str, y_label: str, panels: Sequence[Panel]) -> str:
    """Draw panels that share their axes and their colours: each label has the same one everywhere."""
    labels = list(dict.fromkeys(line.label for panel in panels for line in panel.lines))
    points = [point for panel in panels for line in panel.lines for point in line.points]
    x_axis = _Axis.around([x for x, _ in points])
    y_axis = _Axis.around([y for _, y in points])
    columns = min(_COLUMN_COUNT, len(panels))
    rows = math.ceil(len(panels) / columns)
    top = _TITLE_HEIGHT + _NOTE_HEIGHT + _LEGEND_HEIGHT
    least_width = max(_CHARACTER_WIDTH * len(text) for text in (title, note)) + 2 * _MARGIN
    width = max(_LEFT + columns * _PANEL_WIDTH + (columns - 1) * _GAP_X + _MARGIN, math.ceil(least_width))
    height = top + rows * (_HEADING_HEIGHT + _PANEL_HEIGHT) + (rows - 1) * (_GAP_Y - _HEADING_HEIGHT) + _BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="system-ui, \'Segoe UI\', \'DejaVu Sans\', sans-serif" font-size="12">',
        _STYLE % (_color_rules(_LIGHT), _color_rules(_DARK)),
        f'<rect class="paper" width="{width}" height="{height}" rx="6"/>',
        f'<text class="ink" x="{_MARGIN}" y="30" font-size="16" font-weight="600">{escape(title)}</text>',
        f'<text class="soft" x="{_MARGIN}" y="{_TITLE_HEIGHT + 11}">{escape(note)}</text>',
        *_legend(labels, _TITLE_HEIGHT + _NOTE_HEIGHT + 16),
    ]
    for index, panel in enumerate(panels):
        left = _LEFT + index % columns * (_PANEL_WIDTH + _GAP_X)
        panel_top = top + _HEADING_HEIGHT + index // columns * (_PANEL_HEIGHT + _GAP_Y)
        parts += _panel(panel, labels, x_axis, y_axis, left, panel_top)
    middle_x = _LEFT + (columns * _PANEL_WIDTH + (columns - 1) * _GAP_X) / 2
    middle_y = (top + _HEADING_HEIGHT + height - _BOTTOM) / 2
    parts.append(f'<text class="soft" x="{middle_x:.1f}" y="{height - 20}" text-anchor="middle">{escape(x_label)}</text>')
    parts.append(
        f'<text class="soft" transform="translate(18 {middle_y:.1f}) rotate(-90)" text-anchor="middle">{escape(y_label)}</text>'
    )
    return "\n".join([*parts, "</svg>", ""])


@dataclass(frozen=True)
class _Axis:
    """From one tick to another; ticks are at 1, 2 and 5 of each decade."""

    ticks: Sequence[float]

    @staticmethod
    def around(values: Sequence[float]) -> "_Axis":
        decades = range(math.floor(math.log10(min(values))) - 1, math.floor(math.log10(max(values))) + 2)
        candidates = [float(f"{step}e{decade}") for decade in decades for step in _STEPS]
        first = max(index for index, tick in enumerate(candidates) if tick <= min(values))
        last = min(index for index, tick in enumerate(candidates) if tick >= max(values))
        return _Axis(candidates[first : max(last, first + 1) + 1])

    def place(self, value: float) -> float:
        """From 0 to 1."""
        start, end = math.log10(self.ticks[0]), math.log10(self.ticks[-1])
        return (math.log10(value) - start) / (end - start)

    def numbered(self, length: float) -> list[float]:
        """Ticks that have room for a number on an axis of a length: whole decades alone where they are close."""
        if length / (len(self.ticks) - 1) >= _TICK_PITCH:
            return list(self.ticks)
        return [tick for tick in self.ticks if f"{tick:e}".startswith("1.0")]


def _color_rules(colors: Sequence[str]) -> str:
    return "\n".join(
        f".line{index} {{ stroke: {color} }} .dot{index} {{ fill: {color} }}" for index, color in enumerate(colors)
    )


def _legend(labels: Sequence[str], baseline: int) -> list[str]:
    parts = []
    x = float(_MARGIN)
    for index, label in enumerate(labels):
        color = index % len(_LIGHT)
        parts.append(f'<path class="line{color}" d="M{x:.1f} {baseline - 4}h22" stroke-width="{_stroke_width(index)}"/>')
        parts.append(f'<circle class="dot{color}" cx="{x + 11:.1f}" cy="{baseline - 4}" r="4"/>')
        parts.append(f'<text class="ink" x="{x + 29:.1f}" y="{baseline}">{escape(label)}</text>')
        x += 29 + _CHARACTER_WIDTH * len(label) + 22
    return parts


def _panel(panel: Panel, labels: Sequence[str], x_axis: _Axis, y_axis: _Axis, left: int, top: int) -> list[str]:
    bottom = top + _PANEL_HEIGHT

    def x_of(value: float) -> float:
        return left + _PANEL_WIDTH * x_axis.place(value)

    def y_of(value: float) -> float:
        return bottom - _PANEL_HEIGHT * y_axis.place(value)

    parts = [f'<text class="ink" x="{left}" y="{top - 10}" font-size="13" font-weight="600">{escape(panel.heading)}</text>']
    for tick in x_axis.ticks:
        parts.append(f'<path class="grid" d="M{x_of(tick):.1f} {top}V{bottom}"/>')
    for tick in y_axis.ticks:
        parts.append(f'<path class="grid" d="M{left} {y_of(tick):.1f}h{_PANEL_WIDTH}"/>')
    for tick in x_axis.numbered(_PANEL_WIDTH):
        parts.append(f'<text class="soft" x="{x_of(tick):.1f}" y="{bottom + 17}" text-anchor="middle">{tick:,g}</text>')
    for tick in y_axis.numbered(_PANEL_HEIGHT):
        parts.append(f'<text class="soft" x="{left - 8}" y="{y_of(tick) + 4:.1f}" text-anchor="end">{tick:g}</text>')
    parts.append(f'<path class="axis" fill="none" d="M{left} {top}V{bottom}h{_PANEL_WIDTH}"/>')
    for line in reversed(panel.lines):  # the first one, which stands out, lies on top
        parts += _line(line, labels.index(line.label), x_of, y_of)
    return parts


def _line(line: Line, index: int, x_of: Callable[[float], float], y_of: Callable[[float], float]) -> list[str]:
    places = [(x_of(x), y_of(y)) for x, y in line.points]
    color = index % len(_LIGHT)
    way = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    parts = [f'<path class="line{color}" fill="none" stroke-width="{_stroke_width(index)}" stroke-linejoin="round" d="M{way}"/>']
    for number, (x, y) in enumerate(places):
        radius = _LONE_RADIUS
        if len(places) > 1:
            radius = _SMALLEST_RADIUS + (_LARGEST_RADIUS - _SMALLEST_RADIUS) * number / (len(places) - 1)
        parts.append(f'<circle class="dot{color} ring" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>')
    return parts


def _stroke_width(index: int) -> float:
    return 3 if index == 0 else 1.75
