# SPDX-License-Identifier: Apache-2.0
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from launcher import bench_report

COLUMNS = bench_report.Columns(group="size", ratio="ratio_to_memcpy")


def row(size: str, method: str, ms: float, ratio: float) -> dict[str, Any]:
    return {
        "blender": "5.2.3",
        "size": size,
        "method": method,
        "median_ms": ms,
        "min_ms": ms / 2,
        "max_ms": ms * 2,
        "ratio_to_memcpy": ratio,
    }


ROWS = [row("small", "memcpy", 4, 1), row("small", "a_method_with_a_long_name", 12, 3), row("quite large", "memcpy", 8, 1)]


def test_table_has_a_line_for_each_row_and_all_end_in_the_same_column() -> None:
    heading, *lines = bench_report.table(ROWS, COLUMNS, "/ memcpy").splitlines()
    assert heading.split() == ["size", "method", "median", "ms", "min", "ms", "max", "ms", "/", "memcpy"]
    assert [line.split() for line in lines] == [
        ["small", "memcpy", "4.00", "2.00", "8.00", "1.00"],
        ["small", "a_method_with_a_long_name", "12.00", "6.00", "24.00", "3.00"],
        ["quite", "large", "memcpy", "8.00", "4.00", "16.00", "1.00"],
    ]
    assert {len(line) for line in lines} == {len(heading)}


def test_rows_and_plot_are_written_whole(tmp_path: Path) -> None:
    bench_report.write(ROWS, COLUMNS, "how long", tmp_path / "rows.json", tmp_path / "plot.svg")
    assert json.loads((tmp_path / "rows.json").read_text()) == ROWS
    plot = ElementTree.parse(tmp_path / "plot.svg")
    texts = [text.text for text in plot.iter("{http://www.w3.org/2000/svg}text")]
    assert "Blender 5.2.3: how long" in texts
    assert {"small", "quite large", "a_method_with_a_long_name"} <= set(texts)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plot.svg", "rows.json"]


def test_nothing_is_written_where_nothing_is_asked_for(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    bench_report.write(ROWS, COLUMNS, "how long", None, None)
    assert not list(tmp_path.iterdir())
