# SPDX-License-Identifier: Apache-2.0
from launcher import bench_edits


def test_figures_are_ratios_with_their_goals() -> None:
    rows = [
        {"method": method, "ratio": ratio}
        for method, ratio in (
            ("unchanged", 1.0), ("a changed value", 1.1), ("a changed color of a ramp", 1.3), ("a changed structure", 40.0),
            ("of 16", 1.0), ("of 64", 0.95),
        )
    ]
    assert list(map(str, bench_edits.figures(rows))) == [
        "next frame after a changed value ÷ unchanged: 1.1 (goal: ≤ 1.2)",
        "next frame after a changed ramp ÷ unchanged: 1.3 (goal: ≤ 1.2, missed)",
        "time of a sample of 64 ÷ of 16: 0.95 (goal: ≤ 1.1)",
    ]
