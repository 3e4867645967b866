# SPDX-License-Identifier: Apache-2.0
from xml.etree import ElementTree

import pytest

from launcher import line_plot
from launcher.line_plot import Line, Panel

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*panels: Panel) -> ElementTree.Element:
    return ElementTree.fromstring(line_plot.svg("Title", "Note", "seconds", "error", panels))


def dots(picture: ElementTree.Element, color: int) -> list[tuple[float, float]]:
    """The points of a panel's line, without the dot of the legend."""
    of_color = [dot for dot in picture.iter(f"{SVG}circle") if dot.get("class") == f"dot{color} ring"]
    return [(float(dot.get("cx", "")), float(dot.get("cy", ""))) for dot in of_color]


def test_points_lie_as_far_apart_as_their_logarithms() -> None:
    (x1, y1), (x2, y2), (x3, y3) = dots(drawn(Panel("A", [Line("one", [(1, 0.1), (10, 0.01), (100, 0.001)])])), 0)
    # Places are written with one digit after the point.
    assert x2 - x1 == pytest.approx(x3 - x2, abs=0.1)
    assert y2 - y1 == pytest.approx(y3 - y2, abs=0.1)
    assert x1 < x3 and y1 < y3  # y goes down on paper: less is lower


def test_panels_share_axes_and_colours() -> None:
    picture = drawn(Panel("A", [Line("one", [(1, 1)]), Line("two", [(10, 0.1)])]), Panel("B", [Line("two", [(10, 0.1)])]))
    assert len(dots(picture, 0)) == 1
    (left_x, left_y), (right_x, right_y) = dots(picture, 1)
    assert right_x > left_x and right_y == left_y
    legend = [dot.get("class") for dot in picture.iter(f"{SVG}circle") if "ring" not in dot.get("class", "")]
    assert legend == ["dot0", "dot1"]


def test_later_points_are_larger() -> None:
    picture = drawn(Panel("A", [Line("one", [(1, 1), (2, 1), (3, 1)])]))
    radii = [float(dot.get("r", "")) for dot in picture.iter(f"{SVG}circle") if "ring" in dot.get("class", "")]
    assert radii == sorted(set(radii))


def test_one_point_can_be_drawn_and_all_is_inside() -> None:
    picture = drawn(Panel("A", [Line("one", [(3, 0.3)])]))
    [(x, y)] = dots(picture, 0)
    assert 0 < x < float(picture.get("width", "")) and 0 < y < float(picture.get("height", ""))


def test_text_is_escaped() -> None:
    picture = drawn(Panel("<A>", [Line("a & b", [(1, 1)])]))
    assert {"<A>", "a & b"} <= {text.text for text in picture.iter(f"{SVG}text")}


def test_dark_pages_have_colours_of_their_own() -> None:
    style = drawn(Panel("A", [Line("one", [(1, 1)])])).findtext(f"{SVG}style", "")
    light, dark = style.split("@media (prefers-color-scheme: dark)")
    assert {line for line in light.splitlines() if line.startswith(".")}.isdisjoint(dark.splitlines())
    for rule in (".paper", ".ink", ".soft", ".grid", ".axis", ".ring", ".line4", ".dot4"):
        assert rule in light and rule in dark
