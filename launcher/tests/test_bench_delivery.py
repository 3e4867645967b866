# SPDX-License-Identifier: Apache-2.0
from typing import Any

import pytest

from launcher import bench_delivery

MEDIANS_MS_4K = {
    "memcpy": 20,
    "exr_load_from_file": 300,
    "foreach_set": 200,
    "memmove_tile": 180,
    "in_place": 24,
    "in_place_prepared": 18,
    "float16": 12,
    "uint8": 10,
    "gl_readpixels": 20,
    "gl_in_place": 22,
    "first_in_place": 50,
    "later_in_place": 25,
    "first_in_place_prepared": 20,
    "later_in_place_prepared": 20,
    "first_fresh_memory": 40,
}
MEDIANS_MS_8K = {"memcpy": 60, "in_place": 90, "in_place_prepared": 60}


def rows(blender: str, *sizes: str) -> list[dict[str, Any]]:
    measured = {"3840x2160": MEDIANS_MS_4K, "7680x4320": MEDIANS_MS_8K, "640x480": {"memcpy": 1}}
    return [
        {"blender": blender, "size": size, "method": method, "median_ms": median_ms}
        for size in sizes
        for method, median_ms in measured[size].items()
    ]


def test_figures_are_ratios_of_medians_of_the_sizes_that_have_goals() -> None:
    lines = list(map(str, bench_delivery.figures(rows("5.2.3", "640x480", "3840x2160", "7680x4320"))))
    assert "in_place / memcpy, 3840x2160: 1.2 (goal: ≤ 1.5)" in lines
    assert "memmove_tile / in_place, 3840x2160: 7.5 (goal: ≥ 8, missed)" in lines
    assert "first_in_place / later_in_place, 3840x2160: 2 (goal: ≤ 1.5, missed)" in lines
    assert "first_in_place / first_fresh_memory, 3840x2160: 1.25 (goal: ≤ 1.5)" in lines
    assert "in_place / memcpy, 7680x4320: 1.5 (goal: ≤ 1.7)" in lines
    assert not [line for line in lines if "640x480" in line]


def test_goals_of_blender_3_are_its_own() -> None:
    assert "in_place / memcpy, 3840x2160: 1.2 (goal: ≤ 2.5)" in map(str, bench_delivery.figures(rows("3.4.1", "3840x2160")))


def test_sizes_without_goals_give_no_figures() -> None:
    assert bench_delivery.figures(rows("5.2.3", "640x480")) == []


def test_a_row_that_is_missing_is_not_passed_over() -> None:
    measured = [row for row in rows("5.2.3", "3840x2160") if row["method"] != "first_in_place"]
    with pytest.raises(KeyError):
        bench_delivery.figures(measured)
