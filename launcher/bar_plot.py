# SPDX-License-Identifier: Apache-2.0
"""Horizontal bars on a logarithmic axis, as SVG."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_LABEL_WIDTH, _AXIS_WIDTH, _VALUE_WIDTH = 170, 520, 70  # all in SVG pixels
_BAR_HEIGHT, _BAR_PITCH = 14, 19
_TITLE_HEIGHT, _HEADING_HEIGHT, _GAP, _TICKS_HEIGHT = 44, 24, 14, 30
_BAR, _REFERENCE, _INK, _GRID = "#5b7fb5", "#c26a3d", "#333333", "#d8d8d8"


@dataclass(frozen=True)
class Group:
    """Bars under a heading: labels and values above 0, drawn in rising order."""

    heading: str
    bars: Sequence[tuple[str, float]]


def svg(title: str, groups: Sequence[Group]) -> str:
    """Draw the groups below each other on one axis of whole decades; the line at 1 stands out."""
    values = [value for group in groups for _, value in group.bars]
    first_decade = math.floor(math.log10(min(*values, 1)))
    last_decade = max(math.ceil(math.log10(max(values))), first_decade + 1)

    def x_of(value: float) -> float:
        return _LABEL_WIDTH + _AXIS_WIDTH * (math.log10(value) - first_decade) / (last_decade - first_decade)

    width = _LABEL_WIDTH + _AXIS_WIDTH + _VALUE_WIDTH
    axis_bottom = _TITLE_HEIGHT + sum(_group_height(group) for group in groups)
    height = axis_bottom + _TICKS_HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="12" fill="{_INK}">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="26" font-size="15">{escape(title)}</text>',
    ]
    for decade in range(first_decade, last_decade + 1):
        x = x_of(10.0**decade)
        parts.append(f'<path d="M{x:.1f} {_TITLE_HEIGHT}V{axis_bottom}" stroke="{_GRID}"/>')
        parts.append(f'<text x="{x:.1f}" y="{axis_bottom + 18}" text-anchor="middle">{10.0**decade:g}</text>')
    y = _TITLE_HEIGHT
    for group in groups:
        parts += _bars(group, y, x_of)
        y += _group_height(group)
    parts.append(f'<path d="M{x_of(1):.1f} {_TITLE_HEIGHT}V{axis_bottom}" stroke="{_REFERENCE}" stroke-width="1.5"/>')
    return "\n".join([*parts, "</svg>", ""])


def _group_height(group: Group) -> int:
    return _HEADING_HEIGHT + len(group.bars) * _BAR_PITCH + _GAP


def _bars(group: Group, top: int, x_of: Callable[[float], float]) -> list[str]:
    parts = [f'<text x="12" y="{top + 16}" font-weight="bold">{escape(group.heading)}</text>']
    for index, (label, value) in enumerate(sorted(group.bars, key=lambda bar: bar[1])):
        y = top + _HEADING_HEIGHT + index * _BAR_PITCH
        baseline = y + _BAR_HEIGHT - 3
        bar_width = x_of(value) - _LABEL_WIDTH
        parts.append(f'<text x="{_LABEL_WIDTH - 8}" y="{baseline}" text-anchor="end">{escape(label)}</text>')
        parts.append(f'<rect x="{_LABEL_WIDTH}" y="{y}" width="{bar_width:.1f}" height="{_BAR_HEIGHT}" fill="{_BAR}"/>')
        digits = 2 if value < 10 else 1 if value < 100 else 0
        parts.append(
            f'<text x="{_LABEL_WIDTH + _AXIS_WIDTH + _VALUE_WIDTH - 12}" y="{baseline}" text-anchor="end">'
            f"{value:,.{digits}f}</text>"
        )
    return parts
