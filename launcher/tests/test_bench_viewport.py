# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import pytest

from launcher import bench_report, bench_viewport, virtual_screen
from launcher.blender import Blender
from launcher.errors import LauncherError


def test_figures_are_of_one_size_with_their_goals() -> None:
    medians_ms = {
        "RGBA32F": 60, "RGBA16F": 30, "pairs in RGBA32F": 25, "write": 24, "target": 20, "nothing new": 0.25,
        "RGBA32F, texture": 10, "RGBA16F, texture": 20, "target, texture": 5,
    }
    rows = [{"size": size, "method": name, "median_ms": factor * ms} for size, factor in (("1920x1080", 1), ("64x64", 9)) for name, ms in medians_ms.items()]
    assert list(map(str, bench_viewport.figures(rows))) == [
        "1920x1080, RGBA32F ÷ target: 3 (goal: ≥ 2)",
        "1920x1080, RGBA16F ÷ target: 1.5 (goal: ≥ 2, missed)",
        "1920x1080, RGBA32F ÷ write: 2.5",
        "1920x1080, RGBA16F ÷ write: 1.25",
        "1920x1080, texture alone, RGBA32F ÷ target: 2",
        "1920x1080, texture alone, RGBA16F ÷ target: 4",
        "1920x1080, milliseconds where nothing is new: 0.25 (goal: ≤ 1)",
    ]


def test_a_blender_that_needs_a_window_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_report, "find_blender", lambda *_: Blender(Path("blender"), (4, 2, 1), is_python=True))
    with pytest.raises(LauncherError, match="Blender 4.2.1 draws in a window alone: take 5.2 or newer, or one that is no Python module"):
        bench_viewport.bench(None, ["demo"], None)


def test_a_window_needs_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_report, "find_blender", lambda *_: Blender(Path("blender"), (4, 2, 1), is_python=False))
    monkeypatch.setattr(virtual_screen, "is_available", lambda: False)
    with pytest.raises(LauncherError, match="install Xvfb"):
        bench_viewport.bench(None, ["demo"], None)


def test_waits_are_held_against_those_of_other_engines() -> None:
    rows = [
        {"scene": "demo", "engine": "Passbridge", "first_picture_ms": 100.0, "orbit_pictures_per_s": 12.0},
        {"scene": "demo", "engine": "EEVEE", "first_picture_ms": 120.0, "orbit_pictures_per_s": 4.0},
        {"scene": "demo", "engine": "Cycles", "first_picture_ms": 500.0, "orbit_pictures_per_s": 4.0},
    ]
    assert list(map(str, bench_viewport.ratios(rows))) == [
        "demo, first ms, EEVEE ÷ Passbridge: 1.2 (goal: ≥ 1.5, missed)",
        "demo, orbit 1/s, Passbridge ÷ EEVEE: 3 (goal: ≥ 2)",
        "demo, first ms, Cycles ÷ Passbridge: 5 (goal: ≥ 1.5)",
        "demo, orbit 1/s, Passbridge ÷ Cycles: 3 (goal: ≥ 4, missed)",
    ]
    assert "–" in bench_viewport.waits_table(rows)
