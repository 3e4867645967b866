# SPDX-License-Identifier: Apache-2.0
from xml.etree import ElementTree

import pytest

from launcher import bar_plot

SVG = "{http://www.w3.org/2000/svg}"


def bar_widths(picture: str) -> list[float]:
    background, *bars = ElementTree.fromstring(picture).iter(f"{SVG}rect")
    return [float(bar.get("width", "")) for bar in bars]


def test_bars_are_sorted_and_as_long_as_the_logarithm() -> None:
    picture = bar_plot.svg("Costs", [bar_plot.Group("4K", [("hundred", 100), ("one", 1), ("ten", 10)])])
    one, ten, hundred = bar_widths(picture)
    assert one == 0
    # Widths are written with one digit after the point.
    assert ten == pytest.approx(hundred / 2, abs=0.1)
    assert picture.index("one") < picture.index("ten") < picture.index("hundred")


def test_values_below_one_get_a_decade_of_their_own() -> None:
    half, two = bar_widths(bar_plot.svg("Costs", [bar_plot.Group("4K", [("half", 0.5), ("two", 2)])]))
    assert 0 < half < two


def test_values_that_are_all_one_can_be_drawn() -> None:
    assert bar_widths(bar_plot.svg("Costs", [bar_plot.Group("4K", [("memcpy", 1)])])) == [0]


def test_text_is_escaped() -> None:
    picture = bar_plot.svg("a < b & c", [bar_plot.Group("<4K>", [("<>", 2)])])
    texts = [text.text for text in ElementTree.fromstring(picture).iter(f"{SVG}text")]
    assert {"a < b & c", "<4K>", "<>"} <= set(texts)
