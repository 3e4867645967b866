# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import pytest

from launcher import bench_report, bench_viewport
from launcher.blender import Blender
from launcher.errors import LauncherError


def test_figures_are_of_one_size_with_their_goals() -> None:
    medians_ms = {"RGBA32F": 60, "RGBA16F": 30, "pairs in RGBA32F": 25, "write": 24, "target": 20, "nothing new": 0.25}
    rows = [{"size": size, "method": name, "median_ms": factor * ms} for size, factor in (("1920x1080", 1), ("64x64", 9)) for name, ms in medians_ms.items()]
    assert list(map(str, bench_viewport.figures(rows))) == [
        "1920x1080, RGBA32F ÷ target: 3 (goal: ≥ 2)",
        "1920x1080, RGBA16F ÷ target: 1.5 (goal: ≥ 2, missed)",
        "1920x1080, RGBA32F ÷ write: 2.5",
        "1920x1080, RGBA16F ÷ write: 1.25",
        "1920x1080, milliseconds where nothing is new: 0.25 (goal: ≤ 1)",
    ]


@pytest.mark.parametrize(
    "is_python, text", [(True, "take 5.2 or newer, or one that is no Python module"), (False, "set DISPLAY, or have xvfb-run start this command")]
)
def test_a_blender_that_needs_a_window_says_so(monkeypatch: pytest.MonkeyPatch, is_python: bool, text: str) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(bench_report, "find_blender", lambda *_: Blender(Path("blender"), (4, 2, 1), is_python=is_python))
    with pytest.raises(LauncherError, match=f"Blender 4.2.1 draws in a window alone: {text}"):
        bench_viewport.bench(None, None)
