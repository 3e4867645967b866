# SPDX-License-Identifier: Apache-2.0
"""./passbridge bench growth: what a process has more after a Rendered viewport's day."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from launcher import addon_zip, bench_report, virtual_screen
from launcher.bench_report import Figure
from launcher.errors import LauncherError
from launcher.jobs import process_memory

COUNTS = {"resize": 200, "undo": 100, "engine switch": 20, "F12": 100, "file": 50}

ENVIRONMENT = {"JAVA_TOOL_OPTIONS": process_memory.JAVA_OPTION, **process_memory.ENVIRONMENT}
"""Of the process whose memory is counted."""

_LIMIT_SECONDS = 60 * 60
_MEGABYTES = 1e6
_MOST_MEGABYTES = 32  # what the allocators of Blender, the JVM and Mesa keep among them


def bench(blender_name: str | None, json_path: Path | None) -> None:
    """Measure and print; write the rows where that is asked for."""
    chosen = bench_report.find_blender(blender_name, json_path, None)
    if chosen.is_python:
        raise LauncherError(f"{chosen.executable} is a Python, which has no window: take a Blender")
    if not virtual_screen.is_available():
        raise LauncherError("a window needs a screen: install Xvfb")
    with tempfile.TemporaryDirectory(prefix="passbridge-") as name, virtual_screen.opened(Path(name)) as screen:
        result = bench_report.run_job(
            "growth",
            chosen,
            {"addon_folder": str(addon_zip.unpacked()), "folder": name, "counts": COUNTS},
            limit_seconds=_LIMIT_SECONDS,
            in_window=True,
            environment={"DISPLAY": screen.display, **ENVIRONMENT},
        )
    print("\n".join(map(str, figures(result["growth"]))), flush=True)
    bench_report.write_rows([*result["rows"], result["growth"]], json_path)


def figures(growth: Mapping[str, Any]) -> list[Figure]:
    """What there is more, and what that must be at most."""
    return [
        Figure("megabytes", growth["resident_bytes"] / _MEGABYTES, _MOST_MEGABYTES),
        Figure("threads", growth["thread_count"], 0),
        Figure("file descriptors", growth["descriptor_count"], 0),
    ]
