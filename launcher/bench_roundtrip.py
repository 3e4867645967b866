# SPDX-License-Identifier: Apache-2.0
"""./passbridge bench roundtrip: what a frame costs that a renderer draws nothing of."""

from pathlib import Path

from launcher import addon_zip, bench_report, build

_SIZE_PIXELS = 64


def bench(blender_name: str | None, json_path: Path | None) -> None:
    """Measure and print, for a scene that does not change, milliseconds and calls between the languages."""
    chosen = bench_report.find_blender(blender_name, json_path, None)
    arguments = {
        "addon_folder": str(addon_zip.unpacked()),
        "size_pixels": _SIZE_PIXELS,
        "test_jar": str(build.products().test_jar),
    }
    rows = bench_report.measured("roundtrip", chosen, arguments)
    for row in rows:
        print(f"{row['scene']}, {_SIZE_PIXELS}x{_SIZE_PIXELS}, Blender {row['blender']}: from Blender's call to its return")
        print(f"    {row['median_ms']:.2f} ms at the median, {row['min_ms']:.2f} to {row['max_ms']:.2f}")
        print(f"    {len(row['python_calls']) + row['java_call_count']} crossings: {len(row['python_calls'])} from Python"
              f" ({', '.join(row['python_calls'])}), {row['java_call_count']} from Java")
    bench_report.write(rows, bench_report.Columns(group="scene", ratio="median_ms"), "", json_path, None)
