# SPDX-License-Identifier: Apache-2.0
from typing import Any

import pytest

from launcher import bench_sync

MEDIANS_MS = {
    "grid, 2 M triangles": {
        "memcpy": 10,
        "foreach_get_usual": 600,
        "foreach_get_best": 150,
        "foreach_get_best_fan": 30,
        "passbridge": 20,
        "passbridge_unshared": 12,
        "passbridge_changed": 15,
    },
    "grid, 8 M triangles": {"memcpy": 40, "passbridge": 100, "passbridge_unshared": 60, "passbridge_changed": 80},
    "100,000 instances": {"python_loop": 50, "passbridge_reading": 75},
    "1 of 1,000 moves, Persistent Data on": {"first_frame": 100, "later_frames": 3},
    "1 of 1,000 moves, Persistent Data off": {"first_frame": 80, "later_frames": 60},
}


def rows(*left_out: str) -> list[dict[str, Any]]:
    return [
        {"scene": scene, "method": method, "median_ms": median_ms}
        for scene, methods in MEDIANS_MS.items()
        for method, median_ms in methods.items()
        if method not in left_out
    ]


def test_figures_are_ratios_of_medians() -> None:
    assert bench_sync.figures(rows()).splitlines() == [
        "foreach_get_usual / passbridge, 2 M triangles: 30.00",
        "foreach_get_best / passbridge, 2 M triangles: 7.50",
        "foreach_get_best_fan / passbridge, 2 M triangles: 1.50",
        "passbridge / memcpy, 8 M triangles: 2.50",
        "foreach_get_usual / passbridge_unshared, 2 M triangles: 50.00",
        "foreach_get_best / passbridge_unshared, 2 M triangles: 12.50",
        "foreach_get_best_fan / passbridge_unshared, 2 M triangles: 2.50",
        "passbridge_unshared / memcpy, 8 M triangles: 1.50",
        "foreach_get_usual / passbridge_changed, 2 M triangles: 40.00",
        "foreach_get_best / passbridge_changed, 2 M triangles: 10.00",
        "foreach_get_best_fan / passbridge_changed, 2 M triangles: 2.00",
        "passbridge_changed / memcpy, 8 M triangles: 2.00",
        "passbridge_reading / python_loop, 100,000 instances: 1.50",
        "later_frames / first_frame, 1 of 1,000 moves, Persistent Data on: 0.030",
        "later_frames / first_frame, 1 of 1,000 moves, Persistent Data off: 0.750",
    ]


def test_figures_do_without_the_fan_where_there_is_no_numpy() -> None:
    figures = bench_sync.figures(rows("foreach_get_best_fan"))
    assert "foreach_get_best / passbridge, 2 M triangles: 7.50" in figures
    assert "fan" not in figures


@pytest.mark.parametrize("missing", ["passbridge", "memcpy", "later_frames"])
def test_figures_that_lack_a_row_are_not_passed_over(missing: str) -> None:
    with pytest.raises(KeyError):
        bench_sync.figures(rows(missing))
