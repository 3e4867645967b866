# SPDX-License-Identifier: Apache-2.0
from typing import Any

import pytest

from launcher import bench_sync

MEDIANS_MS = {
    "grid, 2 M triangles": {
        "memcpy": 10,
        "memcpy_captured": 8,
        "foreach_get_usual": 600,
        "foreach_get_best": 150,
        "foreach_get_best_fan": 30,
        "passbridge": 20,
        "passbridge_capture": 12,
    },
    "grid, 8 M triangles": {
        "memcpy": 40,
        "memcpy_captured": 32,
        "passbridge": 100,
        "passbridge_unshared": 60,
        "passbridge_changed": 80,
        "passbridge_capture": 80,
    },
    "1,000 spheres": {"foreach_get_best": 150, "passbridge": 50},
    "10,000 small meshes": {"cycles_operator": 3000, "passbridge_operator": 2500, "blender_alone": 2000},
    "50,000 child hairs": {"cycles_operator": 400, "passbridge_operator": 200, "blender_alone": 100},
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


def lines(*left_out: str) -> list[str]:
    return list(map(str, bench_sync.figures(rows(*left_out))))


def test_figures_are_ratios_of_medians_with_their_goals() -> None:
    assert lines() == [
        "foreach_get_best / passbridge, 1,000 spheres: 3 (goal: ≥ 2)",
        "foreach_get_best / passbridge, grid, 2 M triangles: 7.5 (goal: ≥ 6)",
        "foreach_get_usual / passbridge, grid, 2 M triangles: 30",
        "foreach_get_best_fan / passbridge, grid, 2 M triangles: 1.5",
        "passbridge / memcpy, grid, 8 M triangles: 2.5",
        "passbridge_unshared / memcpy, grid, 8 M triangles: 1.5",
        "passbridge_changed / memcpy, grid, 8 M triangles: 2",
        "passbridge_capture / memcpy_captured, grid, 2 M triangles: 1.5 (goal: ≤ 2)",
        "passbridge_capture / memcpy_captured, grid, 8 M triangles: 2.5 (goal: ≤ 2, missed)",
        "passbridge_reading / python_loop, 100,000 instances: 1.5 (goal: ≤ 1.8)",
        "cycles_operator / passbridge_operator, 10,000 small meshes: 1.2 (goal: ≥ 1.5, missed)",
        "the same without blender_alone, 10,000 small meshes: 2",
        "cycles_operator / passbridge_operator, 50,000 child hairs: 2 (goal: ≥ 1)",
        "the same without blender_alone, 50,000 child hairs: 3",
        "later_frames / first_frame, 1 of 1,000 moves, Persistent Data on: 0.03",
        "later_frames / first_frame, 1 of 1,000 moves, Persistent Data off: 0.75",
    ]


def test_figures_do_without_numpy_and_cycles() -> None:
    assert not [line for line in lines("foreach_get_best_fan", "cycles_operator") if "fan" in line or "cycles" in line]


def test_figures_are_of_the_scenes_that_were_measured() -> None:
    measured = [row for row in rows() if row["scene"] == "100,000 instances"]
    assert [figure.value for figure in bench_sync.figures(measured)] == [1.5]


@pytest.mark.parametrize("missing", ["passbridge", "memcpy", "later_frames"])
def test_figures_that_lack_a_row_are_not_passed_over(missing: str) -> None:
    with pytest.raises(KeyError):
        lines(missing)
