# SPDX-License-Identifier: Apache-2.0
"""What a JVM that crashed has said of it, in the file hs_err_pid*.log which HotSpot writes into the working folder."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

from .junit import Case

_NAMES = "hs_err_pid*.log"
_FRAME_COUNT = 6


def forget(folders: Sequence[Path]) -> None:
    """Delete what JVMs that ran in these folders before have written."""
    for file in _files(folders):
        file.unlink()


def find(folders: Sequence[Path]) -> list[Case]:
    """One failure for each JVM that crashed in one of the folders: its signal, the thread, and the innermost frames."""
    return [Case(f"a JVM crashed ({file.name})", _summary(file.read_text(errors="replace").splitlines())) for file in _files(folders)]


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    return (file for folder in folders for file in sorted(folder.glob(_NAMES)))


def _summary(lines: Sequence[str]) -> str:
    said = [line for line in takewhile(lambda line: line.startswith("#"), lines) if line.strip("# ")]
    thread = [line for line in lines if line.startswith("Current thread")]
    frames: list[str] = []
    for title in ("Native frames:", "Java frames:"):
        start = next((i for i, line in enumerate(lines) if line.startswith(title)), len(lines))
        frames += lines[start : start + 1 + _FRAME_COUNT]
    return "\n".join([*said[1:2], *thread, *frames])  # the first line of what is said is the same for all
