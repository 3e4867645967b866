# SPDX-License-Identifier: Apache-2.0
from launcher import bench_memory


def row(method: str, peak_bytes: float, texture_bytes: float) -> dict[str, object]:
    return {"method": method, "blender_bytes": 3.4e9, "peak_bytes": peak_bytes, "texture_bytes": texture_bytes}


def test_figures_leave_out_what_blender_has_and_textures_that_opengl_has() -> None:
    rows = [row("image reader", 4.1e9, 0), row("rasterizer", 9.4e9, 4.5e9)]
    assert list(map(str, bench_memory.figures(rows))) == [
        "image reader, gigabytes beyond Blender's: 0.7 (goal: ≤ 1)",
        "rasterizer, gigabytes beyond Blender's: 1.5 (goal: ≤ 1, missed)",
    ]
