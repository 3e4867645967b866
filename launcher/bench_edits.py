# SPDX-License-Identifier: Apache-2.0
"""./passbridge bench edits: what the next frame costs where one of many materials has changed, and what a sample costs."""

from collections.abc import Sequence
from pathlib import Path

from launcher import addon_zip, bench_report
from launcher.bench_report import Columns, Figure, Row

_MATERIAL_COUNT = 50
_SIZE_PIXELS, _LARGE_SIZE_PIXELS = 64, 512
_ROUND_COUNT = 5
_MOST_OF_AN_EDIT = 1.2
_MOST_OF_A_SAMPLE = 1.1


def bench(blender_name: str | None, json_path: Path | None) -> None:
    """Measure and print; write the rows where that is asked for."""
    chosen = bench_report.find_blender(blender_name, json_path, None)
    arguments = {
        "addon_folder": str(addon_zip.unpacked()),
        "material_count": _MATERIAL_COUNT,
        "size_pixels": _SIZE_PIXELS,
        "large_size_pixels": _LARGE_SIZE_PIXELS,
        "round_count": _ROUND_COUNT,
    }
    rows = bench_report.measured("edits", chosen, arguments)
    columns = Columns(group="scene", ratio="ratio")
    print(bench_report.table(rows, columns, "× first"), flush=True)
    print("\n".join(map(str, figures(rows))), flush=True)
    bench_report.write(rows, columns, "", json_path, None)


def figures(rows: Sequence[Row]) -> list[Figure]:
    """Next frames ÷ that of an unchanged scene, and a sample of 64 ÷ one of 16."""
    ratios = {row["method"]: row["ratio"] for row in rows}
    return [
        Figure("next frame after a changed value ÷ unchanged", ratios["a changed value"], _MOST_OF_AN_EDIT),
        Figure("next frame after a changed ramp ÷ unchanged", ratios["a changed color of a ramp"], _MOST_OF_AN_EDIT),
        Figure("time of a sample of 64 ÷ of 16", ratios["of 64"], _MOST_OF_A_SAMPLE),
    ]
