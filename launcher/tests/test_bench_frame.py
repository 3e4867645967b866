# SPDX-License-Identifier: Apache-2.0
import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from launcher import bench_frame, bench_report, blender, picture_file
from launcher.errors import LauncherError

ABOUT = {"size": "64x36", "picture_size": "64x36", "reference_samples": 1024}
BLENDER = blender.Blender(Path("blender"), (5, 2, 3), is_python=False)


def measured(engine: str, samples: int, seconds: float, **more: Any) -> dict[str, Any]:
    times = {"median_ms": seconds * 1e3, "min_ms": seconds * 1e3, "max_ms": seconds * 1e3, "cpu_ms": seconds * 2e3}
    return {"blender": "5.2.3", "scene": "room", "engine": engine, "samples": samples, "setting": "", **ABOUT, **times, **more}


def job(result: dict[str, Any], rows: list[dict[str, Any]]) -> Any:
    """In place of the job in Blender: leaves rows, and answers or fails."""

    def run_job(bench: str, chosen: blender.Blender, arguments: Any, **options: Any) -> dict[str, Any]:
        if rows:
            Path(arguments["rows"]).write_text(json.dumps(rows))
        if "error" in result:
            raise LauncherError(result["error"])
        return result

    return run_job


def engine_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, result: dict[str, Any], rows: list[dict[str, Any]]) -> list[Any]:
    monkeypatch.setattr(bench_report, "run_job", job(result, rows))
    return bench_frame._measured_engine(BLENDER, "room", "eevee", {"rows": str(tmp_path / "rows.json")})


def test_ratios_are_to_passbridge_with_as_many_samples_and_with_the_fewest() -> None:
    rows = [measured("passbridge", 1, 2), measured("passbridge", 16, 8), measured("cycles", 16, 24), measured("cycles", 64, 90)]
    bench_frame._add_ratios(rows)
    assert [row["ratio_to_passbridge"] for row in rows] == [1, 1, 3, None]
    assert [row["ratio_to_first"] for row in rows] == [1, 4, 12, 45]


def test_engine_that_a_blender_lacks_has_one_row_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine_rows(tmp_path, monkeypatch, {"problem": "not in this Blender"}, []) == [
        {"scene": "room", "engine": "eevee", "samples": None, "problem": "not in this Blender"}
    ]


def test_what_was_measured_before_a_crash_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = measured("eevee", 1, 5)
    assert engine_rows(tmp_path, monkeypatch, {"error": "Blender crashed"}, [first]) == [
        first,
        {"scene": "room", "engine": "eevee", "samples": 16, "problem": "Blender crashed"},
    ]


def test_process_that_was_ended_after_its_limit_is_told_from_a_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_frame, "_LIMIT_SECONDS", 0)
    [row] = engine_rows(tmp_path, monkeypatch, {"error": "Blender crashed"}, [])
    assert row["problem"] == "took longer than 0 minutes"


def reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, samples: int, run_job: Any) -> Path:
    (tmp_path / "scene.blend").write_bytes(b"a scene")
    monkeypatch.setattr(bench_frame, "_KEPT", tmp_path / "kept")
    monkeypatch.setattr(bench_report, "run_job", run_job)
    plan = bench_frame.Plan({}, (64, 36), samples)
    return bench_frame._reference(BLENDER, plan, tmp_path / "scene.blend", {"name": "scene", "scene": "scene.blend"})


def test_reference_is_rendered_once_for_the_same_file_and_samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[int] = []

    def render(bench: str, chosen: blender.Blender, arguments: Any, **options: Any) -> dict[str, Any]:
        rendered.append(arguments["samples"])
        Path(arguments["picture"]).write_bytes(b"a picture")
        return {}

    first, again, other = (reference(tmp_path, monkeypatch, samples, render) for samples in (8, 8, 16))
    assert rendered == [8, 16]
    assert first == again != other
    assert sorted((tmp_path / "kept").iterdir()) == sorted([first, other])


def test_file_that_no_engine_can_render_is_told_from_a_reference_that_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(bench_frame._CannotBeRendered, match="there is no camera"):
        reference(tmp_path, monkeypatch, 8, job({"refusal": "there is no camera"}, []))
    with pytest.raises(LauncherError, match="not in this Blender") as raised:
        reference(tmp_path, monkeypatch, 8, job({"problem": "Cycles is not in this Blender"}, []))
    assert not isinstance(raised.value, bench_frame._CannotBeRendered)


def test_table_has_figures_or_the_reason_that_there_are_none() -> None:
    rows = [
        measured("passbridge", 1, 0.5, ratio_to_passbridge=1.0, flip=0.25),
        measured("workbench", 1, 0.25, ratio_to_passbridge=0.5, flip=None) | {"setting": "no anti-aliasing"},
        {"scene": "room", "engine": "storm", "samples": None, "problem": "not in this Blender"},
    ]
    heading, *lines = bench_frame.table(rows).splitlines()
    assert heading.split()[:3] == ["scene", "engine", "samples"]
    assert [line.split() for line in lines] == [
        ["room", "passbridge", "1", "0.50", "0.50", "0.50", "1.00", "1.00", "0.2500"],
        ["room", "workbench", "1", "0.25", "0.25", "0.25", "0.50", "0.50", "–", "no", "anti-aliasing"],
        ["room", "storm", "not", "in", "this", "Blender"],
    ]


def test_plot_has_a_line_for_each_engine_that_was_measured() -> None:
    rows = [
        measured("passbridge", 1, 1, ratio_to_first=1.0, flip=0.2),
        measured("passbridge", 16, 2, ratio_to_first=2.0, flip=0.1),
        measured("cycles", 1, 4, ratio_to_first=4.0, flip=0.3),
        {"blender": "5.2.3", "scene": "room", "engine": "storm", "samples": None, "problem": "not in this Blender"},
    ]
    picture = ElementTree.fromstring(bench_frame.plot(rows))
    texts = {text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Passbridge", "Cycles", "room"} <= texts
    assert not {"Hydra Storm", "EEVEE"} & texts
    dots = [dot for dot in picture.iter("{http://www.w3.org/2000/svg}circle") if "ring" in dot.get("class", "")]
    assert len(dots) == 3


def test_plot_of_nothing_is_an_error() -> None:
    with pytest.raises(LauncherError, match="there is nothing to draw"):
        bench_frame.plot([measured("cycles", 1, 4, ratio_to_first=None, flip=0.3)])


@pytest.mark.parametrize(("size", "compared"), [((1920, 1080), (480, 270)), ((64, 36), (64, 36)), ((100_000, 1), (100_000, 4))])
def test_pictures_that_are_compared_are_of_a_bearable_size(size: tuple[int, int], compared: tuple[int, int]) -> None:
    assert bench_frame.Plan({}, size, 1).picture_size == compared


@pytest.mark.skipif(shutil.which("blender") is None, reason="there is no blender on the PATH")
def test_small_pictures_are_measured_and_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench_frame, "_ENGINES", {"passbridge": "Passbridge", "cycles": "Cycles", "storm": "Hydra Storm"})
    monkeypatch.setattr(bench_frame, "_SAMPLE_COUNTS", (1, 2))
    monkeypatch.setattr(bench_frame, "_KEPT", tmp_path / "kept")
    json_path, plot_path, pictures = tmp_path / "rows.json", tmp_path / "plot.svg", tmp_path / "pictures"

    bench_frame.bench(None, ["room"], (64, 36), 64, json_path, plot_path, pictures)

    rows = json.loads(json_path.read_text())
    assert [(row["engine"], row["samples"]) for row in rows if "problem" not in row][:4] == [
        ("passbridge", 1), ("passbridge", 2), ("cycles", 1), ("cycles", 2)
    ]
    flips = {(row["engine"], row["samples"]): row["flip"] for row in rows if "problem" not in row}
    # Cycles converges to itself; Passbridge has no indirect light, of which this scene has much.
    assert 0 < flips["cycles", 2] < flips["passbridge", 2] < 1
    assert ElementTree.parse(plot_path).getroot().tag.endswith("svg")
    for name in ("reference", "passbridge", "cycles"):
        assert picture_file.size(pictures / f"room-{name}.png") == (64, 36)
    assert "Cycles with 64 samples" in capsys.readouterr().out
