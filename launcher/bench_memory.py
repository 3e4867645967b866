# SPDX-License-Identifier: Apache-2.0
"""./passbridge bench memory: what many textures take beyond what Blender itself has of them."""

from collections.abc import Sequence
from pathlib import Path

from launcher import addon_zip, bench_report, build
from launcher.bench_report import Figure
from launcher.console import say

_TEXTURE_COUNT, _SIDE_PIXELS = 50, 4096
_READER, _RASTERIZER = "image reader", "rasterizer"
_GIGABYTES = 1e9
_MOST_GIGABYTES = 1.0


def bench(blender_name: str | None, json_path: Path | None) -> None:
    """Measure and print, for a renderer that keeps no image and for Passbridge's own; write the rows where that is asked for."""
    chosen = bench_report.find_blender(blender_name, json_path, None)
    addon_folder = str(addon_zip.unpacked())
    rows: list[bench_report.Row] = []
    for method in (_READER, _RASTERIZER):  # a process each: what one leaves behind is nothing to the other
        say(f"measuring the {method}")
        arguments = {
            "addon_folder": addon_folder,
            "test_jar": str(build.products().test_jar),
            "method": method,
            "texture_count": _TEXTURE_COUNT,
            "side_pixels": _SIDE_PIXELS,
        }
        (row,) = bench_report.measured("memory", chosen, arguments)
        rows.append(row)
        print(
            f"{method}, {_TEXTURE_COUNT} textures of {_SIDE_PIXELS}x{_SIDE_PIXELS}, 8 bit, Blender {row['blender']}: "
            f"{row['blender_bytes'] / _GIGABYTES:.2f} GB with Blender alone, at most {row['peak_bytes'] / _GIGABYTES:.2f} GB "
            f"in the first frame, of which OpenGL's textures {row['texture_bytes'] / _GIGABYTES:.2f} GB",
            flush=True,
        )
    print("\n".join(map(str, figures(rows))), flush=True)
    bench_report.write(rows, bench_report.Columns(group="method", ratio="peak_bytes"), "", json_path, None)


def figures(rows: Sequence[bench_report.Row]) -> list[Figure]:
    """Gigabytes beyond what Blender has, the JVM's included, without the textures that software rendering keeps in main memory."""
    return [
        Figure(
            f"{row['method']}, gigabytes beyond Blender's",
            (row["peak_bytes"] - row["blender_bytes"] - row["texture_bytes"]) / _GIGABYTES,
            _MOST_GIGABYTES,
        )
        for row in rows
    ]
